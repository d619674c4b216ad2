"""Every page of the demonstration in Chromium, wide and narrow: axe finds nothing and nothing sticks out.

With `NYTTIGGJORT_SCREENSHOTS` set to a folder, each page is photographed there.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from engine.model.artefact import Answers
from engine.model.case import Case
from engine.model.initiative import Initiative
from engine.model.process import ProcessModel, ProcessVersion
from engine.model.task import OPEN, Task
from tests.web.conftest import Site, enter, require_accessible
from webapp.demo.accounts import PASSWORD

SCREENSHOTS = os.environ.get("NYTTIGGJORT_SCREENSHOTS", "")
WIDTHS = (1280, 390)
NUMBER = "INN-2026-001"

PAGES: dict[str, tuple[str, ...]] = {
    "anne": ("/tasks", "/ideas/new", "/profile", "/initiatives", "/finnes-ikke"),
    "prosjekt": ("/tasks", "/tasks?view=overdue", "/tasks/{m2_leveranse}", "/tasks/{t4_logg}"),
    "fag1": ("/tasks/{i4_vurder}",),
    "radgiver": ("/tasks/{i2_sil}", "/initiatives?text=finnesikke"),
    "helsesjef": ("/gates/{b1}", "/tasks"),
    "styre": (
        f"/initiatives/{NUMBER}",
        f"/initiatives/{NUMBER}/history",
        f"/initiatives/{NUMBER}/history?matter=decisions",
        f"/initiatives/{NUMBER}/replay?steg=20",
        f"/initiatives/{NUMBER}/answers/{{answered}}",
        f"/ideas/{NUMBER}/receipt",
    ),
    "prosess": (
        "/models",
        "/models/versions/{version}",
        "/models/versions/{standard}/statistics?period=all",
        "/models/versions/{standard}/statistics?period=all&measure=returned",
        "/models/versions/{standard}/waiting/i2_sil",
        "/models/versions/{standard}/waiting/slutt",
        "/admin/incidents",
        "/admin/messages",
    ),
    "revisor": ("/models/versions/{standard}/statistics?period=12m&measure=now",),
    "admin": ("/admin/people", "/admin/tokens"),
}  # fmt: skip


@pytest.fixture(scope="module")
def ids(demo_site: Site) -> dict[str, str]:
    with demo_site.engine.database.reading() as session:
        rows = session.execute(select(Task.element, Task.id).where(Task.status.in_(OPEN))).all()
        version = session.execute(select(ProcessVersion.id)).scalars().first()
        first = session.execute(select(Answers.task_id).join(Case).join(Initiative).where(Initiative.number == NUMBER))
        answered = first.scalars().first()
        standard = session.execute(
            select(ProcessModel.current_version_id).where(ProcessModel.key == "standard")
        ).scalar_one()
    return {
        "standard": str(standard),
        "answered": str(answered),
        **{element: str(task) for element, task in rows},
        "version": str(version),
    }


@pytest.fixture(params=WIDTHS)
def sized(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": request.param, "height": 900}, locale="nb-NO")
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda m: faults.append(m.text) if m.type == "error" and "404" not in m.text else None)
    yield page
    context.close()
    assert not faults, faults


def test_the_login_page(sized: Page, demo_site: Site) -> None:
    sized.goto(f"{demo_site.url}/login")
    require_accessible(sized)
    _photograph(sized, "nobody", "/login")


@pytest.mark.parametrize("who", PAGES)
def test_pages(sized: Page, demo_site: Site, ids: dict[str, str], who: str) -> None:
    enter(sized, demo_site, who, PASSWORD)
    for path in PAGES[who]:
        sized.goto(demo_site.url + path.format(**ids))
        sized.wait_for_load_state("networkidle")
        require_accessible(sized)
        _photograph(sized, who, path)


def test_the_list_says_how_it_goes_on_a_phone_too(sized: Page, demo_site: Site) -> None:
    """Phase and status are read without scrolling sideways."""
    enter(sized, demo_site, "anne", PASSWORD)
    sized.goto(f"{demo_site.url}/initiatives")
    row = sized.get_by_role("row").filter(has_text=NUMBER)
    for text in ("Implementering", "Pågår"):
        shown = row.get_by_text(text).locator("visible=true")
        expect(shown).to_be_visible()
        box = shown.bounding_box()
        assert box is not None
        assert sized.viewport_size is not None
        assert box["x"] + box["width"] <= sized.viewport_size["width"]


def _photograph(page: Page, who: str, path: str) -> None:
    if SCREENSHOTS and page.viewport_size:
        name = path.strip("/").replace("/", "-").replace("?", "-").replace("{", "").replace("}", "")
        file = Path(SCREENSHOTS) / f"{page.viewport_size['width']}-{who}-{name}.png"
        page.screenshot(path=file, full_page=True)
