"""The XML of a model's files as plain structure: scopes with their nodes, flows and lanes. No judgement here."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from engine.contract.errors import Problem
from engine.spiff import xml
from engine.spiff.xml import ModelFiles, child, children, is_bpmn, local, our_attribute


@dataclass(eq=False)
class Flow:
    """A sequence flow."""

    id: str
    source: str
    target: str
    name: str
    condition: str | None
    element: etree._Element


@dataclass(eq=False)
class Node:
    """A flow node. `scope` is the process or subprocess it stands in."""

    id: str
    tag: str
    name: str
    element: etree._Element
    scope: "Scope"
    incoming: list[Flow] = field(default_factory=list)
    outgoing: list[Flow] = field(default_factory=list)
    boundary: list["Node"] = field(default_factory=list)
    inner: "Scope | None" = None

    @property
    def default_flow(self) -> str | None:
        return self.element.get("default")

    @property
    def attached_to(self) -> str | None:
        return self.element.get("attachedToRef")

    @property
    def is_aside(self) -> bool:
        """Whether no flow is meant to lead here: it begins when something happens."""
        return (
            self.tag in ("boundaryEvent", "startEvent")
            or self.is_event_subprocess
            or self.element.get("isForCompensation") == "true"
        )

    @property
    def is_event_subprocess(self) -> bool:
        """Whether it is a subprocess that an event begins."""
        return self.element.get("triggeredByEvent") == "true"

    @property
    def loop(self) -> etree._Element | None:
        return child(self.element, "multiInstanceLoopCharacteristics")

    @property
    def again(self) -> etree._Element | None:
        return child(self.element, "standardLoopCharacteristics")


@dataclass(eq=False)
class Lane:
    """A lane with the role that does its tasks."""

    name: str
    role: str


@dataclass(eq=False)
class Scope:
    """A process or an embedded subprocess."""

    id: str
    name: str
    file: str
    element: etree._Element
    depth: int
    parent: Node | None = None
    nodes: dict[str, Node] = field(default_factory=dict)
    flows: list[Flow] = field(default_factory=list)
    strangers: list[etree._Element] = field(default_factory=list)

    def starts(self) -> list[Node]:
        return [n for n in self.nodes.values() if n.tag == "startEvent"]

    def ends(self) -> list[Node]:
        return [n for n in self.nodes.values() if n.tag == "endEvent"]

    @property
    def is_implicit(self) -> bool:
        """Whether it has neither start nor end events: then it begins and ends where its flows do."""
        return not self.starts() and not self.ends()

    def entries(self) -> list[Node]:
        """Where it begins: at its start events and what else begins a case, else at everything that nothing leads to
        (BPMN 2.0.2, 10.5.2)."""
        first = [n for n in self.nodes.values() if n.tag == "startEvent" or n.element.get("instantiate") == "true"]
        return first or [n for n in self.nodes.values() if not n.incoming and not n.is_aside]


@dataclass(eq=False)
class Model:
    """All files of a model together. `toml` is empty when it cannot be read. `described` are processes that are drawn to
    explain, and never run."""

    toml: dict[str, object]
    processes: dict[str, Scope]
    lanes: dict[str, Lane]
    problems: list[Problem]
    documents: dict[str, etree._Element]
    described: dict[str, Scope] = field(default_factory=dict)

    def scopes(self) -> Iterator[Scope]:
        """Every process and subprocess, outer before inner."""
        waiting = list(self.processes.values())
        while waiting:
            scope = waiting.pop(0)
            yield scope
            waiting += [node.inner for node in scope.nodes.values() if node.inner is not None]

    def begun(self) -> Iterator[Scope]:
        """The processes that no call activity of the model calls."""
        called = {n.element.get("calledElement") for n in self.nodes() if n.tag == "callActivity"}
        yield from (process for process in self.processes.values() if process.id not in called)

    def nodes(self) -> Iterator[Node]:
        for scope in self.scopes():
            yield from scope.nodes.values()

    @property
    def main(self) -> Scope | None:
        return self.processes.get(str(self.toml.get("process", "")))


PASSIVE = {
    "sequenceFlow",
    "laneSet",
    "textAnnotation",
    "association",
    "group",
    "dataObject",
    "dataObjectReference",
    "dataStoreReference",
    "extensionElements",
    "documentation",
    "incoming",
    "outgoing",
    "multiInstanceLoopCharacteristics",
    "standardLoopCharacteristics",
    "completionCondition",
    "ioSpecification",
    "dataInputAssociation",
    "dataOutputAssociation",
    "property",
    "category",
}
"""What may stand in a scope beside flow nodes without doing anything."""


def read(files: ModelFiles) -> Model:
    """Reads `model.toml` and every .bpmn file; what cannot be read is among the problems."""
    model = Model(toml={}, processes={}, lanes={}, problems=[], documents={})
    _read_toml(files, model)
    for path in sorted(p for p in files if p.endswith(".bpmn")):
        root, problems = xml.parse(path, files[path])
        model.problems += problems
        if root is None or problems:
            continue
        model.documents[path] = root
        for process in children(root, "process"):
            _read_process(path, process, model)
    called = {node.element.get("calledElement") for node in model.nodes() if node.tag == "callActivity"}
    for name, scope in list(model.processes.items()):
        if scope.element.get("isExecutable") == "false" and scope is not model.main and name not in called:
            model.described[name] = model.processes.pop(name)
    return model


def _read_toml(files: ModelFiles, model: Model) -> None:
    content = files.get("model.toml")
    if content is None:
        model.problems.append(Problem(code="no_model_toml", file="model.toml"))
        return
    try:
        model.toml = tomllib.loads(content.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        model.problems.append(Problem(code="toml_broken", file="model.toml", params={"reason": str(error)[:200]}))


def _read_process(path: str, element: etree._Element, model: Model) -> None:
    scope = Scope(id=element.get("id", ""), name=element.get("name", ""), file=path, element=element, depth=0)
    if scope.id in model.processes:
        model.problems.append(Problem(code="duplicate_id", element=scope.id, file=path))
        return
    model.processes[scope.id] = scope
    waiting = [scope]
    while waiting:
        current = waiting.pop()
        _read_lanes(current.element, model)
        _read_scope(current, model)
        for node in current.nodes.values():
            if node.tag in ("subProcess", "transaction", "adHocSubProcess"):
                node.inner = Scope(
                    id=node.id,
                    name=node.name,
                    file=path,
                    element=node.element,
                    depth=current.depth + 1,
                    parent=node,
                )
                waiting.append(node.inner)


def _read_scope(scope: Scope, model: Model) -> None:
    for element in scope.element:
        if not is_bpmn(element):
            continue
        tag = local(element)
        if tag in xml.FLOW_NODES:
            node = Node(id=element.get("id", ""), tag=tag, name=element.get("name", ""), element=element, scope=scope)
            if node.id in scope.nodes:
                model.problems.append(Problem(code="duplicate_id", element=node.id, file=scope.file))
            else:
                scope.nodes[node.id] = node
        elif tag not in PASSIVE:
            scope.strangers.append(element)
    for element in children(scope.element, "sequenceFlow"):
        condition = child(element, "conditionExpression")
        flow = Flow(
            id=element.get("id", ""),
            source=element.get("sourceRef", ""),
            target=element.get("targetRef", ""),
            name=element.get("name", ""),
            condition=xml.text_of(condition) if condition is not None else None,
            element=element,
        )
        scope.flows.append(flow)
        if flow.source in scope.nodes and flow.target in scope.nodes:
            scope.nodes[flow.source].outgoing.append(flow)
            scope.nodes[flow.target].incoming.append(flow)
    for node in scope.nodes.values():
        if node.tag == "boundaryEvent":
            host = scope.nodes.get(node.attached_to or "")
            if host is None:
                model.problems.append(Problem(code="boundary_to_nowhere", element=node.id, file=scope.file))
            else:
                host.boundary.append(node)


def _read_lanes(element: etree._Element, model: Model) -> None:
    """Lanes may hold lanes; a node belongs to the innermost, and a lane without a role has its outer lane's."""
    waiting: list[tuple[etree._Element, str, str]] = [
        (lane, "", "") for lane_set in children(element, "laneSet") for lane in children(lane_set, "lane")
    ]
    while waiting:
        lane, outer_name, outer_role = waiting.pop(0)
        name, role = lane.get("name") or outer_name, our_attribute(lane, "role") or outer_role
        for reference in children(lane, "flowNodeRef"):
            model.lanes[xml.text_of(reference)] = Lane(name=name, role=role)
        inner = child(lane, "childLaneSet")
        if inner is not None:
            waiting += [(below, name, role) for below in children(inner, "lane")]
