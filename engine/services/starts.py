"""Cases that nobody starts by hand: a model's start events that wait for a message, a signal or the clock."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from engine.contract.errors import FieldProblem, FormRejected, InvalidInput, VersionClosed
from engine.contract.ids import new_id
from engine.model.calendar import local_date
from engine.model.initiative import Initiative
from engine.model.message import Message
from engine.model.people import Person, Unit
from engine.model.process import ProcessModel, ProcessVersion
from engine.model.roles import Role
from engine.model.starting import ModelStart
from engine.services import incidents
from engine.services.beginning import begin, new_initiative
from engine.services.casework import Casework
from engine.services.outbox import leave
from engine.services.runtime import Runtime
from engine.services.versions import LoadedVersion
from engine.spiff import first_time, next_time
from engine.store.actors import holders_of
from engine.store.audit import ENGINE, Who

AGAIN = timedelta(hours=1)
"""How long a start that failed waits before it is tried again."""


class Starts:
    """The verb of a model's clock."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    def fire(self, start_id: UUID) -> bool:
        """Starts a case whose time has come, in one transaction with setting the next time. False when there was nothing to
        do. Times missed while nobody looked give one case. A start that fails says why in its row and is tried again later."""
        try:
            with self._runtime.database.transaction() as session:
                return self._fire(session, start_id)
        except (*incidents.STOPPING, InvalidInput, VersionClosed) as error:
            with self._runtime.database.transaction() as session:
                start = session.get(ModelStart, start_id, with_for_update=True)
                if start is not None and start.due_at is not None:
                    start.failure = f"{type(error).__name__}: {error}"[:2000]
                    start.due_at = self._runtime.clock.now() + AGAIN
            return True

    def _fire(self, session: Session, start_id: UUID) -> bool:
        now = self._runtime.clock.now()
        start = session.get(ModelStart, start_id, with_for_update=True)
        if start is None or start.due_at is None or start.due_at > now:
            return False
        version = self._runtime.versions.get(session, start.version_id)
        owner, unit = _owner(session, start, now)
        title = f"{version.definition.name} {local_date(start.due_at):%d.%m.%Y}"
        initiative = new_initiative(session, now, unit, owner.id, title, summary=version.definition.description)
        start.failure = ""
        start.done, start.due_at = next_time(start.form, start.expression, start.anchor or now, start.done, now)
        if start.remaining > 0:
            start.remaining -= 1
        if start.remaining == 0:
            start.due_at = None
        session.flush()
        begin(session, self._runtime, version, initiative, unit, ENGINE, at=start.element).finish()
        return True


def renew(session: Session, loaded: LoadedVersion, model: ProcessModel, now: datetime) -> None:
    """Puts the start events of the version just deployed in the place of the former version's. Messages that wait for one
    are looked at after commit."""
    before = {
        row.element: row for row in session.execute(select(ModelStart).where(ModelStart.model_id == model.id)).scalars()
    }
    for start in loaded.definition.starts:
        if start.kind not in ("message", "signal", "timer"):
            continue
        row = before.pop(start.id, None)
        if row is not None and (row.kind, row.name, row.form, row.expression) == (
            start.kind, start.name, start.form, start.expression
        ):  # fmt: skip
            row.version_id = loaded.id
            continue
        if row is None:
            row = ModelStart(id=new_id(), model_id=model.id, element=start.id)
            session.add(row)
        row.version_id, row.kind, row.name = loaded.id, start.kind, start.name
        row.form, row.expression, row.failure = start.form, start.expression, ""
        row.anchor, row.done, row.remaining, row.due_at = None, 0, 0, None
        if start.kind == "timer":
            row.anchor, row.remaining, row.due_at = first_time(start.form, start.expression, now)
        elif start.kind == "message":
            leave(session, "start_opened", {"name": start.name}, now)
    for row in before.values():
        session.execute(delete(ModelStart).where(ModelStart.id == row.id))
    session.flush()


def waiting_for(session: Session, kind: str, name: str) -> Sequence[ModelStart]:
    """The start events that wait for this message or signal, first deployed first. Those of a version on pause do not."""
    query = (
        select(ModelStart)
        .join(ProcessVersion, ProcessVersion.id == ModelStart.version_id)
        .where(ModelStart.kind == kind, ModelStart.name == name)
        .where(ProcessVersion.suspension_id.is_(None), ProcessVersion.retired_at.is_(None))
    )
    return session.execute(query.order_by(ModelStart.id)).scalars().all()


