"""The worklist and the initiative page with 1,000, 100,000 and 1,000,000 tasks in the installation."""

import random
from collections.abc import Callable
from datetime import timedelta
from time import perf_counter
from typing import Any
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from engine.bootstrap import Engine
from engine.contract.ids import new_id
from engine.model.audit import AuditEntry
from engine.model.base import FAR_FUTURE
from engine.model.case import Case
from engine.model.initiative import Initiative
from engine.model.process import ProcessVersion
from engine.model.task import Task, TaskAudience, person_audience, role_audience
from engine.queries.initiatives import InitiativeFilter
from engine.queries.worklist import View, WorklistFilter
from engine.store.prepared import append
from engine.testing import START, Town
from scripts.benchmarks.places import Places
from scripts.benchmarks.report import Row, middle
from scripts.benchmarks.workload import build, settle, start_case

SIZES = (1_000, 100_000, 1_000_000)
QUICK = (1_000, 20_000)
TASKS_PER_CASE = 10
BATCH = 500
SAMPLES = 41


def measure(places: Places, kinds: tuple[str, ...], *, quick: bool) -> list[Row]:
    """One in five tasks is open: half wait for a role that everybody asked has, half for one of a dozen people."""
    return [row for kind in kinds for row in _on(places, kind, QUICK if quick else SIZES)]


def _on(places: Places, kind: str, sizes: tuple[int, ...]) -> list[Row]:
    engine = build(places.url(kind), str(places.folder))
    town = settle(engine)
    start_case(engine, town, "first")
    filling = _Filling(engine, town)
    rows: list[Row] = []
    base: dict[str, float] = {}
    for size in sizes:
        filling.grow_to(size)
        pages = _pages(engine, town)
        rows += looks(pages, base, kind, f"{size:,} tasks", f"{sizes[0]:,} tasks", target="<= 1.2, < 20 ms")
    engine.database.dispose()
    return rows


def _pages(engine: Engine, town: Town) -> dict[str, Callable[[], object]]:
    who = town["fag1"]
    worklist = engine.queries.worklist
    after = worklist.page(who, WorklistFilter(view=View.GROUP)).next
    return {
        "worklist, my groups": lambda: worklist.page(who, WorklistFilter(view=View.GROUP)),
        "worklist, mine": lambda: worklist.page(who, WorklistFilter(view=View.MINE)),
        "worklist, next page": lambda: worklist.page(who, WorklistFilter(view=View.GROUP, after=after)),
        "initiative page": lambda: engine.queries.initiatives.view(who, "INN-2026-00000050"),
        "list of initiatives": lambda: engine.queries.initiatives.page(who, InitiativeFilter()),
    }


def looks(
    pages: dict[str, Callable[[], object]], base: dict[str, float], kind: str, size: str, first: str, *, target: str
) -> list[Row]:
    """What each page costs at this size, in ms, against what it cost at the `first`: `base` keeps that, in seconds."""
    rows = []
    for name, look in pages.items():
        took = cost(look)
        base.setdefault(name, took)
        rows.append(
            Row(
                name=f"{name}, {size}",
                database=kind,
                value=took * 1e3,
                unit="ms",
                baseline=first,
                ratio=took / base[name],
                target=target,
            )
        )
    return rows


def cost(look: Callable[[], object]) -> float:
    """The middle of several looks, in seconds, after one that does not count."""
    look()
    costs = []
    for _ in range(SAMPLES):
        began = perf_counter()
        look()
        costs.append(perf_counter() - began)
    return middle(costs)


class _Filling:
    """Adds initiatives with a case, ten tasks and their log entries, as the engine would have left them."""

    def __init__(self, engine: Engine, town: Town) -> None:
        self._engine, self._town = engine, town
        self._random = random.Random(1)
        self._initiatives = 0
        with engine.database.reading() as session:
            self._version: UUID = session.execute(select(ProcessVersion.id)).scalars().one()
            self._state: bytes = session.execute(select(Case.state)).scalars().one()

    def grow_to(self, tasks: int) -> None:
        """Until there are this many tasks; the database's statistics are made anew."""
        while self._initiatives * TASKS_PER_CASE < tasks:
            count = min(BATCH, tasks // TASKS_PER_CASE - self._initiatives)
            with self._engine.database.transaction() as session:
                self._add(session, count)
        with self._engine.database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("ANALYZE"))

    def _add(self, session: Session, count: int) -> None:
        rows: dict[type[Any], list[dict[str, Any]]] = {
            model: [] for model in (Initiative, Case, Task, TaskAudience, AuditEntry)
        }
        for _ in range(count):
            self._initiatives += 1
            self._one(rows, self._initiatives)
        for model, found in rows.items():
            append(session, model, found)

    def _one(self, rows: dict[type[Any], list[dict[str, Any]]], number: int) -> None:
        town = self._town
        at = START + timedelta(minutes=number)
        initiative, case = new_id(), new_id()
        rows[Initiative].append(
            {
                "id": initiative,
                "number": f"INN-2026-{number:08d}",
                "title": f"Idé nummer {number}",
                "unit_id": self._random.choice(list(town.units.values())),
                "submitter_id": self._random.choice(list(town.people.values())),
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
        for step in range(TASKS_PER_CASE):
            self._task(rows, initiative, case, step)

    def _task(self, rows: dict[type[Any], list[dict[str, Any]]], initiative: UUID, case: UUID, step: int) -> None:
        task, at = new_id(), START + timedelta(days=step)
        is_open = step >= TASKS_PER_CASE - 2
        person = self._random.choice(list(self._town.people.values())) if step % 2 == 0 or not is_open else None
        due = at + timedelta(days=self._random.randint(1, 400)) if self._random.random() < 0.7 else FAR_FUTURE
        rows[Task].append(
            {
                "id": task,
                "case_id": case,
                "initiative_id": initiative,
                "element": f"steg{step % 5 + 1}",
                "name": f"Steg {step % 5 + 1}",
                "item": None,
                "role": "fagperson",
                "status": ("claimed" if person else "ready") if is_open else "completed",
                "assignee_id": person if is_open else None,
                "completed_by_id": None if is_open else person,
                "completed_at": None if is_open else at,
                "opened_at": at,
                "due_at": due,
            }
        )
        if is_open:
            audience = person_audience(person) if person else role_audience("fagperson")
            rows[TaskAudience].append({"audience": audience, "due_at": due, "task_id": task})
        rows[AuditEntry].append(
            {
                "id": new_id(),
                "case_id": case,
                "initiative_id": initiative,
                "seq": step + 1,
                "at": at,
                "action": "task_opened",
                "element": f"steg{step % 5 + 1}",
                "task_id": task,
                "data": b"{}",
                "hash": bytes(32),
            }
        )
