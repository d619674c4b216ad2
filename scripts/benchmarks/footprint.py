"""How long the server takes to start, how much memory it holds after work, and what it costs when nobody is there."""

import subprocess
import time

import psutil

from scripts.benchmarks.over_http import Client, served_process
from scripts.benchmarks.places import Places
from scripts.benchmarks.report import Row, middle
from scripts.benchmarks.workload import build, settle

STARTS = 5
IDLE_SECONDS = 20
WORK = 60


def measure(places: Places, kinds: tuple[str, ...], *, quick: bool) -> list[Row]:
    """Of the real server process."""
    return [row for kind in kinds for row in _on(places, kind, quick)]


def _on(places: Places, kind: str, quick: bool) -> list[Row]:
    url = places.url(kind)
    engine = build(url, str(places.folder))
    town = settle(engine)
    scopes = frozenset({"read", "ideas", "tasks"})
    tokens = [engine.tokens.create(None, town.people[name], "måling", scopes) for name in ("ansatt", "fag1")]
    unit = str(town.units["hjemmetjenesten"])
    engine.database.dispose()
    starts = []
    with served_process(url, str(places.folder)):
        pass  # the first start on a machine compiles
    for _ in range(2 if quick else STARTS):
        with served_process(url, str(places.folder)) as (_, _, took):
            starts.append(took)
    with served_process(url, str(places.folder)) as (process, port, _):
        client = Client(port, tokens)
        for _ in range(WORK):
            task: str | None = client.start(unit)
            while task is not None:
                task = client.complete(task)
        memory = psutil.Process(process.pid).memory_info().rss / 1e6
        idle = _idle(process, 4 if quick else IDLE_SECONDS)
    return [
        Row(name="start-up until it answers", database=kind, value=middle(starts), unit="s", target="< 2 s"),
        Row(name="memory after 300 completions", database=kind, value=memory, unit="MB", target="< 200 MB"),
        Row(name="idle CPU", database=kind, value=idle, unit="% of a core"),
    ]


def _idle(process: "subprocess.Popen[bytes]", seconds: int) -> float:
    watched = psutil.Process(process.pid)
    before = sum(watched.cpu_times()[:2])
    time.sleep(seconds)
    return float((sum(watched.cpu_times()[:2]) - before) / seconds * 100)
