"""A case played back: with the mouse, the keyboard and the slider, told aloud, and the same without JavaScript."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.web.conftest import Site, enter
from webapp.demo.accounts import PASSWORD

URL = "/initiatives/INN-2026-003/replay"


def marked(page: Page, name: str) -> set[str]:
    return set(page.evaluate(f"[...document.querySelectorAll('.mark-{name}')].map(e => e.dataset.elementId)"))


@pytest.fixture
def playing(page: Page, demo_site: Site) -> Page:
    enter(page, demo_site, "anne", PASSWORD)
    page.goto(f"{demo_site.url}{URL}?steg=3")
    page.wait_for_selector('.replay[data-ready="true"]')
    return page


def test_next_and_previous_move_the_mark_and_are_told(playing: Page) -> None:
    said = playing.locator(".replay__now")
    before, at = said.inner_text(), marked(playing, "step")
    playing.get_by_role("link", name="Neste").click()
    expect(playing.locator("[data-replay-number]")).to_have_text("4")
    assert said.inner_text() != before and marked(playing, "step") != at
    assert said.get_attribute("aria-live") == "polite"
    assert "steg=4" in playing.url
    playing.get_by_role("link", name="Forrige").press("Enter")
    expect(said).to_have_text(before.replace("\n\n", ""), use_inner_text=False)
    assert marked(playing, "step") == at


def test_the_slider_is_moved_with_the_keyboard_and_the_list_follows(playing: Page) -> None:
    slider = playing.get_by_label("Gå til steg")
    slider.focus()
    for _ in range(3):
        playing.keyboard.press("ArrowRight")
    here = playing.locator('.replay-list [aria-current="step"]')
    expect(here).to_have_attribute("data-step", "6")
    standing = playing.locator("[data-replay-standing]").inner_text()
    playing.goto(playing.url)
    assert playing.locator("[data-replay-standing]").inner_text() == standing, "the server says the same"


def test_it_plays_by_itself_and_stops(playing: Page) -> None:
    play = playing.locator("[data-replay-play]")
    play.click()
    expect(playing.locator("[data-replay-number]")).to_have_text("5", timeout=8_000)
    play.click()
    expect(play).to_have_text("Spill av")


def test_nothing_plays_by_itself_for_those_who_want_little_motion(browser: Browser, demo_site: Site) -> None:
    context = browser.new_context(reduced_motion="reduce")
    page = context.new_page()
    enter(page, demo_site, "anne", PASSWORD)
    page.goto(f"{demo_site.url}{URL}?steg=3")
    page.wait_for_selector('.replay[data-ready="true"]')
    expect(page.locator("[data-replay-play]")).to_be_hidden()
    context.close()


def test_without_javascript_every_step_is_a_link(browser: Browser, demo_site: Site) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    enter(page, demo_site, "anne", PASSWORD)
    page.goto(f"{demo_site.url}{URL}?steg=3")
    page.get_by_role("link", name="Neste").click()
    expect(page.locator("[data-replay-number]")).to_have_text("4")
    page.locator(".replay-list .timeline__what a").nth(6).click()
    expect(page.locator('.replay-list [aria-current="step"]')).to_have_count(1)
    expect(page.locator("[data-replay-number]")).to_have_text("7")
    page.get_by_role("button", name="Vis").click()
    expect(page.locator("[data-replay-number]")).to_have_text("7")
    context.close()
