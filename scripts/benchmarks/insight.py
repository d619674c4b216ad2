"""Statistics of a version, the cases that wait at an element, and the start of an export, with 1,000 and 100,000 cases."""

import random
from collections.abc import Callable
from datetime import timedelta
from itertools import islice
from typing import Any
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from engine.bootstrap import Engine
from engine.contract.ids import new_id
from engine.model.activation import Activation
from engine.model.case import Case
from engine.model.initiative import Initiative
from engine.model.process import ProcessVersion
from engine.model.task import Task
from engine.queries.event_log import Wanted
from engine.queries.statistics import Period
from engine.store.prepared import append
from engine.testing import Town
from scripts.benchmarks.places import Places
from scripts.benchmarks.report import Row
from scripts.benchmarks.rows import looks
from scripts.benchmarks.workload import PROCESS, TASKS, build, settle, start_case

SIZES = (1_000, 100_000)
QUICK = (1_000, 10_000)
BATCH = 500
DAYS = 300
"""The cases were started evenly over so many days, up to today."""
STILL_OPEN = 200
"""However many cases there are, so many wait: those of a municipality's year."""


def measure(places: Places, kinds: tuple[str, ...], *, quick: bool) -> list[Row]:
    """Each case went through five tasks that took from minutes to weeks; every day that is over is counted."""
    return [row for kind in kinds for row in _on(places, kind, QUICK if quick else SIZES)]


def _on(places: Places, kind: str, sizes: tuple[int, ...]) -> list[Row]:
    rows: list[Row] = []
    base: dict[str, float] = {}
    for size in sizes:
        engine = build(places.url(kind), str(places.folder))
        town = settle(engine)
        start_case(engine, town, "first")
        _Filling(engine, town, size).fill()
        pages = _pages(engine, town)
        rows += looks(pages, base, kind, f"{size:,} cases", f"{sizes[0]:,} cases", target="< 100 ms")
        engine.database.dispose()
    return rows


def _pages(engine: Engine, town: Town) -> dict[str, Callable[[], object]]:
    who, queries = town["revisor"], engine.queries
    with engine.database.reading() as session:
        version = session.execute(select(ProcessVersion.id)).scalars().one()
    unit = town.units["helse"]
    return {
        "statistics, 12 months": lambda: queries.statistics.view(who, version, period=Period.MONTHS_12),
        "statistics, 30 days": lambda: queries.statistics.view(who, version, period=Period.DAYS_30),
        "statistics, 12 months of a unit": lambda: queries.statistics.view(
            who, version, period=Period.MONTHS_12, unit_id=unit
        ),
        "cases that wait at an element": lambda: queries.waiting.page(who, version, "steg3"),
        "event log, first 100 cases": lambda: list(islice(engine.event_logs.export(None, Wanted(key=PROCESS)), 100)),
    }


class _Filling:
    """Cases as the engine would have left them."""

    def __init__(self, engine: Engine, town: Town, cases: int) -> None:
        self._engine, self._town, self._cases = engine, town, cases
        self._random = random.Random(1)
        self._now = engine.clock.now()
        with engine.database.reading() as session:
            self._version: UUID = session.execute(select(ProcessVersion.id)).scalars().one()
            self._state: bytes = session.execute(select(Case.state)).scalars().one()

    def fill(self) -> None:
        for first in range(0, self._cases, BATCH):
            with self._engine.database.transaction() as session:
                self._add(session, range(first, min(first + BATCH, self._cases)))
        self._engine.statistics.count()
        with self._engine.database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("ANALYZE"))

    def _add(self, session: Session, numbers: range) -> None:
        rows: dict[type[Any], list[dict[str, Any]]] = {model: [] for model in (Initiative, Case, Task, Activation)}
        for number in numbers:
            self._one(rows, number)
        for model, found in rows.items():
            append(session, model, found)

    def _one(self, rows: dict[type[Any], list[dict[str, Any]]], number: int) -> None:
        at = self._now - timedelta(days=DAYS * (1 - number / self._cases))
        initiative, case = new_id(), new_id()
        rows[Initiative].append(
            {
                "id": initiative,
                "number": f"INN-2026-{number:08d}",
                "title": f"Idé nummer {number}",
                "unit_id": self._random.choice(list(self._town.units.values())),
                "submitter_id": self._random.choice(list(self._town.people.values())),
                "created_at": at,
                "changed_at": at,
            }
        )
        rows[Case].append(
            {
                "id": case,
                "initiative_id": initiative,
                "version_id": self._version,
                "state": self._state,
                "visits": {},
                "started_at": at,
            }
        )
        stays = number % TASKS + 1 if number >= self._cases - STILL_OPEN else 0
        for place in range(1, TASKS + 1):
            waited = timedelta(minutes=self._random.lognormvariate(5, 1.5))
            done = at + waited + timedelta(minutes=self._random.lognormvariate(4, 1.5))
            self._visit(rows, (initiative, case), place, at, waited, None if place == stays else done)
            if place == stays:
                return
            at = done

    def _visit(
        self,
        rows: dict[type[Any], list[dict[str, Any]]],
        ids: tuple[UUID, UUID],
        place: int,
        at: Any,
        waited: timedelta,
        done: Any,
    ) -> None:
        task, element = new_id(), f"steg{place}"
        rows[Task].append(
            {
                "id": task,
                "case_id": ids[1],
                "initiative_id": ids[0],
                "element": element,
                "name": element,
                "item": None,
                "role": "fagperson",
                "status": "completed" if done else "ready",
                "opened_at": at,
                "completed_at": done,
            }
        )
        rows[Activation].append(
            {
                "case_id": ids[1],
                "step": 2 * place - 1,
                "left_step": 2 * place if done else None,
                "version_id": self._version,
                "element": element,
                "token": new_id(),
                "task_id": task,
                "entered_at": at,
                "claimed_at": at + waited if done else None,
                "left_at": done,
                "outcome": "completed" if done else None,
                "person_id": self._town.people["fag1"] if done else None,
            }
        )
