"""The rules about the drawing: a shape for each node, a line for each flow, none twice. All are warnings: it still runs."""

from collections import Counter
from collections.abc import Iterator

from lxml import etree

from engine.contract.errors import Problem
from engine.spiff.diagram import Model, Node, Scope
from engine.spiff.xml import BPMN, BPMNDI


def layout_problems(model: Model) -> Iterator[Problem]:
    """All problems of the drawing, for files that have one."""
    for file, root in model.documents.items():
        if root.find(f"{{{BPMNDI}}}BPMNDiagram") is None:
            continue
        ids = {element.get("id") for element in root.iter(f"{{{BPMN}}}*")}
        shapes = list(root.iter(f"{{{BPMNDI}}}BPMNShape", f"{{{BPMNDI}}}BPMNEdge"))
        drawn = Counter(_target(shape) for shape in shapes)
        planes = {_target(plane) for plane in root.iter(f"{{{BPMNDI}}}BPMNPlane")}
        for name, count in drawn.items():
            if name not in ids:
                yield _remark("shape_of_nothing", _first_id(shapes, name), file, {"ref": name[:100]})
            elif count > 1 and len(planes) == 1:
                yield _remark("drawn_twice", name, file, {"count": str(count)})
        for scope in model.scopes():
            if scope.file == file and not _folded(scope, shapes, planes):
                parts = [*scope.nodes, *(flow.id for flow in scope.flows)]
                for name in parts:
                    if name and name not in drawn:
                        yield _remark("not_drawn", name, file, {})


def _remark(code: str, element: str, file: str, params: dict[str, str]) -> Problem:
    return Problem(code=code, element=element, file=file, params=params, severity="warning")


def _folded(scope: Scope, shapes: list[etree._Element], planes: set[str]) -> bool:
    """Whether the scope, or one around it, is drawn as a closed box, whose inside need not be drawn."""
    parent: Node | None = scope.parent
    while parent is not None:
        for shape in shapes:
            if _target(shape) == parent.id and shape.get("isExpanded") != "true" and parent.id not in planes:
                return True
        parent = parent.scope.parent
    return False


def _target(shape: etree._Element) -> str:
    return shape.get("bpmnElement", "").rpartition(":")[2]


def _first_id(shapes: list[etree._Element], name: str) -> str:
    return next((shape.get("id", "") for shape in shapes if _target(shape) == name), "")
