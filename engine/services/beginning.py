"""How a case begins: a new initiative with its number, and a running case on it."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from engine.contract.errors import InvalidInput
from engine.contract.ids import new_id
from engine.model.calendar import local_date
from engine.model.case import Case, CaseStatus
from engine.model.initiative import Initiative, InitiativeStatus, NumberSeries
from engine.model.people import RoleBinding, Unit
from engine.model.roles import Role
from engine.services.caserows import insert_object
from engine.services.casework import Casework, casework
from engine.services.runtime import Runtime
from engine.services.versionrows import require_startable
from engine.services.versions import LoadedVersion
from engine.spiff import start
from engine.store.audit import Who

GOING_ON = (CaseStatus.RUNNING, CaseStatus.INCIDENT)


def new_initiative(
    session: Session,
    now: datetime,
    unit: Unit,
    submitter_id: UUID,
    title: str,
    *,
    summary: str = "",
    anonymous: bool = False,
) -> Initiative:
    """An initiative with the next number of the year; whoever submits it has the role in it."""
    initiative = Initiative(
        id=new_id(),
        number=_next_number(session, local_date(now).year),
        title=title,
        summary=summary,
        unit_id=unit.id,
        submitter_id=submitter_id,
        anonymous=anonymous,
        restricted=False,
        phase="",
        status=InitiativeStatus.RUNNING,
        created_at=now,
        changed_at=now,
    )
    insert_object(session, initiative)
    binding = RoleBinding(
        id=new_id(), person_id=submitter_id, role=Role.INNMELDER, initiative_id=initiative.id, granted_at=now
    )
    insert_object(session, binding)
    return initiative


def begin(
    session: Session,
    runtime: Runtime,
    version: LoadedVersion,
    initiative: Initiative,
    unit: Unit,
    who: Who,
    *,
    at: str | None = None,
    payload: Mapping[str, object] | None = None,
    inputs: Mapping[str, object] | None = None,
    depth: int = 0,
) -> Casework:
    """A new case on the initiative, moved to its first wait state; the caller finishes it.

    `at` is the start event when it is not the model's plain one, `payload` what came with the message that it waited
    for. `inputs` are facts that it knows from the start. Raises VersionClosed; InvalidInput (`process`) for a model
    that is only started by messages, signals or the clock; the executor's errors pass through.
    """
    if at is None and not version.definition.starts_plainly:
        raise InvalidInput("process", "no_plain_start")
    require_startable(session, version.id)
    now = runtime.clock.now()
    beside = depth > 0 or another_goes_on(session, initiative.id)
    case = Case(
        id=new_id(),
        initiative_id=initiative.id,
        version_id=version.id,
        state=b"",
        revision=0,
        visits={},
        phase="",
        started_at=now,
        status=CaseStatus.RUNNING,
        beside=beside,
        depth=depth,
        steps=0,
        audit_seq=0,
        audit_head=b"",
    )
    insert_object(session, case)
    work = casework(session, runtime, case, initiative, unit)
    if not beside:
        initiative.status = InitiativeStatus.RUNNING
    work.journal.record("case_started", who, element=at or "", data={"process": version.key, "version": version.number})
    for name, value in (inputs or {}).items():
        work.facts.store(name, (), value)
    work.advance(lambda host: start(version.compiled, host, now, at=at, payload=payload), who)
    return work


def another_goes_on(session: Session, initiative_id: UUID) -> bool:
    """Whether a case of the initiative's own runs already."""
    found = select(Case.id).where(
        Case.initiative_id == initiative_id, Case.status.in_(GOING_ON), Case.beside.is_(False)
    )
    return session.execute(found.limit(1)).first() is not None


def _next_number(session: Session, year: int) -> str:
    """The next number of a year, without gaps: the row is locked until the transaction ends."""
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    statement = (
        dialect.insert(NumberSeries)
        .values(year=year, last=1)
        .on_conflict_do_update(index_elements=["year"], set_={"last": NumberSeries.last + 1})
        .returning(NumberSeries.last)
    )
    return f"INN-{year}-{session.execute(statement).scalar_one():03d}"
