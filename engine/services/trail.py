"""Writes down where a case has been: what it passes, enters and leaves, in the transaction that moves it.

Human tasks, timers, messages, signals, called cases and subprocesses wait, so they have a row that is opened and closed.
All else lets a case pass at once and has a row that is both: gateways too, since a replay without them could not tell which
way was taken. However much an advance passes, it costs one insert of many rows and one update of what was left.
"""

from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from engine.model.activation import Activation, Left
from engine.model.advance import Advance, Passed
from engine.model.case import Case, path_key
from engine.model.definition import ElementKind, ModelDefinition
from engine.model.task import Task
from engine.store.prepared import Prepared, append

Row = dict[str, object]

AD_HOC = "adHocSubProcess"
SCOPES = frozenset({ElementKind.SUB_PROCESS, "transaction", AD_HOC})
"""Elements that hold others: the start inside tells that they were entered."""
QUIET = SCOPES | {ElementKind.CALL_ACTIVITY}
"""Elements that wait without the advance naming the token that they leave by."""

_columns = Activation.__table__.c
_WAITING = Prepared(
    select(_columns.step, _columns.token, _columns.element)
    .where(_columns.case_id == bindparam("case"), _columns.left_at.is_(None))
    .order_by(_columns.step)
)
_PLACES = Prepared(
    select(_columns.step, _columns.token, _columns.element, _columns.path, _columns.task_id)
    .where(_columns.case_id == bindparam("case"), _columns.left_at.is_(None))
    .order_by(_columns.step)
)
_CHANGES = ("left_step", "left_at", "outcome", "person_id", "claimed_at")
_LEAVE = update(Activation.__table__).values(  # type: ignore[arg-type]
    {name: bindparam(f"new_{name}", type_=_columns[name].type) for name in _CHANGES}
)
_OF_CASE = _LEAVE.where(_columns.case_id == bindparam("case"), _columns.left_at.is_(None))
_LEAVE_TOKEN = Prepared(_OF_CASE.where(_columns.token == bindparam("at_token")))
_LEAVE_STEP = Prepared(_LEAVE.where(_columns.case_id == bindparam("case"), _columns.step == bindparam("at_step")))
_LEAVE_ALL = Prepared(_OF_CASE)


