"""Toolboxes' reports: which there are for whom, and running one."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.contract.errors import InvalidInput, NotAllowed, NotFound
from engine.contract.result import Remark, Result
from engine.contract.toolbox import Level, Question, Report
from engine.model.access import Actor, Identity, may_read_boards, require_read
from engine.model.calendar import local_date
from engine.model.initiative import Initiative
from engine.model.people import Unit
from engine.model.roles import Role
from engine.services.desk import ReadingDesk
from engine.services.runtime import Runtime
from engine.store.actors import load_actor

log = structlog.get_logger()
SEES_RESTRICTED = (Role.PORTEFOLJESTYRE, Role.REVISOR, Role.INNOVASJONSRADGIVER)
_FAILED = "Rapporten kunne ikke lages nå. Feilen er meldt til dem som drifter løsningen."


@dataclass(frozen=True, kw_only=True)
class Ran:
    """A report that was run: what it is, what it was asked about, and what it says."""

    key: str
    report: Report
    about: str
    result: Result


class Reports:
    """The verb of those who want to see what came of it."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    def available(self, identity: Identity) -> Mapping[str, Report]:
        """The reports this person may run, by `<toolbox>.<report>`."""
        with self._runtime.database.reading() as session:
            actor = load_actor(session, identity.person_id, self._runtime.clock.now(), identity.scopes)
            return {key: report for key, report in self._runtime.toolboxes.reports.items() if self._may(actor, key)}

    def run(
        self,
        identity: Identity,
        key: str,
        level: Level,
        *,
        number: str | None = None,
        unit_id: UUID | None = None,
        year: int | None = None,
    ) -> Ran:
        """Runs a report about an initiative, a unit with all below it, or the whole portfolio.

        Raises NotFound (report, initiative, unit), NotAllowed, InvalidInput (`level`, `year`).
        """
        report = self._runtime.toolboxes.reports.get(key)
        if report is None:
            raise NotFound("report", key)
        if level not in report.levels:
            raise InvalidInput("level", "unknown_choice")
        if year is not None and not 2000 <= year <= 2200:
            raise InvalidInput("year", "out_of_range")
        now = self._runtime.clock.now()
        with self._runtime.database.reading() as session:
            actor = load_actor(session, identity.person_id, now, identity.scopes)
            if not self._may(actor, key):
                raise NotAllowed("run_report", "role_missing")
            about, initiative_id, unit_ids = self._subject(session, identity, level, number, unit_id)
            question = Question(
                level=level,
                initiative_id=initiative_id,
                unit_ids=unit_ids,
                year=year,
                today=local_date(now),
                restricted=level == Level.INITIATIVE or any(actor.own(role) for role in SEES_RESTRICTED),
            )
            try:
                result = report.run(ReadingDesk(session=session, now=now), question)
            except Exception as error:  # a plugin may raise anything
                log.error("report_failed", report=key, error=type(error).__name__)
                result = Result(remarks=[Remark(text=_FAILED)])
        return Ran(key=key, report=report, about=about, result=result)

    def _may(self, actor: Actor, key: str) -> bool:
        toolbox = key.partition(".")[0]
        permission = self._runtime.toolboxes.reports[key].permission
        if not may_read_boards(actor):
            return False
        return not permission or any(
            grant.role in self._runtime.toolboxes.roles_with(toolbox, permission) for grant in actor.grants
        )

    def _subject(
        self, session: Session, identity: Identity, level: Level, number: str | None, unit_id: UUID | None
    ) -> tuple[str, UUID | None, tuple[UUID, ...]]:
        if level == Level.INITIATIVE:
            row = session.execute(
                select(Initiative, Unit).join(Unit, Unit.id == Initiative.unit_id).where(Initiative.number == number)
            ).one_or_none()
            if row is None:
                raise NotFound("initiative", number)
            initiative, its_unit = row
            now = self._runtime.clock.now()
            actor = load_actor(session, identity.person_id, now, identity.scopes, initiative_id=initiative.id)
            require_read(actor, initiative, its_unit.lineage)
            return f"{initiative.number} {initiative.title}", initiative.id, ()
        if level == Level.UNIT:
            unit = session.get(Unit, unit_id) if unit_id else None
            if unit is None:
                raise NotFound("unit", unit_id)
            below = session.execute(select(Unit.id).where(Unit.path.startswith(unit.path, autoescape=True))).scalars()
            return unit.name, None, tuple(below)
        return "", None, ()
