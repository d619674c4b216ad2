"""What plugins' own code may ask for and do (`engine.contract.desk`), inside a running transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.contract.desk import Held, InitiativeCard
from engine.contract.errors import NotFound
from engine.contract.ids import new_id
from engine.model.calendar import end_of
from engine.model.case import Case, CaseStatus
from engine.model.gate import GateDecision
from engine.model.initiative import Initiative
from engine.model.people import Unit
from engine.model.roles import INITIATIVE_ROLES
from engine.model.task import OPEN, Task, TaskKind, TaskStatus
from engine.model.toolwork import Artefact
from engine.services import tasklist
from engine.services.casework import Casework, on_case
from engine.services.evaluation import Neighbourhood, stored_content
from engine.services.runtime import Runtime
from engine.store.actors import holders_of


def held(session: Session, artefact: Artefact) -> Held:
    """An artefact and what stands in it."""
    return Held(
        id=artefact.id,
        tool=artefact.tool,
        initiative_id=artefact.initiative_id,
        unit_id=artefact.unit_id,
        content=stored_content(session, artefact),
        locked=artefact.locked,
        removed=artefact.removed_at is not None,
    )


@dataclass(frozen=True, kw_only=True)
class ReadingDesk:
    """For gate checks and reports."""

    session: Session
    now: datetime

    def artefacts(self, tool: str, initiative_id: UUID) -> Sequence[Held]:
        """What has been made with a tool in an initiative, oldest first."""
        rows = self.session.execute(
            select(Artefact)
            .where(Artefact.initiative_id == initiative_id, Artefact.tool == tool, Artefact.removed_at.is_(None))
            .order_by(Artefact.created_at, Artefact.id)
        ).scalars()
        return [held(self.session, found) for found in rows]

    def verdicts(self, initiative_id: UUID) -> Mapping[str, str]:
        """The latest outcome of each gate, by its key."""
        rows = self.session.execute(
            select(GateDecision.gate, GateDecision.outcome)
            .where(GateDecision.initiative_id == initiative_id)
            .order_by(GateDecision.decided_at, GateDecision.id)
        )
        return dict(rows.all())

    def rate(self, name: str, on: date) -> Decimal | None:
        """The dated setting that held on a day."""
        return Neighbourhood(session=self.session, now=self.now, initiative_id=None).rate(name, on)

    def initiatives(self, *, unit_ids: Sequence[UUID] = (), restricted: bool = False) -> Sequence[InitiativeCard]:
        """Every initiative, or those of some units, by number."""
        query = (
            select(Initiative.id, Initiative.number, Initiative.title, Unit.name.label("unit"))
            .join(Unit, Unit.id == Initiative.unit_id)
            .order_by(Initiative.number)
        )
        if unit_ids:
            query = query.where(Initiative.unit_id.in_(unit_ids))
        if not restricted:
            query = query.where(Initiative.restricted.is_(False))
        return [InitiativeCard(**row._mapping) for row in self.session.execute(query)]


@dataclass(frozen=True, kw_only=True)
class ActingDesk(ReadingDesk):
    """For reactions of one toolbox. `finish` writes the logs of the cases that were touched."""

    runtime: Runtime
    toolbox: str
    works: dict[UUID, Casework]

    def lock(self, artefact_id: UUID, reason: str, *, parts: Sequence[str] = ()) -> None:
        """Nobody may change the artefact any more, or only these parts of it."""
        self._mark(artefact_id, reason[:200], " ".join(parts))

    def unlock(self, artefact_id: UUID) -> None:
        """The artefact may be changed again."""
        self._mark(artefact_id, "", "")

    def open_task(
        self, initiative_id: UUID, key: str, name: str, *, role: str, due: date, person: UUID | None = None
    ) -> bool:
        """Gives somebody something to do outside the diagram."""
        work = self._work(initiative_id)
        if work is None:
            return False
        element, due_at = f"{self.toolbox}.{key}"[:100], end_of(due)
        known = self.session.execute(
            select(Task.id).where(
                Task.initiative_id == initiative_id,
                Task.element == element,
                Task.status.in_(OPEN) | (Task.due_at == due_at),
            )
        ).first()
        if known is not None:
            return False
        if person is None and role in INITIATIVE_ROLES:
            held = holders_of(self.session, role, self.now, initiative_id=initiative_id)
            person = held[0] if len(held) == 1 else None
        task = Task(
            id=new_id(),
            case_id=work.case.id,
            initiative_id=initiative_id,
            token=None,
            element=element,
            name=name[:300],
            kind=TaskKind.CONDITION,
            role=role,
            phase=work.case.phase,
            status=TaskStatus.CLAIMED if person else TaskStatus.READY,
            assignee_id=person,
            opened_at=self.now,
            due_at=due_at,
            path="",
            revision=0,
        )
        tasklist.add(work, [task])
        work.opened.append(task)
        work.journal.record("task_opened", element=element, task_id=task.id, data={"role": role})
        return True

    def finish(self) -> None:
        """Saves the cases that were touched; call once, last."""
        for work in self.works.values():
            work.finish()

    def _mark(self, artefact_id: UUID, reason: str, parts: str) -> None:
        artefact = self.session.get(Artefact, artefact_id)
        if artefact is None:
            raise NotFound("artefact", artefact_id)
        if (artefact.locked, artefact.locked_parts) == (reason, parts):
            return
        artefact.locked, artefact.locked_parts = reason, parts
        artefact.revision += 1
        work = self._work(artefact.initiative_id) if artefact.initiative_id else None
        if work is not None:
            action = "artefact_locked" if reason else "artefact_unlocked"
            work.journal.record(action, data={"artefact": str(artefact_id)})

    def _work(self, initiative_id: UUID) -> Casework | None:
        """The initiative's running case, locked once."""
        if initiative_id not in self.works:
            case_id = self.session.execute(
                select(Case.id)
                .where(
                    Case.initiative_id == initiative_id,
                    Case.status.not_in((CaseStatus.COMPLETED, CaseStatus.CANCELLED)),
                )
                .order_by(Case.started_at.desc())
                .limit(1)
            ).scalar_one_or_none()
            if case_id is None:
                return None
            self.works[initiative_id] = on_case(self.session, self.runtime, case_id)
        return self.works[initiative_id]
