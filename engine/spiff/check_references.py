"""The rules about ids and what names them: every id once, every reference to something of the right kind."""

from collections.abc import Iterator
from typing import NamedTuple

from lxml import etree

from engine.contract.errors import Problem
from engine.spiff.diagram import Model
from engine.spiff.xml import BPMN, FLOW_NODES, children, local, text_of

ACTIVITIES = frozenset(tag for tag in FLOW_NODES if tag.endswith(("Task", "task", "Activity", "ubProcess"))) | {
    "transaction"
}
ATTRIBUTES: dict[str, tuple[frozenset[str], str]] = {
    "messageRef": (frozenset({"message"}), "error"),
    "signalRef": (frozenset({"signal"}), "error"),
    "errorRef": (frozenset({"error"}), "error"),
    "escalationRef": (frozenset({"escalation"}), "error"),
    "activityRef": (ACTIVITIES, "error"),
    "processRef": (frozenset({"process"}), "error"),
    "dataObjectRef": (frozenset({"dataObject"}), "error"),
    "dataStoreRef": (frozenset({"dataStore"}), "warning"),
    "operationRef": (frozenset({"operation"}), "warning"),
    "categoryValueRef": (frozenset({"categoryValue"}), "warning"),
    "partitionElementRef": (frozenset(), "warning"),
}
"""References by attribute: what they may name (nothing listed: anything), and how grave it is when they do not."""
ASSOCIATED = {"dataInputAssociation", "dataOutputAssociation"}


class Named(NamedTuple):
    """An element and the file it stands in."""

    element: etree._Element
    file: str


def reference_problems(model: Model) -> Iterator[Problem]:
    """All problems of ids and references."""
    named: dict[str, Named] = {}
    for file, root in model.documents.items():
        yield from _collect(file, root, named)
    for file, root in model.documents.items():
        for element in root.iter(f"{{{BPMN}}}*"):
            for attribute, (kinds, severity) in ATTRIBUTES.items():
                given = element.get(attribute)
                if given:
                    yield from _judge(named, element, file, attribute, given, kinds, severity)
            if local(element) == "association":
                for attribute in ("sourceRef", "targetRef"):
                    given = element.get(attribute, "")
                    yield from _judge(named, element, file, attribute, given, frozenset(), "warning")
            elif local(element) in ASSOCIATED:
                yield from _data_association(named, element, file)
            elif local(element) in FLOW_NODES:
                yield from _listed_flows(element, file)


def _collect(file: str, root: etree._Element, named: dict[str, Named]) -> Iterator[Problem]:
    """Flow nodes, flows and processes are counted with the shapes of the model, across files."""
    here: set[str] = set()
    for element in root.iter(f"{{{BPMN}}}*"):
        name = element.get("id")
        if not name:
            continue
        counted = local(element) in FLOW_NODES or local(element) in ("sequenceFlow", "process")
        if name in here and not counted:
            yield Problem(code="duplicate_id", element=name, file=file)
        here.add(name)
        named.setdefault(name, Named(element, file))


def _judge(
    named: dict[str, Named],
    element: etree._Element,
    file: str,
    attribute: str,
    given: str,
    kinds: frozenset[str],
    severity: str,
) -> Iterator[Problem]:
    found = named.get(given) or named.get(given.rpartition(":")[2])
    at = element_id(element)
    params = {"attribute": attribute, "ref": given[:100]}
    if found is None:
        yield Problem(code="unknown_reference", element=at, file=file, params=params, severity=severity)
    elif kinds and local(found.element) not in kinds:
        params["tag"] = local(found.element)
        yield Problem(code="wrong_reference", element=at, file=file, params=params, severity=severity)


def _data_association(named: dict[str, Named], element: etree._Element, file: str) -> Iterator[Problem]:
    owner = element.getparent()
    for end in ("sourceRef", "targetRef"):
        for part in children(element, end):
            yield from _judge(named, element, file, end, text_of(part), frozenset(), "error")
    targets = children(element, "targetRef")
    if owner is None or len(targets) != 1:
        return
    inside = {id(part) for part in owner.iter()}
    ends = children(element, "sourceRef") if local(element) == "dataOutputAssociation" else targets
    for part in ends:
        found = named.get(text_of(part))
        if found is not None and id(found.element) not in inside:
            params = {"ref": text_of(part)[:100]}
            yield Problem(code="foreign_data", element=element_id(element), file=file, params=params)


def _listed_flows(element: etree._Element, file: str) -> Iterator[Problem]:
    """`incoming` and `outgoing` may be left out; where they stand they repeat what the flows say."""
    scope = element.getparent()
    if scope is None:
        return
    name = element.get("id")
    for list_, end in (("incoming", "targetRef"), ("outgoing", "sourceRef")):
        listed = {text_of(part).rpartition(":")[2] for part in children(element, list_)}
        if listed:
            drawn = {flow.get("id") for flow in children(scope, "sequenceFlow") if flow.get(end) == name}
            if listed != drawn:
                params = {"list": list_}
                yield Problem(code="listed_flows", element=name or "", file=file, params=params, severity="warning")


def element_id(element: etree._Element) -> str:
    """The id of the flow node, flow or other drawn thing that an element is part of."""
    current: etree._Element | None = element
    while current is not None:
        tag, name = local(current), current.get("id")
        if name and not tag.endswith(("EventDefinition", "Characteristics", "Specification")) and tag not in ASSOCIATED:
            return name
        current = current.getparent()
    return ""
