"""The order in which people read a diagram, for step lists; and where its processes can be begun."""

from collections.abc import Iterator

from engine.spiff.diagram import Model, Node, Scope
from engine.spiff.following import following

JOINS = {"parallelGateway", "inclusiveGateway", "complexGateway"}


def reading_order(model: Model, *roots: Scope) -> Iterator[tuple[Node, int]]:
    """Every node with its depth, along the flows from the start, one process after the other; boundary paths and what
    undoes it after their activity, what a subprocess or called process holds after the first activity that has it, and
    event subprocesses at the end of their scope."""
    # Each scope is read once: processes that call each other twice over would else double with every level.
    seen: set[str] = {root.id for root in roots}
    open_scopes = [(root, _beginnings(root)) for root in reversed(roots)]
    depths = {root.id: 0 for root in roots}
    while open_scopes:
        scope, waiting = open_scopes[-1]
        if not waiting:
            open_scopes.pop()
            continue
        node = waiting.pop(0)
        if node.id in seen:
            continue
        seen.add(node.id)
        yield node, depths[scope.id]
        after = following(node)
        # Depth first keeps a branch together; a join is read when its last branch has been.
        waiting[:0] = [*node.boundary, *(n for n in after if _ready(n, seen))]
        # Before the event subprocesses, which come last.
        late = sum(n.is_event_subprocess for n in waiting)
        waiting[len(waiting) - late : len(waiting) - late] = [n for n in after if not _ready(n, seen)]
        inner = node.inner
        if node.tag == "callActivity":
            inner = model.processes.get(node.element.get("calledElement", ""))
            if inner is not None and inner.id in seen:
                continue
        if inner is not None:
            seen.add(inner.id)
            depths[inner.id] = depths[scope.id] + 1
            open_scopes.append((inner, _beginnings(inner)))


def _beginnings(scope: Scope) -> list[Node]:
    aside = [node for node in scope.nodes.values() if node.is_event_subprocess]
    return [*reversed(scope.entries()), *aside]


def starters(process: Scope) -> list[Node]:
    """Where a process can be begun: its start events, or the receive tasks and the events after a gateway that it begins
    with."""
    found = []
    for node in process.entries():
        if node.element.get("instantiate") == "true" and node.tag == "eventBasedGateway":
            found += following(node)
        elif node.tag == "startEvent" or node.element.get("instantiate") == "true":
            found.append(node)
    return found


def _ready(node: Node, seen: set[str]) -> bool:
    return node.tag not in JOINS or all(flow.source in seen for flow in node.incoming)
