"""The pages as a browser without JavaScript meets them, on the seeded demonstration municipality."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from engine.bootstrap import Engine, build_engine
from engine.model.people import Person
from engine.services.mail import MemoryMailer
from engine.toolboxes import Toolboxes, installed_toolboxes
from tests.conftest import demo_settings
from tests.proving import toolbox as proving
from webapp.app import create_app
from webapp.demo import accounts
from webapp.limits import limiter

ORIGIN = "http://localhost"
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


class Visitor:
    """Somebody with a browser. Writes carry the page's CSRF token and origin, as a form does."""

    def __init__(self, app: Flask, username: str | None = None) -> None:
        self.client: FlaskClient = app.test_client()
        self.username = username
        if username is not None:
            answer = self.post("/login", {"username": username, "password": accounts.PASSWORD}, page="/login")
            assert answer.status_code == 302, answer.status_code

    def get(self, path: str, **more: object) -> TestResponse:
        return self.client.get(path, **more)  # type: ignore[arg-type]

    def post(self, path: str, form: dict[str, object] | None = None, *, page: str = "/profile") -> TestResponse:
        found = TOKEN.search(self.client.get(page).text)
        token = {"csrf_token": found.group(1)} if found else {}
        return self.client.post(path, data={**token, **(form or {})}, headers={"Origin": ORIGIN})


class Town(SimpleNamespace):
    """The application on a copy of the demonstration; `visit` logs somebody in, once."""

    app: Flask
    engine: Engine
    visitors: dict[str | None, Visitor]

    def visit(self, username: str | None) -> Visitor:
        if username not in self.visitors:
            self.visitors[username] = Visitor(self.app, username)
        return self.visitors[username]

    def id_of(self, username: str) -> object:
        with self.engine.database.reading() as session:
            return session.execute(select(Person.id).where(Person.username == username)).scalar_one()


def open_town(seeded: Path, folder: Path) -> Town:
    shutil.copy(seeded / "town.db", folder / "town.db")
    engine = build_engine(
        demo_settings(folder),
        toolboxes=Toolboxes([*installed_toolboxes().by_name.values(), proving]),
        mailer=MemoryMailer(),
    )
    app = create_app(engine)
    return Town(app=app, engine=engine, visitors={})


@pytest.fixture(scope="module")
def town(seeded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """Shared by the tests of a file."""
    limiter.enabled = False
    found = open_town(seeded, tmp_path_factory.mktemp("town"))
    yield found
    found.engine.database.dispose()
    limiter.enabled = True
