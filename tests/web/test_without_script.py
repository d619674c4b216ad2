"""The whole of the work with JavaScript switched off: log in, submit, complete a task, decide a gate."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from engine.model.task import OPEN, Task
from tests.web.conftest import Site, enter
from webapp.demo.accounts import PASSWORD


@pytest.fixture
def bare(browser: Browser) -> Iterator[Page]:
    """A browser that runs no scripts."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, java_script_enabled=False)
    context.set_default_timeout(10_000)
    yield context.new_page()
    context.close()


def open_task(site: Site, element: str) -> str:
    with site.engine.database.reading() as session:
        query = select(Task.id).where(Task.element == element, Task.status.in_(OPEN)).order_by(Task.id)
        return str(session.execute(query).scalars().first())


def test_an_idea_is_submitted_and_followed(bare: Page, demo_site: Site) -> None:
    enter(bare, demo_site, "anne", PASSWORD)
    bare.get_by_role("link", name="Meld inn idé", exact=True).click()
    bare.get_by_role("button", name="Send inn ideen").click()
    expect(bare.get_by_role("heading", name="felter må rettes")).to_be_visible()
    bare.get_by_label("Tittel").fill("Felles nøkkelskap")
    bare.get_by_role("button", name="Lagre kladd").click()
    expect(bare.get_by_label("Tittel")).to_have_value("Felles nøkkelskap")
    bare.get_by_label("Hva er problemet eller behovet?").fill("Vi leter etter nøkler hver morgen.")
    bare.get_by_label("Medarbeidere").check()
    bare.get_by_role("button", name="Send inn ideen").click()
    expect(bare.get_by_role("heading", name="Takk! Ideen er mottatt")).to_be_visible()
    expect(bare.get_by_role("heading", name="Hva skjer nå?")).to_be_visible()
    bare.get_by_role("link", name="Følg ideen").click()
    expect(bare.get_by_text("Diagrammet trenger JavaScript")).to_be_visible()
    bare.get_by_text("Vis stegene som liste").click()
    expect(bare.locator(".steps-now__item--now")).to_contain_text("Sil og veiled")


def test_a_task_is_completed(bare: Page, demo_site: Site) -> None:
    enter(bare, demo_site, "fag1", PASSWORD)
    bare.goto(f"{demo_site.url}/tasks/{open_task(demo_site, 'i4_vurder')}")
    for name in ("strategi", "okonomi", "kvalitet", "nodvendighet", "risiko"):
        bare.locator(f'[name="{name}"][value="4"]').check()
    bare.get_by_role("button", name="Lever").click()
    expect(bare.get_by_text("er levert")).to_be_visible()


def test_a_gate_is_decided_with_a_condition(bare: Page, demo_site: Site) -> None:
    enter(bare, demo_site, "helsesjef", PASSWORD)
    bare.goto(f"{demo_site.url}/gates/{open_task(demo_site, 'b1')}")
    for radio in bare.locator('input[type="radio"][value="ja"]').all():
        radio.check()
    bare.get_by_label("Prosjektleder", exact=True).select_option(label="Nina Thorsen (Prosjektleder)")
    bare.get_by_label("Prosjekteier", exact=True).select_option(label="Ole Martin Strand (Avdelingsleder)")
    bare.get_by_label("Godkjenn med vilkår").check()
    bare.get_by_label("Hva må gjøres?").first.fill("Avklar lagringstid")
    bare.get_by_role("button", name="Legg til vilkår").click()
    expect(bare.get_by_label("Hva må gjøres?").first).to_have_value("Avklar lagringstid")
    first = bare.get_by_role("group", name="Vilkår 1")
    first.get_by_label("Ansvarlig").select_option(label="Turid Haugen (Enhetsleder)")
    first.get_by_label("Frist").fill("2030-01-15")
    bare.get_by_role("button", name="Registrer beslutningen").click()
    expect(bare.get_by_text("Beslutningen er registrert.")).to_be_visible()
    expect(bare.get_by_role("link", name="Avklar lagringstid")).to_be_visible()
