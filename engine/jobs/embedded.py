"""The embedded carrier: APScheduler inside the serving process wakes one runner, at most one per database."""

import fcntl
from datetime import UTC, datetime, timedelta
from io import TextIOWrapper
from pathlib import Path
from threading import Lock

import structlog
from apscheduler.schedulers.background import BackgroundScheduler

from engine.bootstrap import Engine
from engine.jobs.work import count, next_due, prune, recheck, sweep

log = structlog.get_logger("jobs")
LONGEST_SLEEP = timedelta(seconds=30)
AFTER_COMMIT = timedelta(milliseconds=200)


class Embedded:
    """Runs until `stop`. It sleeps until the next due instant, and wakes soon after a commit that left a message."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._lock = _only_one(engine)
        self._planned = datetime.min.replace(tzinfo=UTC)
        self._planning = Lock()
        self._stopping = False
        self._scheduler = BackgroundScheduler(timezone=UTC, job_defaults={"max_instances": 1, "coalesce": True})

    def start(self) -> None:
        """Starts the runner, unless another process has it already."""
        if self._lock is None:
            log.info("embedded_runner_elsewhere")
            return
        self._scheduler.add_job(self._run, "date", id="sweep", misfire_grace_time=None)
        self._scheduler.add_job(self._run, "interval", hours=1, id="day")
        self._scheduler.add_job(count, "date", args=[self._engine], id="first count", misfire_grace_time=None)
        self._scheduler.add_job(count, "interval", hours=1, args=[self._engine], id="count")
        self._scheduler.add_job(recheck, "interval", hours=1, args=[self._engine], id="recheck")
        self._scheduler.add_job(prune, "interval", hours=6, args=[self._engine], id="prune")
        self._scheduler.start()
        self._engine.database.after_commit(self.poke)

    def poke(self) -> None:
        """Something was left to deliver: run soon."""
        now = datetime.now(UTC)
        # Planning costs more than the message: a run that is planned already will find this one too.
        if not now < self._planned <= now + AFTER_COMMIT:
            self._at(now + AFTER_COMMIT)

    def stop(self) -> None:
        """Ends after the job in hand."""
        with self._planning:
            self._stopping = True
        if self._scheduler.running:
            # Shutting down while the scheduler's thread looks through its jobs makes it fail loudly. Paused it does not
            # begin to, and asking for the jobs waits until it is out.
            self._scheduler.pause()
            self._scheduler.get_jobs()
            self._scheduler.shutdown(wait=True)
        if self._lock is not None:
            self._lock.close()

    def _run(self) -> None:
        try:
            sweep(self._engine)
            upcoming = next_due(self._engine)
        except Exception:  # the runner must outlive a database that is away for a while
            log.exception("sweep_failed")
            upcoming = None
        now = datetime.now(UTC)
        wait = LONGEST_SLEEP
        if upcoming is not None:
            wait = min(max(upcoming - self._engine.clock.now(), AFTER_COMMIT), LONGEST_SLEEP)
        # A commit meanwhile may have planned an earlier run.
        self._at(self._planned if now < self._planned < now + wait else now + wait)

    def _at(self, at: datetime) -> None:
        # A job that plans while the scheduler waits for that job to end would wait for the scheduler, for ever.
        with self._planning:
            if self._scheduler.running and not self._stopping:
                self._planned = at
                self._scheduler.add_job(
                    self._run, "date", run_date=at, id="sweep", replace_existing=True, misfire_grace_time=None
                )


def _only_one(engine: Engine) -> TextIOWrapper | None:
    """A lock on a file beside the database, None when another process holds it. It goes with the process."""
    folder = Path(engine.settings.data_dir)
    folder.mkdir(parents=True, exist_ok=True)
    file = (folder / "runner.lock").open("w")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.close()
        return None
    return file
