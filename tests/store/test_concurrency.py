"""Many at once: numbers without gaps or repetitions, one effect per task, statements that convert like the mapped classes."""

from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

from sqlalchemy import bindparam, select

from engine.bootstrap import Engine
from engine.contract.errors import CaseChanged, TaskNotOpen
from engine.model.case import Case, Fact
from engine.model.initiative import Initiative
from engine.model.task import Task
from engine.store.prepared import Prepared
from engine.testing import Town
from tests.integration.models import SIMPLE


def answers(town: Town) -> dict[str, object]:
    return {"tittel": "Sammen", "enhet": str(town.units["hjemmetjenesten"])}


def test_numbers_have_no_gaps_and_no_twins(engine: Engine, town: Town) -> None:
    engine.models.install(SIMPLE)
    with ThreadPoolExecutor(8) as many:
        receipts = list(
            many.map(lambda _: engine.cases.submit(town["ansatt"], answers(town), process="prove"), range(40))
        )
    assert sorted(receipt.number for receipt in receipts) == [f"INN-2026-{n:03d}" for n in range(1, 41)]


def test_the_same_key_from_many_at_once_does_it_once(engine: Engine, town: Town) -> None:
    engine.models.install(SIMPLE)
    with ThreadPoolExecutor(8) as many:
        found = set(
            many.map(
                lambda _: engine.cases.submit(town["ansatt"], answers(town), process="prove", key="samme").number,
                range(16),
            )
        )
    assert len(found) == 1
    with engine.database.reading() as session:
        assert len(session.execute(select(Initiative.id)).all()) == 1


def test_one_of_many_completes_a_task_and_the_others_hear_that_it_is_done(engine: Engine, town: Town) -> None:
    engine.models.install(SIMPLE)
    (task_id,) = engine.cases.submit(town["ansatt"], answers(town), process="prove").opened

    def attempt(who: str) -> str:
        try:
            engine.tasks.complete(task_id, town[who], {"svar": who})
        except (TaskNotOpen, CaseChanged) as refused:
            return type(refused).__name__
        return "done"

    with ThreadPoolExecutor(6) as many:
        found = list(many.map(attempt, ["fag1", "fag2", "fag3"] * 4))
    assert found.count("done") == 1
    assert set(found) <= {"done", "TaskNotOpen", "CaseChanged"}


def test_prepared_statements_convert_as_the_mapped_classes_do(engine: Engine, town: Town) -> None:
    engine.models.install(SIMPLE)
    case_id = engine.cases.submit(town["ansatt"], answers(town), process="prove").case_id
    for model, key in ((Case, Case.id), (Task, Task.case_id), (Fact, Fact.case_id)):
        table = model.__table__
        statement = Prepared(select(table).where(table.c[key.key] == bindparam("case")).order_by(*table.primary_key))
        with engine.database.reading() as session:
            prepared = statement.all(session, {"case": case_id})
            mapped = session.execute(select(*table.c).where(table.c[key.key] == case_id).order_by(*table.primary_key))
            assert prepared == [tuple(row) for row in mapped]
            assert prepared
    assert isinstance(prepared[0][0], UUID)
