"""One case at work inside one transaction: lock, load, let the executor move it, write down everything that changed."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from engine.contract.errors import ErrorUncaught, NotFound
from engine.model.access import Actor, Identity
from engine.model.advance import Advance
from engine.model.case import Case
from engine.model.initiative import Initiative
from engine.model.people import Unit
from engine.model.task import Task
from engine.services import bypassing, correlation, ending, outcomes, tasklist
from engine.services.caserows import load_by_case, load_by_task, save_case, save_initiative
from engine.services.facts import Facts
from engine.services.hosting import CaseHost, RunningStep
from engine.services.runtime import Runtime
from engine.services.trail import Trail
from engine.services.versions import LoadedVersion
from engine.spiff import Host
from engine.store.actors import load_actor
from engine.store.audit import ENGINE, Journal, Who
from engine.store.prepared import together


@dataclass
class Casework:
    """A locked case with what belongs to it. Made by `on_case` or `on_task`; ends with `finish`, which saves it."""

    session: Session
    runtime: Runtime
    now: datetime
    case: Case
    initiative: Initiative
    unit: Unit
    version: LoadedVersion
    journal: Journal
    trail: Trail
    opened: list[Task] = field(default_factory=list)
    closed: list[UUID] = field(default_factory=list)
    unstored: list[Task] = field(default_factory=list)
    unlisted: list[tuple[Task, Mapping[str, tuple[UUID, ...]]]] = field(default_factory=list)
    _facts: Facts | None = None

    @property
    def lineage(self) -> tuple[UUID, ...]:
        """The initiative's unit and all above it."""
        return self.unit.lineage

    @property
    def facts(self) -> Facts:
        """What the model's expressions read; loaded when first asked for."""
        if self._facts is None:
            given = {"initiativ": initiative_facts(self.initiative)}
            self._facts = Facts(self.session, self.case.id, self.version.definition.fact_names, given)
        return self._facts

    def facts_for(self, task: Task, names: Iterable[str]) -> Mapping[str, object]:
        """The facts of these names as a task's form reads them."""
        self.facts.need(names)
        definition = self.version.definition.tasks.get(task.element)
        takes = definition is not None and bool(definition.inputs)
        return self.facts.seen_from(task.element, task.path) if takes else self.facts.mapping

    def actor(self, identity: Identity) -> Actor:
        """Who acts, with everything held now, read in this transaction."""
        return load_actor(self.session, identity.person_id, self.now, identity.scopes, initiative_id=self.initiative.id)

    def advance(self, move: Callable[[Host], Advance], who: Who = ENGINE, *, completed: Task | None = None) -> Advance:
        """Lets the executor move the case and writes what changed; `completed` is the task that a person
        completes. The executor's errors pass through: nothing is kept then. But an error that a called case does not catch
        ends it, and is its caller's to catch."""
        host = CaseHost(
            facts=self.facts.mapping,
            version=self.version,
            toolboxes=self.runtime.toolboxes,
            step=RunningStep(
                case_id=self.case.id, initiative_id=self.initiative.id, now=self.now, session=self.session
            ),
            detours=bypassing.of_case(self),
        )
        try:
            advance = move(host)
        except ErrorUncaught as error:
            if not self.case.depth:
                raise
            return ending.fail_called(self, error)
        self.case.state = advance.state
        self._count_visits(advance)
        for (name, path), value in advance.facts.items():
            self.facts.store(name, path, value)
            if self.version.definition.calculates(name):
                self.journal.record("step_completed", element=name)
        bypassing.take(self, host.taken, who)
        for code in advance.escalations:
            self.journal.record("escalation_uncaught", data={"code": code})
        self.closed += tasklist.withdraw_closed(self, advance, None if completed is None else completed.token)
        opened = tasklist.open_tasks(self, advance)
        self.opened += opened
        self.trail.follow(self.session, advance, completed, opened)
        outcomes.set_timers(self, advance)
        correlation.correspond(self, advance)
        outcomes.enter_phase(self, advance)
        outcomes.take_up_again(self, advance)
        if advance.finished:
            outcomes.end_case(self, advance, who)
        return advance

    def _count_visits(self, advance: Advance) -> None:
        visits = dict(self.case.visits) if isinstance(self.case.visits, Mapping) else {}
        for passed in advance.passed:
            if not passed.cancelled:
                visits[passed.element] = int(visits.get(passed.element, 0)) + 1
        self.case.visits = visits

    def change_version(self, version: LoadedVersion) -> None:
        """The case runs on another version of its model from now on; what was asked of the old one is forgotten."""
        self.version, self.case.version_id = version, version.id
        self.trail.write(self.session)
        self.trail = Trail(self.case, version.definition, self.now)
        self._facts = None

    def finish(self) -> None:
        """Writes everything that was gathered and counts the case's revision; call once, last."""
        self.initiative.changed_at = self.now
        save_case(self.session, self.case)
        save_initiative(self.session, self.initiative)
        tasklist.store_new(self)
        tasklist.list_new(self)
        with together(self.session):
            self.trail.write(self.session)
            outcomes.tell_toolboxes(self)
            self.journal.write(self.session)
            outcomes.announce(self)


def initiative_facts(initiative: Initiative) -> dict[str, object]:
    """The fact `initiativ` that every expression may read."""
    return {
        "nummer": initiative.number,
        "tittel": initiative.title,
        "enhet": str(initiative.unit_id),
        "innmelder": str(initiative.submitter_id),
        "opprettet": initiative.created_at.date(),
    }


def on_case(session: Session, runtime: Runtime, case_id: UUID, *, lock: bool = True) -> Casework:
    """Locks a case and loads what belongs to it; without `lock` only to look. Raises NotFound."""
    rows = load_by_case(session, case_id, lock=lock)
    if rows is None:
        raise NotFound("case", case_id)
    return casework(session, runtime, *rows)


def on_task(session: Session, runtime: Runtime, task_id: UUID, *, lock: bool = True) -> tuple[Casework, Task]:
    """Locks the case of a task and loads both; without `lock` only to look. Raises NotFound."""
    rows = load_by_task(session, task_id, lock=lock)
    if rows is None:
        raise NotFound("task", task_id)
    case, initiative, unit, task = rows
    return casework(session, runtime, case, initiative, unit), task


def casework(session: Session, runtime: Runtime, case: Case, initiative: Initiative, unit: Unit) -> Casework:
    """Casework for rows that are already locked or new."""
    now = runtime.clock.now()
    version = runtime.versions.get(session, case.version_id)
    return Casework(
        session=session,
        runtime=runtime,
        now=now,
        case=case,
        initiative=initiative,
        unit=unit,
        version=version,
        journal=Journal(case, now),
        trail=Trail(case, version.definition, now),
    )
