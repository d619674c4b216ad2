"""What a case is to pass by once: brought along when it moves, and struck out when it has been passed."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from engine.model.case import CaseStatus, path_key
from engine.model.modification import Detour
from engine.model.operation import Bypass
from engine.services.resolving import resolve_at
from engine.store.audit import Who

if TYPE_CHECKING:
    from engine.services.casework import Casework


def of_case(work: "Casework") -> tuple[Detour, ...]:
    """What the case is to pass by. Only one with a stopped step can have any, so all others cost nothing."""
    if work.case.status != CaseStatus.INCIDENT:
        return ()
    rows = work.session.execute(select(Bypass).where(Bypass.case_id == work.case.id)).scalars()
    return tuple(
        Detour(
            element=row.element,
            path=tuple(int(part) for part in row.path.split(".")) if row.path else (),
            flow=row.flow,
        )
        for row in rows
    )


def take(work: "Casework", taken: Iterable[Detour], who: Who) -> None:
    """Strikes out what was passed, and closes its incidents."""
    for detour in taken:
        path = path_key(detour.path)
        work.session.execute(
            delete(Bypass).where(Bypass.case_id == work.case.id, Bypass.element == detour.element, Bypass.path == path),
            execution_options={"synchronize_session": False},
        )
        work.journal.record("step_passed_by", who, element=detour.element)
        resolve_at(work, detour.element, path, who)
