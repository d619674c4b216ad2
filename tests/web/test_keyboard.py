"""Without a mouse: the skip link, a visible focus everywhere, the order of the page, and errors that get the focus."""

import pytest
from playwright.sync_api import Page, expect

from tests.web.conftest import Site, enter
from webapp.demo.accounts import PASSWORD

FOCUS = """() => {
  const element = document.activeElement;
  if (!element || element === document.body) return null;
  const style = getComputedStyle(element);
  const box = element.getBoundingClientRect();
  const label = element.matches('.choice input') ? getComputedStyle(element.closest('.choice')) : style;
  return {
    name: element.getAttribute('name') || element.id || element.innerText || element.tagName,
    seen: box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight,
    ring: [style, label].some(s => (s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2) || s.boxShadow !== 'none'),
    position: box.top + scrollY,
    inMain: !!element.closest('main'),
  };
}"""


def test_login_with_the_keyboard(page: Page, demo_site: Site) -> None:
    page.goto(f"{demo_site.url}/login")
    for _ in range(2):
        page.keyboard.press("Tab")
    page.get_by_label("Brukernavn").focus()
    page.keyboard.type("anne")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Mine oppgaver")).to_be_visible()


@pytest.mark.parametrize("path", ["/tasks", "/ideas/new", "/initiatives/INN-2026-001", "/profile"])
def test_the_skip_link_comes_first_and_leads_to_the_content(page: Page, demo_site: Site, path: str) -> None:
    enter(page, demo_site, "anne", PASSWORD)
    page.goto(demo_site.url + path)
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Hopp til innholdet")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUS)["inMain"]


@pytest.mark.parametrize(
    ("who", "path"),
    [
        ("anne", "/ideas/new"),
        ("anne", "/initiatives/INN-2026-001"),
        ("prosjekt", "/tasks"),
        ("admin", "/admin/tokens"),
    ],
)
def test_focus_is_visible_and_follows_the_page(page: Page, demo_site: Site, who: str, path: str) -> None:
    enter(page, demo_site, who, PASSWORD)
    page.goto(demo_site.url + path)
    page.wait_for_load_state("networkidle")
    seen: list[dict[str, object]] = []
    for _ in range(60):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUS)
        if stop is None:
            break
        assert stop["seen"], stop
        assert stop["ring"], stop
        seen.append(stop)
    assert len(seen) > 8
    assert (
        page.evaluate('document.querySelectorAll(\'[tabindex]:not([tabindex="0"]):not([tabindex="-1"])\').length') == 0
    )


def test_a_refused_form_moves_the_focus_to_what_is_wrong_and_from_there_to_the_field(
    page: Page, demo_site: Site
) -> None:
    enter(page, demo_site, "kristin", PASSWORD)
    page.goto(f"{demo_site.url}/ideas/new")
    page.get_by_role("button", name="Send inn ideen").focus()
    page.keyboard.press("Enter")
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    expect(summary).to_be_in_viewport()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Tittel")).to_be_focused()
    expect(page.get_by_label("Tittel")).to_have_attribute("aria-invalid", "true")
    page.keyboard.type("Skrevet uten mus")
    page.get_by_role("button", name="Send inn ideen").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_label("Tittel")).to_have_value("Skrevet uten mus")


def test_the_user_menu_closes_with_escape(page: Page, demo_site: Site) -> None:
    enter(page, demo_site, "anne", PASSWORD)
    menu = page.locator(".user-menu")
    menu.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Logg ut")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Logg ut")).not_to_be_visible()
    expect(menu.locator("summary")).to_be_focused()