def listen_again(session: Session, version_id: UUID, now: datetime) -> None:
    """The version's pause is over: messages that came meanwhile are looked at after commit."""
    query = select(ModelStart.name).where(ModelStart.version_id == version_id, ModelStart.kind == "message")
    for name in session.execute(query).scalars():
        leave(session, "start_opened", {"name": name}, now)


def start_by(session: Session, runtime: Runtime, start: ModelStart, message: Message) -> Casework:
    """The case that a message or signal starts, not finished yet. Raises FormRejected or InvalidInput when the message does not
    say on which initiative, and what the executor raises."""
    version = runtime.versions.get(session, start.version_id)
    payload = message.payload if isinstance(message.payload, Mapping) else {}
    initiative, unit = _place(session, runtime, message, payload)
    who = Who(person_id=message.person_id) if message.person_id else ENGINE
    work = begin(session, runtime, version, initiative, unit, who, at=start.element, payload=payload)
    work.journal.record(
        f"{message.kind}_received", who, element=start.element, data={"message": str(message.id), "name": message.name}
    )
    return work


def require_place(session: Session, payload: Mapping[str, object], initiative_id: UUID | None) -> None:
    """Raises FormRejected or InvalidInput when a case could not be started for want of an initiative."""
    if initiative_id is None:
        _unit_of(session, _complete(payload))


def _place(
    session: Session, runtime: Runtime, message: Message, payload: Mapping[str, object]
) -> tuple[Initiative, Unit]:
    """The initiative that was named; else a new one, when the message brings what an idea must have; else the sender's."""
    thrown = message.from_case_id is not None
    if message.initiative_id is not None and not (thrown and payload.get("tittel") and payload.get("enhet")):
        row = session.execute(
            select(Initiative, Unit)
            .join(Unit, Unit.id == Initiative.unit_id)
            .where(Initiative.id == message.initiative_id)
        ).one()
        return row[0], row[1]
    given = _complete(payload)
    submitter = (
        message.person_id
        or session.execute(select(Initiative.submitter_id).where(Initiative.id == message.initiative_id)).scalar_one()
    )
    unit = _unit_of(session, given)
    summary = str(given.get("problemstilling") or "")
    now = runtime.clock.now()
    return new_initiative(session, now, unit, submitter, str(given["tittel"])[:200], summary=summary), unit


def _complete(payload: Mapping[str, object]) -> Mapping[str, object]:
    missing = [
        FieldProblem(path=f"payload.{name}", code="needed_to_start")
        for name in ("tittel", "enhet")
        if not isinstance(payload.get(name), str) or not str(payload[name]).strip()
    ]
    if missing:
        raise FormRejected(missing)
    return payload


def _unit_of(session: Session, payload: Mapping[str, object]) -> Unit:
    named = str(payload["enhet"])
    try:
        where = Unit.id == UUID(named)
    except ValueError:
        where = Unit.key == named
    unit = session.execute(select(Unit).where(where)).scalar_one_or_none()
    if unit is None:
        raise FormRejected([FieldProblem(path="payload.enhet", code="unknown_unit")])
    return unit


def _owner(session: Session, start: ModelStart, now: datetime) -> tuple[Person, Unit]:
    """Whose initiative a case of the clock stands on: whoever deployed the version, else the first process owner, and their
    unit or the topmost one. Raises InvalidInput (`owner`) while there is nobody."""
    deployed_by = session.execute(
        select(ProcessVersion.deployed_by_id).where(ProcessVersion.id == start.version_id)
    ).scalar_one()
    for person_id in (deployed_by, *holders_of(session, Role.PROSESSEIER, now)):
        person = session.get(Person, person_id) if person_id is not None else None
        if person is not None and person.active:
            unit = session.get(Unit, person.unit_id) if person.unit_id is not None else None
            unit = (
                unit
                or session.execute(
                    select(Unit).where(Unit.parent_id.is_(None)).order_by(Unit.id).limit(1)
                ).scalar_one_or_none()
            )
            if unit is not None:
                return person, unit
    raise InvalidInput("owner", "no_process_owner")
