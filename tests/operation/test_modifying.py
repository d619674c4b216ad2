"""An operator moves a running case: previewed without a trace, done with a reason, on record."""

from collections.abc import Callable
from uuid import UUID

import pytest
from sqlalchemy import func, select

from engine.bootstrap import Engine
from engine.contract.errors import CannotModify, CaseChanged, InvalidInput, NotAllowed
from engine.model.audit import AuditEntry
from engine.model.modification import Cancel, Instruction, Move, StartBefore
from engine.model.operation import Intervention
from engine.spiff import look
from engine.store.audit import broken_links
from engine.testing import Town
from tests.operation.conftest import Rows, Submit

Look = Callable[[UUID], Rows]


def token(engine: Engine, rows: Rows, element: str) -> UUID:
    with engine.database.reading() as session:
        model = engine.runtime.versions.get(session, rows.case.version_id).compiled
    return next(place.token for place in look(model, rows.case.state) if place.element == element)


def test_a_preview_tells_what_would_come_and_leaves_no_trace(
    engine: Engine, town: Town, submit: Submit, rows: Look
) -> None:
    case = rows(submit())
    before = case.case
    instructions = [Move(token=token(engine, case, "vurder"), element="vent")]
    preview = engine.modifications.preview(case.id, town["prosesseier"], instructions)
    assert [(c.element, c.waits) for c in preview.closed] == [("vurder", "task")]
    assert [(c.element, c.name, c.waits) for c in preview.opened] == [("vent", "Vent", "timer")]
    assert (preview.ends, preview.revision) == (False, before.revision)
    after = case.case
    assert (after.state, after.revision, after.audit_seq) == (before.state, before.revision, before.audit_seq)
    assert (case.waiting(), case.timers) == (["vurder"], case.timers)
    with engine.database.reading() as session:
        assert session.execute(select(func.count()).select_from(Intervention)).scalar_one() == 0


def test_what_was_previewed_is_done_with_a_reason_on_record(
    engine: Engine, town: Town, submit: Submit, rows: Look
) -> None:
    case = rows(submit())
    (old,) = case.tasks
    instructions: list[Instruction] = [Move(token=token(engine, case, "vurder"), element="leder")]
    engine.modifications.apply(
        case.id, town["prosesseier"], instructions, "Vurdert på papir", revision=case.case.revision
    )
    assert case.waiting() == ["leder"]
    with engine.database.reading() as session:
        record = session.execute(select(Intervention)).scalar_one()
        entries = session.execute(select(AuditEntry.action, AuditEntry.data).where(AuditEntry.case_id == case.id)).all()
        assert broken_links(session, case.id) == []
    assert (record.kind, record.reason, record.by_id) == ("modified", "Vurdert på papir", town["prosesseier"].person_id)
    assert "case_modified" in [action for action, _ in entries]
    assert not any(b"papir" in data for _, data in entries), "the reason stands in its own table only"
    assert old.id not in [task.id for task in case.tasks]


def test_a_case_that_has_changed_since_the_preview_is_left_alone(
    engine: Engine, town: Town, submit: Submit, rows: Look
) -> None:
    case = rows(submit())
    seen = case.case.revision
    instructions = [Move(token=token(engine, case, "vurder"), element="leder")]
    engine.tasks.claim(case.tasks[0].id, town["fag1"])
    with pytest.raises(CaseChanged):
        engine.modifications.apply(case.id, town["prosesseier"], instructions, "x", revision=seen)
    assert case.waiting() == ["vurder"]


def test_the_same_key_does_it_once(engine: Engine, town: Town, submit: Submit, rows: Look) -> None:
    case = rows(submit())
    for _ in range(2):
        engine.modifications.apply(case.id, town["prosesseier"], [StartBefore(element="leder")], "x", key="k")
    assert case.waiting() == ["leder", "vurder"]


def test_without_a_reason_or_an_instruction_nothing_is_done(
    engine: Engine, town: Town, submit: Submit, rows: Look
) -> None:
    case = rows(submit())
    for instructions, reason in (([StartBefore(element="leder")], "  "), ([], "fordi")):
        with pytest.raises(InvalidInput):
            engine.modifications.apply(case.id, town["prosesseier"], instructions, reason)
    with pytest.raises(CannotModify):
        engine.modifications.apply(
            case.id, town["prosesseier"], [Cancel(token=token(engine, case, "vurder"))], "tom sak"
        )
    assert case.waiting() == ["vurder"]


@pytest.mark.parametrize("who", ["fag1", "leder", "ansatt", "radgiver"])
def test_only_the_process_owner_moves_a_case(engine: Engine, town: Town, submit: Submit, rows: Look, who: str) -> None:
    case = rows(submit())
    instructions = [StartBefore(element="leder")]
    with pytest.raises(NotAllowed):
        engine.modifications.preview(case.id, town[who], instructions)
    with pytest.raises(NotAllowed):
        engine.modifications.apply(case.id, town[who], instructions, "fordi")
