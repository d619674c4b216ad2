"""Every tool of every installed toolbox in Chromium: guide, sheet filled in, a row's form, a version; wide and narrow."""

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from engine.model.toolwork import Artefact
from engine.toolboxes import installed_toolboxes
from tests.web.conftest import Site, enter, require_accessible
from tests.web.test_every_page import _photograph, sized
from webapp.demo.accounts import PASSWORD

__all__ = ["sized"]
TOOLBOXES = sorted(installed_toolboxes().by_name)
DOWNLOADS = {"document.pdf": b"%PDF-", "workbook.xlsx": b"PK"}


def sheet_of(site: Site, key: str) -> str:
    """The demonstration's sheet made with a tool."""
    with site.engine.database.reading() as session:
        return str(session.execute(select(Artefact.id).where(Artefact.tool == key)).scalars().first())


def tools_of(toolbox: str) -> list[str]:
    """The tools of a toolbox."""
    return [f"{toolbox}.{tool.name}" for tool in installed_toolboxes().by_name[toolbox].tools]


@pytest.mark.parametrize("toolbox", TOOLBOXES)
def test_a_tools_pages(sized: Page, demo_site: Site, toolbox: str) -> None:
    enter(sized, demo_site, "radgiver", PASSWORD)
    for key in tools_of(toolbox):
        sheet = f"/artefacts/{sheet_of(demo_site, key)}"
        for path in (f"/toolbox/{key}", f"{sheet}/versions/1", sheet):
            sized.goto(demo_site.url + path)
            require_accessible(sized)
            _photograph(sized, "radgiver", path.replace(sheet, f"/artefact-{key}"))
    edit = sized.get_by_role("link", name="Rediger").first
    if edit.count():
        edit.click()
        expect(sized.get_by_role("button", name="Ferdig")).to_be_visible()
        require_accessible(sized)


@pytest.mark.parametrize("toolbox", TOOLBOXES)
def test_a_tools_papers(demo_site: Site, page: Page, toolbox: str) -> None:
    enter(page, demo_site, "radgiver", PASSWORD)
    for key in tools_of(toolbox):
        sheet = f"{demo_site.url}/artefacts/{sheet_of(demo_site, key)}"
        for name, begins in DOWNLOADS.items():
            answer = page.request.get(f"{sheet}/{name}")
            assert answer.status == 200
            assert answer.body().startswith(begins)
            assert "attachment" in answer.headers["content-disposition"]
        page.goto(sheet)
        for number in range(1, page.locator(".picture__image").count() + 1):
            assert page.request.get(f"{sheet}/pictures/{number}.png").body().startswith(b"\x89PNG")


def test_a_sheet_is_filled_in_by_two_people_and_nobody_is_overwritten(demo_site: Site, page: Page) -> None:
    enter(page, demo_site, "radgiver", PASSWORD)
    page.goto(f"{demo_site.url}/toolbox/lean.hvorfor")
    page.get_by_label("Tittel").fill("Hvorfor kommer bilen for sent?")
    page.get_by_label("Initiativ").fill("INN-2026-003")
    page.get_by_role("button", name="Start").click()
    page.get_by_role("button", name="Fyll ut i Problemet").click()
    page.get_by_label("Hva er problemet?").fill("Bilen kommer for sent til siste besøk.")
    page.get_by_role("button", name="Ferdig").click()
    page.get_by_role("button", name="Legg til i Hvorfor?").click()
    page.get_by_label("Hvorfor skjer det?").fill("Ruten er for lang")
    expect(page.locator("[data-draft-status]")).to_contain_text("Kladd lagret", timeout=15_000)
    page.get_by_role("button", name="Ferdig").click()
    expect(page.get_by_role("heading", name="Ruten er for lang")).to_be_visible()
    expect(page.get_by_alt_text("Årsakskjeder fra problemet")).to_be_visible()
    page.get_by_role("link", name="Rediger Ruten er for lang").click()
    page.get_by_label("Hvorfor skjer det?").fill("Ruten er for lang om natten")
    row_id = page.locator(".row-card--open").get_attribute("id")
    with demo_site.engine.database.reading() as session:
        sheet = session.execute(select(Artefact).where(Artefact.title == "Hvorfor kommer bilen for sent?")).scalar_one()
    token = page.locator("input[name=csrf_token]").first.get_attribute("value")
    answer = page.request.post(
        f"{demo_site.url}/artefacts/{sheet.id}/rows/{(row_id or '')[4:]}",
        form={"csrf_token": token or "", "svar": "En annen var raskere"},
        headers={"Referer": demo_site.url},
    )
    assert answer.ok
    page.get_by_role("button", name="Ferdig").click()
    expect(page.get_by_text("Noen har endret saken mens du skrev")).to_be_visible()
    expect(page.get_by_label("Hvorfor skjer det?")).to_have_value("Ruten er for lang om natten")
