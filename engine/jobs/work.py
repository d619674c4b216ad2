"""What each job does, whoever carries it. All are safe to repeat: the rows say what is still to be done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from sqlalchemy import delete, func, select

from engine.bootstrap import Engine
from engine.model.calendar import local_date
from engine.model.message import Message
from engine.model.people import LoginSession
from engine.model.starting import ModelStart
from engine.model.work import PARKED, OutboxMessage, Replay, Timer

log = structlog.get_logger("jobs")
BATCH = 500
DELIVERED_AT_ONCE = 25
"""So many messages share a transaction, and are at most repeated after a crash."""
KEEP_REPLAYS = timedelta(days=30)
KEEP_DELIVERED = timedelta(days=90)
KEEP_SESSIONS = timedelta(days=30)


@dataclass(frozen=True, kw_only=True)
class Due:
    """What is to be done now: timers and start events of the clock in order of their instants, messages in order of
    arrival."""

    timers: tuple[UUID, ...]
    starts: tuple[UUID, ...]
    messages: tuple[UUID, ...]


def due(engine: Engine, limit: int = BATCH) -> Due:
    """What is due, at most `limit` of each."""
    now = engine.clock.now()
    with engine.database.reading() as session:
        timers = session.execute(
            select(Timer.id)
            .where(Timer.due_at <= now, Timer.attempts < PARKED)
            .order_by(Timer.due_at, Timer.id)
            .limit(limit)
        ).scalars()
        messages = session.execute(
            select(OutboxMessage.id)
            .where(OutboxMessage.delivered_at.is_(None), OutboxMessage.available_at <= now)
            .order_by(OutboxMessage.available_at, OutboxMessage.id)
            .limit(limit)
        ).scalars()
        starts = session.execute(
            select(ModelStart.id)
            .where(ModelStart.due_at <= now)
            .order_by(ModelStart.due_at, ModelStart.id)
            .limit(limit)
        ).scalars()
        return Due(timers=tuple(timers), starts=tuple(starts), messages=tuple(messages))


def next_due(engine: Engine) -> datetime | None:
    """When the next timer or postponed message is due, None when nothing waits."""
    with engine.database.reading() as session:
        found = [
            session.execute(select(func.min(Timer.due_at)).where(Timer.attempts < PARKED)).scalar(),
            session.execute(select(func.min(ModelStart.due_at))).scalar(),
            session.execute(
                select(func.min(OutboxMessage.available_at)).where(OutboxMessage.delivered_at.is_(None))
            ).scalar(),
        ]
    return min((at for at in found if at is not None), default=None)


def sweep(engine: Engine) -> int:
    """Does everything that is due, in batches, and says how much that was. One that fails does not stop the others."""
    begin_day(engine)
    done = 0
    while True:
        found = due(engine)
        acted = sum(fire(engine, timer) for timer in found.timers)
        acted += sum(start(engine, waiting) for waiting in found.starts)
        acted += sum(
            deliver(engine, found.messages[at : at + DELIVERED_AT_ONCE])
            for at in range(0, len(found.messages), DELIVERED_AT_ONCE)
        )
        done += acted
        if not acted:
            return done


def begin_day(engine: Engine) -> None:
    """What comes with a new day in Norway: toolboxes hear of it once, and personal data whose day has come is erased. A failure
    is logged; the day is begun again at the next sweep."""
    day = local_date(engine.clock.now())
    try:
        engine.reactions.begin_day(day)
        engine.artefact_rows.erase_due(day)
    except Exception:  # a day that fails to begin must not keep timers and messages waiting
        log.exception("day_failed", day=day.isoformat())


def fire(engine: Engine, timer_id: UUID) -> bool:
    """Fires one timer. A technical failure is logged; the row stays and is tried again at the next sweep."""
    try:
        return engine.timers.fire(timer_id)
    except Exception:  # one timer must not keep the others waiting
        log.exception("timer_failed", timer=str(timer_id))
        return False


def start(engine: Engine, start_id: UUID) -> bool:
    """Starts the case of one start event whose time has come. A technical failure is logged and tried again."""
    try:
        return engine.starts.fire(start_id)
    except Exception:  # one must not keep the others waiting
        log.exception("start_failed", start=str(start_id))
        return False


def deliver(engine: Engine, messages: Sequence[UUID]) -> int:
    """Delivers messages, and says how many there still were."""
    try:
        return engine.notices.deliver_all(messages)
    except Exception:  # some must not keep the others waiting
        log.exception("delivery_failed", messages=[str(message) for message in messages])
        return 0


def count(engine: Engine) -> int:
    """Counts the days that are over for the statistics, a year of them at most at once; says how many there were."""
    return engine.statistics.count(days=400)


def recheck(engine: Engine) -> int:
    """Looks again at what cases wait to become true; says how many moved."""
    return engine.conditions.recheck_all()


def prune(engine: Engine) -> None:
    """Forgets what nobody will ask for again: old idempotency keys, delivered messages, ended logins. Messages that waited too
    long have expired by now."""
    now = engine.clock.now()
    while engine.letterbox.expire():
        pass
    with engine.database.transaction() as session:
        session.execute(delete(Replay).where(Replay.created_at < now - KEEP_REPLAYS))
        session.execute(delete(OutboxMessage).where(OutboxMessage.delivered_at < now - KEEP_DELIVERED))
        session.execute(delete(Message).where(Message.settled_at < now - KEEP_DELIVERED))
        session.execute(delete(LoginSession).where(LoginSession.expires_at < now - KEEP_SESSIONS))
