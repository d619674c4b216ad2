"""An operator in a real browser: a stopped step repaired, a case moved by the live diagram, cases taken to a new version."""

import os
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from uuid import UUID

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from engine.contract.errors import CaseStopped
from engine.jobs.work import sweep
from engine.model.case import Case
from engine.model.task import OPEN, Task
from tests.operation.conftest import CHOICE, LINE
from tests.operation.test_migrating import RENAMED
from tests.web.conftest import Site, log_in, require_accessible

FOLDER = os.environ.get("NYTTIGGJORT_SCREENSHOTS")


def photograph(page: Page, name: str) -> None:
    if FOLDER:
        folder = Path(FOLDER)
        folder.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=folder / f"operate-{name}.png", full_page=True)


def submit(site: Site, files: dict[str, bytes], process: str = "prove") -> UUID:
    if files:
        site.engine.models.install(files)
    unit = str(site.town.units["hjemmetjenesten"])
    answers: dict[str, object] = {"tittel": "Ny vaktliste", "enhet": unit}
    if process != "prove":
        answers |= {"problemstilling": "Lister på papir", "berorte": ["medarbeidere"]}
    return site.engine.cases.submit(site.town["ansatt"], answers, process=process).case_id


def open_task(site: Site, case: UUID) -> Task:
    with site.engine.database.reading() as session:
        query = select(Task).where(Task.case_id == case, Task.status.in_(OPEN))
        return session.execute(query).scalars().one()


@pytest.fixture(params=[True, False], ids=["script", "no script"])
def operator(browser: Browser, site: Site, request: pytest.FixtureRequest) -> Iterator[Page]:
    context = browser.new_context(
        viewport={"width": 1280, "height": 900}, locale="nb-NO", java_script_enabled=request.param
    )
    context.set_default_timeout(40_000)
    page = context.new_page()
    log_in(page, site, "prosesseier")
    yield page
    context.close()


def test_a_stopped_step_is_repaired(operator: Page, site: Site) -> None:
    case = submit(site, CHOICE)
    site.engine.tasks.complete(open_task(site, case).id, site.town["fag1"], {"svar": "x", "tall": Decimal(7)})
    with pytest.raises(CaseStopped):
        site.engine.tasks.complete(open_task(site, case).id, site.town["fag2"], {"svar": "y"})
    operator.goto(f"{site.url}/admin/incidents")
    photograph(operator, "stopped")
    operator.get_by_role("link", name="Stor nok?").last.click()
    expect(operator.get_by_role("heading", name="Tre veier videre")).to_be_visible()
    photograph(operator, "step")
    operator.get_by_label("Vurder: tall").fill("12")
    operator.locator("#facts-reason").fill("Skrevet feil")
    operator.get_by_role("button", name="Rett og prøv på nytt").click()
    expect(operator.get_by_text("Saken har gått videre.")).to_be_visible()
    assert open_task(site, case).element == "leder"


def test_a_case_is_moved_after_a_look_ahead(operator: Page, site: Site) -> None:
    case = submit(site, LINE)
    operator.goto(f"{site.url}/admin/cases/{case}")
    operator.get_by_label("Flytt saken herfra").check()
    operator.get_by_label("Steg", exact=True).select_option("leder")
    operator.get_by_role("button", name="Se hva som skjer").click()
    preview = operator.locator("#preview")
    expect(preview.get_by_text("Flytt fra «Vurder» til «Leder»")).to_be_visible()
    expect(preview.get_by_text("Dette avsluttes")).to_be_visible()
    photograph(operator, "preview")
    assert open_task(site, case).element == "vurder", "only looked at"
    preview.get_by_label("Hvorfor?").fill("Vurdert på papir")
    preview.get_by_role("button", name="Gjennomfør").click()
    expect(operator.get_by_text("Saken er flyttet.")).to_be_visible()
    expect(operator.get_by_text("Vurdert på papir")).to_be_visible()
    assert open_task(site, case).element == "leder"


