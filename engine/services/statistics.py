"""Keeps the counts that statistics are read from: each day when it is over, and each month of days once more as a month.

Counting when something happens would make every case of a version wait for one row; a day that is over never changes, so
counting it is safe to repeat and to put off. Until then its activations are read as they are.
"""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from engine.model.activation import Activation
from engine.model.calendar import local_date
from engine.model.statistics import EVERYWHERE, Counted, ElementCount, Measured, Span, add, nothing, packed
from engine.services.runtime import Runtime
from engine.store.prepared import append
from engine.store.tally import Place, start_of, tally, tomorrow

SETTLED = timedelta(hours=1)
"""How long after midnight a day is surely over: no transaction lasts so long."""
KEEP_DAYS = timedelta(days=62)
"""Single days are kept so long; after that only their months."""


class Statistics:
    """The verb of the counting job."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    def count(self, days: int = 10_000) -> int:
        """Counts the days that are over and not counted yet, oldest first, at most `days`; each in a transaction of its own.
        Returns how many there were. Safe to run twice at once."""
        done = 0
        while done < days and self._count_next():
            done += 1
        return done

    def _count_next(self) -> bool:
        now = self._runtime.clock.now()
        with self._runtime.database.reading() as session:
            day = _next(session)
            if day is None or start_of(tomorrow(day)) + SETTLED > now:
                return False
            counts = _with_all(tally(session, start_of(day), start_of(tomorrow(day))))
        with self._runtime.database.transaction() as session:
            mark = session.get(Counted, 1, with_for_update=True)
            if mark is None:
                mark = Counted(id=1, through=day - timedelta(days=1))
                session.add(mark)
                session.flush()
            if mark.through >= day:
                return True  # another worker was first
            append(session, ElementCount, _rows(counts, Span.DAY, day))
            if tomorrow(day).day == 1:
                _sum_month(session, day.replace(day=1), day)
            session.execute(
                delete(ElementCount).where(ElementCount.span == Span.DAY, ElementCount.starts_on < day - KEEP_DAYS)
            )
            mark.through = day
            return True


def _next(session: Session) -> date | None:
    """The day after the last counted; at first the day of the first activation that was left. None: nothing to count."""
    through = session.execute(select(Counted.through)).scalar()
    if through is not None:
        return tomorrow(through)
    first = session.execute(select(func.min(Activation.left_at))).scalar()
    return None if first is None else local_date(first)


def _with_all(counts: Mapping[Place, Measured]) -> Mapping[Place, Measured]:
    """The same, and each once more for all units together."""
    found = dict(counts)
    for (version, _, element, role), measured in counts.items():
        together = found.setdefault((version, EVERYWHERE, element, role), nothing())
        for measure, buckets in measured.items():
            together[measure] += buckets
    return found


def _sum_month(session: Session, first: date, last: date) -> None:
    found: dict[Place, Measured] = defaultdict(nothing)
    rows = session.execute(
        select(ElementCount).where(ElementCount.span == Span.DAY, ElementCount.starts_on.between(first, last))
    ).scalars()
    for row in rows:
        add(found[row.version_id, row.unit_id, row.element, row.role], row.counts)
    append(session, ElementCount, _rows(found, Span.MONTH, first))


def _rows(counts: Mapping[Place, Measured], span: Span, first: date) -> list[dict[str, object]]:
    return [
        {
            "version_id": version,
            "unit_id": unit,
            "span": span,
            "starts_on": first,
            "element": element,
            "role": role,
            "counts": packed(measured),
        }
        for (version, unit, element, role), measured in counts.items()
    ]
