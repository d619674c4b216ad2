"""Messages and signals over HTTP: sent once, answered with what became of them, seen and handled by operators only."""

from typing import Any

import pytest

from engine.bootstrap import Engine
from engine.jobs.work import sweep
from engine.model.message import Message
from engine.testing import Town
from tests.api.conftest import Caller, Calling, problems_of
from tests.messages.models import HEARS, SENDS, WAITS, started_by


@pytest.fixture
def machine(call: Calling) -> Caller:
    return call("ansatt", "read", "messages")


@pytest.fixture
def waiting(engine: Engine, town: Town, unit_id: str) -> Any:
    """A case that waits for the message `svar` with its initiative's number as key."""
    engine.models.install({**WAITS, "model.toml": WAITS["model.toml"].replace(b'key = "prove"', b'key = "venter"')})
    return engine.cases.submit(town["ansatt"], {"tittel": "Venter", "enhet": unit_id}, process="venter")


def test_a_message_moves_the_case_that_waits_and_says_so(machine: Caller, waiting: Any) -> None:
    listed = machine.get(f"/cases/{waiting.case_id}/subscriptions").json["items"]
    assert [(s["element"], s["step"], s["kind"], s["name"], s["key"]) for s in listed] == [
        ("vent", "Vent", "message", "svar", waiting.number)
    ]
    response = machine.post("/messages", {"name": "svar", "key": waiting.number, "payload": {"pris": 1.5}, "id": "t-1"})
    assert response.status_code == 201
    assert (response.json["status"], response.json["initiative"]) == ("caught", waiting.number)
    assert response.json["case_id"] == str(waiting.case_id)
    assert machine.get(f"/cases/{waiting.case_id}/subscriptions").json["items"] == []
    again = machine.post("/messages", {"name": "svar", "key": waiting.number, "payload": {"pris": 1.5}, "id": "t-1"})
    assert (again.status_code, again.json) == (201, response.json)


def test_an_idempotency_key_stands_for_the_id(machine: Caller, engine: Engine) -> None:
    sent = {"name": "svar", "key": "x"}
    first, second = (machine.post("/messages", sent, headers={"Idempotency-Key": "k-1"}) for _ in range(2))
    assert first.json == second.json
    assert first.json["message_id"] == "k-1"
    other = machine.post("/messages", {"name": "noe annet"}, headers={"Idempotency-Key": "k-1"})
    assert other.status_code == 422
    assert other.json["type"].endswith("key_reused")


def test_where_a_message_ended_up_is_told_to_those_who_may_read_it(call: Calling, waiting: Any) -> None:
    blind = call("kollega", "messages")
    response = blind.post("/messages", {"name": "svar", "key": waiting.number})
    assert (response.json["status"], response.json["case_id"], response.json["initiative"]) == ("caught", None, None)
    assert blind.get(f"/cases/{waiting.case_id}/subscriptions").status_code == 403


def test_the_scope_is_needed_and_is_not_enough_for_those_without_a_part(call: Calling) -> None:
    for path in ("/messages", "/signals"):
        assert call("ansatt", "read", "tasks").post(path, {"name": "svar"}).status_code == 403
        for who in ("admin", "revisor"):
            response = call(who, "messages").post(path, {"name": "svar"})
            assert (response.status_code, response.json["reason"]) == (403, "may_not_send")


def test_a_message_that_starts_a_process_says_on_what(machine: Caller, engine: Engine) -> None:
    engine.models.install(started_by("message", "Message_ny"))
    refused = machine.post("/messages", {"name": "ny_sak", "payload": {"tittel": "Uten enhet"}})
    assert refused.status_code == 422
    assert problems_of(refused) == {"payload.enhet": "needed_to_start"}
    started = machine.post("/messages", {"name": "ny_sak", "payload": {"tittel": "Ny", "enhet": "skole"}})
    assert started.json["status"] == "started"
    assert machine.get(f"/initiatives/{started.json['initiative']}").json["title"] == "Ny"
    beside = machine.post("/messages", {"name": "ny_sak", "initiative": started.json["initiative"]})
    view = machine.get(f"/initiatives/{started.json['initiative']}").json
    assert [case["beside"] for case in view["cases"]] == [False, True]
    assert view["cases"][1]["id"] == beside.json["case_id"]
    assert machine.post("/messages", {"name": "ny_sak", "initiative": "INN-2026-404"}).status_code == 404


