"""Lists and views over HTTP: initiatives, their history, people, units, incidents."""

from tests.api.conftest import Caller, Calling, Submission, problems_of


def test_me_tells_who_the_token_belongs_to(call: Calling) -> None:
    limited = call("fag1", "read", "tasks")
    me = limited.get("/me").json
    assert me["id"] == str(limited.person_id)
    assert "fagperson" in me["roles"]
    assert me["scopes"] == ["read", "tasks"]
    assert (me["may_submit"], me["may_deploy"]) == (False, False)


def test_people_and_units_can_be_named_in_answers(ansatt: Caller, unit_id: str) -> None:
    assert str(ansatt.person_id) in [person["id"] for person in ansatt.get("/people").json["items"]]
    assert set(ansatt.get("/people").json["items"][0]) == {"id", "name", "title"}
    assert unit_id in [unit["id"] for unit in ansatt.get("/units").json["items"]]


def test_initiatives_are_filtered_and_paged(
    ansatt: Caller, fag1: Caller, idea: dict[str, object], unit_id: str
) -> None:
    numbers = [ansatt.post("/cases", idea).json["number"] for _ in range(3)]
    first = fag1.get("/initiatives?limit=2").json
    second = fag1.get(first["next"].removeprefix("/api/v1")).json
    assert [row["number"] for row in first["items"] + second["items"]] == sorted(numbers, reverse=True)
    assert second["next"] is None
    assert len(fag1.get(f"/initiatives?status=running&unit_id={unit_id}&phase=ide").json["items"]) == 3
    assert fag1.get("/initiatives?status=completed").json["items"] == []
    assert fag1.get("/initiatives?mine=true").json["items"] == []
    assert len(ansatt.get("/initiatives?mine=true").json["items"]) == 3
    assert problems_of(fag1.get("/initiatives?status=ferdig")) == {"status": "invalid_value"}
    assert problems_of(fag1.get("/initiatives?unit_id=1")) == {"unit_id": "invalid_value"}


def test_the_next_page_keeps_the_filters(ansatt: Caller, idea: dict[str, object]) -> None:
    for _ in range(2):
        ansatt.post("/cases", idea)
    following = ansatt.get("/initiatives?limit=1&phase=ide&text=verkt%C3%B8y").json["next"]
    assert "phase=ide" in following and "limit=1" in following and "verkt%C3%B8y" in following
    assert len(ansatt.get(following.removeprefix("/api/v1")).json["items"]) == 1


def test_an_initiative_tells_where_it_stands(fag1: Caller, at_gate: Submission) -> None:
    view = fag1.get(f"/initiatives/{at_gate.number}").json
    assert (view["number"], view["status"], view["phase"]) == (at_gate.number, "running", "test")
    assert [task["element"] for task in view["open_tasks"]] == ["b1"]
    assert {holder["role"] for holder in view["people"]} == {"innmelder"}
    steps = {step["element"]: step["state"] for step in view["cases"][0]["steps"]}
    assert (steps["vurder"], steps["b1"]) == ("done", "now")
    assert fag1.get("/initiatives/INN-1999-001").status_code == 404


def test_history_is_told_newest_first_and_paged(ansatt: Caller, at_gate: Submission) -> None:
    path = f"/initiatives/{at_gate.number}/events"
    everything = ansatt.get(f"{path}?limit=100").json["items"]
    assert everything[-1]["action"] == "case_started"
    seen: list[str] = []
    following = f"{path}?limit=2"
    while following:
        page = ansatt.get(following.removeprefix("/api/v1")).json
        seen += [event["id"] for event in page["items"]]
        following = page["next"]
    assert seen == [event["id"] for event in everything]


def test_incidents_are_for_operators(call: Calling, kollega: Caller, prosesseier: Caller) -> None:
    assert prosesseier.get("/incidents").json == {"items": [], "next": None}
    assert kollega.get("/incidents").status_code == 403
    assert call("prosesseier", "read").get("/incidents").status_code == 403


def test_a_stopped_step_can_be_set_going_again(
    dead_end: None, styre: Caller, prosesseier: Caller, kollega: Caller, at_gate: Submission
) -> None:
    verdict = {"outcome": "godkjenn", "checks": {"problem": {"answer": "ja"}}}
    stopped_at = styre.post(f"/tasks/{at_gate.task_id}/decision", verdict)
    assert (stopped_at.status_code, stopped_at.json["type"].rpartition(":")[2]) == (409, "case_stopped")
    stopped = stopped_at.json["incident_id"]
    (incident,) = prosesseier.get("/incidents").json["items"]
    assert (incident["id"], incident["initiative_number"]) == (stopped, at_gate.number)
    task = styre.get(f"/tasks/{at_gate.task_id}").json
    assert task["status"] in ("ready", "claimed")
    assert task["draft"]["answers"]["outcome"] == "godkjenn"
    refused = kollega.post(f"/incidents/{stopped}/retry")
    assert (refused.status_code, refused.json["reason"]) == (403, "role_missing")
    assert prosesseier.post(f"/incidents/{stopped}/retry").status_code == 204
    assert prosesseier.post(f"/incidents/{stopped}/retry").status_code == 204
    assert prosesseier.get("/incidents").json["items"] == []


def test_an_incident_that_is_not_there_is_404(prosesseier: Caller) -> None:
    assert prosesseier.post("/incidents/01999999-0000-7000-8000-000000000000/retry").status_code == 404
