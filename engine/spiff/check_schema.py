"""The rules of the standard's own XML schema: which elements, attributes and values may stand where.

What changes no meaning (order, unknown attributes, drawing, what other editors leave in the wrong place) is a warning.
"""

import copy
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import cast

from lxml import etree
from SpiffWorkflow.bpmn import parser as stock_parser

from engine.contract.errors import Problem
from engine.spiff.schema_order import put_in_order
from engine.spiff.xml import BPMN, SCOPES, local

MAXIMUM_PROBLEMS = 50
"""Of one file; who broke more than that gets to see the rest afterwards."""
LENIENT_ATTRIBUTES = {"targetNamespace", "id"}
LENIENT_PARENTS = {
    "ioSpecification",
    "dataInputAssociation",
    "dataOutputAssociation",
    "collaboration",
    "participantMultiplicity",
}
ELSEWHERE = {"id", "sourceRef", "targetRef", "attachedToRef", "default"}
"""Attributes whose absence and values other rules explain better."""
XSI = "http://www.w3.org/2001/XMLSchema-instance"


def load_schema() -> etree.XMLSchema:
    """The standard's schema as SpiffWorkflow ships it."""
    path = Path(str(stock_parser.__file__)).parent / "schema" / "BPMN20.xsd"
    return etree.XMLSchema(etree.parse(str(path)))


@cache
def shared_schema() -> etree.XMLSchema:
    """The schema, read once. Threads share it, so only its yes or no counts: the log of errors may be another's."""
    return load_schema()


def schema_problems(file: str, root: etree._Element) -> Iterator[Problem]:
    """What the schema says against one document. Reads nothing that the document names."""
    document = copy.deepcopy(root)
    for hint in ("schemaLocation", "noNamespaceSchemaLocation"):
        for element in document.iter(etree.Element):
            element.attrib.pop(f"{{{XSI}}}{hint}", "")
    if shared_schema().validate(document):
        return
    moved = put_in_order(document)
    schema = load_schema()
    valid = schema.validate(document)
    errors = list(cast("Iterable[etree._LogEntry]", schema.error_log))
    if moved:
        params = {"line": str(moved[0].sourceline or "?"), "tag": local(moved[0])}
        yield Problem(code="schema_order", element=_id_at(moved[0]), file=file, params=params, severity="warning")
    if valid:
        return
    seen: set[tuple[str, str, str]] = set()
    for error in errors:
        problem = _translated(document, error, file)
        if problem is None or (key := (problem.code, problem.element, str(problem.params))) in seen:
            continue
        seen.add(key)
        yield problem
        if len(seen) == MAXIMUM_PROBLEMS:
            return


def _translated(root: etree._Element, error: "etree._LogEntry", file: str) -> Problem | None:
    element = _element_of(root, error)
    kind = error.type_name.removeprefix("SCHEMAV_")
    named = re.search(r"[Aa]ttribute '(?:\{[^}]*\})?([^']*)'", error.message)
    attribute = named.group(1)[:100] if named else ""
    params = {"line": str(error.line or "?"), "tag": local(element)[:100]}
    drawn = not _in_model(element)
    if kind == "ELEMENT_CONTENT" and "Missing child" in error.message:
        expected = ", ".join(re.findall(r"\}(\w+)", error.message.partition("Expected is")[2]))
        lenient = drawn or local(element) in LENIENT_PARENTS
        return _problem("schema_missing_child", element, file, lenient, {**params, "expected": expected[:200]})
    if kind == "ELEMENT_CONTENT":
        return _misplaced(element, file, params, drawn)
    if attribute in ELSEWHERE and not (attribute == "id" and "required" not in error.message):
        return None
    if kind in ("CVC_COMPLEX_TYPE_3_2_1", "CVC_COMPLEX_TYPE_3_2_2"):
        return _problem("schema_attribute", element, file, True, {**params, "attribute": attribute})
    if kind == "CVC_COMPLEX_TYPE_4":
        lenient = drawn or attribute in LENIENT_ATTRIBUTES
        return _problem("schema_missing_attribute", element, file, lenient, {**params, "attribute": attribute})
    if attribute:
        value = element.get(attribute, "")[:100]
        lenient = drawn or attribute == "id"
        return _problem("schema_value", element, file, lenient, {**params, "attribute": attribute, "value": value})
    if kind in ("CVC_COMPLEX_TYPE_2_1", "CVC_COMPLEX_TYPE_2_3", "CVC_TYPE_3_1_2"):
        return _problem("schema_text", element, file, True, params)
    text = " ".join((element.text or "").split())[:100]
    return _problem("schema_content", element, file, drawn, {**params, "value": text})


def _misplaced(element: etree._Element, file: str, params: dict[str, str], drawn: bool) -> Problem | None:
    parent = element.getparent()
    if etree.QName(element).namespace != BPMN:
        return _problem("schema_foreign", element, file, True, params)
    if parent is not None and local(parent) in SCOPES:
        return None  # a stranger among flow elements is told of by the rules about shape
    inside = local(parent) if parent is not None else ""
    return _problem("schema_element", element, file, drawn, {**params, "parent": inside[:100]})


def _problem(code: str, element: etree._Element, file: str, lenient: bool, params: dict[str, str]) -> Problem:
    severity = "warning" if lenient else "error"
    return Problem(code=code, element=_id_at(element), file=file, params=params, severity=severity)


def _element_of(root: etree._Element, error: "etree._LogEntry") -> etree._Element:
    prefixes = {name: uri for part in root.iter(etree.Element) for name, uri in part.nsmap.items() if name}
    found = root.getroottree().xpath(error.path, namespaces=prefixes)
    return found[0] if isinstance(found, list) and found and isinstance(found[0], etree._Element) else root


def _id_at(element: etree._Element | None) -> str:
    """The id of the element, or of the nearest around it, so that the diagram can show the place."""
    while element is not None:
        name = element.get("bpmnElement") or element.get("id")
        if name:
            return name
        element = element.getparent()
    return ""


def _in_model(element: etree._Element) -> bool:
    root = element.getroottree().getroot()
    top = element
    while top is not root and top.getparent() is not root:
        parent = top.getparent()
        assert parent is not None
        top = parent
    return etree.QName(top).namespace == BPMN
