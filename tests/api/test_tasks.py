"""The worklist and the verbs on tasks over HTTP."""

from uuid import uuid4

import pytest

from tests.api.conftest import Caller, Calling, Submission, problems_of

DONE = {"answers": {"kommentar": "Lovende", "kostnad": 1200.5, "start": "2027-01-15", "spor": "hurtig"}}


def test_the_worklist_shows_what_waits_for_the_tokens_owner(
    fag1: Caller, ansatt: Caller, submitted: Submission
) -> None:
    listed = fag1.get("/tasks").json
    assert [row["task_id"] for row in listed["items"]] == [submitted.task_id]
    assert listed["counts"]["group"] == 1
    assert listed["next"] is None
    assert ansatt.get("/tasks").json["items"] == []


def test_the_worklist_is_paged_to_its_end(fag1: Caller, ansatt: Caller, idea: dict[str, object]) -> None:
    expected = {ansatt.post("/cases", idea).json["opened"][0] for _ in range(5)}
    for sort in ("due", "opened"):
        seen: list[str] = []
        following = f"/api/v1/tasks?limit=2&sort={sort}"
        while following:
            page = fag1.get(following.removeprefix("/api/v1")).json
            assert len(page["items"]) <= 2
            seen += [row["task_id"] for row in page["items"]]
            following = page["next"]
        assert len(seen) == 5 and set(seen) == expected


def test_the_worklist_can_be_narrowed(fag1: Caller, submitted: Submission) -> None:
    assert len(fag1.get(f"/tasks?text={submitted.number}").json["items"]) == 1
    assert fag1.get("/tasks?text=%25").json["items"] == []
    assert fag1.get("/tasks?view=mine").json["items"] == []
    assert len(fag1.get("/tasks?phase=ide").json["items"]) == 1


def test_a_task_tells_its_form_and_revision(fag1: Caller, submitted: Submission) -> None:
    response = fag1.get(f"/tasks/{submitted.task_id}")
    task = response.json
    assert response.headers["ETag"] == f'"{task["revision"]}"'
    assert (task["name"], task["status"], task["may_work"]) == ("Vurder ideen", "ready", True)
    fields = {field["key"]: field for field in task["form"]["fields"]}
    assert list(fields) == ["kommentar", "kostnad", "start", "spor"]
    assert fields["kommentar"]["required"] is True
    assert [choice["value"] for choice in fields["spor"]["choices"]] == ["standard", "hurtig"]
    assert task["gate"] is None


def test_claim_release_and_delegate(fag1: Caller, fag2: Caller, submitted: Submission) -> None:
    path = f"/tasks/{submitted.task_id}"
    assert fag1.post(f"{path}/claim").status_code == 204
    assert fag1.post(f"{path}/claim").status_code == 204
    taken = fag2.post(f"{path}/claim")
    assert taken.status_code == 409
    assert taken.json["type"].endswith("already_claimed")
    assert taken.json["by"]["id"] == str(fag1.person_id)
    assert taken.json["by"]["name"] in taken.json["detail"]
    assert fag1.post(f"{path}/release").status_code == 204
    assert fag1.post(f"{path}/delegation", {"to": str(fag2.person_id)}).status_code == 204
    assert fag2.get(path).json["assignee"]["id"] == str(fag2.person_id)
    assert problems_of(fag2.post(f"{path}/delegation", {"to": str(uuid4())})) == {"to": "unknown_person"}


@pytest.mark.parametrize("verb", ["claim", "release"])
def test_outsiders_neither_claim_nor_release(kollega: Caller, submitted: Submission, verb: str) -> None:
    response = kollega.post(f"/tasks/{submitted.task_id}/{verb}")
    assert (response.status_code, response.json["reason"]) == (403, "not_your_task")


def test_outsiders_do_not_complete_delegate_or_draft(kollega: Caller, fag1: Caller, submitted: Submission) -> None:
    path = f"/tasks/{submitted.task_id}"
    assert kollega.post(f"{path}/completion", DONE).status_code == 403
    assert kollega.put(f"{path}/draft", DONE).status_code == 403
    assert kollega.post(f"{path}/delegation", {"to": str(kollega.person_id)}).status_code == 403
    assert fag1.get(path).json["status"] == "ready"


