"""The API as a machine meets it: an application around a real engine, a small process, and a token per person."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from engine.bootstrap import Engine
from webapp.app import create_app
from webapp.limits import limiter

ROOT = "/api/v1"
FOLDER = Path(__file__).parent / "models" / "prove"
ALL_SCOPES = ("read", "ideas", "tasks", "gates", "models")


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


Calling = Callable[..., Caller]


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


def problems_of(response: TestResponse) -> dict[str, str]:
    """Code by path of what a refused request must put right, after checking that it is a proper problem."""
    assert response.mimetype == "application/problem+json", response.text
    said = json.loads(response.text)
    assert said["status"] == response.status_code
    assert {"type", "title", "detail", "instance"} <= set(said)
    return {problem["path"]: problem["code"] for problem in said.get("problems", [])}
