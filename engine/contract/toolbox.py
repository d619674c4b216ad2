"""What a plugin declares, all frozen: tools, service steps, reactions, reports, gate checks, permissions and models.

`plugins/README.md` is the author's guide. `engine.toolboxes` checks a declaration when it is loaded.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from engine.contract.content import Content, Surroundings
from engine.contract.desk import Desk, Held, WritingDesk
from engine.contract.result import Result

API_VERSION = 1

type_names = ("string", "number", "boolean", "date", "context", "list", "any")


class StepContext(Protocol):
    """What a service step may know: where it runs, when, and the database session of the case's transaction."""

    @property
    def case_id(self) -> UUID: ...
    @property
    def initiative_id(self) -> UUID: ...
    @property
    def now(self) -> datetime: ...
    @property
    def session(self) -> object: ...


StepFunction = Callable[[StepContext, Mapping[str, object]], Mapping[str, object]]


@dataclass(frozen=True, kw_only=True)
class ServiceStep:
    """A step the engine runs by itself inside the case's transaction; it does no network I/O.

    `inputs` and `outputs` map a parameter name to one of `type_names`; a value of another type stops the step before it
    runs. Raising any exception leaves the case at its last wait state with an incident, but for
    `engine.contract.errors.BusinessError`, which the model can catch as a BPMN error.
    """

    name: str
    run: StepFunction
    inputs: Mapping[str, str] = field(default_factory=dict)
    outputs: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Guide:
    """A short method guide in plain Norwegian. `how` are the steps, `pitfalls` what often goes wrong."""

    purpose: str
    when: str
    how: Sequence[str]
    who: str
    time: str
    pitfalls: Sequence[str] = ()


@dataclass(frozen=True, kw_only=True)
class Part:
    """A sheet of a tool, filled in by the form `forms/<form>.json` of the plugin: once, or (`repeated`) row by row.

    `label` is the field whose text names a row. `minimum` rows are needed before the artefact can be delivered, `maximum`
    is the most it can hold. `votes` is how many votes each person has on the rows. In a `poll` everybody answers once and
    nobody, not even the database, can tell who gave which row. `erase_on` names a date field: after that day the fields
    `erases` are emptied, in earlier versions too.
    """

    key: str
    form: str
    title: str
    repeated: bool = False
    label: str = ""
    minimum: int = 0
    maximum: int = 500
    votes: int = 0
    poll: bool = False
    erase_on: str = ""
    erases: tuple[str, ...] = ()


Evaluate = Callable[[Content, Surroundings], Result]
Project = Callable[[Desk, Held], None]


@dataclass(frozen=True, kw_only=True)
class Example:
    """A filled-in example or an empty template: `examples/<file>` of the plugin, JSON with `title` and `parts` (rows by part;
    a row may carry `_id`, a name that reference fields of the example use)."""

    name: str
    title: str
    file: str


class Paper(StrEnum):
    """The sheet the document is made for."""

    A4 = "a4"
    A4_LANDSCAPE = "a4-landscape"
    A3_LANDSCAPE = "a3-landscape"


@dataclass(frozen=True, kw_only=True)
class Tool:
    """A human step that produces an artefact; a user task names it as `<toolbox>.<tool>`.

    `evaluate` makes figures, pictures, tables and remarks of the content; it is pure, is called at every look, and must cope
    with content that is half filled in. `project` is called inside the transaction of every change, to keep the toolbox's own
    tables in step; it does the same thing however often. `for_unit` tools may stand on a unit's own board, outside any
    initiative. `single` tools have one artefact per initiative.
    """

    name: str
    title: str
    summary: str
    guide: Guide
    parts: Sequence[Part]
    evaluate: Evaluate
    examples: Sequence[Example] = ()
    paper: Paper = Paper.A4
    for_unit: bool = False
    single: bool = False
    project: Project | None = None


@dataclass(frozen=True, kw_only=True)
class Event:
    """Something that has happened and is committed. `id` is the same when it is told again.

    `name` is what the hendelseslogg calls it (`task_completed`, `gate_decided_godkjenn`, `artefact_delivered`, …), `data` the
    log entry's. `day_begun` comes once a day for each running initiative in which something of the toolbox is made, with
    the day as `data["day"]`.
    """

    id: UUID
    name: str
    at: datetime
    initiative_id: UUID | None = None
    case_id: UUID | None = None
    data: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Reaction:
    """Runs after the commit of an event `on`, at least once and in a transaction of its own: it must stand being told
    twice. One that fails is tried again, later and later, and then becomes an incident."""

    name: str
    on: frozenset[str]
    run: Callable[[WritingDesk, Event], None]


@dataclass(frozen=True, kw_only=True)
class GateCheck:
    """A fact that can block a gate; a block of the gate names it as `<toolbox>.<check>`. `run` gets the initiative's id and
    answers with the reason in plain Norwegian, or None when nothing is in the way. One that fails blocks."""

    name: str
    title: str
    run: Callable[[Desk, UUID], str | None]


class Level(StrEnum):
    """What a report is about."""

    INITIATIVE = "initiative"
    UNIT = "unit"
    PORTFOLIO = "portfolio"


@dataclass(frozen=True, kw_only=True)
class Question:
    """What a report is asked: for which initiative or units, and for which year. Restricted initiatives are left out unless
    `restricted`."""

    level: Level
    initiative_id: UUID | None = None
    unit_ids: Sequence[UUID] = ()
    year: int | None = None
    restricted: bool = False
    today: date


@dataclass(frozen=True, kw_only=True)
class Report:
    """A report across initiatives, for those who hold `permission` ('': everyone who may read)."""

    name: str
    title: str
    summary: str
    levels: frozenset[Level]
    run: Callable[[Desk, Question], Result]
    permission: str = ""


@dataclass(frozen=True, kw_only=True)
class Permission:
    """Something only some may do; `roles` are keys of `engine.model.roles.Role`."""

    name: str
    title: str
    roles: frozenset[str]


@dataclass(frozen=True, kw_only=True)
class Toolbox:
    """A plugin's declaration, found through the entry point group `nyttiggjort.toolbox`.

    `package` is the import package that holds `forms/`, `examples/` and, with own tables, `migrations/`. Every own table's
    name begins with `<name>_`; `tables` is their SQLAlchemy MetaData. `models` are folders of the package with process models
    in the format of `bpmn/README.md`.
    """

    name: str
    title: str = ""
    package: str = ""
    api: int = API_VERSION
    tools: tuple[Tool, ...] = ()
    steps: tuple[ServiceStep, ...] = ()
    reactions: tuple[Reaction, ...] = ()
    reports: tuple[Report, ...] = ()
    gate_checks: tuple[GateCheck, ...] = ()
    permissions: tuple[Permission, ...] = ()
    models: tuple[str, ...] = ()
    tables: object = None
