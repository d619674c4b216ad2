"""The rules about collaborations and lanes: who takes part, where messages may go, and one lane for each node."""

from collections.abc import Iterator, Mapping

from lxml import etree

from engine.contract.errors import Problem
from engine.spiff.check_positions import triggers
from engine.spiff.check_references import ACTIVITIES
from engine.spiff.diagram import Model, Node
from engine.spiff.xml import BPMN, children, local, text_of

SENDS = {"intermediateThrowEvent", "endEvent"}
RECEIVES = {"startEvent", "intermediateCatchEvent", "boundaryEvent"}


def pool_problems(model: Model) -> Iterator[Problem]:
    """All problems of pools, message flows and lanes."""
    nodes = {node.id: node for node in model.nodes()}
    nodes |= {node.id: node for scope in model.described.values() for node in scope.nodes.values()}
    ids = {e.get("id"): e for root in model.documents.values() for e in root.iter(f"{{{BPMN}}}*") if e.get("id")}
    pools: dict[str, str] = {}
    for file, root in model.documents.items():
        for collaboration in children(root, "collaboration"):
            for participant in children(collaboration, "participant"):
                process = participant.get("processRef", "").rpartition(":")[2]
                if process and process in pools.values():
                    yield Problem(code="two_pools", element=participant.get("id", ""), file=file)
                pools[participant.get("id", "")] = process
    for file, root in model.documents.items():
        for message in root.iter(f"{{{BPMN}}}messageFlow"):
            yield from _message_flow(message, file, nodes, pools, ids)
    for scope in model.scopes():
        yield from _lanes(scope.element, scope.file, nodes)


def _message_flow(
    message: etree._Element,
    file: str,
    nodes: Mapping[str, Node],
    pools: Mapping[str, str],
    ids: Mapping[str | None, etree._Element],
) -> Iterator[Problem]:
    at = message.get("id", "")
    homes = []
    for attribute, events, task in (("sourceRef", SENDS, "receiveTask"), ("targetRef", RECEIVES, "sendTask")):
        end = message.get(attribute, "")
        if end in pools:
            homes.append(pools[end] or end)
        elif end in nodes:
            node = nodes[end]
            homes.append(_process_of(node))
            is_event = node.tag in events and {"message"} & set(triggers(node))
            if not is_event and (node.tag not in ACTIVITIES or node.tag == task):
                params = {"ref": end[:100], "tag": node.tag}
                yield Problem(code="message_flow_end", element=at, file=file, params=params, severity="warning")
        elif end in ids:
            # A choreography or a conversation's part: nothing that runs here.
            params = {"ref": end[:100], "tag": local(ids[end])}
            yield Problem(code="message_flow_end", element=at, file=file, params=params, severity="warning")
        else:
            params = {"attribute": attribute, "ref": end[:100]}
            yield Problem(code="unknown_reference", element=at, file=file, params=params)
    if len(homes) == 2 and homes[0] == homes[1]:
        yield Problem(code="message_flow_inside", element=at, file=file)


def _process_of(node: Node) -> str:
    scope = node.scope
    while scope.parent is not None:
        scope = scope.parent.scope
    return scope.id


def _lanes(scope: etree._Element, file: str, nodes: Mapping[str, Node]) -> Iterator[Problem]:
    """A node may stand in one lane of each set of lanes, and in lanes around that one."""
    for lane_set in children(scope, "laneSet"):
        homes: dict[str, list[etree._Element]] = {}
        for lane in lane_set.iter(f"{{{BPMN}}}lane"):
            for reference in children(lane, "flowNodeRef"):
                name = text_of(reference)
                known = nodes.get(name)
                if known is None or (known.element is not scope and scope not in known.element.iterancestors()):
                    params = {"ref": name[:100], "lane": _title(lane)[:100]}
                    yield Problem(
                        code="lane_reference",
                        element=lane.get("id", ""),
                        file=file,
                        params=params,
                        severity="warning",
                    )
                homes.setdefault(name, []).append(lane)
        for name, lanes in homes.items():
            innermost = [a for a in lanes if not any(a in b.iterancestors() for b in lanes)]
            if len(innermost) > 1:
                params = {"lanes": ", ".join(map(_title, innermost))[:200]}
                yield Problem(code="two_lanes", element=name, file=file, params=params)


def _title(lane: etree._Element) -> str:
    return str(lane.get("name") or lane.get("id", ""))
