"""From the diagram to `engine.model.definition`: what tasks, gates and ends say, in reading order. Assumes a checked model."""

from lxml import etree

from engine.model.begun import AdHocDefinition, CallDefinition, StartDefinition
from engine.model.definition import (
    Appointment,
    DecisionTaskDefinition,
    Due,
    ElementDefinition,
    ElementKind,
    EndDefinition,
    Escalation,
    FlowDefinition,
    GateBlock,
    GateCheck,
    GateDefinition,
    GateOutcome,
    ModelDefinition,
    MultiInstance,
    Outcome,
    PhaseDefinition,
    ServiceTaskDefinition,
    TaskDefinition,
)
from engine.spiff.check_activities import ACTIVITIES
from engine.spiff.diagram import Lane, Model, Node, Scope
from engine.spiff.mapping import collection_of, inputs_of, outputs_of
from engine.spiff.reading import reading_order, starters
from engine.spiff.triggers import trigger_of
from engine.spiff.xml import child, our, our_attribute, ours, text_of

COUNTERS = frozenset({"item", "loopCounter", "nrOfInstances", "nrOfCompletedInstances", "nrOfActiveInstances"})
"""Names that a repeated activity gives its instances."""
LOCAL_NAMES = COUNTERS | {"initiativ", "activationCount", "waitingForStart"}
"""Names that expressions may read and that no task provides."""
NOBODY = Lane(name="", role="ansatt")


def define(model: Model, fact_names: frozenset[str]) -> ModelDefinition:
    """The model's definition."""
    main = model.main
    assert main is not None
    toml = model.toml
    roots = [main, *(process for process in model.begun() if process is not main)]
    ordered = list(reading_order(model, *roots))
    phases = toml.get("phases", [])
    return ModelDefinition(
        key=str(toml["key"]),
        name=str(toml["name"]),
        process_id=main.id,
        diagram=str(toml.get("diagram") or main.file),
        description=str(toml.get("description", "")),
        phases=tuple(
            PhaseDefinition(key=str(p["key"]), name=str(p["name"]))
            for p in (phases if isinstance(phases, list) else [])
        ),
        elements=tuple(_element(model, node, depth) for node, depth in ordered),
        flows=tuple(
            FlowDefinition(
                id=flow.id,
                source=flow.source,
                target=flow.target,
                name=flow.name,
                condition=strip(flow.condition),
                default=scope.nodes[flow.source].default_flow == flow.id,
            )
            for scope in model.scopes()
            for flow in scope.flows
        ),
        tasks={n.id: _task(model, n) for n, _ in ordered if n.tag in ("userTask", "manualTask")},
        service_tasks={n.id: _service_task(n) for n, _ in ordered if n.tag == "serviceTask"},
        decision_tasks={n.id: _decision_task(n) for n, _ in ordered if n.tag == "businessRuleTask"},
        ad_hoc={n.id: _ad_hoc(n) for n, _ in ordered if n.tag == "adHocSubProcess"},
        ends={n.id: _end(n) for n, _ in ordered if n.tag == "endEvent"},
        starts=tuple(_start(root, node) for root in roots for node in starters(root)),
        calls={n.id: call for n, _ in ordered if (call := _call(n)) is not None},
        conditional=any(trigger_of(node).kind == "conditional" for node in model.nodes()),
        fact_names=fact_names,
    )


def strip(expression: str | None) -> str | None:
    """FEEL without the leading `=` that some tools write."""
    if expression is None:
        return None
    text = expression.strip()
    return text[1:].strip() if text.startswith("=") else text


def phase_of(node: Node) -> str | None:
    """The node's own phase, else that of the subprocess it stands in."""
    current: Node | None = node
    while current is not None:
        phase = our_attribute(current.element, "phase")
        if phase:
            return phase
        current = current.scope.parent
    return None


def lane_of(model: Model, node: Node) -> Lane:
    """The node's lane, else that of the subprocess it stands in."""
    current: Node | None = node
    while current is not None:
        if current.id in model.lanes:
            return model.lanes[current.id]
        current = current.scope.parent
    return NOBODY


def _element(model: Model, node: Node, depth: int) -> ElementDefinition:
    event = node.tag.endswith("Event") or node.tag in ("sendTask", "receiveTask")
    trigger = trigger_of(node) if event else None
    return ElementDefinition(
        id=node.id,
        name=node.name,
        kind=node.tag,
        process=node.scope.id,
        lane=lane_of(model, node).name,
        phase=phase_of(node),
        depth=depth,
        trigger=trigger.kind if trigger is not None else "",
        about=(trigger.code or trigger.name) if trigger is not None else "",
    )


