"""The PostgreSQL carrier: Procrastinate jobs in the transaction of the change, one lock per case."""

from collections.abc import Iterator

import pytest
from sqlalchemy import text

from engine.bootstrap import Engine
from engine.jobs import queue as queues
from engine.jobs.queue import Queue, apply_schema
from engine.model.case import Case
from engine.model.task import Task
from engine.services.mail import MemoryMailer
from engine.testing import FakeClock, Town
from tests.conftest import WANTED
from tests.integration.models import SIMPLE
from tests.jobs.test_sweep import TIMED, count, submit
from tests.messages.models import SENDS, WAITS, on_the_clock

pytestmark = [
    pytest.mark.skipif(WANTED == "sqlite", reason="this carrier is PostgreSQL's"),
    pytest.mark.parametrize("database_url", ["postgresql"], indirect=True),
]
COLUMNS = "SELECT task_name, lock, queueing_lock, status FROM procrastinate_jobs WHERE task_name IN ('deliver', 'fire')"


@pytest.fixture
def queue(engine: Engine) -> Iterator[Queue]:
    started = Queue(engine)
    started.start()
    yield started
    started.stop()


def jobs(engine: Engine) -> list[tuple[str, str, str, str]]:
    with engine.database.reading() as session:
        return [tuple(row) for row in session.execute(text(COLUMNS + " ORDER BY id"))]  # type: ignore[misc]


def test_the_schema_can_be_laid_again(engine: Engine, queue: Queue) -> None:
    apply_schema(engine.database)
    apply_schema(engine.database)


def test_a_message_is_a_job_under_its_cases_lock(engine: Engine, town: Town, queue: Queue) -> None:
    engine.models.install(SIMPLE)
    case = submit(engine, town)
    assert jobs(engine) == [("deliver", str(case), None, "todo")]


def test_what_is_rolled_back_leaves_no_job(engine: Engine, town: Town, queue: Queue) -> None:
    engine.models.install(SIMPLE)

    def fail(_: object) -> None:
        raise RuntimeError("the database went away")

    engine.database.before_commit(fail)
    with pytest.raises(RuntimeError):
        submit(engine, town)
    assert jobs(engine) == []


def test_a_worker_delivers_what_is_queued(engine: Engine, town: Town, queue: Queue, mailer: MemoryMailer) -> None:
    engine.models.install(SIMPLE)
    submit(engine, town)
    queue.run_until_idle()
    assert {mail.to for mail in mailer.sent} == {f"fag{n}@example.org" for n in (1, 2, 3)}
    assert [job[3] for job in jobs(engine)] == ["succeeded"]


def test_due_timers_become_jobs_once_and_fire_once(engine: Engine, town: Town, queue: Queue, clock: FakeClock) -> None:
    engine.models.install(TIMED)
    cases = [submit(engine, town) for _ in range(5)]
    queue.run_until_idle()
    clock.move(hours=2)
    for _ in range(3):
        queues._enqueue_due(queue._sync, engine)
    fired = [job for job in jobs(engine) if job[0] == "fire"]
    assert sorted(job[1] for job in fired) == sorted(str(case) for case in cases)
    queue.run_until_idle()
    queue.run_until_idle()
    assert count(engine) == 2 * len(cases)


def test_workers_carry_what_cases_say_to_each_other(engine: Engine, town: Town, queue: Queue, clock: FakeClock) -> None:
    for files in (WAITS, SENDS, on_the_clock("timeDuration", '"PT1H"')):
        engine.models.install(files)
    answers = {"enhet": str(town.units["hjemmetjenesten"])}
    receiver = engine.cases.submit(town["ansatt"], {**answers, "tittel": "Venter"}, process="prove")
    engine.cases.submit(town["ansatt"], {**answers, "tittel": receiver.number}, process="avsender")
    queue.run_until_idle()
    assert count(engine, Task.case_id == receiver.case_id, Task.status == "ready") == 1
    clock.move(hours=2)
    for _ in range(2):
        queues._enqueue_due(queue._sync, engine)
        queue.run_until_idle()
    assert count(engine, table=Case) == 3
