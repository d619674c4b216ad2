"""The tools whose files are read, known by their namespaces."""

from collections.abc import Iterator
from enum import StrEnum

from lxml import etree

from engine.spiff.xml import BPMN, child, local

CAMUNDA = "http://camunda.org/schema/1.0/bpmn"
ZEEBE = "http://camunda.org/schema/zeebe/1.0"
FLOWABLE = "http://flowable.org/bpmn"
ACTIVITI = "http://activiti.org/bpmn"
MODELER = "http://camunda.org/schema/modeler/1.0"

FAMILY = (CAMUNDA, FLOWABLE, ACTIVITI)
"""Engines of one descent: the same attribute names, the same `${…}`."""
SPOKEN = (*FAMILY, ZEEBE)


class Dialect(StrEnum):
    """Whose words a file uses; the value is the product's name."""

    CAMUNDA = "Camunda 7"
    ZEEBE = "Camunda 8"
    FLOWABLE = "Flowable"
    ACTIVITI = "Activiti"
    PLAIN = "BPMN 2.0"


def dialect_of(root: etree._Element) -> Dialect:
    """The dialect by what the file says of itself, else by the namespaces it uses."""
    platform = root.get(f"{{{MODELER}}}executionPlatform", "")
    if platform == "Camunda Cloud":
        return Dialect.ZEEBE
    if platform == "Camunda Platform":
        return Dialect.CAMUNDA
    used = {uri for element in root.iter() for uri in _uris(element)}
    for uri, dialect in (
        (ZEEBE, Dialect.ZEEBE),
        (FLOWABLE, Dialect.FLOWABLE),
        (CAMUNDA, Dialect.CAMUNDA),
        (ACTIVITI, Dialect.ACTIVITI),
    ):
        if uri in used:
            return dialect
    return Dialect.PLAIN


def _uris(element: etree._Element) -> Iterator[str]:
    if isinstance(element.tag, str):
        for name in (element.tag, *map(str, element.attrib)):
            if name.startswith("{"):
                yield name[1:].partition("}")[0]


def said(element: etree._Element, name: str) -> str:
    """An attribute of the Camunda 7 family on an element, '' for none."""
    for uri in FAMILY:
        value = element.get(f"{{{uri}}}{name}")
        if value is not None and value.strip():
            return value.strip()
    return ""


def told(element: etree._Element, name: str) -> list[etree._Element]:
    """The family's extension elements of that name inside `extensionElements`."""
    return _extensions(element, name, FAMILY)


def zeebe(element: etree._Element, name: str) -> etree._Element | None:
    """The first Zeebe extension element of that name."""
    found = zeebes(element, name)
    return found[0] if found else None


def zeebes(element: etree._Element, name: str) -> list[etree._Element]:
    """The Zeebe extension elements of that name."""
    return _extensions(element, name, (ZEEBE,))


def within(element: etree._Element | None, name: str) -> list[etree._Element]:
    """Children of that local name, in whatever namespace."""
    return [part for part in element if local(part) == name] if element is not None else []


def _extensions(element: etree._Element, name: str, uris: tuple[str, ...]) -> list[etree._Element]:
    holder = child(element, "extensionElements")
    return [] if holder is None else [part for uri in uris for part in holder.findall(f"{{{uri}}}{name}")]


def bpmn_elements(root: etree._Element) -> Iterator[etree._Element]:
    """Every element of the BPMN model namespace, in document order."""
    return (e for e in root.iter() if isinstance(e.tag, str) and e.tag.startswith(f"{{{BPMN}}}"))
