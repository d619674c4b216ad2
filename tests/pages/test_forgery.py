"""No write is taken without the page's token or from another origin, and the answers that limits give are pages."""

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from werkzeug.exceptions import MethodNotAllowed, NotFound
from werkzeug.test import TestResponse

from engine.bootstrap import build_engine
from engine.settings import load_settings
from engine.toolboxes import Toolboxes
from tests.pages.conftest import ORIGIN, TOKEN, Town, Visitor
from webapp.app import create_app
from webapp.demo import accounts
from webapp.limits import limiter
from webapp.security import SANDBOX

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; "
    "object-src 'none'"
)


def posts(town: Town) -> list[str]:
    """The address of every write among the pages."""
    adapter = town.app.url_map.bind("localhost")
    return [
        adapter.build(rule.endpoint, {name: uuid4() if "id" in name else "INN-2026-003" for name in rule.arguments})
        for rule in town.app.url_map.iter_rules()
        if "POST" in (rule.methods or ()) and not rule.rule.startswith("/api/")
    ]


def is_a_page(answer: TestResponse, status: int) -> None:
    assert answer.status_code == status
    assert answer.mimetype == "text/html"
    assert "<h1" in answer.text
    assert 'href="/"' in answer.text
    # What hands out a file says no even more strictly.
    assert answer.headers["Content-Security-Policy"].strip() in (POLICY, SANDBOX)
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_every_write_needs_the_token(town: Town) -> None:
    found = posts(town)
    assert len(found) > 20
    for path in found:
        is_a_page(town.visit("anne").client.post(path, headers={"Origin": ORIGIN}), 400)


def test_every_write_must_come_from_our_own_origin(town: Town) -> None:
    visitor = town.visit("anne")
    token = TOKEN.search(visitor.get("/profile").text)
    assert token
    for path in posts(town):
        answer = visitor.client.post(
            path, data={"csrf_token": token.group(1)}, headers={"Origin": "https://evil.example"}
        )
        is_a_page(answer, 403)


def test_a_token_of_somebody_else_does_not_work(town: Town) -> None:
    token = TOKEN.search(town.visit("mohamed").get("/profile").text)
    assert token
    answer = town.visit("anne").client.post(
        "/initiatives/INN-2026-003/comments",
        data={"text": "x", "csrf_token": token.group(1)},
        headers={"Origin": ORIGIN},
    )
    is_a_page(answer, 400)


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_reading_changes_nothing(town: Town, method: str) -> None:
    """No write is reachable by a link or an image: what its address gives to a reader is another view, or nothing."""
    adapter = town.app.url_map.bind("localhost")
    for path in posts(town):
        writing, _ = adapter.match(path, method="POST")
        try:
            reading, _ = adapter.match(path, method=method)
        except (MethodNotAllowed, NotFound):
            assert town.visit("anne").client.open(path, method=method).status_code in (404, 405), path
        else:
            assert reading != writing, path


@pytest.mark.parametrize("path", ["/finnes-ikke", "/static/finnes-ikke.css", "/static/../app.py"])
def test_answers_to_wrong_addresses_have_the_policy(town: Town, path: str) -> None:
    answer = town.visit("anne").get(path)
    assert answer.status_code == 404
    assert answer.headers["Content-Security-Policy"] == POLICY


def test_a_wrong_method_says_which_are_right(town: Town) -> None:
    answer = town.visit("anne").client.put("/tasks", headers={"Origin": ORIGIN})
    assert answer.status_code in (400, 405)
    assert town.visit("anne").client.get("/logout").headers["Allow"]


def test_a_request_that_is_too_large_is_a_page(town: Town) -> None:
    visitor = town.visit("anne")
    limit = town.app.config["MAX_CONTENT_LENGTH"]
    answer = visitor.client.post(
        "/initiatives/INN-2026-003/comments",
        data=b"x" * 100,
        headers={"Origin": ORIGIN},
        environ_overrides={"CONTENT_LENGTH": str(limit + 1)},
    )
    is_a_page(answer, 413)


def test_too_many_logins_are_answered_with_a_page_that_says_when(town: Town) -> None:
    """Limited by name too, so that one account cannot be guessed at from many places."""
    limiter.enabled = True
    try:
        visitor = Visitor(create_app(town.engine))
        statuses = []
        for _ in range(9):
            answer = visitor.post("/login", {"username": "finnes-ikke", "password": "feil"}, page="/login")
            statuses.append(answer.status_code)
        assert statuses == [401] * 8 + [429]
        is_a_page(answer, 429)
        assert 1 <= int(answer.headers["Retry-After"]) <= 60
        right = visitor.post("/login", {"username": "anne", "password": accounts.PASSWORD}, page="/login")
        assert right.status_code == 302, "the name's limit is that name's only"
    finally:
        limiter.reset()
        limiter.enabled = False


@pytest.fixture(scope="module")
def behind_tls(town: Town, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visitor]:
    """The same town as it is served in earnest."""
    folder = tmp_path_factory.mktemp("tls")
    settings = load_settings(
        {
            "NYTTIGGJORT_DATABASE_URL": town.engine.settings.database_url,
            "NYTTIGGJORT_SECRET_KEY": "k" * 40,
            "NYTTIGGJORT_DATA_DIR": str(folder),
            "NYTTIGGJORT_BASE_URL": "https://innovasjon.example.no",
        },
        env_file=Path("none"),
    )
    engine = build_engine(settings, toolboxes=Toolboxes([]))
    yield Visitor(create_app(engine))
    engine.database.dispose()


def test_cookies_behind_tls_are_bound_to_the_host(behind_tls: Visitor) -> None:
    base = {"base_url": "https://localhost"}
    token = TOKEN.search(behind_tls.client.get("/login", **base).text)  # type: ignore[arg-type]
    assert token
    answer = behind_tls.client.post(
        "/login",
        data={"username": "anne", "password": accounts.PASSWORD, "csrf_token": token.group(1)},
        headers={"Origin": "https://localhost", "Referer": "https://localhost/login"},
        base_url="https://localhost",
    )
    assert answer.status_code == 302
    cookies = [c for c in answer.headers.getlist("Set-Cookie") if "Expires=Thu, 01 Jan 1970" not in c]
    assert any(cookie.startswith("__Host-sid=") for cookie in cookies)
    for cookie in cookies:
        assert cookie.startswith("__Host-")
        for flag in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"):
            assert flag in cookie
        assert "Domain" not in cookie
    assert "max-age=" in answer.headers["Strict-Transport-Security"]


def test_a_login_is_a_new_session_and_logging_out_ends_it(town: Town) -> None:
    visitor = Visitor(town.app, "mohamed")
    first = visitor.client.get_cookie("sid")
    visitor.post("/logout")
    assert visitor.client.get_cookie("sid") is None
    assert first is not None
    visitor.client.set_cookie("sid", first.value)
    assert visitor.get("/tasks").status_code == 302, "the old id is dead on the server"
    again = Visitor(town.app, "mohamed").client.get_cookie("sid")
    assert again is not None
    assert again.value != first.value
