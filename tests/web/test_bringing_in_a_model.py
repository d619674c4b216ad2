"""A process owner brings in another tool's model in a real browser: the report is readable, wide and narrow, and leads on."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.unit.importing import foreign
from tests.web.conftest import Site, enter, require_accessible
from webapp.demo.accounts import PASSWORD

SCREENSHOTS = os.environ.get("NYTTIGGJORT_SCREENSHOTS", "")


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("script", [True, False])
def test_the_report_is_read_and_the_folder_fetched(
    browser: Browser, demo_site: Site, width: int, script: bool, tmp_path: Path
) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 900}, locale="nb-NO", java_script_enabled=script, accept_downloads=True
    )
    page = context.new_page()
    enter(page, demo_site, "prosess", PASSWORD)
    page.goto(f"{demo_site.url}/models")
    files = sorted((foreign.MODELS / "camunda7").iterdir())
    page.get_by_label("Diagram med skjemaer og tabeller, eller en zip").set_input_files(files)
    page.get_by_role("button", name="Les inn og vis rapport").click()
    expect(page.get_by_role("heading", name="Innlest: Innkjøp av utstyr")).to_be_visible()
    expect(page.locator(".report > div").filter(has_text="regn_ut_avgift").first).to_contain_text("groovy")
    if script:
        page.locator(".diagram[data-ready]").wait_for()
        expect(page.locator(".mark-label").filter(has_text="Stopper").first).to_be_visible()
        require_accessible(page)
    if SCREENSHOTS:
        page.screenshot(path=Path(SCREENSHOTS) / f"import-{width}-{script}.png", full_page=True)
    with page.expect_download() as started:
        page.get_by_role("button", name="Last ned som zip").click()
    assert started.value.suggested_filename == "modell.zip"
    context.close()


def test_a_model_is_published_from_its_report(browser: Browser, demo_site: Site, tmp_path: Path) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="nb-NO")
    page = context.new_page()
    enter(page, demo_site, "prosess", PASSWORD)
    page.goto(f"{demo_site.url}/models")
    (tmp_path / "forslag.bpmn").write_bytes(foreign.ready())
    page.get_by_label("Diagram med skjemaer og tabeller, eller en zip").set_input_files(tmp_path / "forslag.bpmn")
    page.get_by_role("button", name="Les inn og vis rapport").click()
    expect(page.get_by_text("Modellen kan publiseres.")).to_be_visible()
    require_accessible(page)
    if SCREENSHOTS:
        page.screenshot(path=Path(SCREENSHOTS) / "import-ready.png", full_page=True)
    page.get_by_role("button", name="Publiser", exact=True).click()
    expect(page.get_by_text("Versjon 1 av «forslag» er publisert.")).to_be_visible()
    context.close()
