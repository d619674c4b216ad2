"""The order in which the standard's schema wants the parts of an element. No tool depends on it; many editors break it."""

from lxml import etree

from engine.spiff.xml import BPMN, local

FIRST = [
    "documentation",
    "extensionElements",
    "import",
    "extension",
    "supportedInterfaceRef",
    "auditing",
    "monitoring",
    "categoryValueRef",
    "incoming",
    "outgoing",
    "ioSpecification",
    "ioBinding",
    "property",
    "dataInput",
    "dataOutput",
    "dataInputAssociation",
    "dataOutputAssociation",
    "inputSet",
    "outputSet",
    "resourceRole",
    "performer",
    "humanPerformer",
    "potentialOwner",
    "loopCardinality",
    "loopDataInputRef",
    "loopDataOutputRef",
    "inputDataItem",
    "outputDataItem",
    "complexBehaviorDefinition",
    "multiInstanceLoopCharacteristics",
    "standardLoopCharacteristics",
    "partitionElement",
    "flowNodeRef",
    "childLaneSet",
    "laneSet",
    "participant",
    "messageFlow",
]
LAST = [
    "textAnnotation",
    "association",
    "group",
    "completionCondition",
    "correlationSubscription",
    "supports",
    "BPMNDiagram",
    "relationship",
]
PEOPLE = {"resourceRole", "performer", "humanPerformer", "potentialOwner"}
MIDDLE = len(FIRST)
RANK = {
    **{name: place for place, name in enumerate(FIRST)},
    **{name: MIDDLE + 1 + place for place, name in enumerate(LAST)},
    # These three may stand in any order among themselves.
    **dict.fromkeys(("textAnnotation", "association", "group"), MIDDLE + 1),
    **dict.fromkeys(PEOPLE, FIRST.index("resourceRole")),
}


def put_in_order(root: etree._Element) -> list[etree._Element]:
    """Sorts the parts of every BPMN element in place; returns the elements whose parts were out of order."""
    moved = []
    for element in list(root.iter(f"{{{BPMN}}}*")):
        parts = list(element)
        ordered = sorted(parts, key=lambda part, parent=element: _rank(part, parent))  # type: ignore[misc]
        if ordered != parts:
            element[:] = ordered
            moved.append(element)
    return moved


def _rank(part: etree._Element, parent: etree._Element) -> int:
    name = local(part)
    if name in PEOPLE and local(parent) in ("process", "globalUserTask"):
        return MIDDLE + 2
    return RANK.get(name, MIDDLE)
