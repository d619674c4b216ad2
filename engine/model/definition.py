"""What a deployed model says, read once from its files: frozen, shared between cases and threads.

`engine.spiff` builds these from BPMN; everyone else reads them. Expressions are FEEL source text.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from engine.model.begun import AdHocDefinition, CallDefinition, StartDefinition

INPUTS = "{}.inn"
"""The name of the fact that holds what an activity's input mappings gave, by the activity's id; no name in FEEL is the same."""


class ElementKind(StrEnum):
    """BPMN element names, as in the XML."""

    START_EVENT = "startEvent"
    END_EVENT = "endEvent"
    TASK = "task"
    USER_TASK = "userTask"
    MANUAL_TASK = "manualTask"
    SEND_TASK = "sendTask"
    RECEIVE_TASK = "receiveTask"
    SERVICE_TASK = "serviceTask"
    BUSINESS_RULE_TASK = "businessRuleTask"
    SCRIPT_TASK = "scriptTask"
    CALL_ACTIVITY = "callActivity"
    SUB_PROCESS = "subProcess"
    TRANSACTION = "transaction"
    AD_HOC_SUB_PROCESS = "adHocSubProcess"
    EXCLUSIVE_GATEWAY = "exclusiveGateway"
    INCLUSIVE_GATEWAY = "inclusiveGateway"
    PARALLEL_GATEWAY = "parallelGateway"
    COMPLEX_GATEWAY = "complexGateway"
    EVENT_BASED_GATEWAY = "eventBasedGateway"
    INTERMEDIATE_CATCH_EVENT = "intermediateCatchEvent"
    INTERMEDIATE_THROW_EVENT = "intermediateThrowEvent"
    BOUNDARY_EVENT = "boundaryEvent"


class Outcome(StrEnum):
    """The verdicts a gate can offer (see the glossary in engine/README.md)."""

    GODKJENN = "godkjenn"
    GODKJENN_VILKAR = "godkjenn_vilkar"
    RETURNER = "returner"
    VENT = "vent"
    AVVIS = "avvis"
    HENVIS = "henvis"


@dataclass(frozen=True, kw_only=True)
class Due:
    """When a task should be done. Exactly one of the three is set.

    `after` is an ISO 8601 duration counted from when the task opened, in calendar time or, with
    `calendar="working"`, in working days (only whole days). `date` is a FEEL expression giving a date.
    `working_day_of_month` is the n-th working day of the month the task opened in (of the next one when past).
    """

    after: str | None = None
    calendar: Literal["calendar", "working"] = "calendar"
    date: str | None = None
    working_day_of_month: int | None = None


@dataclass(frozen=True, kw_only=True)
class Escalation:
    """Whom to tell when a task is `offset` (ISO 8601 duration) past due: `role` of the initiative's unit or globally."""

    offset: str
    role: str


@dataclass(frozen=True, kw_only=True)
class Appointment:
    """When the task is completed, the person that FEEL `person` gives is bound to `role` in the initiative."""

    role: str
    person: str


@dataclass(frozen=True, kw_only=True)
class GateCheck:
    """One question of a gate's checklist, answered yes, no or not applicable, with an optional note."""

    key: str
    label: str
    required: bool = True


@dataclass(frozen=True, kw_only=True)
class GateBlock:
    """A hard block: while FEEL `when` is true, or the toolbox's gate check `check` (`<toolbox>.<check>`) has a reason, the gate
    cannot be approved. `label` says why; a check's own reason is added to it."""

    key: str
    when: str
    label: str
    check: str | None = None
    override: bool = False


@dataclass(frozen=True, kw_only=True)
class GateOutcome:
    """One verdict on offer. `targets` are element ids to return to (returner) or destinations (henvis)."""

    type: Outcome
    targets: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class GateDefinition:
    """What makes a user task a gate.

    `excluded_roles` and `excluded_tasks`: who holds such a role in the initiative, or completed such a task, may not
    decide. `shows` are the element ids whose answers are the facts of the decision, in order.
    """

    key: str
    checks: tuple[GateCheck, ...] = ()
    outcomes: tuple[GateOutcome, ...] = ()
    blocks: tuple[GateBlock, ...] = ()
    excluded_roles: tuple[str, ...] = ()
    excluded_tasks: tuple[str, ...] = ()
    shows: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class MultiInstance:
    """An activity that runs once per item of `collection` (FEEL list), or `cardinality` (FEEL number) times."""

    sequential: bool = False
    collection: str | None = None
    cardinality: str | None = None
    completion: str | None = None
    distinct_people: bool = False


