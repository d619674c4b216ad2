"""Running cases go over to another version: checked first, in batches, resumable, and back as long as they have not moved."""

from collections.abc import Callable
from uuid import UUID

import pytest
from sqlalchemy import func, select

from engine.bootstrap import Engine
from engine.contract.errors import CannotMigrate, InvalidInput, NotAllowed
from engine.jobs.work import sweep
from engine.model.activation import Activation
from engine.model.batch import Batch, BatchItem, ItemStatus, Stage
from engine.model.case import Fact
from engine.model.migration import Plan
from engine.model.people import RoleBinding
from engine.services.batches import AT_ONCE
from engine.store.audit import broken_links
from engine.testing import FakeClock, Town
from tests.integration.models import END, IDEA, START, chain, flow, model, task
from tests.operation.conftest import LINE, WAIT, Rows, Submit

Look = Callable[[UUID], Rows]
RENAMED = model(
    START
    + IDEA
    + task("drofte").replace('name="Drofte"', 'name="Vurder"')
    + WAIT
    + '<bpmn:exclusiveGateway id="stor" default="stor__leder"/>'
    + task("leder")
    + task("styre")
    + END
    + chain("start", "ide", "drofte", "vent", "stor", "leder", "slutt")
    + flow("stor", "styre", "drofte.tall > 10")
    + chain("styre", "slutt"),
    {
        "ansatt": ("start", "ide"),
        "innovasjonsradgiver": ("drofte", "vent", "stor"),
        "enhetsleder": ("leder", "styre", "slutt"),
    },
)
"""`vurder` has another id and another lane, and what it gave decides the way after the wait."""


@pytest.fixture
def both(engine: Engine, submit: Submit, rows: Look) -> tuple[Rows, Rows, UUID, UUID]:
    """Two cases on the old version, at the task and at the timer, and the two versions."""
    first, second = rows(submit()), rows(submit())
    return first, second, first.case.version_id, engine.models.install(RENAMED).version_id


def proposed(engine: Engine, town: Town, old: UUID, new: UUID) -> Plan:
    suggestions, wrong = engine.migrations.propose(town["prosesseier"], old, new)
    assert wrong == {}
    return Plan(targets={row.element: row.target for row in suggestions if row.target is not None})


def batch(engine: Engine, batch_id: UUID) -> tuple[str, dict[str, int]]:
    with engine.database.reading() as session:
        counted = session.execute(
            select(BatchItem.status, func.count()).where(BatchItem.batch_id == batch_id).group_by(BatchItem.status)
        )
        return session.get_one(Batch, batch_id).stage, dict(counted.all())  # type: ignore[arg-type]


def test_cases_are_checked_on_a_copy_taken_over_and_go_on(
    engine: Engine, town: Town, both: tuple[Rows, Rows, UUID, UUID], clock: FakeClock
) -> None:
    first, second, old, new = both
    engine.tasks.complete(second.tasks[0].id, town["fag1"], {"svar": "x", "tall": 12})
    (due,) = [timer.due_at for timer in second.timers]
    (open_task,) = first.tasks
    before = first.case, second.case
    ordered = engine.migrations.prepare(
        town["prosesseier"], old, new, proposed(engine, town, old, new), "Ny rekkefølge"
    )
    sweep(engine)
    assert batch(engine, ordered) == (Stage.CHECKED, {ItemStatus.FITS: 2})
    for case, was in zip((first, second), before, strict=True):
        assert (case.case.state, case.case.revision) == (was.state, was.revision), "checked on a copy"
    engine.migrations.start(ordered, town["prosesseier"])
    sweep(engine)
    assert batch(engine, ordered) == (Stage.DONE, {ItemStatus.DONE: 2})
    assert {first.case.version_id, second.case.version_id} == {new}
    (moved,) = first.tasks
    assert (moved.id, moved.element, moved.role) == (open_task.id, "drofte", "innovasjonsradgiver")
    assert [(timer.element, timer.due_at) for timer in second.timers] == [("vent", due)], "due when it was"
    with engine.database.reading() as session:
        names = session.execute(select(Fact.name).where(Fact.case_id == second.id)).scalars().all()
        places = session.execute(
            select(Activation.element, Activation.version_id).where(
                Activation.case_id == first.id, Activation.left_at.is_(None)
            )
        ).all()
        assert broken_links(session, first.id) == []
    assert sorted(names) == ["drofte", "ide"]
    assert [tuple(place) for place in places] == [("drofte", new)]
    engine.tasks.complete(moved.id, town["radgiver"], {"svar": "x", "tall": 3})
    clock.set(due)
    sweep(engine)
    assert second.waiting() == ["styre"], "the fact is read by its new name"


