"""What a message costs from the sender's call to the committed move of the case that waits, however many others wait."""

from time import perf_counter
from typing import Any
from uuid import UUID

from sqlalchemy import select, text

from engine.bootstrap import Engine
from engine.contract.ids import new_id
from engine.model.access import Identity
from engine.model.case import Case
from engine.model.message import Message, MessageStatus, Subscription
from engine.store.prepared import append
from engine.testing import START, Town, settle_town
from scripts.benchmarks.places import Places
from scripts.benchmarks.report import Row, middle
from scripts.benchmarks.workload import build, listening_model

SIZES = (1_000, 100_000)
QUICK = (1_000, 20_000)
SENT = 1_000
BATCH = 2_000
UNIT = "ms"


def measure(places: Places, kinds: tuple[str, ...], *, quick: bool) -> list[Row]:
    """With so many subscriptions and as many buffered messages of the same name in the installation."""
    return [row for kind in kinds for row in _on(places, kind, QUICK if quick else SIZES, SENT // 5 if quick else SENT)]


def _on(places: Places, kind: str, sizes: tuple[int, ...], sent: int) -> list[Row]:
    engine = build(places.url(kind), str(places.folder))
    town = settle_town(engine.database)
    engine.models.install(listening_model())
    machine = Identity(person_id=town.people["ansatt"], scopes=frozenset({"messages"}))
    rows: list[Row] = []
    bases: dict[str, float] = {}
    filled = 0
    for size in sizes:
        numbers = [_case(engine, town, f"{size}-{number}") for number in range(sent)]
        _fill(engine, filled, size)
        filled = size
        costs = {
            "a message caught": [_send(engine, machine, number) for number in numbers],
            "a message buffered": [_send(engine, machine, f"ingen-{size}-{number}") for number in range(sent)],
        }
        for name, found in costs.items():
            cost = middle(found)
            bases.setdefault(name, cost)
            rows.append(
                Row(
                    name=f"{name}, {size:,} others waiting",
                    database=kind,
                    value=cost * 1e3,
                    unit=UNIT,
                    baseline=f"{sizes[0]:,} waiting",
                    ratio=cost / bases[name],
                    target="<= 1.2",
                )
            )
    engine.database.dispose()
    return rows


def _send(engine: Engine, machine: Identity, key: str) -> float:
    began = perf_counter()
    engine.messages.publish(machine, "svar", key=key, payload={"pris": 125_000})
    return perf_counter() - began


def _case(engine: Engine, town: Town, mark: str) -> str:
    answers = {"tittel": f"Idé {mark}", "enhet": str(town.units["hjemmetjenesten"])}
    return engine.cases.submit(town["ansatt"], answers, process="lytter").number


def _fill(engine: Engine, already: int, size: int) -> None:
    """Subscriptions and buffered messages as the engine would have left them."""
    with engine.database.reading() as session:
        case: UUID = session.execute(select(Case.id).limit(1)).scalar_one()
    for begin in range(already, size, BATCH):
        numbers = range(begin, min(begin + BATCH, size))
        with engine.database.transaction() as session:
            append(session, Subscription, [_subscription(case, number) for number in numbers])
            append(session, Message, [_message(number) for number in numbers])
    with engine.database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))


def _subscription(case: UUID, number: int) -> dict[str, Any]:
    return {
        "id": new_id(),
        "case_id": case,
        "token": new_id(),
        "element": "vent",
        "kind": "message",
        "name": "svar",
        "key": f"andre-{number}",
        "opened_at": START,
    }


def _message(number: int) -> dict[str, Any]:
    return {
        "id": new_id(),
        "kind": "message",
        "sender": "person:andre",
        "sent_id": str(number),
        "digest": b"",
        "name": "svar",
        "key": f"ikke-{number}",
        "payload": {"pris": number},
        "received_at": START,
        "status": MessageStatus.WAITING,
    }
