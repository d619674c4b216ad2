"""What a completion costs when the same case already has 10, 1,000 and 10,000 completed tasks behind it."""

from time import perf_counter
from uuid import UUID

from engine.bootstrap import Engine
from engine.testing import Town
from scripts.benchmarks.places import Places
from scripts.benchmarks.report import Row, middle
from scripts.benchmarks.workload import build, complete, settle, start_case

LENGTHS = (10, 1_000, 10_000)
SAMPLES = 60


def measure(places: Places, kinds: tuple[str, ...], *, quick: bool) -> list[Row]:
    """One case that goes round and round; each length beside a fresh case measured in turn with it."""
    return [row for kind in kinds for row in _on(places, kind, LENGTHS[:2] if quick else LENGTHS)]


def _on(places: Places, kind: str, lengths: tuple[int, ...]) -> list[Row]:
    engine = build(places.url(kind), str(places.folder))
    town = settle(engine, loop=True)
    case = _Case(engine, town, "long")
    rows: list[Row] = []
    for length in lengths:
        case.run_to(length - SAMPLES if length > SAMPLES else length)
        fresh = _Case(engine, town, f"fresh{length}")
        fresh.run_to(lengths[0])
        long_costs, fresh_costs = [], []
        for _ in range(SAMPLES):
            long_costs.append(case.step())
            fresh_costs.append(fresh.step())
        cost, base = middle(long_costs), middle(fresh_costs)
        name = f"completion after {length:,} tasks in the case"
        baseline = "a case with 10"
        rows.append(
            Row(
                name=name,
                database=kind,
                value=cost * 1e3,
                unit="ms",
                baseline=baseline,
                ratio=cost / base,
                target="<= 1.2",
            )
        )
    engine.database.dispose()
    return rows


class _Case:
    """A case that comes back to the same task."""

    def __init__(self, engine: Engine, town: Town, mark: str) -> None:
        self._engine, self._town, self._mark = engine, town, mark
        self._task: UUID = start_case(engine, town, mark)
        self._done = 0

    def run_to(self, length: int) -> None:
        while self._done < length:
            self.step()

    def step(self) -> float:
        """Completes the task once; seconds."""
        began = perf_counter()
        opened = complete(self._engine, self._town["fag1"], self._task, f"{self._mark}-{self._done}")
        took = perf_counter() - began
        assert opened is not None
        self._task = opened
        self._done += 1
        return took
