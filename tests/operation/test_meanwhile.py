"""People complete tasks while their cases go over to another version and back: nothing is lost, doubled or left standing."""

import threading
from collections.abc import Callable
from uuid import UUID

from sqlalchemy import select

from engine.bootstrap import Engine
from engine.contract.errors import CaseChanged
from engine.jobs.work import sweep
from engine.model.activation import Activation
from engine.model.artefact import Answers
from engine.model.batch import Batch, BatchItem, ItemStatus
from engine.model.case import CaseStatus
from engine.model.migration import Plan
from engine.spiff import look
from engine.store.audit import broken_links
from engine.testing import Town
from tests.integration.models import END, IDEA, START, chain, model, task
from tests.operation.conftest import Rows, Submit

Look = Callable[[UUID], Rows]
STEPS = ("vurder", "mer", "siste")


def version(mark: str) -> dict[str, bytes]:
    """Three tasks in a row, whose flows have other ids in each version."""
    order = ("start", "ide", *STEPS, "slutt")
    body = START + IDEA + "".join(task(step) for step in STEPS) + END + chain(*order).replace("__", f"_{mark}_")
    return model(body, {"ansatt": ("start", "ide"), "fagperson": (*STEPS, "slutt")})


def test_completions_and_migrations_in_any_order(engine: Engine, town: Town, submit: Submit, rows: Look) -> None:
    cases = [rows(submit(version("a"))) for _ in range(6)]
    old = cases[0].case.version_id
    new = engine.models.install(version("b")).version_id
    suggestions, wrong = engine.migrations.propose(town["prosesseier"], old, new)
    assert not wrong
    plan = Plan(targets={row.element: row.target for row in suggestions if row.target is not None})
    ordered = engine.migrations.prepare(town["prosesseier"], old, new, plan, "prøve")
    sweep(engine)
    engine.migrations.start(ordered, town["prosesseier"])
    failures: list[BaseException] = []

    def people() -> None:
        try:
            while True:
                open_tasks = [found for case in cases for found in case.tasks]
                if not open_tasks:
                    return
                for found in open_tasks:
                    try:
                        engine.tasks.complete(found.id, town["fag1"], {"svar": "x"}, key=f"{found.id}")
                    except CaseChanged:
                        continue
        except BaseException as error:
            failures.append(error)

    def operators() -> None:
        try:
            with engine.database.reading() as session:
                batch = session.get_one(Batch, ordered)
            for case in cases:
                engine.migrations.carry_out(batch, case.id, case.id)
            sweep(engine)
            engine.migrations.undo(ordered, town["prosesseier"])
            sweep(engine)
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=act) for act in (people, operators, people)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    with engine.database.reading() as session:
        statuses = set(session.execute(select(BatchItem.status).where(BatchItem.batch_id == ordered)).scalars())
        for case in cases:
            assert case.case.status == CaseStatus.COMPLETED
            answered = session.execute(select(Answers.element).where(Answers.case_id == case.id)).scalars()
            assert sorted(answered) == sorted(["ide", *STEPS]), "each once"
            waiting = select(Activation.step).where(Activation.case_id == case.id, Activation.left_at.is_(None))
            assert session.execute(waiting).first() is None
            assert broken_links(session, case.id) == []
            compiled = engine.runtime.versions.get(session, case.case.version_id).compiled
            assert look(compiled, case.case.state) == ()
    assert statuses <= {ItemStatus.UNDONE, ItemStatus.MOVED_ON, ItemStatus.SKIPPED}
