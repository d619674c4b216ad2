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
STEPS = frozenset({"gevinst.score"})


def files_of(tool: str) -> dict[str, bytes]:
    """The folder that a tool wrote."""
    return {path.name: path.read_bytes() for path in (MODELS / tool).iterdir()}


def imported(tool: str) -> Imported:
    """The folder after the import."""
    return import_model(files_of(tool), steps=STEPS)


def diagram(inside: str, *, head: str = "camunda", beside: str = "", process: str = "") -> bytes:
    """A diagram with one process `p` that holds `inside`; `beside` stands after it, `process` are its attributes."""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="{BPMN}" xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI"
  xmlns:nyt="{NYT}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" {HEADS[head]} id="d" targetNamespace="t">
  <bpmn:process id="p" name="Prøve" isExecutable="true" {process}>
    {inside}
  </bpmn:process>
  {beside}
  <bpmndi:BPMNDiagram id="tegning"/>
</bpmn:definitions>
""".replace("\n  xmlns:nyt", "\n  xmlns:ikke" if "nyt:" not in inside else "\n  xmlns:nyt").encode()


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