def test_a_case_on_pause_says_so_to_everybody(operator: Page, site: Site) -> None:
    case = submit(site, LINE)
    operator.goto(f"{site.url}/admin/cases/{case}")
    operator.get_by_label("Hvorfor settes saken på pause?").fill("Avklares med ledelsen")
    operator.get_by_role("button", name="Sett på pause").click()
    expect(operator.locator("#on-pause")).to_contain_text("Satt på pause av prosesseier Espen Prosesseier")
    operator.get_by_label("Hvorfor kan saken gå videre?").fill("Avklart")
    operator.get_by_role("button", name="La saken gå videre").click()
    expect(operator.locator("#on-pause")).to_have_count(0)


def test_cases_are_taken_to_a_new_version_and_back(operator: Page, site: Site) -> None:
    case = submit(site, {**LINE, "LES.md": os.urandom(8)})
    with site.engine.database.reading() as session:
        old = session.get_one(Case, case).version_id
    new = site.engine.models.install({**RENAMED, "LES.md": os.urandom(8)}).version_id
    operator.goto(f"{site.url}/admin/versions/{old}")
    photograph(operator, "version")
    operator.get_by_role("button", name="Lag en plan").click()
    expect(operator.get_by_text("Samme navn")).to_be_visible()
    photograph(operator, "plan")
    operator.get_by_label("Hvorfor flyttes sakene?").fill("Ny rekkefølge")
    operator.get_by_role("button", name="Sjekk 1 sak").click()
    expect(operator.get_by_text("0 av 1 behandlet")).to_be_visible()
    sweep(site.engine)
    operator.reload()
    operator.get_by_role("button", name="Flytt 1 sak").click()
    sweep(site.engine)
    operator.reload()
    expect(operator.get_by_text("Ferdig.")).to_be_visible()
    photograph(operator, "batch")
    assert open_task(site, case).element == "drofte"
    if operator.evaluate("document.documentElement.lang"):
        operator.once("dialog", lambda dialog: dialog.accept())
    operator.get_by_role("button", name="Angre flyttingen").click()
    sweep(site.engine)
    operator.reload()
    expect(operator.get_by_text("Flyttet tilbake.")).to_be_visible()
    with site.engine.database.reading() as session:
        assert session.get_one(Case, case).version_id == old != new


@pytest.mark.parametrize("width", [1280, 390])
def test_a_click_in_the_live_diagram_chooses_and_every_page_is_accessible(
    browser: Browser, site: Site, width: int
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900}, locale="nb-NO")
    page = context.new_page()
    log_in(page, site, "prosesseier")
    case = submit(site, {}, "standard")
    page.goto(f"{site.url}/admin/cases/{case}")
    page.locator(".diagram[data-ready]").wait_for()
    require_accessible(page)
    photograph(page, f"case-{width}")
    page.get_by_role("button", name="Hele").click()
    page.locator('[data-element-id="i3_innsikt"]').first.click()
    expect(page.get_by_label("Steg", exact=True)).to_have_value("i3_innsikt")
    expect(page.locator("#picked")).to_contain_text("Valgt i diagrammet")
    page.get_by_role("button", name="Se hva som skjer").click()
    page.locator("#preview").wait_for()
    require_accessible(page)
    photograph(page, f"case-preview-{width}")
    stopped = submit(site, CHOICE)
    site.engine.tasks.complete(open_task(site, stopped).id, site.town["fag1"], {"svar": "x", "tall": Decimal(7)})
    with pytest.raises(CaseStopped):
        site.engine.tasks.complete(open_task(site, stopped).id, site.town["fag2"], {"svar": "y"})
    with site.engine.database.reading() as session:
        old = session.get_one(Case, stopped).version_id
    site.engine.models.install({**CHOICE, "LES.md": os.urandom(8)})
    page.goto(f"{site.url}/admin/incidents")
    require_accessible(page)
    photograph(page, f"stopped-{width}")
    page.get_by_role("link", name="Stor nok?").first.click()
    require_accessible(page)
    photograph(page, f"step-{width}")
    page.goto(f"{site.url}/admin/versions/{old}")
    require_accessible(page)
    photograph(page, f"version-{width}")
    page.get_by_role("button", name="Lag en plan").click()
    require_accessible(page)
    photograph(page, f"plan-{width}")
    page.get_by_label("Hvorfor flyttes sakene?").fill("Ny")
    page.get_by_role("button", name="Sjekk").click()
    sweep(site.engine)
    page.reload()
    require_accessible(page)
    photograph(page, f"batch-{width}")
    context.close()
