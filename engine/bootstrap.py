"""The only place that assembles the engine from its parts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from engine.contract.clock import Clock, SystemClock
from engine.forms import Form
from engine.model.access import Identity
from engine.model.batch import BatchKind
from engine.model.definition import ModelDefinition
from engine.model.modification import Standing
from engine.queries.artefacts import ArtefactList
from engine.queries.batches import BatchList
from engine.queries.comments import Comments
from engine.queries.event_log import EventLogs
from engine.queries.files import Files
from engine.queries.given import Given
from engine.queries.history import History
from engine.queries.initiatives import Initiatives
from engine.queries.messages import MessageList
from engine.queries.models import ModelList
from engine.queries.operating import Operating
from engine.queries.people import PeopleList
from engine.queries.reading import Reading
from engine.queries.replay import Replays
from engine.queries.statistics import ElementStatistics
from engine.queries.stopped import Stopped
from engine.queries.tasks import TaskPages
from engine.queries.waiting import WaitingCases
from engine.queries.worklist import Worklist
from engine.services.activities import Activities
from engine.services.artefact_rows import ArtefactRows
from engine.services.artefacts import Artefacts
from engine.services.artefactview import ArtefactView, KeptVersion, look_at_artefact, look_at_version
from engine.services.batches import Batches, Trade
from engine.services.calls import Calls
from engine.services.cases import Cases, first_task
from engine.services.conditions import Conditions
from engine.services.decisions import Decisions
from engine.services.delivery import Delivery
from engine.services.event_logs import LogExports
from engine.services.gates import Gates
from engine.services.gateview import GateView, look_at_gate
from engine.services.imports import Imports
from engine.services.letterbox import Letterbox
from engine.services.logins import Logins
from engine.services.mail import Mailer, mailer_for
from engine.services.mending import Mending
from engine.services.messages import Messages
from engine.services.migrations import Migrations
from engine.services.models import Models
from engine.services.modifications import Modifications
from engine.services.notices import Notices
from engine.services.outcomes import TOOLBOX_EVENT
from engine.services.people import People
from engine.services.reactions import Reactions
from engine.services.releases import Releases
from engine.services.remarks import Remarks
from engine.services.repairs import Repairs
from engine.services.reports import Reports
from engine.services.runtime import Runtime
from engine.services.setting_going import SettingGoing
from engine.services.signals import Signals
from engine.services.starts import Starts
from engine.services.statistics import Statistics
from engine.services.suspensions import Suspensions
from engine.services.tasks import Tasks
from engine.services.timers import Timers
from engine.services.tokens import Tokens
from engine.services.tooling import LoadedTool, load_tools
from engine.services.versions import Versions
from engine.settings import Settings
from engine.spiff import look
from engine.store.database import Database
from engine.toolboxes import Toolboxes, installed_toolboxes


@dataclass(frozen=True, kw_only=True)
class Queries:
    """The read side by page."""

    worklist: Worklist
    tasks: TaskPages
    initiatives: Initiatives
    history: History
    replays: Replays
    given: Given
    statistics: ElementStatistics
    waiting: WaitingCases
    comments: Comments
    people: PeopleList
    stopped: Stopped
    operating: Operating
    batches: BatchList
    models: ModelList
    messages: MessageList
    files: Files
    artefacts: ArtefactList


@dataclass(frozen=True, kw_only=True)
class Engine:
    """The assembled engine: its verbs by noun, its queries, and what they stand on."""

    settings: Settings
    runtime: Runtime
    cases: Cases
    activities: Activities
    tasks: Tasks
    gates: Gates
    incidents: Repairs
    batches: Batches
    mending: Mending
    migrations: Migrations
    modifications: Modifications
    suspensions: Suspensions
    releases: Releases
    models: Models
    imports: Imports
    decisions: Decisions
    remarks: Remarks
    artefacts: Artefacts
    artefact_rows: ArtefactRows
    timers: Timers
    statistics: Statistics
    event_logs: LogExports
    starts: Starts
    messages: Messages
    letterbox: Letterbox
    conditions: Conditions
    notices: Notices
    reactions: Reactions
    reports: Reports
    people: People
    logins: Logins
    tokens: Tokens
    queries: Queries

    @property
    def database(self) -> Database:
        return self.runtime.database

    @property
    def clock(self) -> Clock:
        return self.runtime.clock

    def form_of(self, version_id: UUID, element: str) -> Form | None:
        """The form of a task in a deployed version, None when it has none. Raises NotFound."""
        with self.database.reading() as session:
            return self.runtime.versions.get(session, version_id).form_of(element)

    def idea_form(self, process: str) -> Form | None:
        """The form an idea is submitted with on the current version of a process. Raises NotFound."""
        with self.database.reading() as session:
            version = self.runtime.versions.current(session, process)
            return version.form_of(first_task(version))

    @property
    def tools(self) -> Mapping[str, LoadedTool]:
        """The installed tools by `<toolbox>.<tool>`."""
        return self.runtime.tools

    def artefact(self, identity: Identity, artefact_id: UUID) -> ArtefactView:
        """An artefact as this person meets it. Raises NotFound."""
        return look_at_artefact(self.runtime, identity, artefact_id)

    def artefact_version(self, identity: Identity, artefact_id: UUID, number: int) -> KeptVersion:
        """One kept version of an artefact. Raises NotFound."""
        return look_at_version(self.runtime, identity, artefact_id, number)

    def gate(self, identity: Identity, task_id: UUID) -> GateView:
        """The gate behind a task as this person meets it. Raises NotFound, InvalidInput."""
        return look_at_gate(self.runtime, identity, task_id)


def build_engine(
    settings: Settings,
    clock: Clock | None = None,
    toolboxes: Toolboxes | None = None,
    mailer: Mailer | None = None,
) -> Engine:
    """Assembles an engine. Raises UnsafeSettings for a database or plugin that cannot be used."""
    boxes = toolboxes if toolboxes is not None else installed_toolboxes()
    runtime = Runtime(
        database=Database(settings.database_url),
        clock=clock or SystemClock(),
        versions=Versions(boxes, settings.version_cache),
        toolboxes=boxes,
        tools=load_tools(boxes),
        step_budget=settings.step_budget,
        upload_limit=settings.upload_limit_mb * 1024 * 1024,
        message_days=settings.message_days,
    )

    def definition_of(session: Session, version_id: UUID) -> ModelDefinition:
        return runtime.versions.get(session, version_id).definition

    def standing_in(session: Session, version_id: UUID, state: bytes) -> tuple[Standing, ...]:
        return look(runtime.versions.get(session, version_id).compiled, state)

    cases, tasks, delivery = Cases(runtime), Tasks(runtime), Delivery(runtime)
    conditions = Conditions(runtime)
    repairs, migrations = Repairs(runtime, tasks), Migrations(runtime)
    mending = Mending(runtime, repairs)
    trades: dict[BatchKind, Trade] = {
        BatchKind.MIGRATION: migrations,
        BatchKind.RETRY: mending,
        BatchKind.SKIP: mending,
    }
    batches = Batches(runtime, trades)
    going = SettingGoing(cases, delivery, Signals(runtime), Calls(runtime), conditions, batches)
    models, reactions = Models(runtime), Reactions(runtime)
    reading = Reading(database=runtime.database, clock=runtime.clock, definition_of=definition_of)
    stopped = Stopped(reading)
    return Engine(
        settings=settings,
        runtime=runtime,
        cases=cases,
        activities=Activities(runtime),
        tasks=tasks,
        gates=Gates(runtime),
        incidents=repairs,
        batches=batches,
        mending=mending,
        migrations=migrations,
        modifications=Modifications(runtime),
        suspensions=Suspensions(runtime),
        releases=Releases(runtime),
        models=models,
        imports=Imports(runtime, models),
        decisions=Decisions(runtime),
        remarks=Remarks(runtime),
        artefacts=Artefacts(runtime),
        artefact_rows=ArtefactRows(runtime),
        timers=Timers(runtime),
        statistics=Statistics(runtime),
        event_logs=LogExports(runtime, EventLogs(reading)),
        starts=Starts(runtime),
        messages=Messages(runtime, delivery),
        letterbox=Letterbox(runtime, delivery),
        conditions=conditions,
        notices=Notices(
            runtime,
            mailer or mailer_for(settings.smtp_url, settings.mail_from),
            settings.base_url,
            {**going.topics, TOOLBOX_EVENT: reactions.tell},
        ),
        reactions=reactions,
        reports=Reports(runtime),
        people=People(runtime),
        logins=Logins(
            runtime,
            idle=timedelta(minutes=settings.session_idle_minutes),
            absolute=timedelta(hours=settings.session_absolute_hours),
        ),
        tokens=Tokens(runtime),
        queries=Queries(
            worklist=Worklist(reading),
            tasks=TaskPages(reading),
            initiatives=Initiatives(reading),
            history=History(reading),
            replays=Replays(reading),
            given=Given(reading),
            statistics=ElementStatistics(reading),
            waiting=WaitingCases(reading),
            comments=Comments(reading),
            people=PeopleList(reading),
            stopped=stopped,
            operating=Operating(reading, stopped, standing_in),
            batches=BatchList(reading),
            models=ModelList(reading),
            messages=MessageList(reading),
            files=Files(reading),
            artefacts=ArtefactList(reading),
        ),
    )
