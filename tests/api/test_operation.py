"""An operator's machine: repairs, moves, pauses, versions and migrations over HTTP, for those who may."""

import pytest

from engine.bootstrap import Engine
from engine.jobs.work import sweep
from tests.api.conftest import Caller, Calling, Submission, model_files, problems_of

REASON = {"reason": "Fordi"}


def test_a_gate_that_leads_nowhere_is_passed(
    dead_end: None, styre: Caller, prosesseier: Caller, kollega: Caller, at_gate: Submission
) -> None:
    verdict = {"outcome": "godkjenn", "checks": {"problem": {"answer": "ja"}}}
    stopped = styre.post(f"/tasks/{at_gate.task_id}/decision", verdict).json["incident_id"]
    found = prosesseier.get(f"/incidents/{stopped}").json
    assert found["may_skip"]
    assert [way["id"] for way in found["ways"]]
    assert kollega.get(f"/incidents/{stopped}").status_code == 403
    way = found["ways"][0]["id"]
    refused = prosesseier.post(f"/incidents/{stopped}/skip", REASON)
    assert problems_of(refused) == {"flow": "required"}
    assert kollega.post(f"/incidents/{stopped}/skip", {**REASON, "flow": way}).status_code == 403
    skipped = prosesseier.post(f"/incidents/{stopped}/skip", {**REASON, "flow": way})
    assert (skipped.status_code, skipped.json) == (200, {"result": "asks_person"})
    assert prosesseier.get(f"/incidents/{stopped}").json["passing"]
    assert styre.post(f"/tasks/{at_gate.task_id}/decision", verdict).status_code == 200


def test_many_stopped_steps_are_one_batch(
    dead_end: None, engine: Engine, styre: Caller, prosesseier: Caller, at_gate: Submission
) -> None:
    verdict = {"outcome": "godkjenn", "checks": {"problem": {"answer": "ja"}}}
    stopped = styre.post(f"/tasks/{at_gate.task_id}/decision", verdict).json["incident_id"]
    ordered = prosesseier.post("/incidents/repairs", {"incidents": [stopped]})
    assert ordered.status_code == 202
    sweep(engine)
    batch = ordered.json["batch_id"]
    assert prosesseier.get(f"/batches/{batch}").json["counts"] == {"skipped": 1}
    (item,) = prosesseier.get(f"/batches/{batch}/items").json["items"]
    assert (item["subject"], [row["code"] for row in item["report"]]) == (stopped, ["asks_person"])
    assert item["report"][0]["message"]


def test_a_case_is_previewed_moved_and_set_on_pause(
    prosesseier: Caller, fag1: Caller, kollega: Caller, submitted: Submission
) -> None:
    path = f"/cases/{submitted.case_id}"
    seen = prosesseier.get(f"{path}/operation").json
    (place,) = seen["places"]
    move = {"instructions": [{"do": "move", "token": place["token"], "element": "b1"}]}
    looked = prosesseier.post(f"{path}/modification/preview", move).json
    assert [change["element"] for change in looked["opened"]] == ["b1"]
    assert kollega.post(f"{path}/modification/preview", move).status_code == 403
    assert prosesseier.get(f"{path}/operation").json["revision"] == seen["revision"]
    incomplete = prosesseier.post(f"{path}/modification", {"instructions": [{"do": "move"}], **REASON})
    assert "instructions.0.token" in problems_of(incomplete)
    gone = {"instructions": [{"do": "cancel", "token": submitted.case_id}], **REASON}
    assert problems_of(prosesseier.post(f"{path}/modification", gone)) == {"instructions.0": "token_gone"}
    assert prosesseier.post(f"{path}/suspension", REASON).status_code == 204
    paused = fag1.post(f"/tasks/{submitted.task_id}/completion", {"answers": {"kommentar": "x"}})
    assert (paused.status_code, paused.json["what"]) == (409, "case_suspended")
    done = prosesseier.post(f"{path}/modification", {**move, **REASON, "revision": seen["revision"]})
    assert done.status_code == 409, "the pause has changed it"
    assert prosesseier.post(f"{path}/modification", {**move, **REASON}).status_code == 204
    assert prosesseier.post(f"{path}/resumption", REASON).status_code == 204
    kinds = [row["kind"] for row in prosesseier.get(f"{path}/operation").json["interventions"]]
    assert sorted(kinds) == ["modified", "resumed", "suspended"]


def test_cases_are_taken_to_another_version_and_back(
    engine: Engine, prosesseier: Caller, kollega: Caller, submitted: Submission
) -> None:
    engine.models.install({**model_files(), "LES.md": b"ny"})
    proposed = prosesseier.get("/models/prove/versions/1/migration?target=2").json
    assert proposed["problems"] == []
    targets = {row["element"]: row["target"] for row in proposed["plan"]}
    order = {"target": 2, "targets": targets, **REASON}
    assert kollega.post("/models/prove/versions/1/migration", order).status_code == 403
    wrong = prosesseier.post("/models/prove/versions/1/migration", {**order, "targets": {"b1": "borte"}})
    assert problems_of(wrong) == {"b1": "unknown_target"}
    batch = prosesseier.post("/models/prove/versions/1/migration", order).json["batch_id"]
    sweep(engine)
    assert prosesseier.get(f"/batches/{batch}").json["counts"] == {"fits": 1}
    assert kollega.post(f"/batches/{batch}/start").status_code == 403
    assert prosesseier.post(f"/batches/{batch}/start").status_code == 204
    sweep(engine)
    versions = {row["number"]: row["running"] for row in prosesseier.get("/models/prove").json["versions"]}
    assert versions == {1: 0, 2: 1}
    assert prosesseier.post(f"/batches/{batch}/undo").status_code == 204
    sweep(engine)
    assert prosesseier.get(f"/batches/{batch}").json["stage"] == "undone"


def test_versions_are_chosen_paused_and_retired(
    engine: Engine, prosesseier: Caller, kollega: Caller, ansatt: Caller, submitted: Submission, idea: dict[str, object]
) -> None:
    engine.models.install({**model_files(), "LES.md": b"ny"})
    first, second = "/models/prove/versions/1", "/models/prove/versions/2"
    assert problems_of(prosesseier.post(f"{first}/retirement", REASON)) == {"version": "cases_running"}
    assert prosesseier.post(f"{second}/suspension", REASON).json == {"cases": 0}
    refused = ansatt.post("/cases", idea)
    assert (refused.status_code, refused.json["type"].rpartition(":")[2]) == (409, "version_closed")
    assert prosesseier.post(f"{second}/resumption", REASON).json == {"cases": 0}
    assert prosesseier.post(f"{first}/current", REASON).status_code == 204
    assert prosesseier.post(f"{second}/retirement", REASON).status_code == 204
    for path in ("current", "suspension", "resumption", "retirement"):
        assert kollega.post(f"{first}/{path}", REASON).status_code == 403


@pytest.mark.parametrize("scope", ["tasks", "models"])
def test_one_scope_is_not_enough(call: Calling, scope: str, submitted: Submission) -> None:
    limited = call("prosesseier", scope)
    assert limited.post(f"/cases/{submitted.case_id}/suspension", REASON).status_code == 403