class Trail:
    """What one case did in one transaction. Gathers, and writes it all with `write`."""

    def __init__(self, case: Case, definition: ModelDefinition, at: datetime) -> None:
        self._case, self._definition, self._at = case, definition, at
        self._rows: list[Row] = []
        self._by_token: list[Row] = []
        self._by_step: list[Row] = []

    def follow(self, session: Session, advance: Advance, completed: Task | None, opened: Iterable[Task]) -> None:
        """Notes an advance: what was passed in order, then what was left without being passed, then what waits now."""
        held = self._held()
        leaving = _Leaving(self._open_places(session, advance, completed, held))
        for passed in advance.passed:
            self._begin_around(passed.element, leaving, held)
            self._pass(passed, leaving, completed)
        for place in leaving.rest(_closed(advance)):
            self._leave(place, Left.CANCELLED, None)
        tasks = {task.token: task for task in opened}
        for token, element, path in _entered(advance):
            self._begin_around(element, leaving, held)
            self._enter(element, token=token, path=path, task=tasks.get(token))

    def fail(self, element: str) -> None:
        """Notes that an element could not be carried out. The case stays where it was."""
        self._enter(element, outcome=Left.FAILED)

    def end(self, session: Session) -> None:
        """Notes that the case was cancelled: it leaves every place it waited at, in one step."""
        self.write(session)
        _LEAVE_ALL.run(session, self._change(Left.CANCELLED, None))

    def cross(self, session: Session, where: Callable[[UUID | None, str], str | None]) -> None:
        """Notes that the case went over to another version: it leaves every place it waited at and enters those that they
        are there; one that is not there any more is only left."""
        for step, token, element, path, task_id in _PLACES.all(session, {"case": self._case.id}):
            self._by_step.append({**self._change(Left.MIGRATED, None), "at_step": step})
            target = where(token, element)
            if target is not None:
                place = self._enter(target, token=token, path=path)
                assert place.row is not None
                place.row["task_id"] = task_id
        self.write(session)

    def write(self, session: Session) -> None:
        """Stores what was gathered; what is left goes first, since a timer that comes again keeps its token."""
        if self._by_token:
            _LEAVE_TOKEN.run_many(session, self._by_token)
        if self._by_step:
            _LEAVE_STEP.run_many(session, self._by_step)
        append(session, Activation, self._rows)
        self._rows, self._by_token, self._by_step = [], [], []

    def _pass(self, passed: Passed, leaving: "_Leaving", completed: Task | None) -> None:
        scope = self._scope_begun(passed)
        if scope is not None:
            leaving.add(self._enter(scope))
        how = Left.CANCELLED if passed.cancelled else Left.COMPLETED
        place = leaving.take(passed.element)
        if place is None:
            self._enter(passed.element, outcome=how)
        else:
            self._leave(place, how, completed if completed is not None and place.token == completed.token else None)

    def _scope_begun(self, passed: Passed) -> str | None:
        """The subprocess around a start event that was passed."""
        if passed.kind != ElementKind.START_EVENT:
            return None
        kinds = self._kinds()
        around = kinds.get(passed.element, ("", ""))[1]
        return around if kinds.get(around, ("", ""))[0] in SCOPES else None

    def _held(self) -> Mapping[str, str]:
        """The ad hoc subprocess around each element that stands in one: nothing starts there to tell that it was entered."""
        free = {element.id for element in self._definition.elements if element.kind == AD_HOC}
        return {e.id: e.process for e in self._definition.elements if e.process in free} if free else {}

    def _begin_around(self, element: str, leaving: "_Leaving", held: Mapping[str, str]) -> None:
        scope = held.get(element)
        if scope is not None and not leaving.has(scope):
            leaving.add(self._enter(scope))

    def _kinds(self) -> Mapping[str, tuple[str, str]]:
        return {element.id: (element.kind, element.process) for element in self._definition.elements}

    def _open_places(
        self, session: Session, advance: Advance, completed: Task | None, held: Mapping[str, str]
    ) -> "list[_Place]":
        """What the case waited at before and may leave now. Mostly the completed task alone, which needs no query."""
        done = None if completed is None else completed.token
        new = [
            _Place(element=str(row["element"]), token=row["token"], row=row)  # type: ignore[arg-type]
            for row in self._rows
            if row["left_at"] is None
        ]
        if all(token == done for token in _closed(advance)) and not any(
            p.kind in QUIET or p.element in held for p in advance.passed
        ):
            if completed is None or any(place.token == done for place in new):
                return new
            return [*new, _Place(element=completed.element, token=done)]
        # An event that does not interrupt goes on waiting when it has happened: its row is not what was left.
        gone, quiet = set(_closed(advance)), {name for name, (kind, _) in self._kinds().items() if kind in QUIET}
        stored = [
            _Place(element=element, token=token, step=step)
            for step, token, element in _WAITING.all(session, {"case": self._case.id})
            if token is None or token in gone or element in quiet
        ]
        return sorted([*stored, *new], key=lambda place: place.token != done)

    def _enter(
        self,
        element: str,
        *,
        token: UUID | None = None,
        path: str = "",
        task: Task | None = None,
        outcome: Left | None = None,
    ) -> "_Place":
        self._case.steps += 1
        row: Row = {
            "case_id": self._case.id,
            "step": self._case.steps,
            "left_step": self._case.steps if outcome else None,
            "version_id": self._case.version_id,
            "element": element,
            "path": path,
            "token": token,
            "task_id": None if task is None else task.id,
            "entered_at": self._at,
            "claimed_at": None,
            "left_at": self._at if outcome else None,
            "outcome": outcome,
            "person_id": None,
        }
        self._rows.append(row)
        return _Place(element=element, token=token, row=row)

    def _leave(self, place: "_Place", how: Left, done: Task | None) -> None:
        change = self._change(how, done)
        if place.row is not None:
            place.row.update({name: change[f"new_{name}"] for name in _CHANGES})
        elif place.step is not None:
            self._by_step.append({**change, "at_step": place.step})
        else:
            self._by_token.append({**change, "at_token": place.token})

    def _change(self, how: Left, done: Task | None) -> Row:
        self._case.steps += 1
        return {
            "case": self._case.id,
            "new_left_step": self._case.steps,
            "new_left_at": self._at,
            "new_outcome": how,
            "new_person_id": None if done is None else done.completed_by_id,
            "new_claimed_at": None if done is None else done.claimed_at,
        }


class _Place:
    """Somewhere the case waits: a stored row (by `step`, or by token alone), or one that is yet to be stored."""

    def __init__(self, *, element: str, token: UUID | None, step: int | None = None, row: Row | None = None) -> None:
        self.element, self.token, self.step, self.row = element, token, step, row


class _Leaving:
    """The places a case may leave, the one entered first first."""

    def __init__(self, places: Sequence[_Place]) -> None:
        self._places: dict[str, deque[_Place]] = {}
        for place in places:
            self.add(place)

    def add(self, place: _Place) -> None:
        self._places.setdefault(place.element, deque()).append(place)

    def has(self, element: str) -> bool:
        return bool(self._places.get(element))

    def take(self, element: str) -> _Place | None:
        """The place that was left when `element` was passed."""
        found = self._places.get(element)
        return found.popleft() if found else None

    def rest(self, closed: Iterable[UUID]) -> list[_Place]:
        """Those among `closed` that nothing passed: a boundary timer that did not fire."""
        gone = set(closed)
        return [place for places in self._places.values() for place in places if place.token in gone]


def _closed(advance: Advance) -> list[UUID]:
    return [*advance.closed, *advance.timers_cleared, *advance.subscriptions_closed, *advance.calls_cancelled]


def _entered(advance: Advance) -> list[tuple[UUID, str, str]]:
    """Token, element and path of what waits now, people first."""
    return [
        *((task.token, task.element, path_key(task.path)) for task in advance.opened),
        *((timer.token, timer.element, "") for timer in advance.timers_set),
        *((waiting.token, waiting.element, "") for waiting in advance.subscriptions_opened),
        *((call.token, call.element, "") for call in advance.calls),
    ]
