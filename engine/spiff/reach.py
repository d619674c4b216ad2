"""Which incoming flows of a gateway a token can still get to, from every node of the scope; worked out once per model.

BPMN 2.0.2, 13.4.3 and 13.4.5: paths end with an incoming flow of the gateway and do not visit the gateway itself. A token
in an activity may go on by its flows or by an event on its border. Sets of flows are bits of a number, the n-th
incoming flow being the n-th bit.
"""

from collections import deque
from collections.abc import Mapping

from engine.spiff.nodes import Node


def reach(gateway: Node, nodes: Mapping[str, Node]) -> Mapping[str, int]:
    """Per node from which the gateway can be reached, the incoming flows that can be reached."""
    before: dict[str, list[str]] = {}
    found: dict[str, int] = {}
    for node in nodes.values():
        if node is gateway:
            continue
        for target in node.successors():
            before.setdefault(target, []).append(node.name)
        for out in node.outs:
            if out.target == gateway.name:
                found[node.name] = found.get(node.name, 0) | 1 << gateway.joins.index(out.id)
    waiting = deque(found)
    while waiting:
        name = waiting.popleft()
        for earlier in before.get(name, ()):
            known = found.get(earlier, 0)
            if known | found[name] != known:
                found[earlier] = known | found[name]
                waiting.append(earlier)
    return found
