"""What it costs to take running cases to another version, and what others notice of it: their completions meanwhile.

Half of the measured cases have a long history behind them; a migration costs the same with and without.
"""

from threading import Event, Thread
from time import perf_counter
from uuid import UUID

from sqlalchemy import func, select

from engine.bootstrap import Engine
from engine.jobs.work import sweep
from engine.model.batch import Batch, BatchItem, ItemStatus, Stage
from engine.model.case import Case
from engine.model.migration import Plan
from engine.model.process import ProcessModel
from engine.model.task import Task
from engine.testing import Town
from scripts.benchmarks.places import Places
from scripts.benchmarks.report import Row, middle
from scripts.benchmarks.workload import PROCESS, build, complete, model_files, settle, start_case

CASES, QUICK = 10_000, 400
OTHERS = 40
HISTORY = 300
PAUSE = 0.05
"""Between two completions of the others, as people who do not wait for each other leave room."""


def measure(places: Places, kinds: tuple[str, ...], *, quick: bool) -> list[Row]:
    """Many cases over and back, with somebody completing tasks of other cases meanwhile."""
    return [row for kind in kinds for row in _on(places, kind, QUICK if quick else CASES)]


def _on(places: Places, kind: str, many: int) -> list[Row]:
    engine = build(places.url(kind), str(places.folder))
    town = settle(engine, loop=True)
    for number in range(many):
        start_case(engine, town, f"m{number}")
    with engine.database.reading() as session:
        chosen = list(session.execute(select(Case.id)).scalars())
    short, long = _flat(engine, town)
    others = [start_case(engine, town, f"o{number}") for number in range(OTHERS)]
    alone, _ = _completing(engine, town, others, lambda: None, "alone")
    with engine.database.reading() as session:
        left = set(session.execute(select(Task.case_id).where(Task.id.in_(others))).scalars())
    engine.models.install({**model_files(loop=True), "LES.md": b"ny"})
    began = perf_counter()
    batch = _ordered(engine, town, chosen)
    sweep(engine)
    checked = perf_counter() - began
    others = _open(engine, left)
    began = perf_counter()
    meanwhile, took = _completing(engine, town, others, lambda: _start(engine, town, batch), "meanwhile")
    with engine.database.reading() as session:
        done = session.execute(
            select(func.count()).where(BatchItem.batch_id == batch, BatchItem.status == ItemStatus.DONE)
        ).scalar_one()
        assert session.get_one(Batch, batch).stage == Stage.DONE
    assert done == len(chosen)
    engine.database.dispose()
    return [
        Row(
            name=f"cases checked for a new version, of {many:,}",
            database=kind,
            value=len(chosen) / checked,
            unit="cases/s",
        ),
        Row(name=f"cases taken over, of {many:,}", database=kind, value=len(chosen) / took, unit="cases/s"),
        Row(
            name="completion by others meanwhile, 95 %",
            database=kind,
            value=_late(meanwhile) * 1e3,
            unit="ms",
            baseline="with nothing else going on",
            ratio=_late(meanwhile) / _late(alone),
            target="< 150 ms" if kind == "sqlite" else "< 250 ms",
        ),
        Row(
            name=f"taking over a case with {HISTORY} completions behind it",
            database=kind,
            value=long * 1e3,
            unit="ms",
            baseline="a fresh case",
            ratio=long / short,
            target="<= 1.2",
        ),
    ]


def _flat(engine: Engine, town: Town) -> tuple[float, float]:
    """Median seconds for carrying over a fresh case, and one with a long history, one by one and in turn."""
    fresh = [start_case(engine, town, f"f{number}") for number in range(15)]
    aged = []
    for number in range(15):
        task = start_case(engine, town, f"a{number}")
        for turn in range(HISTORY):
            following = complete(engine, town["fag1"], task, f"a{number}-{turn}")
            assert following is not None
            task = following
        aged.append(task)
    with engine.database.reading() as session:
        cases = dict(session.execute(select(Task.id, Task.case_id).where(Task.id.in_([*fresh, *aged]))).all())
    engine.models.install({**model_files(loop=True), "LES.md": b"flat"})
    batch = _ordered(engine, town, list(cases.values()))
    sweep(engine)
    with engine.database.transaction() as session:
        found = session.get_one(Batch, batch)
        found.stage = Stage.WORKING
        for item in session.execute(select(BatchItem).where(BatchItem.batch_id == batch)).scalars():
            item.status = ItemStatus.WAITING
    costs: dict[bool, list[float]] = {True: [], False: []}
    for pair in zip(fresh, aged, strict=True):
        for task in pair:
            began = perf_counter()
            engine.migrations.carry_out(found, cases[task], cases[task])
            costs[task in aged].append(perf_counter() - began)
    return middle(costs[False]), middle(costs[True])


def _ordered(engine: Engine, town: Town, cases: list[UUID]) -> UUID:
    """A dry run of the proposed plan to the current version, for the cases of the version that most of them run on."""
    with engine.database.reading() as session:
        new = session.execute(select(ProcessModel.current_version_id).where(ProcessModel.key == PROCESS)).scalar_one()
        old = session.execute(select(Case.version_id).where(Case.id == cases[0])).scalar_one()
    assert new is not None
    rows, wrong = engine.migrations.propose(town["prosesseier"], old, new)
    assert not wrong
    plan = Plan(targets={row.element: row.target for row in rows if row.target is not None})
    few = cases if len(cases) <= 500 else None
    return engine.migrations.prepare(town["prosesseier"], old, new, plan, "måling", cases=few)


def _start(engine: Engine, town: Town, batch: UUID) -> None:
    engine.migrations.start(batch, town["prosesseier"])
    sweep(engine)


def _completing(engine: Engine, town: Town, tasks: list[UUID], work: object, mark: str) -> tuple[list[float], float]:
    """Somebody completes tasks one after the other while `work` is done, or 60 times when that is over at once; the
    seconds of each, and those of the work."""
    over = Event()
    costs: list[float] = []

    def people() -> None:
        waiting, turn = list(tasks), 0
        while not over.is_set() or len(costs) < 60:
            began = perf_counter()
            at = turn % len(waiting)
            following = complete(engine, town["fag1"], waiting[at], f"{mark}-{turn}")
            costs.append(perf_counter() - began)
            assert following is not None
            waiting[at] = following
            turn += 1
            over.wait(PAUSE)

    thread = Thread(target=people)
    thread.start()
    began = perf_counter()
    work()  # type: ignore[operator]
    took = perf_counter() - began
    over.set()
    thread.join()
    return costs, took


def _open(engine: Engine, cases: set[UUID]) -> list[UUID]:
    with engine.database.reading() as session:
        rows = session.execute(select(Task.id).where(Task.case_id.in_(cases), Task.status.in_(("ready", "claimed"))))
        return list(rows.scalars())


def _late(costs: list[float]) -> float:
    return sorted(costs)[int(len(costs) * 0.95)]
