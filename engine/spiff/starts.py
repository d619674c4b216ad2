"""When the start events of a model's clock are due. Their expressions read no facts: there is no case yet."""

from datetime import datetime

from engine.feel import FeelError, compile_expression
from engine.model.calendar import OSLO
from engine.spiff.timers import ENDLESS, Cycle, cycle_of, duration_of, instant_of, next_occurrence


def first_time(form: str, expression: str, now: datetime) -> tuple[datetime, int, datetime | None]:
    """What is counted from, how many times are left (-1: for ever), and the next, None when all have been. Raises ValueError
    or OverflowError for an expression that is no time, which the deployment check finds first."""
    value = _value(expression, now)
    if form == "cycle":
        cycle, start = _cycle(value)
        if start is not None and start > now:
            return start, cycle.count, start
        if start is None:
            return now, cycle.count, cycle.duration.after(now)
        been, due = next_occurrence(start, cycle.duration, 0, now)
        left = cycle.count if cycle.count == ENDLESS else max(cycle.count - been, 0)
        return start, left, due if left else None
    due = instant_of(value) if form == "date" else duration_of(value).after(now)
    return now, 1, due


def next_time(form: str, expression: str, anchor: datetime, done: int, now: datetime) -> tuple[int, datetime | None]:
    """After a time has come: how many have been, and the next one after now; missed ones are counted and skipped."""
    if form != "cycle":
        return done + 1, None
    return next_occurrence(anchor, _cycle(_value(expression, now))[0].duration, done, now)


def _cycle(value: object) -> tuple[Cycle, datetime | None]:
    """A repeating interval, from now (`R/P1Y`) or from a day or instant (`R/2027-01-15/P1Y`). Raises ValueError."""
    parts = value.strip().split("/") if isinstance(value, str) else []
    if len(parts) != 3:
        return cycle_of(value), None
    return cycle_of(f"{parts[0]}/{parts[2]}"), instant_of(parts[1])


def _value(expression: str, now: datetime) -> object:
    try:
        return compile_expression(expression).evaluate({}, now=now.astimezone(OSLO))
    except FeelError as error:
        raise ValueError(str(error)) from error
