"""What holds on every page: headers, cookies, forged requests, hostile text, files, and nothing typed is lost."""

import re
from io import BytesIO

import pytest
from sqlalchemy import update
from werkzeug.test import TestResponse

from engine.model.people import Unit
from tests.pages.conftest import ORIGIN, TOKEN, Town, Visitor
from webapp.demo import accounts

PAYLOAD = '"><script>alert(1)</script><img src=x onerror=alert(1)>{{7*7}}${7*7}'
IDEA = {
    "tittel": PAYLOAD,
    "problemstilling": f"Et problem {PAYLOAD}",
    "hvem": "Alle",
}
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


def submit_idea(town: Town, who: str = "anne", **more: str) -> str:
    """An idea full of markup; its number."""
    visitor = town.visit(who)
    page = visitor.get("/ideas/new").text
    fields = {name.split('"')[0] for name in page.split('name="')[1:]}
    areas = {name for name in fields if f'<textarea class="ds-input" id="f-{name}"' in page}
    form: dict[str, object] = dict.fromkeys(areas, f"Tekst {PAYLOAD}")
    form |= {"tittel": PAYLOAD[:100]}
    unit = page.split('name="enhet"')[1].split("selected")[0].split('value="')[-1].split('"')[0]
    form["enhet"] = unit
    for name in fields:
        if f'type="radio" id="f-{name}' in page or (name not in form and f'name="{name}" value="' in page):
            form.setdefault(name, page.split(f'name="{name}" value="')[1].split('"')[0])
    form.pop("_action", None)
    form.pop("anonym", None)
    form |= more
    answer = visitor.post("/ideas", form, page="/ideas/new")
    assert answer.status_code == 302, answer.text[:3000]
    return answer.headers["Location"].split("/")[-2]


def inert(answer: TestResponse) -> None:
    assert answer.status_code < 500
    assert "<script>alert" not in answer.text
    assert "<img src=x" not in answer.text
    assert "49" not in answer.text.split("{{7*7}}")[0][-20:]


def test_markup_in_what_people_write_stays_text(town: Town) -> None:
    number = submit_idea(town)
    visitor = town.visit("anne")
    visitor.post(f"/initiatives/{number}/comments", {"text": PAYLOAD})
    visitor.post(f"/initiatives/{number}/attachments", {"file": (BytesIO(b"%PDF-1.7 x"), f"{PAYLOAD}.pdf")})
    found = 0
    for who in ("anne", "radgiver", "leder"):
        for path in (
            f"/initiatives/{number}",
            f"/initiatives/{number}/history",
            f"/ideas/{number}/receipt",
            "/initiatives",
            "/tasks",
            "/initiatives?text=%3Cscript%3Ealert(1)%3C/script%3E",
            "/tasks?text=%22%3E%3Cscript%3Ealert(1)%3C/script%3E",
        ):
            answer = town.visit(who).get(path)
            inert(answer)
            found += "&lt;script&gt;alert" in answer.text
    assert found >= 10, "the text is there, as text"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("side.html", b"<html><script>alert(1)</script>"),
        ("tegning.svg", b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'),
        ("program.exe", b"MZ\x90\x00"),
        ("bilde.png", b"<html>not a picture</html>"),
        ("uten-ending", b"abc"),
        ("tom.pdf", b""),
    ],
)
def test_files_that_could_do_harm_are_refused(town: Town, name: str, content: bytes) -> None:
    visitor = town.visit("anne")
    answer = visitor.post("/initiatives/INN-2026-003/attachments", {"file": (BytesIO(content), name)})
    assert answer.status_code == 302
    page = visitor.get("/initiatives/INN-2026-003").text
    assert 'data-color="danger"' in page
    assert f">{name}<" not in page


def test_a_file_comes_back_as_a_download_that_cannot_run(town: Town) -> None:
    visitor = town.visit("anne")
    hostile = "../../etc/<b>pass;wd'.pdf"
    visitor.post("/initiatives/INN-2026-003/attachments", {"file": (BytesIO(b"%PDF-1.7 <script>"), hostile)})
    page = visitor.get("/initiatives/INN-2026-003").text
    link = page.split('href="/attachments/')[1].split('"')[0]
    answer = visitor.get(f"/attachments/{link}")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "/" not in answer.headers["Content-Disposition"]


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


def test_an_anonymous_submitter_is_named_nowhere(town: Town) -> None:
    """The form promises: «Navnet ditt vises ikke for andre»."""
    number = submit_idea(town, "mohamed", anonym="true")
    for who in ("anne", "radgiver", "leder", "styre"):
        for path in (f"/initiatives/{number}", f"/initiatives/{number}/history", f"/initiatives?text={number}"):
            answer = town.visit(who).get(path)
            assert number in answer.text
            main = answer.text.split("<main")[1]
            assert "Mohamed" not in main.replace('">Mohamed Farah</option>', ""), (who, path)
        for link in set(re.findall(r'href="(/tasks/[0-9a-f-]+)"', town.visit(who).get(f"/tasks?text={number}").text)):
            page = re.sub(r"<option.*?</option>", "", town.visit(who).get(link).text)
            assert "Mohamed" not in page, (who, link)


def test_hostile_names_of_people_units_keys_and_notes_stay_text(town: Town) -> None:
    admin = town.visit("admin")
    admin.post(
        "/admin/people",
        {
            "username": "x<b>",
            "name": PAYLOAD,
            "title": PAYLOAD,
            "password": "et-langt-passord",
            "email": "x@example.no",
        },
    )
    admin.post("/admin/tokens", {"owner": str(town.id_of("anne")), "name": PAYLOAD, "scopes": "read"})
    with town.engine.database.transaction() as session:
        session.execute(update(Unit).where(Unit.name == "HR").values(name=PAYLOAD))
    town.visit("anne").post("/profile/substitutions", {"substitute": PAYLOAD, "from": PAYLOAD, "to": PAYLOAD})
    town.visit("prosess").post("/models", {"note": PAYLOAD, "archive": (BytesIO(PAYLOAD.encode()), f"{PAYLOAD}.zip")})
    found = 0
    paths = {
        "admin": ("/admin/people", "/admin/tokens", f"/admin/people?text={PAYLOAD}"),
        "anne": ("/profile", "/ideas/new", "/initiatives"),
        "prosess": ("/models",),
    }
    for who, pages in paths.items():
        for path in pages:
            answer = town.visit(who).get(path)
            assert answer.status_code == 200
            inert(answer)
            found += "&lt;script&gt;alert" in answer.text
    assert found >= 5


def test_a_file_over_the_limit_is_refused_with_the_limit(town: Town) -> None:
    visitor = town.visit("anne")
    big = b"%PDF-1.7" + b"x" * (20 * 1024 * 1024)
    visitor.post("/initiatives/INN-2026-003/attachments", {"file": (BytesIO(big), "stor.pdf")})
    assert "Filen er for stor. Grensen er 20 MB." in visitor.get("/initiatives/INN-2026-003").text
