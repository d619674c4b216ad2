"""Ad hoc subprocesses of running cases: who sees what may be begun, who may begin it, and what becomes of it."""

from uuid import UUID

import pytest

from engine.bootstrap import Engine
from engine.contract.errors import CaseNotRunning, NotAllowed, NotFound, TaskNotOpen
from engine.contract.ids import new_id
from engine.testing import Town
from tests.integration.conftest import Submit
from tests.integration.models import END, IDEA, SIMPLE, START, chain, model, task
from tests.integration.test_one_case import waiting

ENOUGH = "<bpmn:completionCondition>en.svar = &quot;nok&quot;</bpmn:completionCondition>"
FREE = f'<bpmn:adHocSubProcess id="fritt" name="Utforsking">{task("en")}{task("to")}{ENOUGH}</bpmn:adHocSubProcess>'
FILES = model(
    START + IDEA + FREE + task("etter") + END + chain("start", "ide", "fritt", "etter", "slutt"),
    {"ansatt": ("start", "ide"), "fagperson": ("fritt", "etter", "slutt")},
)


def answer(engine: Engine, town: Town, case: UUID, element: str, text: str) -> None:
    opened = next(found for found in waiting(engine, case) if found.element == element)
    engine.tasks.complete(opened.id, town["fag1"], {"svar": text})


def test_who_plans_the_work_sees_what_may_be_begun(engine: Engine, town: Town, submit: Submit) -> None:
    case = submit(FILES).case_id
    offered = engine.activities.offered(case, town["radgiver"])
    assert [(o.subprocess, o.element, o.name) for o in offered] == [
        ("Utforsking", "en", "En"),
        ("Utforsking", "to", "To"),
    ]
    assert engine.activities.offered(case, town["fag1"]) == ()


def test_a_model_without_such_subprocesses_offers_nothing(engine: Engine, town: Town, submit: Submit) -> None:
    assert engine.activities.offered(submit(SIMPLE).case_id, town["radgiver"]) == ()


def test_an_activity_is_begun_again_until_enough_is_done(engine: Engine, town: Town, submit: Submit) -> None:
    case = submit(FILES).case_id
    answer(engine, town, case, "en", "ikke nok")
    answer(engine, town, case, "to", "ja")
    assert waiting(engine, case) == []
    (first, _) = engine.activities.offered(case, town["radgiver"])
    engine.activities.begin(case, town["radgiver"], first.token, "en")
    assert [found.element for found in waiting(engine, case)] == ["en"]
    answer(engine, town, case, "en", "nok")
    assert [found.element for found in waiting(engine, case)] == ["etter"]
    assert engine.activities.offered(case, town["radgiver"]) == ()
    with pytest.raises(TaskNotOpen):
        engine.activities.begin(case, town["radgiver"], first.token, "en")


def test_others_begin_nothing(engine: Engine, town: Town, submit: Submit) -> None:
    case = submit(FILES).case_id
    (first, _) = engine.activities.offered(case, town["radgiver"])
    for who in ("fag1", "kollega"):
        with pytest.raises(NotAllowed):
            engine.activities.begin(case, town[who], first.token, "en")
    with pytest.raises(NotFound):
        engine.activities.begin(new_id(), town["radgiver"], first.token, "en")
    with pytest.raises(TaskNotOpen):
        engine.activities.begin(case, town["radgiver"], first.token, "etter")
    assert sorted(found.element for found in waiting(engine, case)) == ["en", "to"]


def test_nothing_is_begun_in_a_case_that_has_ended(engine: Engine, town: Town, submit: Submit) -> None:
    case = submit(FILES).case_id
    (first, _) = engine.activities.offered(case, town["radgiver"])
    engine.cases.cancel(case, town["prosesseier"], "Finnes allerede")
    assert engine.activities.offered(case, town["radgiver"]) == ()
    with pytest.raises(CaseNotRunning):
        engine.activities.begin(case, town["radgiver"], first.token, "en")
