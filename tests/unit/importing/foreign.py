"""Foreign models for the tests: whole folders, and small diagrams around the one thing a test is about."""

from collections.abc import Iterable
from pathlib import Path

from lxml import etree

from engine.importing import Entry, Imported, import_model
from engine.spiff.xml import NYT

MODELS = Path(__file__).parent / "models"
TOOLS = ("camunda7", "camunda8", "flowable", "bpmnio")
BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
HEADS = {
    "camunda": 'xmlns:camunda="http://camunda.org/schema/1.0/bpmn"',
    "zeebe": 'xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"',
    "flowable": 'xmlns:flowable="http://flowable.org/bpmn"',
    "activiti": 'xmlns:activiti="http://activiti.org/bpmn"',
    "plain": "",
}
DRAWING = 'xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:di="http://www.omg.org/spec/DD/20100524/DI"'
SHAPE = (
    f'<bpmndi:BPMNShape {DRAWING} id="{{0}}_di" bpmnElement="{{0}}">'
    '<dc:Bounds x="1" y="2" width="36" height="36"/></bpmndi:BPMNShape>'
)
EDGE = (
    f'<bpmndi:BPMNEdge {DRAWING} id="{{0}}_di" bpmnElement="{{0}}">'
    '<di:waypoint x="1" y="2"/><di:waypoint x="3" y="4"/></bpmndi:BPMNEdge>'
)
STEPS = frozenset({"gevinst.score"})


def files_of(tool: str) -> dict[str, bytes]:
    """The folder that a tool wrote."""
    return {path.name: path.read_bytes() for path in (MODELS / tool).iterdir()}


def imported(tool: str) -> Imported:
    """The folder after the import."""
    return import_model(files_of(tool), steps=STEPS)


def diagram(inside: str, *, head: str = "camunda", beside: str = "", process: str = "", drawn: str = "") -> bytes:
    """A diagram with one process `p` that holds `inside`; `beside` stands after it, `process` are its attributes."""
    ours = f'xmlns:nyt="{NYT}"' if "nyt:" in inside else ""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="{BPMN}" xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI"
  {ours} xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" {HEADS[head]} id="alt" targetNamespace="t">
  <bpmn:process id="p" name="Prøve" isExecutable="true" {process}>
    {inside}
  </bpmn:process>
  {beside}
  <bpmndi:BPMNDiagram id="tegning"><bpmndi:BPMNPlane id="flate" bpmnElement="p">{drawn}</bpmndi:BPMNPlane></bpmndi:BPMNDiagram>
</bpmn:definitions>
""".encode()


def task(name: str, attributes: str = "", extensions: str = "", rest: str = "", kind: str = "userTask") -> str:
    """An activity with extension elements."""
    holder = f"<bpmn:extensionElements>{extensions}</bpmn:extensionElements>" if extensions else ""
    return f'<bpmn:{kind} id="{name}" {attributes}>{holder}{rest}</bpmn:{kind}>'


def asks(name: str, *fields: str, attributes: str = "", rest: str = "") -> str:
    """A Camunda 7 user task whose form has these text fields."""
    made = "".join(f'<camunda:formField id="{field}" label="{field}" type="string"/>' for field in fields)
    return task(name, attributes, f"<camunda:formData>{made}</camunda:formData>", rest)


def flow(condition: str, attributes: str = "") -> str:
    """A sequence flow `f` with a condition."""
    shown = condition.replace("&", "&amp;").replace("<", "&lt;")
    text = (
        f'<bpmn:conditionExpression xsi:type="bpmn:tFormalExpression" {attributes}>{shown}</bpmn:conditionExpression>'
    )
    return f'<bpmn:sequenceFlow id="f" sourceRef="a" targetRef="b">{text}</bpmn:sequenceFlow>'


def one(content: bytes, **others: bytes) -> Imported:
    """The import of one diagram, and other files by name with `_` for the dot."""
    return import_model(
        {"x.bpmn": content, **{name.replace("__", "."): file for name, file in others.items()}}, steps=STEPS
    )


def root_of(result: Imported, path: str = "x.bpmn") -> etree._Element:
    return etree.fromstring(result.files[path])


def element(result: Imported, name: str, path: str = "x.bpmn") -> etree._Element:
    """An element of the imported diagram by its id."""
    (found,) = root_of(result, path).xpath("//*[@id=$name]", name=name)
    return found


def ours(result: Imported, name: str, path: str = "x.bpmn") -> list[tuple[str, dict[str, str]]]:
    """Our extension elements of an element, as name and attributes."""
    holder = element(result, name, path).find(f"{{{BPMN}}}extensionElements")
    return [
        (etree.QName(part).localname, {str(k): str(v) for k, v in part.attrib.items()})
        for part in (holder if holder is not None else [])
        if isinstance(part.tag, str) and part.tag.startswith(f"{{{NYT}}}")
    ]


def condition_of(result: Imported, name: str = "f", path: str = "x.bpmn") -> str:
    """A flow's condition after the import."""
    return element(result, name, path).findtext(f"{{{BPMN}}}conditionExpression") or ""


def said(report: Iterable[Entry], what: str | None = None) -> set[tuple[str, str]]:
    """(code, element) of the lines, of one kind or all."""
    return {(entry.code, entry.element) for entry in report if what is None or entry.what == what}


def codes(result: Imported) -> set[str]:
    return {entry.code for entry in result.report}


def canonical(content: bytes) -> bytes:
    """The document without what XML leaves to taste, comments included."""
    return etree.tostring(etree.fromstring(content), method="c14n")


def ready() -> bytes:
    """A small Camunda 7 model that can be deployed as soon as it is translated."""
    lanes = (
        '<bpmn:laneSet id="baner"><bpmn:lane id="bane" name="Innmelder"><bpmn:flowNodeRef>StartEvent_1</bpmn:flowNodeRef>'
        "<bpmn:flowNodeRef>Activity_0abc123</bpmn:flowNodeRef><bpmn:flowNodeRef>Event_0abc123</bpmn:flowNodeRef>"
        "</bpmn:lane></bpmn:laneSet>"
    )
    form = (
        '<camunda:formData><camunda:formField id="tittel" label="Tittel" type="string"/>'
        '<camunda:formField id="enhet" label="Enhet" type="string"/></camunda:formData>'
    )
    return diagram(
        lanes
        + '<bpmn:startEvent id="StartEvent_1"><bpmn:outgoing>f1</bpmn:outgoing></bpmn:startEvent>'
        + task(
            "Activity_0abc123",
            'name="Foreslå forbedring"',
            form,
            "<bpmn:incoming>f1</bpmn:incoming><bpmn:outgoing>f2</bpmn:outgoing>",
        )
        + '<bpmn:endEvent id="Event_0abc123"><bpmn:incoming>f2</bpmn:incoming></bpmn:endEvent>'
        + '<bpmn:sequenceFlow id="f1" sourceRef="StartEvent_1" targetRef="Activity_0abc123"/>'
        + '<bpmn:sequenceFlow id="f2" sourceRef="Activity_0abc123" targetRef="Event_0abc123"/>',
        drawn="".join(SHAPE.format(name) for name in ("bane", "StartEvent_1", "Activity_0abc123", "Event_0abc123"))
        + EDGE.format("f1")
        + EDGE.format("f2"),
    ).replace(b'"p"', b'"forslag"')
