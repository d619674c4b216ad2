"""What people write and lay in stays text and files: inert on every page, and nothing more is told than was promised."""

import re
from io import BytesIO

import pytest
from sqlalchemy import update
from werkzeug.test import TestResponse

from engine.model.people import Unit
from tests.pages.conftest import Town

PAYLOAD = '"><script>alert(1)</script><img src=x onerror=alert(1)>{{7*7}}${7*7}'


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
