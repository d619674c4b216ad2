"""Starting, reading and cancelling cases over HTTP."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import update

from engine.bootstrap import Engine
from engine.model.initiative import Initiative
from tests.api.conftest import Caller, Calling, Submission, problems_of
from tests.integration.models import END, IDEA, START, chain, model, task

AD_HOC = model(
    START
    + IDEA
    + f'<bpmn:adHocSubProcess id="fritt" name="Utforsking">{task("en")}</bpmn:adHocSubProcess>'
    + END
    + chain("start", "ide", "fritt", "slutt"),
    {"ansatt": ("start", "ide"), "fagperson": ("fritt", "slutt")},
    key="fritt_valg",
)


def test_an_idea_becomes_an_initiative_with_a_running_case(ansatt: Caller, idea: dict[str, Any]) -> None:
    response = ansatt.post("/cases", idea)
    assert response.status_code == 201
    receipt = response.json
    assert response.headers["Location"] == f"/api/v1/cases/{receipt['case_id']}"
    case = ansatt.get(f"/cases/{receipt['case_id']}").json
    assert (case["status"], case["model_key"], case["initiative_number"]) == ("running", "prove", receipt["number"])
    assert [task["element"] for task in case["open_tasks"]] == ["vurder"]
    assert receipt["opened"] == [case["open_tasks"][0]["task_id"]]


def test_the_same_key_gets_the_same_receipt(ansatt: Caller, idea: dict[str, Any]) -> None:
    key = {"Idempotency-Key": "en-gang"}
    first, second = (ansatt.post("/cases", idea, headers=key) for _ in range(2))
    assert second.status_code == 201
    assert first.json == second.json
    assert len(ansatt.get("/initiatives").json["items"]) == 1


def test_the_same_key_at_the_same_time_is_one_idea(ansatt: Caller, idea: dict[str, Any]) -> None:
    def send(_: int) -> Any:
        return Caller(ansatt.client.application.test_client(), ansatt.token, ansatt.person_id).post(
            "/cases", idea, headers={"Idempotency-Key": "samtidig"}
        )

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(send, range(4)))
    assert [answer.status_code for answer in answers] == [201] * 4
    assert len({answer.json["number"] for answer in answers}) == 1
    assert len(ansatt.get("/initiatives").json["items"]) == 1


def test_a_key_on_another_request_is_refused(ansatt: Caller, idea: dict[str, Any]) -> None:
    key = {"Idempotency-Key": "en-gang"}
    ansatt.post("/cases", idea, headers=key)
    idea["answers"]["tittel"] = "Noe annet"
    response = ansatt.post("/cases", idea, headers=key)
    assert response.status_code == 422
    assert response.json["type"].endswith("key_reused")


def test_a_key_is_its_owners_own(ansatt: Caller, fag1: Caller, idea: dict[str, Any]) -> None:
    key = {"Idempotency-Key": "felles"}
    assert (
        ansatt.post("/cases", idea, headers=key).json["number"] != fag1.post("/cases", idea, headers=key).json["number"]
    )


@pytest.mark.parametrize("key", ["", "x" * 201])
def test_a_key_of_wrong_length_is_refused(ansatt: Caller, idea: dict[str, Any], key: str) -> None:
    assert problems_of(ansatt.post("/cases", idea, headers={"Idempotency-Key": key})) == {"idempotency_key": "length"}


@pytest.mark.parametrize(
    ("changed", "path"),
    [
        ({"tittel": ""}, "tittel"),
        ({"tittel": "x" * 121}, "tittel"),
        ({"enhet": "x"}, "enhet"),
        ({"tittel": 7}, "tittel"),
    ],
)
def test_answers_that_do_not_fit_name_the_field(
    ansatt: Caller, idea: dict[str, Any], changed: dict[str, object], path: str
) -> None:
    idea["answers"].update(changed)
    response = ansatt.post("/cases", idea)
    assert response.status_code == 422
    assert response.json["type"].endswith("form_rejected")
    assert set(problems_of(response)) == {path}
    assert ansatt.get("/initiatives").json["items"] == []


def test_problems_with_answers_are_said_in_the_readers_language(ansatt: Caller, idea: dict[str, Any]) -> None:
    del idea["answers"]["tittel"]
    said = {
        language: ansatt.post("/cases", idea, headers={"Accept-Language": language}).json["problems"][0]["message"]
        for language in ("nb", "en")
    }
    assert said["nb"] != said["en"]


def test_an_unknown_process_is_404(ansatt: Caller, idea: dict[str, Any]) -> None:
    assert ansatt.post("/cases", {**idea, "process": "ukjent"}).status_code == 404


@pytest.mark.parametrize("who", ["admin", "revisor"])
def test_accounts_for_other_work_submit_nothing(call: Calling, idea: dict[str, Any], who: str) -> None:
    response = call(who, "ideas").post("/cases", idea)
    assert (response.status_code, response.json["reason"]) == (403, "role_missing")


def test_the_process_owner_cancels_with_a_reason(prosesseier: Caller, fag1: Caller, submitted: Submission) -> None:
    response = prosesseier.post(f"/cases/{submitted.case_id}/cancellation", {"reason": "Finnes allerede"})
    assert (response.status_code, response.data) == (204, b"")
    case = prosesseier.get(f"/cases/{submitted.case_id}").json
    assert (case["status"], case["open_tasks"]) == ("cancelled", [])
    late = fag1.post(f"/tasks/{submitted.task_id}/completion", {"answers": {"kommentar": "For sent"}})
    assert (late.status_code, late.json["what"]) == (409, "task_withdrawn")
    again = prosesseier.post(f"/cases/{submitted.case_id}/cancellation", {"reason": "En gang til"})
    assert (again.status_code, again.json["case_status"]) == (409, "cancelled")


def test_others_cancel_nothing(kollega: Caller, prosesseier: Caller, submitted: Submission) -> None:
    response = kollega.post(f"/cases/{submitted.case_id}/cancellation", {"reason": "Vil ikke"})
    assert (response.status_code, response.json["reason"]) == (403, "role_missing")
    assert problems_of(prosesseier.post(f"/cases/{submitted.case_id}/cancellation", {"reason": "  "})) == {
        "reason": "required"
    }
    assert prosesseier.post(f"/cases/{submitted.case_id}/cancellation", {}).status_code == 422
    assert prosesseier.get(f"/cases/{submitted.case_id}").json["status"] == "running"


def test_a_case_that_is_not_there_is_404(ansatt: Caller, prosesseier: Caller) -> None:
    assert ansatt.get(f"/cases/{uuid4()}").status_code == 404
    assert prosesseier.post(f"/cases/{uuid4()}/cancellation", {"reason": "x"}).status_code == 404


def test_a_restricted_case_is_not_there_for_any_token(ansatt: Caller, submitted: Submission, engine: Engine) -> None:
    with engine.database.transaction() as session:
        session.execute(update(Initiative).values(restricted=True))
    for path in (
        f"/cases/{submitted.case_id}",
        f"/initiatives/{submitted.number}",
        f"/initiatives/{submitted.number}/events",
        f"/initiatives/{submitted.number}/comments",
        f"/initiatives/{submitted.number}/attachments",
    ):
        assert ansatt.get(path).status_code == 404, path
    assert ansatt.get("/initiatives").json["items"] == []
    assert ansatt.post(f"/initiatives/{submitted.number}/comments", {"text": "Hei"}).status_code == 404


def test_activities_of_ad_hoc_subprocesses_are_offered_and_begun(
    call: Calling, ansatt: Caller, kollega: Caller, engine: Engine, idea: dict[str, Any]
) -> None:
    engine.models.install(AD_HOC)
    case = ansatt.post("/cases", {**idea, "process": "fritt_valg"}).json["case_id"]
    adviser = call("radgiver", "read", "tasks")
    offered = adviser.get(f"/cases/{case}/activities").json["items"]
    assert [(o["subprocess"], o["element"], o["name"]) for o in offered] == [("Utforsking", "en", "En")]
    assert kollega.get(f"/cases/{case}/activities").json["items"] == []
    given = {"token": offered[0]["token"], "element": "en"}
    assert kollega.post(f"/cases/{case}/activities", given).status_code == 403
    assert adviser.post(f"/cases/{case}/activities", given).status_code == 204
    assert len(adviser.get(f"/cases/{case}").json["open_tasks"]) == 2
    assert adviser.post(f"/cases/{case}/activities", {**given, "element": "borte"}).status_code == 409
