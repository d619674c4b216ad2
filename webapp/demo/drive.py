"""Plays a case forward through the real services: finds what waits, lets the right person do it, moves the clock."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select

from engine.bootstrap import Engine
from engine.contract.errors import NotAllowed
from engine.jobs.work import fire, next_due, sweep
from engine.model.access import Identity
from engine.model.definition import Outcome
from engine.model.roles import UNIT_ROLES
from engine.model.task import OPEN, Task, TaskKind
from engine.model.work import Timer
from engine.services.gates import CheckAnswer, Condition, Verdict
from engine.services.gateview import GateView
from engine.store.actors import holders_of
from webapp.demo.fill import Writer


class MovingClock:
    """A clock that the demonstration moves, and that in the end is the machine's."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at


@dataclass
class Player:
    """Plays one initiative. `verdicts` are the gates' verdicts in order; without one the gate is approved."""

    engine: Engine
    clock: MovingClock
    case_id: UUID
    writer: Writer
    pace: timedelta
    verdicts: dict[str, list[Mapping[str, object]]] = field(default_factory=dict)
    tell: Callable[[str], None] = lambda _: None
    alone: bool = False
    """Whether time passes for this case only: other cases of the installation must not notice."""

    def play(self, until: str | None, end: datetime, limit: int = 400) -> None:
        """Goes on until a task or timer at `until` waits, the time is up, or the case has ended."""
        for _ in range(limit):
            tasks = self._open()
            if until is not None and any(task.element == until for task in tasks):
                return
            if tasks:
                before, after = self._time_for(tasks)
                if self.clock.at + before + after > end:
                    return
                self._move(self.clock.at + before)
                self._take(tasks)
                self._move(self.clock.at + after)
                self._do_all({task.id for task in tasks})
                continue
            upcoming = self._next_due()
            if upcoming is None or upcoming > end or (until is not None and self._waits_at(until)):
                return
            self._move(max(upcoming, self.clock.at))

    def _time_for(self, tasks: Sequence[Task]) -> tuple[timedelta, timedelta]:
        """How long until somebody takes what waits, and how long it then takes: some steps are slower than others, in
        every story the same ones, and on the whole it is the pace."""
        nature = sum(map(ord, tasks[0].element)) % 8
        whole = self.pace * (0.3 + 0.2 * nature)
        return whole * (0.2 + 0.1 * (nature % 5)), whole * (0.8 - 0.1 * (nature % 5))

    def _take(self, waiting: Sequence[Task]) -> None:
        """Somebody takes the ready tasks of one person each; the gates' and those of several are left as they are."""
        for task in (t for t in self._open() if t.id in {w.id for w in waiting}):
            if task.assignee_id is None and task.kind == TaskKind.TASK and not task.path:
                self.engine.tasks.claim(task.id, Identity(person_id=self._doers(task)[0]))

    def _do_all(self, waiting: set[UUID]) -> None:
        """Does what was waiting, as far as one act does not take another away."""
        for task_id in sorted(waiting):
            task = next((t for t in self._open() if t.id == task_id), None)
            if task is not None:
                self._do(task)

    def _move(self, to: datetime) -> None:
        """Lets time pass, with everything that falls due on the way."""
        while (upcoming := self._next_due()) is not None and upcoming <= to:
            self.clock.at = max(self.clock.at, upcoming)
            if not self._sweep():
                break
        self.clock.at = to

    def _next_due(self) -> datetime | None:
        if not self.alone:
            return next_due(self.engine)
        with self.engine.database.reading() as session:
            return session.execute(select(func.min(Timer.due_at)).where(Timer.case_id == self.case_id)).scalar()

    def _sweep(self) -> int:
        if not self.alone:
            return sweep(self.engine)
        with self.engine.database.reading() as session:
            due = session.execute(
                select(Timer.id)
                .where(Timer.case_id == self.case_id, Timer.due_at <= self.clock.at)
                .order_by(Timer.due_at, Timer.id)
            ).scalars()
            timers = list(due)
        return sum(fire(self.engine, timer) for timer in timers)

    def _open(self) -> list[Task]:
        with self.engine.database.reading() as session:
            return list(
                session.execute(
                    select(Task)
                    .where(Task.case_id == self.case_id, Task.status.in_(OPEN))
                    .order_by(Task.opened_at, Task.id)
                ).scalars()
            )

    def _waits_at(self, element: str) -> bool:
        view = self.engine.queries.initiatives.by_case(self._somebody(), self.case_id)
        return any(timer.element == element for timer in view.waiting)

    def _somebody(self) -> Identity:
        return Identity(person_id=UUID(self.writer.people["radgiver"]))

    def _do(self, task: Task) -> None:
        refused: NotAllowed | None = None
        for person in self._doers(task):
            try:
                self._as(Identity(person_id=person), task)
                return
            except NotAllowed as error:
                refused = error
        raise refused or NotAllowed("play", "nobody_to_do_it", task=task.name)

    def _as(self, identity: Identity, task: Task) -> None:
        view = self.engine.queries.tasks.view(identity, task.id)
        form = self.engine.form_of(view.version_id, task.element) if view.definition else None
        if task.kind == TaskKind.CONDITION:
            self.engine.tasks.complete(task.id, identity, {"merknad": "Gjort som avtalt."})
        elif task.kind == TaskKind.GATE:
            answers = self.writer.answers(form, task.element) if form else {}
            self.engine.gates.decide(task.id, identity, self._verdict(identity, task, answers))
        else:
            writer = self._writer_now(identity)
            answers = writer.answers(form, task.element, task.item) if form else {}
            self.engine.tasks.complete(task.id, identity, answers)
        self.tell(f"{self.clock.at:%Y-%m-%d}  {task.name}")

    def _writer_now(self, identity: Identity) -> Writer:
        return Writer(
            title=self.writer.title,
            today=self.clock.at.date(),
            people=self.writer.people,
            unit=self.writer.unit,
            prepared=self.writer.prepared,
            salt=identity.person_id.int % 3,
        )

    def _verdict(self, identity: Identity, task: Task, answers: Mapping[str, object]) -> Verdict:
        gate = self.engine.gate(identity, task.id)
        if not gate.may_decide:
            raise NotAllowed("decide_gate", gate.refusal or "")
        wanted = self.verdicts.get(task.element, [])
        said = wanted.pop(0) if wanted else _without_a_plan(gate)
        outcome = Outcome(str(said.get("outcome", "godkjenn")))
        approving = outcome in (Outcome.GODKJENN, Outcome.GODKJENN_VILKAR)
        hold = said.get("hold_until")
        return Verdict(
            outcome=outcome,
            reason=str(said.get("reason", "Godt grunnlag. Nytten er større enn kostnaden.")),
            checks={c.key: CheckAnswer(answer="ja") for c in gate.gate.checks},
            target=str(said["target"]) if "target" in said else None,
            cause=str(said["cause"]) if "cause" in said else None,
            hold_until=self.clock.at.date() + timedelta(days=int(str(hold))) if hold else None,
            conditions=self._conditions(outcome),
            answers=answers if approving else {},
        )

    def _conditions(self, outcome: Outcome) -> tuple[Condition, ...]:
        if outcome != Outcome.GODKJENN_VILKAR:
            return ()
        due: date = self.clock.at.date() + timedelta(days=30)
        person = UUID(self.writer.people["prosjekt"])
        return (Condition(text="Legg fram plan for opplæring", responsible=person, due=due),)

    def _doers(self, task: Task) -> list[UUID]:
        if task.assignee_id is not None:
            return [task.assignee_id]
        with self.engine.database.reading() as session:
            view = self.engine.queries.initiatives.by_case(self._somebody(), self.case_id)
            units = self._lineage(view.unit_id) if task.role in UNIT_ROLES else ()
            found = holders_of(session, task.role, self.clock.at, unit_ids=units, initiative_id=task.initiative_id)
        return list(found) or [UUID(self.writer.people["radgiver"])]

    def _lineage(self, unit_id: UUID) -> tuple[UUID, ...]:
        rows = {row.id: row.parent_id for row in self.engine.queries.people.units(self._somebody())}
        found: list[UUID] = []
        current: UUID | None = unit_id
        while current is not None:
            found.append(current)
            current = rows.get(current)
        return tuple(found)


def _without_a_plan(gate: GateView) -> Mapping[str, object]:
    """What a sensible decider does unprompted: approves, and refers or rejects what a block keeps from being approved."""
    if not any(block.standing and not block.override for block in gate.blocks):
        return {}
    if gate.referrals:
        return {"outcome": "henvis", "target": gate.referrals[0], "reason": "Forslaget går over en grense her."}
    return {"outcome": "avvis", "cause": "for_lav_nytte", "reason": "Forslaget kan ikke godkjennes slik det er."}