def test_what_was_taken_over_is_taken_back_unless_it_has_moved(
    engine: Engine, town: Town, both: tuple[Rows, Rows, UUID, UUID]
) -> None:
    first, second, old, new = both
    engine.tasks.complete(second.tasks[0].id, town["fag1"], {"svar": "x", "tall": 12})
    before = [(case.case.state, case.case.visits, case.case.phase) for case in (first, second)]
    ordered = engine.migrations.prepare(town["prosesseier"], old, new, proposed(engine, town, old, new), "prøve")
    sweep(engine)
    engine.migrations.start(ordered, town["prosesseier"])
    sweep(engine)
    engine.tasks.claim(first.tasks[0].id, town["radgiver"])
    engine.migrations.undo(ordered, town["prosesseier"])
    sweep(engine)
    assert batch(engine, ordered) == (Stage.UNDONE, {ItemStatus.UNDONE: 2})
    assert [(case.case.state, case.case.visits, case.case.phase) for case in (first, second)] == before
    assert {first.case.version_id, second.case.version_id} == {old}
    (task_row,) = first.tasks
    assert (task_row.element, task_row.role) == ("vurder", "fagperson")
    with engine.database.reading() as session:
        assert sorted(session.execute(select(Fact.name).where(Fact.case_id == second.id)).scalars()) == [
            "ide",
            "vurder",
        ]
        assert broken_links(session, first.id) == []
    engine.tasks.complete(task_row.id, town["radgiver"], {"svar": "x"})


def test_a_case_that_has_moved_on_stays(engine: Engine, town: Town, both: tuple[Rows, Rows, UUID, UUID]) -> None:
    first, second, old, new = both
    ordered = engine.migrations.prepare(town["prosesseier"], old, new, proposed(engine, town, old, new), "prøve")
    sweep(engine)
    engine.migrations.start(ordered, town["prosesseier"])
    sweep(engine)
    engine.tasks.complete(first.tasks[0].id, town["radgiver"], {"svar": "x", "tall": 3})
    engine.migrations.undo(ordered, town["prosesseier"])
    sweep(engine)
    assert batch(engine, ordered) == (Stage.UNDONE, {ItemStatus.UNDONE: 1, ItemStatus.MOVED_ON: 1})
    assert (first.case.version_id, second.case.version_id) == (new, old)


def test_a_case_without_a_place_is_named_and_the_others_go(
    engine: Engine, town: Town, both: tuple[Rows, Rows, UUID, UUID]
) -> None:
    first, second, old, new = both
    engine.tasks.complete(second.tasks[0].id, town["fag1"], {"svar": "x"})
    plan = Plan(targets={"vent": "vent"})
    ordered = engine.migrations.prepare(town["prosesseier"], old, new, plan, "bare ventende")
    sweep(engine)
    assert batch(engine, ordered) == (Stage.CHECKED, {ItemStatus.FITS: 1, ItemStatus.STUCK: 1})
    with engine.database.reading() as session:
        report = session.get_one(BatchItem, (ordered, first.id)).report
    assert [(row["code"], row["element"]) for row in report] == [("no_target", "vurder")]
    engine.migrations.start(ordered, town["prosesseier"])
    sweep(engine)
    assert (first.case.version_id, second.case.version_id) == (old, new)


