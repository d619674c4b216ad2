"""Completions per second through the served API with 1, 4 and 16 clients, each on a connection of its own."""

import json
import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from threading import Barrier, Thread
from time import perf_counter
from typing import Any

from scripts.benchmarks import floor
from scripts.benchmarks.places import Places
from scripts.benchmarks.report import Row, middle
from scripts.benchmarks.workload import ANSWERS, PROCESS, TASKS, build, settle

CLIENTS = (1, 4, 16)


def measure(places: Places, kinds: tuple[str, ...], *, quick: bool) -> list[Row]:
    """Starting a case and completing its five tasks, each a request."""
    rounds, cases = (2, 16) if quick else (5, 64)
    return [row for kind in kinds for row in _on(places, kind, rounds, cases)]


def _on(places: Places, kind: str, rounds: int, cases: int) -> list[Row]:
    url = places.url(kind)
    engine = build(url, str(places.folder))
    town = settle(engine)
    scopes = frozenset({"read", "ideas", "tasks"})
    tokens = [engine.tokens.create(None, town.people[name], "måling", scopes) for name in ("ansatt", "fag1")]
    unit = str(town.units["hjemmetjenesten"])
    engine.database.dispose()
    found: dict[int, list[float]] = {n: [] for n in CLIENTS}
    floors: list[float] = []
    with served_process(url, str(places.folder)) as (_, port, _):
        _run(port, tokens, unit, 8, 1)
        for number in range(rounds):
            if kind == "sqlite":
                floors.append(floor.on_sqlite(places.folder / f"http{number}.db", cases * TASKS * 2))
            else:
                floors.append(floor.on_postgresql(places.url(kind, migrated=False), cases * TASKS, 1))
            for n in CLIENTS:
                found[n].append(_run(port, tokens, unit, cases, n))
    base = middle(floors)
    return [
        Row(
            name=f"completions over HTTP, {n} client{'s' if n > 1 else ''}",
            database=kind,
            value=middle(found[n]),
            unit="completions/s",
            baseline="floor",
            ratio=middle(found[n]) / base,
        )
        for n in CLIENTS
    ]


@contextmanager
def served_process(url: str, folder: str) -> "Iterator[tuple[subprocess.Popen[bytes], int, float]]":
    """The real server process, its port, and the seconds it took to answer; ended at the end."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    environment = {
        # Without compiled files every start would measure Python's compiler.
        **{name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"},
        "NYTTIGGJORT_DATABASE_URL": url,
        "NYTTIGGJORT_SECRET_KEY": secrets.token_urlsafe(48),
        "NYTTIGGJORT_DATA_DIR": folder,
        "NYTTIGGJORT_API_REQUESTS_PER_MINUTE": "10000000",
    }
    command = [sys.executable, "-m", "webapp.cli", "serve", "--port", str(port), "--threads", "16"]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield process, port, _wait_until_open(port, process)
    finally:
        process.terminate()
        process.wait(20)


def _wait_until_open(port: int, process: "subprocess.Popen[bytes]") -> float:
    """Seconds until the port answers."""
    began = perf_counter()
    while perf_counter() - began < 30:
        if process.poll() is not None:
            raise RuntimeError("the server ended before it served")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return perf_counter() - began
        time.sleep(0.01)
    raise RuntimeError("the server did not serve within 30 seconds")


class Client:
    """One keep-alive connection."""

    def __init__(self, port: int, tokens: list[str]) -> None:
        self._connection = HTTPConnection("127.0.0.1", port, timeout=30)
        self._starter, self._worker = tokens

    def start(self, unit: str) -> str:
        body = {"process": PROCESS, "answers": {"tittel": "Måling", "enhet": unit}}
        answer = self._post("/api/v1/cases", self._starter, body)
        return str(answer["opened"][0])

    def complete(self, task: str) -> str | None:
        answer = self._post(f"/api/v1/tasks/{task}/completion", self._worker, {"answers": ANSWERS})
        return str(answer["opened"][0]) if answer["opened"] else None

    def _post(self, path: str, token: str, body: object) -> dict[str, Any]:
        headers = {
            "Authorization": f"Bearer {token}",
            "Content-Type": "application/json",
            "Idempotency-Key": secrets.token_hex(8),
        }
        self._connection.request("POST", path, json.dumps(body), headers)
        answer = self._connection.getresponse()
        content = answer.read()
        if answer.status >= 300:
            raise RuntimeError(f"{path}: {answer.status} {content[:500]!r}")
        return dict(json.loads(content))


def _run(port: int, tokens: list[str], unit: str, cases: int, clients: int) -> float:
    ready = Barrier(clients + 1)

    def work(which: int) -> None:
        client = Client(port, tokens)
        ready.wait()
        for _ in range(which, cases, clients):
            task: str | None = client.start(unit)
            while task is not None:
                task = client.complete(task)

    threads = [Thread(target=work, args=(which,)) for which in range(clients)]
    for thread in threads:
        thread.start()
    ready.wait()
    began = perf_counter()
    for thread in threads:
        thread.join()
    return cases * TASKS / (perf_counter() - began)
