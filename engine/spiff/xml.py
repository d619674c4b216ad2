"""Reads BPMN XML from strangers: caps before parsing, no DOCTYPE, no entities, no network, and a place for every fault."""

from collections.abc import Iterator, Mapping

from lxml import etree

from engine.contract.errors import Problem

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
BPMNDI = "http://www.omg.org/spec/BPMN/20100524/DI"
NYT = "https://nyttiggjort.no/bpmn/1"
READ = (BPMN, BPMNDI, NYT)

MAXIMUM_BYTES = 2 * 1024 * 1024
MAXIMUM_ELEMENTS = 2_000
MAXIMUM_TEXT = 10_000
MAXIMUM_DEPTH = 40

ModelFiles = Mapping[str, bytes]
"""A model folder: path to content."""


def parse(path: str, content: bytes) -> tuple[etree._Element | None, list[Problem]]:
    """The root element, or None with what is wrong."""
    if len(content) > MAXIMUM_BYTES:
        return None, [Problem(code="xml_too_large", file=path, params={"maximum": "2 MB"})]
    # A DOCTYPE may be spelled in any encoding the parser knows, so its absence is checked on the parsed document too.
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        return None, [Problem(code="xml_doctype", file=path)]
    # A comment left inside a condition would cut its text in two, and only the first half would be read.
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_pis=True,
        remove_comments=True,
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None)
        return None, [
            Problem(code="xml_broken", file=path, params={"line": str(line or "?"), "reason": str(error)[:200]})
        ]
    if root.getroottree().docinfo.internalDTD is not None:
        return None, [Problem(code="xml_doctype", file=path)]
    if root.tag != f"{{{BPMN}}}definitions":
        return None, [Problem(code="xml_not_bpmn", file=path)]
    return root, list(_size_problems(path, root))


def _size_problems(path: str, root: etree._Element) -> Iterator[Problem]:
    elements = 0
    for element in root.iter():
        elements += is_bpmn(element)
        if elements > MAXIMUM_ELEMENTS * 5:
            break
        # What other tools put in namespaces of their own, such as a whole form, is never read; the file's size bounds it.
        if not isinstance(element.tag, str) or element.tag[1:].partition("}")[0] not in READ:
            continue
        read = (value for name, value in element.attrib.items() if not str(name).startswith("{") or NYT in str(name))
        texts = (element.text or "", element.tail or "", *map(str, read))
        if any(len(text) > MAXIMUM_TEXT for text in texts):
            yield Problem(code="text_too_long", element=element.get("id", ""), file=path, params={"maximum": "10 000"})
    nodes = sum(1 for _ in root.iter(*(f"{{{BPMN}}}{tag}" for tag in FLOW_NODES)))
    if nodes > MAXIMUM_ELEMENTS or elements > MAXIMUM_ELEMENTS * 5:
        yield Problem(code="too_many_elements", file=path, params={"maximum": "2 000"})
    if _depth(root) > MAXIMUM_DEPTH:
        yield Problem(code="too_deep", file=path, params={"maximum": str(MAXIMUM_DEPTH)})


def _depth(root: etree._Element) -> int:
    deepest, level, waiting = 0, 0, [(root, 0)]
    while waiting and deepest <= MAXIMUM_DEPTH:
        element, level = waiting.pop()
        deepest = max(deepest, level)
        waiting += [(child, level + 1) for child in element]
    return deepest


FLOW_NODES = (
    "startEvent",
    "endEvent",
    "intermediateCatchEvent",
    "intermediateThrowEvent",
    "boundaryEvent",
    "userTask",
    "manualTask",
    "serviceTask",
    "businessRuleTask",
    "scriptTask",
    "sendTask",
    "receiveTask",
    "task",
    "callActivity",
    "subProcess",
    "adHocSubProcess",
    "transaction",
    "exclusiveGateway",
    "inclusiveGateway",
    "parallelGateway",
    "eventBasedGateway",
    "complexGateway",
    "callChoreography",
    "choreographyTask",
    "subChoreography",
)

SCOPES = ("process", "subProcess", "adHocSubProcess", "transaction")
"""What flow nodes stand in."""


def local(element: etree._Element) -> str:
    """The tag without its namespace; '' for comments."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def is_bpmn(element: etree._Element) -> bool:
    """In the BPMN model namespace."""
    return isinstance(element.tag, str) and element.tag.startswith(f"{{{BPMN}}}")


def child(element: etree._Element, name: str) -> etree._Element | None:
    """The first BPMN child of that name."""
    return element.find(f"{{{BPMN}}}{name}")


def children(element: etree._Element, name: str) -> list[etree._Element]:
    """All BPMN children of that name."""
    return element.findall(f"{{{BPMN}}}{name}")


def text_of(element: etree._Element | None) -> str:
    """Stripped text, '' for none."""
    return (element.text or "").strip() if element is not None else ""


def ours(element: etree._Element, name: str) -> list[etree._Element]:
    """Our extension elements of that name, inside `bpmn:extensionElements`."""
    holder = child(element, "extensionElements")
    return holder.findall(f"{{{NYT}}}{name}") if holder is not None else []


def our(element: etree._Element, name: str) -> etree._Element | None:
    """The first of our extension elements of that name."""
    found = ours(element, name)
    return found[0] if found else None


def our_attribute(element: etree._Element, name: str) -> str | None:
    """One of our attributes on a BPMN element."""
    return element.get(f"{{{NYT}}}{name}")
