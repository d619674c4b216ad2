"""Deciding a gate over HTTP: what each outcome requires, and who may not."""

import pytest

from tests.api.conftest import Caller, Calling, Submission, problems_of

YES = {"problem": {"answer": "ja"}}


def test_a_gate_tells_what_a_decision_needs(styre: Caller, at_gate: Submission) -> None:
    task = styre.get(f"/tasks/{at_gate.task_id}").json
    assert task["kind"] == "gate"
    gate = task["gate"]
    assert (gate["key"], gate["may_decide"], gate["refusal"]) == ("B1", True, None)
    assert gate["outcomes"] == ["godkjenn", "godkjenn_vilkar", "returner", "avvis"]
    assert gate["checks"] == [{"key": "problem", "label": "Er problemet tydelig?", "required": True}]
    assert gate["return_targets"] == [{"key": "vurder", "name": "Vurder ideen"}]


def test_an_approval_ends_the_case(styre: Caller, at_gate: Submission) -> None:
    response = styre.post(f"/tasks/{at_gate.task_id}/decision", {"outcome": "godkjenn", "checks": YES})
    assert (response.status_code, response.json["ended"]) == (200, True)
    decision = styre.get(f"/initiatives/{at_gate.number}").json["decisions"][0]
    assert (decision["gate"], decision["outcome"], decision["decided_by"]["id"]) == (
        "B1",
        "godkjenn",
        str(styre.person_id),
    )
    assert decision["checklist"] == {"problem": {"svar": "ja", "merknad": ""}}


def test_each_condition_becomes_a_task(styre: Caller, kollega: Caller, at_gate: Submission) -> None:
    condition = {"text": "Avklar lagerplass", "responsible": str(kollega.person_id), "due": "2099-01-01"}
    verdict = {"outcome": "godkjenn_vilkar", "checks": YES, "conditions": [condition]}
    response = styre.post(f"/tasks/{at_gate.task_id}/decision", verdict)
    assert response.status_code == 200, response.text
    (task,) = kollega.get("/tasks").json["items"]
    assert (task["kind"], task["name"]) == ("condition", "Avklar lagerplass")
    read = kollega.get(f"/tasks/{task['task_id']}").json
    assert read["gate"] is None
    done = kollega.post(f"/tasks/{task['task_id']}/completion", {"answers": {"merknad": "Avklart"}})
    assert done.status_code == 200, done.text


def test_a_return_opens_the_task_again(styre: Caller, fag1: Caller, at_gate: Submission) -> None:
    verdict = {"outcome": "returner", "target": "vurder", "reason": "Trenger tall"}
    response = styre.post(f"/tasks/{at_gate.task_id}/decision", verdict)
    assert response.status_code == 200
    assert [row["element"] for row in fag1.get("/tasks").json["items"]] == ["vurder"]


@pytest.mark.parametrize(
    ("verdict", "wrong"),
    [
        ({}, {"outcome": "required"}),
        ({"outcome": "kanskje"}, {"outcome": "invalid_value"}),
        ({"outcome": "vent", "reason": "x"}, {"outcome": "unknown_choice"}),
        ({"outcome": "godkjenn"}, {"checks.problem": "required"}),
        ({"outcome": "godkjenn", "checks": {"problem": {"answer": "tja"}}}, {"checks.problem.answer": "invalid_value"}),
        ({"outcome": "godkjenn", "checks": {**YES, "annet": {"answer": "ja"}}}, {"checks.annet": "unknown_field"}),
        ({"outcome": "avvis"}, {"reason": "required", "cause": "required"}),
        ({"outcome": "avvis", "reason": "x", "cause": "vet ikke"}, {"cause": "invalid_value"}),
        ({"outcome": "returner", "reason": "x", "target": "ferdig"}, {"target": "unknown_choice"}),
        ({"outcome": "godkjenn_vilkar", "checks": YES}, {"conditions": "required"}),
        (
            {"outcome": "godkjenn_vilkar", "checks": YES, "conditions": [{"text": "x", "due": "snart"}]},
            {"conditions.0.responsible": "required", "conditions.0.due": "invalid_value"},
        ),
        ({"outcome": "godkjenn", "checks": YES, "decided_by": "x"}, {"decided_by": "unknown_field"}),
    ],
)
def test_a_verdict_that_is_not_complete_names_what_is_missing(
    styre: Caller, at_gate: Submission, verdict: dict[str, object], wrong: dict[str, str]
) -> None:
    response = styre.post(f"/tasks/{at_gate.task_id}/decision", verdict)
    assert response.status_code == 422
    assert problems_of(response) == wrong
    assert styre.get(f"/tasks/{at_gate.task_id}").json["status"] in ("ready", "claimed")


def test_the_submitter_does_not_decide_even_on_the_board(
    call: Calling, styre: Caller, fag1: Caller, idea: dict[str, object]
) -> None:
    own = styre.post("/cases", idea).json
    gate = fag1.post(f"/tasks/{own['opened'][0]}/completion", {"answers": {"kommentar": "Ja"}}).json["opened"][0]
    response = styre.post(f"/tasks/{gate}/decision", {"outcome": "godkjenn", "checks": YES})
    assert (response.status_code, response.json["reason"]) == (403, "own_gate")
    assert styre.get(f"/tasks/{gate}").json["gate"]["refusal"] == "own_gate"


def test_one_without_the_role_does_not_decide(kollega: Caller, at_gate: Submission) -> None:
    response = kollega.post(f"/tasks/{at_gate.task_id}/decision", {"outcome": "godkjenn", "checks": YES})
    assert (response.status_code, response.json["reason"]) == (403, "not_your_task")


def test_a_token_for_tasks_does_not_decide(call: Calling, at_gate: Submission) -> None:
    limited = call("styre", "read", "tasks")
    assert limited.post(f"/tasks/{at_gate.task_id}/decision", {"outcome": "godkjenn"}).status_code == 403
    completed = limited.post(f"/tasks/{at_gate.task_id}/completion", {"answers": {}})
    assert problems_of(completed) == {"task": "gate_needs_decision"}


def test_a_task_is_no_gate(fag1: Caller, submitted: Submission) -> None:
    response = fag1.post(f"/tasks/{submitted.task_id}/decision", {"outcome": "godkjenn", "checks": YES})
    assert problems_of(response) == {"task": "not_a_gate"}


def test_a_repeated_verdict_gets_the_first_answer(styre: Caller, at_gate: Submission) -> None:
    path, key = f"/tasks/{at_gate.task_id}/decision", {"Idempotency-Key": "vedtak"}
    verdict = {"outcome": "avvis", "cause": "annet", "reason": "Takk for ideen"}
    first, second = (styre.post(path, verdict, headers=key) for _ in range(2))
    assert (second.status_code, second.json) == (200, first.json)
    assert styre.post(path, {**verdict, "reason": "Annet"}, headers=key).status_code == 422
    assert len(styre.get(f"/initiatives/{at_gate.number}").json["decisions"]) == 1
    late = styre.post(path, verdict)
    assert (late.status_code, late.json["what"], late.json["by"]["id"]) == (409, "task_completed", str(styre.person_id))


def test_a_stale_verdict_is_refused(styre: Caller, at_gate: Submission) -> None:
    path = f"/tasks/{at_gate.task_id}"
    seen = styre.get(path).headers["ETag"]
    assert styre.post(f"{path}/claim").status_code == 204
    stale = styre.post(f"{path}/decision", {"outcome": "godkjenn", "checks": YES}, headers={"If-Match": seen})
    assert (stale.status_code, stale.json["what"]) == (409, "task_changed")