def test_what_the_new_version_reads_and_will_not_get_is_told(
    engine: Engine, town: Town, both: tuple[Rows, Rows, UUID, UUID]
) -> None:
    _, second, old, new = both
    engine.tasks.complete(second.tasks[0].id, town["fag1"], {"svar": "x"})
    plan = Plan(targets={"vent": "vent", "vurder": "drofte"})
    with engine.database.transaction() as session:
        session.execute(Fact.__table__.delete().where(Fact.case_id == second.id, Fact.name == "vurder"))  # type: ignore[attr-defined]
    ordered = engine.migrations.prepare(town["prosesseier"], old, new, plan, "sjekk", cases=[second.id])
    sweep(engine)
    with engine.database.reading() as session:
        item = session.get_one(BatchItem, (ordered, second.id))
    assert item.status == ItemStatus.FITS
    assert [(row["code"], row["params"], row["severity"]) for row in item.report] == [
        ("fact_missing", {"name": "drofte"}, "warning")
    ]


def test_a_batch_goes_on_where_it_was_cut_off(engine: Engine, town: Town, submit: Submit, rows: Look) -> None:
    cases = [rows(submit()) for _ in range(AT_ONCE + 3)]
    old = cases[0].case.version_id
    new = engine.models.install({**LINE, "LES.md": b"ny"}).version_id
    plan = proposed(engine, town, old, new)
    ordered = engine.migrations.prepare(town["prosesseier"], old, new, plan, "ny")
    sweep(engine)
    engine.migrations.start(ordered, town["prosesseier"])
    order = next(iter(cases))
    with engine.database.reading() as session:
        found = session.get_one(Batch, ordered)
    engine.migrations.carry_out(found, order.id, order.id)
    revision = order.case.revision
    engine.migrations.carry_out(found, order.id, order.id)
    assert order.case.revision == revision, "one that was done is not done again"
    sweep(engine)
    assert batch(engine, ordered) == (Stage.DONE, {ItemStatus.DONE: len(cases)})
    assert order.case.revision == revision
    assert {case.case.version_id for case in cases} == {new}


def test_ended_cases_are_skipped(engine: Engine, town: Town, both: tuple[Rows, Rows, UUID, UUID]) -> None:
    first, _, old, new = both
    ordered = engine.migrations.prepare(town["prosesseier"], old, new, proposed(engine, town, old, new), "ny")
    sweep(engine)
    engine.cases.cancel(first.id, town["prosesseier"], "ferdig")
    engine.migrations.start(ordered, town["prosesseier"])
    sweep(engine)
    assert batch(engine, ordered) == (Stage.DONE, {ItemStatus.DONE: 1, ItemStatus.SKIPPED: 1})


def test_orders_that_make_no_sense_are_refused(engine: Engine, town: Town, both: tuple[Rows, Rows, UUID, UUID]) -> None:
    _, _, old, new = both
    plan = proposed(engine, town, old, new)
    for who in ("fag1", "admin", "leder"):
        with pytest.raises(NotAllowed):
            engine.migrations.prepare(town[who], old, new, plan, "fordi")
    with pytest.raises(InvalidInput):
        engine.migrations.prepare(town["prosesseier"], old, old, plan, "fordi")
    with pytest.raises(InvalidInput):
        engine.migrations.prepare(town["prosesseier"], old, new, plan, "")
    with pytest.raises(InvalidInput):
        engine.migrations.prepare(town["prosesseier"], old, new, plan, "fordi", cases=[])
    with pytest.raises(CannotMigrate):
        engine.migrations.prepare(town["prosesseier"], old, new, Plan(targets={"vurder": "vent"}), "fordi")
    ordered = engine.migrations.prepare(town["prosesseier"], old, new, plan, "fordi")
    for act in (engine.migrations.start, engine.migrations.undo):
        with pytest.raises(InvalidInput):
            act(ordered, town["prosesseier"])
        with pytest.raises(NotAllowed):
            act(ordered, town["fag1"])


def test_whoever_lost_the_role_has_nothing_carried_out(
    engine: Engine, town: Town, both: tuple[Rows, Rows, UUID, UUID]
) -> None:
    first, _, old, new = both
    ordered = engine.migrations.prepare(town["prosesseier"], old, new, proposed(engine, town, old, new), "ny")
    with engine.database.transaction() as session:
        from_now = engine.clock.now()
        bindings = session.execute(select(RoleBinding).where(RoleBinding.role == "prosesseier")).scalars()
        for binding in bindings:
            binding.revoke(from_now)
    sweep(engine)
    assert batch(engine, ordered)[1] == {ItemStatus.FAILED: 2}
    assert first.case.version_id == old
