"""The API as a machine meets it: an application around a real engine, a small process, and a token per person."""

import json
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, Protocol
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from engine.bootstrap import Engine, build_engine
from engine.contract.ids import new_id
from engine.model.people import LoginSession, RoleBinding
from engine.model.roles import Role
from engine.services.logins import digest
from engine.settings import load_settings
from engine.store.migrate import migrate
from engine.testing import FakeClock, Town, settle_town
from webapp.app import create_app
from webapp.limits import limiter

ROOT = "/api/v1"
FOLDER = Path(__file__).parent / "models" / "prove"
ALL_SCOPES = ("read", "ideas", "tasks", "gates", "models", "messages")


def model_files(folder: Path = FOLDER) -> dict[str, bytes]:
    """A model folder as it is deployed: content by path."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@dataclass(frozen=True)
class Caller:
    """Somebody's machine: it sends its token with everything."""

    client: FlaskClient
    token: str
    person_id: UUID

    def send(self, method: str, path: str, *, headers: Mapping[str, str] | None = None, **body: Any) -> TestResponse:
        sent = {"Authorization": f"Bearer {self.token}", **(headers or {})}
        return self.client.open(ROOT + path, method=method, headers=sent, **body)

    def get(self, path: str, **body: Any) -> TestResponse:
        return self.send("GET", path, **body)

    def post(self, path: str, given: object = None, **body: Any) -> TestResponse:
        return self.send("POST", path, **body, **({} if given is None else {"json": given}))

    def put(self, path: str, given: object, **body: Any) -> TestResponse:
        return self.send("PUT", path, json=given, **body)

    def delete(self, path: str) -> TestResponse:
        return self.send("DELETE", path)


@pytest.fixture
def app(engine: Engine) -> Iterator[Flask]:
    """The whole application around the test's engine, with the small process deployed and no rate limits."""
    engine.models.install(model_files())
    application = create_app(engine)
    application.testing = True
    limiter.enabled = False
    yield application
    limiter.enabled = True


@pytest.fixture
def anybody(app: Flask) -> FlaskClient:
    """Somebody without any token."""
    return app.test_client()


class Calling(Protocol):
    """Makes somebody's machine with a token of the given scopes."""

    def __call__(self, who: str, *scopes: str) -> Caller: ...


@pytest.fixture
def clock() -> FakeClock:
    """A clock that stands still."""
    return FakeClock()


@pytest.fixture
def engine(tmp_path: Path, clock: FakeClock) -> Iterator[Engine]:
    """An engine on a database of its own."""
    environment = {
        "NYTTIGGJORT_DATA_DIR": str(tmp_path),
        "NYTTIGGJORT_UPLOAD_LIMIT_MB": "2",
        "NYTTIGGJORT_SECRET_KEY": "for-tests-only-" * 3,
    }
    built = build_engine(load_settings(environment, tmp_path / ".env"), clock)
    migrate(built.database)
    yield built
    built.database.dispose()


@pytest.fixture
def town(engine: Engine) -> Town:
    """The municipality everyone knows."""
    return settle_town(engine.database)


@pytest.fixture
def unit_id(town: Town) -> str:
    """A unit as answers name it."""
    return str(town.units["hjemmetjenesten"])


@pytest.fixture
def call(app: Flask, engine: Engine, town: Town) -> Calling:
    """Makes callers."""

    def make(who: str, *scopes: str) -> Caller:
        owner = town.people[who]
        token = engine.tokens.create(None, owner, "prøve", frozenset(scopes))
        return Caller(app.test_client(), token, owner)

    return make


@pytest.fixture
def login_cookie(engine: Engine, town: Town) -> str:
    """The cookie of an open browser."""
    secret, now = secrets.token_urlsafe(32), engine.clock.now()
    with engine.database.transaction() as session:
        session.add(
            LoginSession(
                id=new_id(),
                token_hash=digest(secret),
                person_id=town.people["ansatt"],
                created_at=now,
                seen_at=now,
                expires_at=now + timedelta(hours=8),
            )
        )
    return secret


@pytest.fixture
def ansatt(call: Calling) -> Caller:
    """An employee who submits ideas."""
    return call("ansatt", *ALL_SCOPES)


@pytest.fixture
def kollega(call: Calling) -> Caller:
    """An employee who has nothing to do with it."""
    return call("kollega", *ALL_SCOPES)


@pytest.fixture
def fag1(call: Calling) -> Caller:
    """One who assesses."""
    return call("fag1", *ALL_SCOPES)


@pytest.fixture
def fag2(call: Calling) -> Caller:
    """Another who assesses."""
    return call("fag2", *ALL_SCOPES)


@pytest.fixture
def styre(call: Calling) -> Caller:
    """One of the board."""
    return call("styre", *ALL_SCOPES)


@pytest.fixture
def prosesseier(call: Calling) -> Caller:
    """The process owner."""
    return call("prosesseier", *ALL_SCOPES)


@pytest.fixture
def revisor(call: Calling) -> Caller:
    """The auditor."""
    return call("revisor", *ALL_SCOPES)


@pytest.fixture
def superior(engine: Engine, town: Town, call: Calling) -> Caller:
    """One of the board who assesses and owns the process too."""
    with engine.database.transaction() as session:
        for role in (Role.FAGPERSON, Role.PROSESSEIER):
            session.add(
                RoleBinding(id=new_id(), person_id=town.people["styre2"], role=role, granted_at=engine.clock.now())
            )
    return call("styre2", *ALL_SCOPES)


@dataclass(frozen=True)
class Submission:
    """An idea on its way: where it is, and the task that waits for an assessor."""

    number: str
    initiative_id: str
    case_id: str
    task_id: str


@pytest.fixture
def idea(unit_id: str) -> dict[str, Any]:
    """The answers of an idea."""
    return {"process": "prove", "answers": {"tittel": "Felles verktøylån", "enhet": unit_id}}


@pytest.fixture
def submitted(ansatt: Caller, idea: dict[str, Any]) -> Submission:
    """Anna's idea, waiting for somebody to assess it."""
    receipt = ansatt.post("/cases", idea)
    assert receipt.status_code == 201, receipt.text
    given = receipt.json
    return Submission(given["number"], given["initiative_id"], given["case_id"], given["opened"][0])


@pytest.fixture
def at_gate(submitted: Submission, fag1: Caller) -> Submission:
    """Anna's idea, assessed by Frida and waiting for the board."""
    done = fag1.post(f"/tasks/{submitted.task_id}/completion", {"answers": {"kommentar": "Lovende"}})
    assert done.status_code == 200, done.text
    return Submission(submitted.number, submitted.initiative_id, submitted.case_id, done.json["opened"][0])


@pytest.fixture
def dead_end(app: Flask, engine: Engine) -> None:
    """A version of the process in which nothing leads on from an approval."""
    files = model_files()
    condition = '<bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">b1.utfall = "x"</bpmn:conditionExpression>'
    diagram = files["prove.bpmn"].decode().replace(' default="f5"', "")
    files["prove.bpmn"] = diagram.replace(
        'targetRef="ferdig"/>', f'targetRef="ferdig">{condition}</bpmn:sequenceFlow>'
    ).encode()
    engine.models.install(files)


def problems_of(response: TestResponse) -> dict[str, str]:
    """Code by path of what a refused request must put right, after checking that it is a proper problem."""
    assert response.mimetype == "application/problem+json", response.text
    said = json.loads(response.text)
    assert said["status"] == response.status_code
    assert {"type", "title", "detail", "instance"} <= set(said)
    return {problem["path"]: problem["code"] for problem in said.get("problems", [])}
