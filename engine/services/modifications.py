"""Moves tokens of a running case: shows first what would come of it, then does it, with a reason on record."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.contract.errors import CaseChanged, InvalidInput
from engine.model.access import Identity
from engine.model.advance import Advance
from engine.model.base import FAR_FUTURE
from engine.model.modification import Cancel, Instruction, Move, StartAfter, StartBefore
from engine.model.operation import InterventionKind
from engine.model.task import Task
from engine.model.work import Timer
from engine.services import incidents
from engine.services.casework import Casework, on_case
from engine.services.interventions import intervene, operator, reasoned
from engine.services.replays import Replays
from engine.services.runtime import Runtime
from engine.spiff import modify
from engine.store.audit import Who

MAXIMUM_INSTRUCTIONS = 50


@dataclass(frozen=True, kw_only=True)
class Change:
    """Something that begins or ceases to wait. `role` and `due_at` are those of a new task; `due_at` a timer's instant."""

    element: str
    name: str
    waits: str
    role: str = ""
    due_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Preview:
    """What instructions lead to. `passed` names the elements that are passed at once, `ends` says that the case ends by
    it; `revision` is the case's, to be sent along when the same is to be done."""

    revision: int
    closed: tuple[Change, ...]
    opened: tuple[Change, ...]
    passed: tuple[str, ...]
    ends: bool


class _LookedAt(Exception):
    """Takes a preview out of its transaction, which is rolled back."""

    def __init__(self, preview: Preview) -> None:
        self.preview = preview


class Modifications:
    """The operator's hand on the tokens of one case."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    def preview(self, case_id: UUID, identity: Identity, instructions: Sequence[Instruction]) -> Preview:
        """What would come of the instructions: they are carried out, and everything is rolled back.

        Raises NotFound, NotAllowed, CaseNotRunning, CannotModify, InvalidInput, and what a model's failure raises.
        """
        try:
            with self._runtime.database.transaction() as session:
                work = on_case(session, self._runtime, case_id)
                revision = work.case.revision
                operator(work, identity, "modify_case")
                before = _waiting(session, case_id)
                advance = _carry_out(work, instructions, Who(person_id=identity.person_id))
                raise _LookedAt(_preview(work, revision, before, advance))
        except _LookedAt as looked:
            return looked.preview

    def apply(
        self,
        case_id: UUID,
        identity: Identity,
        instructions: Sequence[Instruction],
        reason: str,
        *,
        revision: int | None = None,
        key: str | None = None,
    ) -> None:
        """Carries out the instructions, on a case on pause too. With `revision` the case must not have changed since the
        preview. Raises as `preview`, CaseChanged, KeyReused, InvalidInput (`reason`)."""
        reason = reasoned(reason)
        plain = [_plain(instruction) for instruction in instructions]
        with self._runtime.database.transaction() as session:
            work = on_case(session, self._runtime, case_id)
            replays = Replays(session, identity.person_id, key, ["modify", str(case_id), plain, reason])
            if replays.earlier() is not None:
                return
            actor = operator(work, identity, "modify_case")
            if revision is not None and revision != work.case.revision:
                raise CaseChanged(what="case_changed")
            who = Who(person_id=actor.person_id)
            intervene(work, InterventionKind.MODIFIED, actor, reason, detail={"instructions": plain})
            _carry_out(work, instructions, who)
            incidents.resolve_settled(work, who)
            replays.remember({"case": str(case_id)}, work.now)
            work.finish()


def _carry_out(work: Casework, instructions: Sequence[Instruction], who: Who) -> Advance:
    if not instructions:
        raise InvalidInput("instructions", "required")
    if len(instructions) > MAXIMUM_INSTRUCTIONS:
        raise InvalidInput("instructions", "too_many", maximum=str(MAXIMUM_INSTRUCTIONS))
    work.case.require_running()
    return work.advance(lambda host: modify(work.version.compiled, work.case.state, instructions, host, work.now), who)


def _plain(instruction: Instruction) -> dict[str, object]:
    """An instruction as it is stored and compared."""
    words = {Cancel: "cancel", StartBefore: "start_before", StartAfter: "start_after", Move: "move"}
    given = {name: str(value) for name, value in asdict(instruction).items() if value is not None}
    return {"do": words[type(instruction)], **given}


def _waiting(session: Session, case_id: UUID) -> Mapping[UUID, Change]:
    tasks = session.execute(
        select(Task.token, Task.element, Task.name, Task.role, Task.due_at).where(
            Task.case_id == case_id, Task.status.in_(("ready", "claimed")), Task.token.is_not(None)
        )
    )
    timers = session.execute(
        select(Timer.token, Timer.element, Timer.due_at).where(Timer.case_id == case_id, Timer.token.is_not(None))
    )
    found = {
        row.token: Change(
            element=row.element,
            name=row.name,
            waits="task",
            role=row.role,
            due_at=None if row.due_at == FAR_FUTURE else row.due_at,
        )
        for row in tasks
    }
    return found | {
        row.token: Change(element=row.element, name=row.element, waits="timer", due_at=row.due_at) for row in timers
    }


def _preview(work: Casework, revision: int, before: Mapping[UUID, Change], advance: Advance) -> Preview:
    names = {element.id: element.name or element.id for element in work.version.definition.elements}

    def named(change: Change) -> Change:
        return change if change.waits == "task" else Change(**{**asdict(change), "name": names[change.element]})

    opened = [
        Change(
            element=task.element,
            name=task.name,
            waits="task",
            role=task.role,
            due_at=None if task.due_at == FAR_FUTURE else task.due_at,
        )
        for task in work.opened
    ]
    opened += [
        Change(element=timer.element, name=names[timer.element], waits="timer", due_at=timer.due_at)
        for timer in advance.timers_set
    ]
    gone = [*advance.closed, *advance.timers_cleared]
    return Preview(
        revision=revision,
        closed=tuple(named(before[token]) for token in gone if token in before),
        opened=tuple(opened),
        passed=tuple(names.get(p.element, p.element) for p in advance.passed if not p.cancelled),
        ends=advance.finished,
    )
