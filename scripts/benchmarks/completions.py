"""Durable task completions per second: start a case, complete its five tasks one by one, everything on."""

from threading import Barrier, Thread
from time import perf_counter

from engine.bootstrap import Engine
from engine.testing import Town
from scripts.benchmarks import floor, naive
from scripts.benchmarks.places import Places
from scripts.benchmarks.report import Row, middle
from scripts.benchmarks.workload import TASKS, build, complete, settle, start_case

ELSEWHERE = "ahead of the engines in the README"
UNIT = "completions/s"


def measure(places: Places, kinds: tuple[str, ...], *, quick: bool) -> list[Row]:
    """In one process, beside the floor, and on SQLite beside the usual way with SpiffWorkflow."""
    rounds, cases = (3, 40) if quick else (7, 150)
    return [row for kind in kinds for row in _on(places, kind, rounds, cases)]


def _on(places: Places, kind: str, rounds: int, cases: int) -> list[Row]:
    engine = build(places.url(kind), str(places.folder))
    town = settle(engine)
    clients = (1,) if kind == "sqlite" else (1, 4)
    floors: dict[int, list[float]] = {n: [] for n in clients}
    ours: dict[int, list[float]] = {n: [] for n in clients}
    usual: list[float] = []
    _run(engine, town, 10, 1, "warm")
    for number in range(rounds):
        for n in clients:
            if kind == "sqlite":
                floors[n].append(floor.on_sqlite(places.folder / f"floor{number}.db", cases * TASKS * 2))
            else:
                floors[n].append(floor.on_postgresql(places.url(kind, migrated=False), cases * TASKS, n))
            ours[n].append(_run(engine, town, cases, n, f"{number}-{n}"))
        if kind == "sqlite":
            usual.append(naive.completions_per_second(places.folder, cases))
    engine.database.dispose()
    rows = []
    for n in clients:
        many = f", {n} threads" if n > 1 else ""
        base = middle(floors[n])
        rows.append(Row(name=f"floor{many}", database=kind, value=base, unit="operations/s"))
        ratio = middle(ours[n]) / base
        name = f"completions in one process{many}"
        goal = ELSEWHERE if kind == "sqlite" else "0.4 of the floor"
        rows.append(
            Row(
                name=name,
                database=kind,
                value=middle(ours[n]),
                unit=UNIT,
                baseline="floor",
                ratio=ratio,
                target=goal,
            )
        )
    if usual:
        base, value = middle(floors[1]), middle(usual)
        name = "naive SpiffWorkflow, JSON text"
        rows.append(Row(name=name, database=kind, value=value, unit=UNIT, baseline="floor", ratio=value / base))
    return rows


def _run(engine: Engine, town: Town, cases: int, threads: int, mark: str) -> float:
    ready = Barrier(threads + 1)

    def work(which: int) -> None:
        ready.wait()
        for number in range(which, cases, threads):
            task, step = start_case(engine, town, f"{mark}-{number}"), 0
            while True:
                opened = complete(engine, town["fag1"], task, f"{mark}-{number}-{step}")
                if opened is None:
                    break
                task, step = opened, step + 1

    workers = [Thread(target=work, args=(which,)) for which in range(threads)]
    for worker in workers:
        worker.start()
    ready.wait()
    began = perf_counter()
    for worker in workers:
        worker.join()
    return cases * TASKS / (perf_counter() - began)
