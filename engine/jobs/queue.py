"""The PostgreSQL carrier: Procrastinate jobs enqueued in the transaction of the change, any number of workers.

Messages are enqueued as they are written. Timers are rows; a periodic sweep enqueues those that are due, so that a far
deadline costs nothing until its day.
"""

from typing import Any
from uuid import UUID

import structlog
from procrastinate import App, PsycopgConnector, RetryStrategy, SyncPsycopgConnector
from procrastinate.exceptions import AlreadyEnqueued
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from engine.bootstrap import Engine
from engine.jobs import work
from engine.model.work import OutboxMessage, Timer
from engine.store.database import Database

log = structlog.get_logger("jobs")
RETRIES = RetryStrategy(max_attempts=10, exponential_wait=4)
STALLED_AFTER_SECONDS = 60
CONCURRENCY = 4


class Queue:
    """One process's side of the queue: `start` lets changes enqueue jobs, `work` carries them."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        url = engine.database.url.set(drivername="postgresql").render_as_string(hide_password=False)
        self._app = App(connector=PsycopgConnector(conninfo=url))
        self._sync = App(connector=SyncPsycopgConnector(conninfo=url))
        for app in (self._app, self._sync):
            _register(app, engine)

    def start(self) -> None:
        """Enqueues a job for each message in the transaction that leaves it."""
        self._engine.database.before_commit(self._enqueue)

    def stop(self) -> None:
        """Nothing runs in a process that only enqueues."""

    def work(self) -> None:
        """Carries jobs until SIGTERM or SIGINT, finishing those in hand."""
        self._app.run_worker(concurrency=CONCURRENCY, wait=True, install_signal_handlers=True)

    def run_until_idle(self) -> None:
        """Carries what is queued now and returns; for tests and maintenance."""
        self._app.run_worker(concurrency=CONCURRENCY, wait=False, install_signal_handlers=False)

    def _enqueue(self, session: Session) -> None:
        left = session.info.pop("outbox", [])
        if not left:
            return
        connection = session.connection().connection.driver_connection
        for message_id, case_id in left:
            # One lock per case: what it has to tell is told in order, and its own follow-ups never meet.
            job = self._sync.tasks["deliver"].configure(connection=connection, lock=str(case_id or message_id))
            job.defer(message_id=str(message_id))


def apply_schema(database: Database) -> None:
    """Lays Procrastinate's tables and functions, once."""
    with database.transaction() as session:
        present = session.execute(text("SELECT to_regclass('procrastinate_jobs')")).scalar()
    if present is not None:
        return
    url = database.url.set(drivername="postgresql").render_as_string(hide_password=False)
    app = App(connector=SyncPsycopgConnector(conninfo=url))
    with app.open():
        app.schema_manager.apply_schema()


def _register(app: App, engine: Engine) -> None:
    # Passes are enough for retries of our own making: a timer's or message's failure is kept in its row.
    @app.task(name="deliver", retry=RETRIES)
    def deliver(message_id: str) -> None:
        work.deliver(engine, [UUID(message_id)])

    @app.task(name="fire", retry=RETRIES)
    def fire(timer_id: str) -> None:
        work.fire(engine, UUID(timer_id))

    @app.task(name="start", retry=RETRIES)
    def start(start_id: str) -> None:
        work.start(engine, UUID(start_id))

    @app.periodic(cron="* * * * *", periodic_id="sweep")
    @app.task(name="sweep", queueing_lock="sweep")
    def sweep(timestamp: int) -> None:
        del timestamp
        _enqueue_due(app, engine)

    @app.periodic(cron="7 * * * *", periodic_id="day")
    @app.task(name="begin_day", queueing_lock="begin_day")
    def begin_day(timestamp: int) -> None:
        del timestamp
        work.begin_day(engine)

    @app.periodic(cron="* * * * *", periodic_id="stalled")
    @app.task(name="requeue_stalled", queueing_lock="requeue_stalled", pass_context=True)
    async def requeue_stalled(context: Any, timestamp: int) -> None:
        del timestamp
        jobs = await context.app.job_manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_AFTER_SECONDS)
        for job in jobs:
            await context.app.job_manager.retry_job(job)

    @app.periodic(cron="7 * * * *", periodic_id="count")
    @app.task(name="count", queueing_lock="count")
    def count(timestamp: int) -> None:
        del timestamp
        work.count(engine)

    @app.periodic(cron="12 * * * *", periodic_id="recheck")
    @app.task(name="recheck", queueing_lock="recheck")
    def recheck(timestamp: int) -> None:
        del timestamp
        work.recheck(engine)

    @app.periodic(cron="17 3 * * *", periodic_id="prune")
    @app.task(name="prune", queueing_lock="prune")
    def prune(timestamp: int) -> None:
        del timestamp
        work.prune(engine)


def _enqueue_due(app: App, engine: Engine) -> None:
    """A job for each timer and start event that is due and each message whose next attempt is; one lock per case keeps their
    order."""
    found = work.due(engine, limit=5_000)
    with engine.database.transaction() as session:
        connection = session.connection()
        driver = connection.connection.driver_connection
        rows = [
            *(("fire", "timer_id", id_, case) for id_, case in _cases(session, Timer, found.timers)),
            *(("start", "start_id", id_, None) for id_ in found.starts),
            *(("deliver", "message_id", id_, case) for id_, case in _cases(session, OutboxMessage, found.messages)),
        ]
        for name, argument, id_, case in rows:
            job = app.tasks[name].configure(connection=driver, lock=str(case or id_), queueing_lock=str(id_))
            try:
                # The connection's savepoint, set at once: a session's would wait for a statement of its own.
                with connection.begin_nested():
                    job.defer(**{argument: str(id_)})
            except AlreadyEnqueued:
                continue


def _cases(
    session: Session, table: type[Timer] | type[OutboxMessage], ids: tuple[UUID, ...]
) -> list[tuple[UUID, UUID | None]]:
    rows = session.execute(select(table.id, table.case_id).where(table.id.in_(ids))).all()
    order = {id_: number for number, id_ in enumerate(ids)}
    return sorted(rows, key=lambda row: order[row[0]])