def test_completing_moves_the_case_and_keeps_every_value(fag1: Caller, submitted: Submission) -> None:
    response = fag1.post(f"/tasks/{submitted.task_id}/completion", DONE)
    assert response.status_code == 200
    assert (response.json["ended"], len(response.json["opened"])) == (False, 1)
    assert fag1.get(f"/tasks/{submitted.task_id}").json["answers"] == DONE["answers"]
    answers = fag1.get(f"/initiatives/{submitted.number}").json["answers"]
    assert DONE["answers"] in [row["values"] for row in answers]


def test_a_repeated_completion_gets_the_first_answer(fag1: Caller, submitted: Submission) -> None:
    path, key = f"/tasks/{submitted.task_id}/completion", {"Idempotency-Key": "levert"}
    first = fag1.post(path, DONE, headers=key)
    second = fag1.post(path, DONE, headers=key)
    assert (second.status_code, second.json) == (200, first.json)
    events = fag1.get(f"/initiatives/{submitted.number}/events").json["items"]
    assert [e["action"] for e in events].count("task_completed") == 2  # meld and vurder, once each
    without = fag1.post(path, DONE)
    assert (without.status_code, without.json["what"]) == (409, "task_completed")


def test_a_stale_page_hears_who_did_what(fag1: Caller, fag2: Caller, submitted: Submission) -> None:
    path = f"/tasks/{submitted.task_id}"
    seen = fag1.get(path).headers["ETag"]
    assert fag2.post(f"{path}/claim").status_code == 204
    assert fag2.post(f"{path}/release").status_code == 204
    for verb, body in (("completion", DONE), ("delegation", {"to": str(fag2.person_id)}), ("release", None)):
        stale = fag1.post(f"{path}/{verb}", body, headers={"If-Match": seen})
        assert stale.status_code == 409, verb
        assert stale.json["what"] == "task_changed"
        assert stale.json["by"]["id"] == str(fag2.person_id)
    fresh = fag1.get(path).headers["ETag"]
    assert fag1.post(f"{path}/completion", DONE, headers={"If-Match": fresh}).status_code == 200


def test_an_if_match_of_another_kind_is_refused(fag1: Caller, submitted: Submission) -> None:
    response = fag1.post(f"/tasks/{submitted.task_id}/claim", headers={"If-Match": '"abc"'})
    assert problems_of(response) == {"If-Match": "not_an_etag"}


def test_a_draft_is_kept_and_an_older_one_does_not_overwrite_it(fag1: Caller, submitted: Submission) -> None:
    path = f"/tasks/{submitted.task_id}"
    first = fag1.put(f"{path}/draft", {"answers": {"kommentar": "Halv"}})
    assert first.status_code == 200
    revision = first.json["revision"]
    assert fag1.put(f"{path}/draft", {"answers": {"kommentar": "Mer"}, "revision": revision}).status_code == 200
    stale = fag1.put(f"{path}/draft", {"answers": {"kommentar": "Gammel"}, "revision": revision - 1})
    assert (stale.status_code, stale.json["what"]) == (409, "draft_changed")
    assert fag1.get(path).json["draft"]["answers"] == {"kommentar": "Mer"}


def test_answers_that_do_not_fit_are_listed(fag1: Caller, submitted: Submission) -> None:
    answers = {"kostnad": -1, "start": "i morgen", "spor": "ukjent"}
    response = fag1.post(f"/tasks/{submitted.task_id}/completion", {"answers": answers})
    assert response.status_code == 422
    assert set(problems_of(response)) == {"kommentar", "kostnad", "start", "spor"}
    assert all(problem["message"] != problem["code"] for problem in response.json["problems"])


def test_a_task_that_is_not_there_is_404(fag1: Caller) -> None:
    path = f"/tasks/{uuid4()}"
    assert fag1.get(path).status_code == 404
    assert fag1.post(f"{path}/claim").status_code == 404
    assert fag1.post(f"{path}/release").status_code == 404
    assert fag1.post(f"{path}/completion", DONE).status_code == 404
    assert fag1.post(f"{path}/decision", {"outcome": "godkjenn"}).status_code == 404
    assert fag1.put(f"{path}/draft", DONE).status_code == 404
    assert fag1.post(f"{path}/delegation", {"to": str(fag1.person_id)}).status_code == 404


def test_a_token_never_reaches_further_than_its_owner(call: Calling, submitted: Submission) -> None:
    everything = call("admin", "read", "ideas", "tasks", "gates", "models")
    assert everything.get(f"/tasks/{submitted.task_id}").status_code == 404
    assert everything.get("/initiatives").json["items"] == [] or everything.get("/initiatives").status_code == 200
