"""What a diagram says about values: inputs and outputs of activities, assignments of script tasks, data objects.

Names and FEEL text only; `nyt:input`, `nyt:output` and `nyt:assign`, and the data associations of BPMN with the same meaning.
"""

from collections.abc import Iterator

from lxml import etree

from engine.spiff.diagram import Node, Scope
from engine.spiff.xml import child, children, ours, text_of

Pair = tuple[str, str]
"""A name and the FEEL text that gives its value."""

GIVING = {"userTask", "manualTask", "serviceTask", "businessRuleTask", "receiveTask", "callActivity"}
"""The activities whose result is a fact of their own name."""


def inputs_of(node: Node) -> list[Pair]:
    """What an activity may read under names of its own while it runs."""
    return [*_pairs(node, "input"), *_items(node), *_associations(node, "dataInputAssociation")]


def outputs_of(node: Node) -> list[Pair]:
    """What an activity writes under names of the process when it is done."""
    return [*_pairs(node, "output"), *_associations(node, "dataOutputAssociation")]


def assignments_of(node: Node) -> list[Pair]:
    """What a script task writes, in order."""
    return list(_pairs(node, "assign"))


def written_by(node: Node) -> list[Pair]:
    """Everything a node writes when it is done: a script task's assignments, then its outputs."""
    return [*(assignments_of(node) if node.tag == "scriptTask" else ()), *outputs_of(node)]


def data_objects(scope: Scope) -> list[str]:
    """The ids of the data objects that stand in a scope."""
    return [element.get("id", "") for element in children(scope.element, "dataObject")]


def data_object(scope: Scope, reference: str) -> str | None:
    """The data object that an id means where it is used: its own, or that of a reference to it."""
    current: Scope | None = scope
    while current is not None:
        for element in children(current.element, "dataObjectReference"):
            if element.get("id") == reference:
                reference = element.get("dataObjectRef") or reference
        if reference in data_objects(current):
            return reference
        current = current.parent.scope if current.parent is not None else None
    return None


def collection_of(node: Node) -> str | None:
    """The data object that a multi-instance activity runs over by the standard's own `loopDataInputRef`."""
    loop = node.loop
    reference = text_of(child(loop, "loopDataInputRef")) if loop is not None else ""
    return data_object(node.scope, reference) if reference else None


def _pairs(node: Node, name: str) -> Iterator[Pair]:
    for part in ours(node.element, name):
        yield part.get("name", ""), (part.get("value", "") or "").strip()


def _items(node: Node) -> Iterator[Pair]:
    item = child(node.loop, "inputDataItem") if node.loop is not None else None
    name = (item.get("name") or item.get("id", "")) if item is not None else ""
    if name:
        yield name, "item"


def _associations(node: Node, kind: str) -> Iterator[Pair]:
    for association in children(node.element, kind):
        assigned = children(association, "assignment")
        for assignment in assigned:
            yield text_of(child(assignment, "to")), text_of(child(assignment, "from"))
        if not assigned:
            yield from _moved(node, association, inwards=kind == "dataInputAssociation")


def _moved(node: Node, association: etree._Element, *, inwards: bool) -> Iterator[Pair]:
    """One association as a pair; nothing when it only shows that a document is read or written."""
    source, target = text_of(child(association, "sourceRef")), text_of(child(association, "targetRef"))
    transformation = text_of(child(association, "transformation"))
    if inwards:
        known = data_object(node.scope, source)
        name = _named(node, "dataInput", target)
        if name and (transformation or known):
            yield name, transformation or str(known)
        return
    written = data_object(node.scope, target)
    if written is None or not (transformation or node.tag in GIVING):
        return
    member = _named(node, "dataOutput", source)
    yield written, transformation or (f"{node.id}.{member}" if member else node.id)


def _named(node: Node, kind: str, reference: str) -> str:
    specification = child(node.element, "ioSpecification")
    if specification is None or not reference:
        return ""
    found = [element for element in children(specification, kind) if element.get("id") == reference]
    return (found[0].get("name") or reference) if found else ""