def test_a_signal_is_accepted_and_spread(machine: Caller, engine: Engine, town: Town, unit_id: str) -> None:
    engine.models.install({**HEARS, "model.toml": HEARS["model.toml"].replace(b'key = "prove"', b'key = "horer"')})
    case = engine.cases.submit(town["ansatt"], {"tittel": "Hører", "enhet": unit_id}, process="horer")
    response = machine.post("/signals", {"name": "stengt", "payload": {"grunn": "Snø"}})
    assert (response.status_code, response.json["status"], response.json["not_started"]) == (202, "spread", [])
    sweep(engine)
    assert machine.get(f"/cases/{case.case_id}/subscriptions").json["items"] == []


def test_operators_see_deliver_and_discard_what_nobody_has_caught(
    call: Calling, machine: Caller, engine: Engine, town: Town
) -> None:
    ids = [machine.post("/messages", {"name": "svar", "key": str(n), "payload": {"n": n}}).json["id"] for n in range(3)]
    for path in ("/messages", "/messages?limit=1"):
        assert machine.get(path).status_code == 403
    owner, admin = call("prosesseier", "messages"), call("admin", "messages")
    first = owner.get("/messages?limit=2").json
    assert [row["id"] for row in first["items"]] == ids[:2]
    assert first["items"][0]["payload"] == {"n": 0}
    assert first["items"][0]["sender"]["name"] == "Anna Ansatt"
    rest = owner.get(first["next"].removeprefix("/api/v1")).json
    assert ([row["id"] for row in rest["items"]], rest["next"]) == (ids[2:], None)
    assert [row["payload"] for row in admin.get("/messages").json["items"]] == [None] * 3
    assert admin.post(f"/messages/{ids[0]}/delivery").json == {"status": "waiting"}
    assert admin.post(f"/messages/{ids[0]}/discard", {"reason": ""}).status_code == 422
    assert admin.post(f"/messages/{ids[0]}/discard", {"reason": "Sendt ved en feil."}).status_code == 204
    again = admin.post(f"/messages/{ids[0]}/discard", {"reason": "Sendt ved en feil."})
    assert (again.status_code, again.json["type"].rpartition("/")[2].rpartition(":")[2]) == (409, "message_settled")
    assert machine.post(f"/messages/{ids[1]}/delivery").status_code == 403
    assert owner.get("/messages?after=tull").status_code == 422


def test_a_sending_case_is_named_to_operators(call: Calling, engine: Engine, town: Town, unit_id: str) -> None:
    engine.models.install(SENDS)
    sender = engine.cases.submit(town["ansatt"], {"tittel": "ingen", "enhet": unit_id}, process="avsender")
    sweep(engine)
    (row,) = call("prosesseier", "messages").get("/messages").json["items"]
    assert (row["initiative"], row["sender"], row["payload"]) == (sender.number, None, {"beløp": 1001})


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/messages", {}),
        ("/messages", {"name": ""}),
        ("/messages", {"name": "n" * 201}),
        ("/messages", {"name": "svar", "key": "k" * 301}),
        ("/messages", {"name": "svar", "payload": []}),
        ("/messages", {"name": "svar", "payload": {"x": "y" * 300_000}}),
        ("/messages", {"name": "svar", "expires_at": "2020-01-01T00:00:00Z"}),
        ("/messages", {"name": "svar", "expires_at": "2030-01-01T00:00:00"}),
        ("/messages", {"name": "svar", "case": "x"}),
        ("/signals", {"name": "svar", "key": "x"}),
        ("/signals", {"name": " "}),
    ],
)
def test_what_is_wrong_is_named(machine: Caller, engine: Engine, path: str, body: dict[str, Any]) -> None:
    response = machine.post(path, body)
    assert response.status_code == 422
    assert problems_of(response)
    with engine.database.reading() as session:
        assert session.query(Message).count() == 0