def _task(model: Model, node: Node) -> TaskDefinition:
    element, lane = node.element, lane_of(model, node)
    form, tool, due, escalation = (our(element, n) for n in ("form", "tool", "due", "escalation"))
    assignment = our(element, "assignment")
    gate = our(element, "gate")
    return TaskDefinition(
        id=node.id,
        name=node.name or node.id,
        process=node.scope.id,
        lane=lane.name,
        role=lane.role,
        kind=ElementKind(node.tag),
        form=form.get("ref") if form is not None else None,
        tool=tool.get("ref") if tool is not None else None,
        help=text_of(child(element, "documentation")),
        phase=phase_of(node),
        assign_role=strip(assignment.get("role")) if assignment is not None else None,
        assign_person=strip(assignment.get("person")) if assignment is not None else None,
        due=_due(due) if due is not None else None,
        reminders=tuple(str(r.get("offset")) for r in ours(element, "reminder")),
        escalation=(
            Escalation(offset=str(escalation.get("offset")), role=str(escalation.get("role")))
            if escalation is not None
            else None
        ),
        appointments=tuple(
            Appointment(role=str(a.get("role")), person=str(strip(a.get("person"))))
            for a in ours(element, "appointment")
        ),
        gate=_gate(gate) if gate is not None else None,
        multi_instance=_multi_instance(node),
        repeats=node.again is not None,
        inputs=tuple(name for name, _ in inputs_of(node)),
        outputs=tuple(name for name, _ in outputs_of(node)),
    )


def _due(element: etree._Element) -> Due:
    day = element.get("workingDayOfMonth")
    return Due(
        after=element.get("after"),
        calendar="working" if element.get("calendar") == "working" else "calendar",
        date=strip(element.get("date")),
        working_day_of_month=int(day) if day else None,
    )


def _gate(element: etree._Element) -> GateDefinition:
    def each(name: str) -> list[etree._Element]:
        return [e for e in element if isinstance(e.tag, str) and etree.QName(e).localname == name]

    return GateDefinition(
        key=str(element.get("key")),
        checks=tuple(
            GateCheck(key=str(e.get("key")), label=str(e.get("label")), required=e.get("required", "true") != "false")
            for e in each("check")
        ),
        outcomes=tuple(
            GateOutcome(type=Outcome(str(e.get("type"))), targets=tuple(e.get("targets", "").split()))
            for e in each("outcome")
        ),
        blocks=tuple(
            GateBlock(
                key=str(e.get("key")),
                when=str(strip(e.get("when")) or "false"),
                check=e.get("check"),
                label=str(e.get("label")),
                override=e.get("override") == "true",
            )
            for e in each("block")
        ),
        excluded_roles=tuple(str(e.get("role")) for e in each("excluded") if e.get("role")),
        excluded_tasks=tuple(str(e.get("task")) for e in each("excluded") if e.get("task")),
        shows=tuple(str(e.get("ref")) for e in each("shows")),
    )


def _multi_instance(node: Node) -> MultiInstance | None:
    loop = node.loop
    if loop is None:
        return None
    cardinality, completion = child(loop, "loopCardinality"), child(loop, "completionCondition")
    return MultiInstance(
        sequential=loop.get("isSequential") == "true",
        collection=strip(our_attribute(loop, "collection")) or collection_of(node),
        cardinality=strip(text_of(cardinality)) if cardinality is not None else None,
        completion=strip(text_of(completion)) if completion is not None else None,
        distinct_people=our_attribute(loop, "distinct") == "true",
    )


def _service_task(node: Node) -> ServiceTaskDefinition:
    step = our(node.element, "step")
    assert step is not None
    return ServiceTaskDefinition(
        id=node.id,
        name=node.name or node.id,
        step=str(step.get("ref")),
        inputs={str(i.get("name")): str(strip(i.get("value"))) for i in step if isinstance(i.tag, str)},
    )


def _decision_task(node: Node) -> DecisionTaskDefinition:
    decision = our(node.element, "decision")
    assert decision is not None
    return DecisionTaskDefinition(id=node.id, name=node.name or node.id, decision=str(decision.get("ref")))


def _ad_hoc(node: Node) -> AdHocDefinition:
    assert node.inner is not None
    return AdHocDefinition(
        id=node.id,
        name=node.name or node.id,
        activities=tuple(
            inner.id for inner in node.inner.nodes.values() if inner.tag in ACTIVITIES and not inner.is_aside
        ),
        sequential=node.element.get("ordering") == "Sequential",
    )


def _end(node: Node) -> EndDefinition:
    follow_up, merge = our(node.element, "followUp"), our(node.element, "merge")
    return EndDefinition(
        id=node.id,
        name=node.name or node.id,
        status=our_attribute(node.element, "status"),
        follow_up=strip(follow_up.get("process")) if follow_up is not None else None,
        merge_into=strip(merge.get("into")) if merge is not None else None,
    )


def _start(process: Scope, node: Node) -> StartDefinition:
    found = trigger_of(node)
    return StartDefinition(
        id=node.id,
        kind=found.kind,
        process=process.id,
        name=found.name,
        form=found.form,
        expression=found.expression,
    )


def _call(node: Node) -> CallDefinition | None:
    call = our(node.element, "call") if node.tag == "callActivity" else None
    if call is None:
        return None
    return CallDefinition(
        id=node.id, name=node.name or node.id, process=call.get("process", ""), binding=call.get("binding", "latest")
    )
