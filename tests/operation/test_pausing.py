"""A case or a version on pause: it can be read, nothing moves, and what became due comes late."""

from collections.abc import Callable
from uuid import UUID

import pytest

from engine.bootstrap import Engine
from engine.contract.errors import CaseSuspended, InvalidInput, NotAllowed, VersionClosed
from engine.jobs.work import next_due, sweep
from engine.model.modification import StartBefore
from engine.testing import FakeClock, Town
from tests.operation.conftest import LINE, Rows, Submit

Look = Callable[[UUID], Rows]


def test_a_case_on_pause_is_not_completed_and_goes_on_after(
    engine: Engine, town: Town, submit: Submit, rows: Look
) -> None:
    case = rows(submit())
    (task,) = case.tasks
    engine.suspensions.suspend(case.id, town["prosesseier"], "Avklares med ledelsen")
    with pytest.raises(CaseSuspended) as refused:
        engine.tasks.complete(task.id, town["fag1"], {"svar": "x"})
    assert refused.value.by == str(town["prosesseier"].person_id)
    engine.tasks.claim(task.id, town["fag1"])
    engine.suspensions.resume(case.id, town["prosesseier"], "Avklart")
    engine.tasks.complete(task.id, town["fag1"], {"svar": "x"})
    assert [timer.element for timer in case.timers] == ["vent"]


def test_a_timer_is_held_and_fires_late(
    engine: Engine, town: Town, submit: Submit, rows: Look, clock: FakeClock
) -> None:
    case = rows(submit())
    engine.tasks.complete(case.tasks[0].id, town["fag1"], {"svar": "x"})
    sweep(engine)
    (timer,) = case.timers
    engine.suspensions.suspend(case.id, town["prosesseier"], "pause")
    assert next_due(engine) is None
    clock.move(days=30)
    sweep(engine)
    assert not engine.timers.fire(timer.id)
    assert case.waiting() == []
    engine.suspensions.resume(case.id, town["prosesseier"], "videre")
    sweep(engine)
    assert case.waiting() == ["leder"]


def test_a_timer_set_by_an_operator_during_the_pause_is_held_too(
    engine: Engine, town: Town, submit: Submit, rows: Look, clock: FakeClock
) -> None:
    case = rows(submit())
    engine.suspensions.suspend(case.id, town["prosesseier"], "pause")
    engine.modifications.apply(case.id, town["prosesseier"], [StartBefore(element="vent")], "settes i gang")
    clock.move(days=30)
    sweep(engine)
    assert case.waiting() == ["vurder"]
    engine.suspensions.resume(case.id, town["prosesseier"], "videre")
    sweep(engine)
    assert case.waiting() == ["leder", "vurder"]


def test_a_version_on_pause_starts_nothing_and_takes_its_cases_along_when_told(
    engine: Engine, town: Town, submit: Submit, rows: Look
) -> None:
    first, second = rows(submit()), rows(submit())
    version = first.case.version_id
    assert engine.releases.suspend(version, town["prosesseier"], "feil i modellen") == 0
    with pytest.raises(VersionClosed):
        submit()
    engine.suspensions.suspend(second.id, town["prosesseier"], "for seg selv")
    assert engine.releases.suspend(version, town["prosesseier"], "sakene også", cases=True) == 1
    with pytest.raises(CaseSuspended):
        engine.tasks.complete(first.tasks[0].id, town["fag1"], {"svar": "x"})
    assert engine.releases.resume(version, town["prosesseier"], "rettet") == 1
    engine.tasks.complete(first.tasks[0].id, town["fag1"], {"svar": "x"})
    with pytest.raises(CaseSuspended):
        engine.tasks.complete(second.tasks[0].id, town["fag1"], {"svar": "x"})
    submit()


def test_a_version_is_retired_when_it_is_empty_and_not_current(
    engine: Engine, town: Town, submit: Submit, rows: Look
) -> None:
    case = rows(submit())
    version = case.case.version_id
    with pytest.raises(InvalidInput):
        engine.releases.retire(version, town["prosesseier"], "gammel")
    newer = engine.models.install({**LINE, "LES.md": b"ny"}).version_id
    with pytest.raises(InvalidInput):
        engine.releases.retire(version, town["prosesseier"], "gammel")
    engine.cases.cancel(case.id, town["prosesseier"], "ferdig med den")
    engine.releases.retire(version, town["prosesseier"], "gammel")
    with pytest.raises(VersionClosed):
        engine.releases.choose(version, town["prosesseier"], "tilbake")
    with pytest.raises(NotAllowed):
        engine.releases.retire(newer, town["fag1"], "x")


def test_another_version_can_be_made_current_again(engine: Engine, town: Town, submit: Submit, rows: Look) -> None:
    old = rows(submit()).case.version_id
    newer = engine.models.install({**LINE, "LES.md": b"ny"}).version_id
    engine.releases.choose(old, town["prosesseier"], "den nye er feil")
    unit = str(town.units["hjemmetjenesten"])
    case = engine.cases.submit(town["ansatt"], {"tittel": "Ny", "enhet": unit}, process="prove").case_id
    assert rows(case).case.version_id == old != newer


@pytest.mark.parametrize("who", ["fag1", "leder", "ansatt"])
def test_only_the_process_owner_sets_a_case_on_pause(engine: Engine, town: Town, submit: Submit, who: str) -> None:
    case = submit()
    for act in (engine.suspensions.suspend, engine.suspensions.resume):
        with pytest.raises(NotAllowed):
            act(case, town[who], "fordi")