@dataclass(frozen=True, kw_only=True)
class TaskDefinition:
    """A user or manual task: who does it, with which form, by when.

    `role` is the lane's role unless FEEL `assign_role` overrides it; FEEL `assign_person` names one person by id. `inputs`
    are the names of its own that its input mappings give, `outputs` those of the process that it writes.
    """

    id: str
    name: str
    process: str
    lane: str
    role: str
    kind: ElementKind = ElementKind.USER_TASK
    form: str | None = None
    tool: str | None = None
    help: str = ""
    phase: str | None = None
    assign_role: str | None = None
    assign_person: str | None = None
    due: Due | None = None
    reminders: tuple[str, ...] = ()
    escalation: Escalation | None = None
    appointments: tuple[Appointment, ...] = ()
    gate: GateDefinition | None = None
    multi_instance: MultiInstance | None = None
    repeats: bool = False
    inputs: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ServiceTaskDefinition:
    """A service task: toolbox step `step` (`<toolbox>.<step>`), FEEL per input; its result is the fact named `id`."""

    id: str
    name: str
    step: str
    inputs: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class DecisionTaskDefinition:
    """A business rule task: decision `decision` of the model's DMN files; its result is the fact named `id`."""

    id: str
    name: str
    decision: str


@dataclass(frozen=True, kw_only=True)
class EndDefinition:
    """What an end event means for the initiative: its `status` then (None: completed, unless a gate said otherwise).

    FEEL `follow_up` gives the key of a process that goes on with the same initiative; FEEL `merge_into` the number of
    the initiative that this one is merged into.
    """

    id: str
    name: str
    status: str | None = None
    follow_up: str | None = None
    merge_into: str | None = None


@dataclass(frozen=True, kw_only=True)
class ElementDefinition:
    """Any flow node, in reading order, for step lists and history. `depth` counts enclosing subprocesses.

    Of an event, send or receive task `trigger` is what it is about (message, timer, compensate …; none for a plain event), and
    `about` the name of the message, signal or link, or the code of the error or escalation, where the diagram gives one.
    """

    id: str
    name: str
    kind: str
    process: str
    lane: str = ""
    phase: str | None = None
    depth: int = 0
    trigger: str = ""
    about: str = ""


@dataclass(frozen=True, kw_only=True)
class PhaseDefinition:
    """A stretch of the process that people know by name, in order."""

    key: str
    name: str


@dataclass(frozen=True, kw_only=True)
class FlowDefinition:
    """A sequence flow; `condition` is FEEL, None for unconditional."""

    id: str
    source: str
    target: str
    name: str = ""
    condition: str | None = None
    default: bool = False


@dataclass(frozen=True, kw_only=True)
class ModelDefinition:
    """One version of a process model, as its files say. `conditional`: it has conditional events. `fact_names` are the
    top-level names any expression reads."""

    key: str
    name: str
    process_id: str
    diagram: str
    description: str = ""
    phases: tuple[PhaseDefinition, ...] = ()
    elements: tuple[ElementDefinition, ...] = ()
    flows: tuple[FlowDefinition, ...] = ()
    tasks: Mapping[str, TaskDefinition] = field(default_factory=dict)
    service_tasks: Mapping[str, ServiceTaskDefinition] = field(default_factory=dict)
    decision_tasks: Mapping[str, DecisionTaskDefinition] = field(default_factory=dict)
    ad_hoc: Mapping[str, AdHocDefinition] = field(default_factory=dict)
    ends: Mapping[str, EndDefinition] = field(default_factory=dict)
    starts: tuple[StartDefinition, ...] = ()
    calls: Mapping[str, CallDefinition] = field(default_factory=dict)
    conditional: bool = False
    fact_names: frozenset[str] = frozenset()

    @property
    def starts_plainly(self) -> bool:
        """Whether a case can be started by hand, or called."""
        mine = [start for start in self.starts if start.process == self.process_id]
        return not mine or any(start.kind == "none" for start in mine)

    def calculates(self, element: str) -> bool:
        """Whether the element is a decision or a toolbox step, whose result is worth an entry in the log."""
        return element in self.decision_tasks or element in self.service_tasks
