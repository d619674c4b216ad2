"""The API as a machine meets it: an application around a real engine, a small process, and a token per person."""

import json
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any, Protocol
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from engine.bootstrap import Engine
from engine.contract.errors import StepFailed
from engine.contract.ids import new_id
from engine.model.people import ApiToken, LoginSession, Person, RoleBinding, Unit
from engine.services import incidents
from engine.store.audit import ENGINE
from webapp.app import create_app
from webapp.limits import limiter

ROOT = "/api/v1"
FOLDER = Path(__file__).parent / "models" / "prove"
ALL_SCOPES = ("read", "ideas", "tasks", "gates", "models")
PEOPLE: Mapping[str, tuple[str, ...]] = {
    "kari": (),
    "anna": (),
    "ola": ("fagperson",),
    "per": ("fagperson",),
    "styre": ("portefoljestyre",),
    "eier": ("prosesseier",),
    "admin": ("administrator",),
    "revisor": ("revisor",),
    "superior": ("fagperson", "portefoljestyre", "prosesseier"),
}
"""Who is about, with the roles they hold everywhere; Kari submits, Anna has nothing to do with it."""


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
def unit(engine: Engine) -> UUID:
    """The unit that everybody works in."""
    unit_id = new_id()
    with engine.database.transaction() as session:
        session.add(Unit(id=unit_id, key="bibliotek", name="Biblioteket", path=f"/{unit_id}/"))
    return unit_id


@pytest.fixture
def unit_id(unit: UUID) -> str:
    """The unit as answers name it."""
    return str(unit)


@pytest.fixture
def ids(engine: Engine, unit: UUID) -> dict[str, UUID]:
    """Person id by name of `PEOPLE`."""
    found = {name: new_id() for name in PEOPLE}
    now = engine.clock.now()
    with engine.database.transaction() as session:
        for name, person_id in found.items():
            session.add(
                Person(
                    id=person_id,
                    username=f"api.{name}",
                    name=name.title(),
                    email=f"{name}@kommune.example",
                    unit_id=unit,
                    created_at=now,
                )
            )
        session.flush()
        for name, roles in PEOPLE.items():
            for role in roles:
                session.add(RoleBinding(id=new_id(), person_id=found[name], role=role, granted_at=now))
    return found


@pytest.fixture
def call(app: Flask, engine: Engine, ids: dict[str, UUID]) -> Calling:
    """Makes callers."""

    def make(who: str, *scopes: str) -> Caller:
        token = secrets.token_urlsafe(32)
        with engine.database.transaction() as session:
            session.add(
                ApiToken(
                    id=new_id(),
                    token_hash=sha256(token.encode()).digest(),
                    person_id=ids[who],
                    name="prøve",
                    scopes=" ".join(scopes),
                    created_at=engine.clock.now(),
                )
            )
        return Caller(app.test_client(), token, ids[who])

    return make


@pytest.fixture
def login_cookie(engine: Engine, ids: dict[str, UUID]) -> str:
    """The cookie of Kari's open browser."""
    secret, now = secrets.token_urlsafe(32), engine.clock.now()
    with engine.database.transaction() as session:
        session.add(
            LoginSession(
                id=new_id(),
                token_hash=sha256(secret.encode()).digest(),
                person_id=ids["kari"],
                created_at=now,
                seen_at=now,
                expires_at=now + timedelta(hours=8),
            )
        )
    return secret


@pytest.fixture
def kari(call: Calling) -> Caller:
    """An employee who submits ideas."""
    return call("kari", *ALL_SCOPES)


@pytest.fixture
def anna(call: Calling) -> Caller:
    """An employee who has nothing to do with it."""
    return call("anna", *ALL_SCOPES)


@pytest.fixture
def ola(call: Calling) -> Caller:
    """One who assesses."""
    return call("ola", *ALL_SCOPES)


@pytest.fixture
def per(call: Calling) -> Caller:
    """Another who assesses."""
    return call("per", *ALL_SCOPES)


@pytest.fixture
def styre(call: Calling) -> Caller:
    """One of the board."""
    return call("styre", *ALL_SCOPES)


@pytest.fixture
def eier(call: Calling) -> Caller:
    """The process owner."""
    return call("eier", *ALL_SCOPES)


@pytest.fixture
def revisor(call: Calling) -> Caller:
    """The auditor."""
    return call("revisor", *ALL_SCOPES)


@pytest.fixture
def superior(call: Calling) -> Caller:
    """One who assesses, decides and owns the process."""
    return call("superior", *ALL_SCOPES)


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
def submitted(kari: Caller, idea: dict[str, Any]) -> Submission:
    """Kari's idea, waiting for somebody to assess it."""
    receipt = kari.post("/cases", idea)
    assert receipt.status_code == 201, receipt.text
    given = receipt.json
    return Submission(given["number"], given["initiative_id"], given["case_id"], given["opened"][0])


@pytest.fixture
def at_gate(submitted: Submission, ola: Caller) -> Submission:
    """Kari's idea, assessed by Ola and waiting for the board."""
    done = ola.post(f"/tasks/{submitted.task_id}/completion", {"answers": {"kommentar": "Lovende"}})
    assert done.status_code == 200, done.text
    return Submission(submitted.number, submitted.initiative_id, submitted.case_id, done.json["opened"][0])


@pytest.fixture
def stopped(engine: Engine, submitted: Submission) -> str:
    """The id of an incident in Kari's case."""
    failure = StepFailed(element="vurder", reason="planted")
    retry = {"task": submitted.task_id, "element": "vurder"}
    return str(incidents.record(engine.runtime, UUID(submitted.case_id), failure, retry, ENGINE))


def problems_of(response: TestResponse) -> dict[str, str]:
    """Code by path of what a refused request must put right, after checking that it is a proper problem."""
    assert response.mimetype == "application/problem+json", response.text
    said = json.loads(response.text)
    assert said["status"] == response.status_code
    assert {"type", "title", "detail", "instance"} <= set(said)
    return {problem["path"]: problem["code"] for problem in said.get("problems", [])}
