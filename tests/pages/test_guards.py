"""What holds on every page: headers, cookies, forged requests, errors, and nothing typed is lost."""

import re

import pytest

from tests.pages.conftest import ORIGIN, TOKEN, Town, Visitor
from webapp.demo import accounts

SECRET = re.compile(r'(?:name="csrf_token" value|name="csrf-token" content)="[^"]+"')
WORST = [
    "/tasks",
    "/initiatives",
    "/profile",
    "/models",
    "/ideas/new",
    "/login",
    "/finnes-ikke",
    "/static/css/layout.css",
]


@pytest.mark.parametrize("path", WORST)
def test_every_answer_has_the_headers(town: Town, path: str) -> None:
    headers = town.visit("anne").get(path).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "Permissions-Policy" in headers
    assert "Server" not in headers or "Werkzeug" not in headers["Server"]
    if not path.startswith("/static"):
        assert headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", ["/tasks", "/initiatives/INN-2026-003", "/ideas/new", "/profile", "/models"])
def test_pages_have_no_inline_script_or_style(town: Town, path: str) -> None:
    html = town.visit("anne").get(path).text
    assert "<style" not in html
    assert " style=" not in html
    assert "<script>" not in html
    assert "onclick=" not in html
    assert "javascript:" not in html


def test_the_login_cookie_is_for_the_server_only(town: Town) -> None:
    answer = Visitor(town.app).post(
        "/login", {"username": "anne", "password": accounts.PASSWORD, "next": "/models"}, page="/login"
    )
    (cookie,) = [c for c in answer.headers.getlist("Set-Cookie") if c.startswith("sid=") and "sid=;" not in c]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert answer.headers["Location"] == "/models"


@pytest.mark.parametrize(
    "target",
    ["https://evil.example", "//evil.example", "/\\evil.example", "/\t/evil.example", "javascript:alert(1)", ""],
)
def test_login_sends_nobody_elsewhere(town: Town, target: str) -> None:
    answer = Visitor(town.app).post(
        "/login", {"username": "anne", "password": accounts.PASSWORD, "next": target}, page="/login"
    )
    assert answer.headers["Location"] == "/tasks"


def test_an_unknown_name_and_a_wrong_password_are_answered_alike(town: Town) -> None:
    def shown(username: str) -> tuple[int, str]:
        answer = Visitor(town.app).post("/login", {"username": username, "password": "feil"}, page="/login")
        return answer.status_code, SECRET.sub("", answer.text).replace(username, "")

    assert shown("anne") == shown("finnesikke")


def test_a_write_without_the_token_is_refused_and_the_text_is_shown_again(town: Town) -> None:
    client = town.visit("anne").client
    text = "En lang kommentar som jeg har brukt tid på å skrive ferdig."
    answer = client.post(
        "/initiatives/INN-2026-003/comments",
        data={"text": text},
        headers={"Origin": ORIGIN, "Referer": f"{ORIGIN}/initiatives/INN-2026-003"},
    )
    assert answer.status_code == 400
    assert text in answer.text
    assert 'href="/initiatives/INN-2026-003"' in answer.text


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://localhost.evil.example"])
def test_a_write_from_another_origin_is_refused(town: Town, origin: str) -> None:
    visitor = town.visit("anne")
    token = TOKEN.search(visitor.get("/profile").text)
    assert token
    answer = visitor.client.post(
        "/initiatives/INN-2026-003/comments",
        data={"text": "x", "csrf_token": token.group(1)},
        headers={"Origin": origin},
    )
    assert answer.status_code == 403


def test_a_password_is_never_shown_again(town: Town) -> None:
    answer = town.visit(None).client.post("/login", data={"username": "anne", "password": "et langt hemmelig passord"})
    assert answer.status_code == 400
    assert "hemmelig" not in answer.text


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/finnes-ikke", 404),
        ("GET", "/initiatives/INN-2026-999", 404),
        ("GET", "/tasks/ikke-en-id", 404),
        ("GET", "/tasks?after=tull", 422),
        ("PUT", "/tasks", 405),
        ("GET", "/initiatives?after=tull", 200),
        ("GET", "/initiatives?unit=tull&phase=%00&text=%25", 200),
        ("GET", "/tasks?view=tull&phase=%00&text=%F0%9F%98%80", 200),
    ],
)
def test_errors_are_pages_with_a_way_on(town: Town, method: str, path: str, status: int) -> None:
    answer = town.visit("anne").client.open(path, method=method, headers={"Origin": ORIGIN})
    assert answer.status_code == status
    assert "<h1" in answer.text
    if status >= 400:
        assert 'href="/"' in answer.text
        assert "Traceback" not in answer.text


def test_a_failure_of_ours_says_nothing_of_the_inside(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("hemmelig detalj")

    monkeypatch.setattr(type(town.engine.queries.worklist), "page", broken)
    answer = town.visit("anne").get("/tasks")
    assert answer.status_code == 500
    assert "hemmelig" not in answer.text
    assert answer.headers["X-Request-ID"] in answer.text


def test_a_gate_says_what_each_outcome_needs_at_its_field(town: Town) -> None:
    page = town.visit("helsesjef").get("/tasks").text
    gate = next(part.split('"')[0] for part in page.split('href="')[1:] if "/tasks/" in part and "B1" in part[:400])
    path = town.visit("helsesjef").get(gate).headers["Location"]
    needed = {
        "avvis": ("reason", "cause"),
        "vent": ("reason", "hold_until"),
        "returner": ("reason", "target"),
        "henvis": ("reason", "target"),
        "godkjenn_vilkar": ("conditions",),
    }
    for outcome, fields in needed.items():
        answer = town.visit("helsesjef").post(
            f"{path}/decision", {"outcome": outcome, "dissent": "Dette må bli stående."}
        )
        assert answer.status_code == 422, outcome
        for field in fields:
            assert f'id="g-{field}-problem"' in answer.text, (outcome, field)
        assert f'value="{outcome}" checked' in answer.text
        assert "Dette må bli stående." in answer.text
    assert town.visit("helsesjef").post(f"{path}/decision", {"outcome": "tull"}).status_code == 422
