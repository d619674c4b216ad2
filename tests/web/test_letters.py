"""Messages as people meet them: what an initiative waits for, and what an operator does with those that nobody has caught."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from engine.jobs.work import sweep
from engine.model.access import Identity
from engine.model.message import Message
from tests.messages.models import HEARS, WAITS, calls, on_the_clock, started_by
from tests.messages.test_calls import HELPS
from tests.web.conftest import Site, log_in, require_accessible

SCREENSHOTS = os.environ.get("NYTTIGGJORT_SCREENSHOTS", "")
SIZES = ((1280, 900), (390, 800))


@pytest.fixture(scope="module")
def numbers(site: Site) -> dict[str, str]:
    """Initiatives that wait for a message, a signal and a called process, and two messages that nobody waits for."""
    named = {"venter": WAITS, "horer": HEARS}
    for key, files in named.items():
        toml = files["model.toml"].replace(b'key = "prove"', f'key = "{key}"'.encode())
        site.engine.models.install({**files, "model.toml": toml})
    for files in (HELPS, calls("hjelper"), started_by("message", "Message_ny"), on_the_clock("timeCycle", '"R/P1Y"')):
        site.engine.models.install(files)
    found = {}
    for key in ("venter", "horer", "kaller"):
        answers = {"tittel": f"Ny ordning som {key}", "enhet": str(site.town.units["skole"])}
        found[key] = site.engine.cases.submit(site.town["ansatt"], answers, process=key).number
    sweep(site.engine)
    machine = Identity(person_id=site.town.people["radgiver"], scopes=frozenset({"messages"}))
    for key, payload in (("INN-2026-404", {"pris": 125000, "levert": True}), ("INN-2026-405", {})):
        site.engine.messages.publish(machine, "svar", key=key, payload=payload)
    return found


@pytest.mark.parametrize("size", SIZES, ids=("wide", "narrow"))
def test_an_initiative_says_what_it_waits_for(
    page: Page, site: Site, numbers: dict[str, str], size: tuple[int, int]
) -> None:
    log_in(page, site, "ansatt")
    page.set_viewport_size({"width": size[0], "height": size[1]})
    for key, text in (
        ("venter", "Venter på meldingen «svar»"),
        ("horer", "Venter på signalet «stengt»"),
        ("kaller", "Venter på prosessen «Prøve»"),
    ):
        page.goto(f"{site.url}/initiatives/{numbers[key]}")
        expect(page.locator("#now")).to_contain_text(text)
        page.wait_for_load_state("networkidle")
        require_accessible(page)
        _photograph(page, f"initiative-{key}")
    expect(page.get_by_text("Startet av steget «Kall»")).to_be_visible()


@pytest.mark.parametrize("size", SIZES, ids=("wide", "narrow"))
def test_an_operator_discards_what_nobody_will_catch(
    page: Page, site: Site, numbers: dict[str, str], size: tuple[int, int]
) -> None:
    log_in(page, site, "prosesseier")
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.goto(f"{site.url}/admin/incidents")
    page.get_by_role("link", name="Meldinger som ingen har tatt imot").click()
    require_accessible(page)
    letter = page.locator(".letter").first
    letter.get_by_text("Forkast", exact=False).first.focus()
    page.keyboard.press("Enter")
    expect(letter.get_by_label("Hvorfor?")).to_be_visible()
    require_accessible(page)
    _photograph(page, "messages")
    page.keyboard.press("Tab")
    page.keyboard.type("Sendt ved en feil.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Meldingen er forkastet.")).to_be_visible()
    with site.engine.database.reading() as session:
        settled = session.execute(select(Message).where(Message.status == "discarded")).scalars().all()
    assert settled[-1].reason == "Sendt ved en feil."
    assert settled[-1].settled_by_id == site.town.people["prosesseier"]
    if page.locator(".letter").count():
        page.get_by_role("button", name="Lever nå").first.click()
        expect(page.get_by_text("Ingen venter på meldingen nå.")).to_be_visible()
    else:
        expect(page.get_by_text("Ingen meldinger i kø")).to_be_visible()
    expect(page.get_by_text("starter når meldingen «ny_sak» kommer")).to_be_visible()


def _photograph(page: Page, name: str) -> None:
    if SCREENSHOTS and page.viewport_size:
        page.screenshot(path=Path(SCREENSHOTS) / f"{page.viewport_size['width']}-{name}.png", full_page=True)
