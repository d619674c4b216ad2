"""What comes after a node of a diagram without a sequence flow: the other end of a link, the activity that undoes another."""

from lxml import etree

from engine.spiff.diagram import Node
from engine.spiff.triggers import trigger_of
from engine.spiff.xml import BPMN


def following(node: Node) -> list[Node]:
    """Every node that one can get to from a node, by a flow or without one."""
    beside = [linked(node), handler_of(node)]
    return [
        *(node.scope.nodes[flow.target] for flow in node.outgoing),
        *(other for other in beside if other is not None),
    ]


def linked(node: Node) -> Node | None:
    """Where an intermediate throw event with a link goes on."""
    if node.tag != "intermediateThrowEvent":
        return None
    trigger = trigger_of(node)
    if trigger.kind != "link":
        return None
    return next(
        (
            other
            for other in node.scope.nodes.values()
            if other.tag == "intermediateCatchEvent"
            and (found := trigger_of(other)).kind == "link"
            and found.name == trigger.name
        ),
        None,
    )


def handler_of(node: Node) -> Node | None:
    """The activity that a compensation event on a border is associated with."""
    if node.tag != "boundaryEvent" or trigger_of(node).kind != "compensate":
        return None
    return next((n for n in associated(node) if n.element.get("isForCompensation") == "true"), None)


def associated(node: Node) -> list[Node]:
    """What associations join with a node in its scope; they may stand in the process or in the collaboration."""
    root: etree._Element = node.element.getroottree().getroot()
    found = []
    for association in root.iter(f"{{{BPMN}}}association"):
        ends = [
            association.get("sourceRef", "").rpartition(":")[2],
            association.get("targetRef", "").rpartition(":")[2],
        ]
        if node.id in ends:
            ends.remove(node.id)
            if ends[0] in node.scope.nodes:
                found.append(node.scope.nodes[ends[0]])
    return found
