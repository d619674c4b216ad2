"""The live diagram: where the case stands, the same as a list beside it, the keyboard, and the makers' mark."""

import pytest
from playwright.sync_api import Page, expect

from tests.web.conftest import Site, enter
from webapp.demo.accounts import PASSWORD

INSIDE = """() => {
  const frame = document.querySelector('.diagram__canvas').getBoundingClientRect();
  return [...document.querySelectorAll('.mark-now')].filter(element => {
    const box = element.getBoundingClientRect();
    return box.left < frame.right && box.right > frame.left && box.top < frame.bottom && box.bottom > frame.top;
  }).length;
}"""


@pytest.mark.parametrize("width", [1280, 390])
def test_the_diagram_shows_where_the_case_stands(page: Page, demo_site: Site, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    enter(page, demo_site, "anne", PASSWORD)
    page.goto(f"{demo_site.url}/initiatives/INN-2026-001")
    page.wait_for_selector('[data-ready="true"]')
    assert page.evaluate(INSIDE) > 0, "a step that is going on is in view"
    marked = page.evaluate("[...document.querySelectorAll('.mark-now')].map(e => e.dataset.elementId)")
    assert {"m2_leveranse", "m3_opplaring", "m4_status"} <= set(marked)
    assert page.locator(".mark-done").count() > 10
    expect(page.locator(".mark-label", has_text="Her nå").first).to_be_visible()


def test_the_list_says_the_same_as_the_diagram(page: Page, demo_site: Site) -> None:
    enter(page, demo_site, "anne", PASSWORD)
    page.goto(f"{demo_site.url}/initiatives/INN-2026-001")
    page.wait_for_selector('[data-ready="true"]')
    page.get_by_text("Vis stegene som liste").click()
    items = page.locator(".steps-now__item--now")
    names = {text.split("\n")[0].strip() for text in items.all_inner_texts()}
    assert any("M2 Leveranse" in name for name in names)
    assert any("M4 Statusrapport" in name for name in names)
    expect(items.first).to_contain_text("Pågår nå")


def test_the_watermark_is_visible_and_unobstructed(page: Page, demo_site: Site) -> None:
    enter(page, demo_site, "anne", PASSWORD)
    page.goto(f"{demo_site.url}/initiatives/INN-2026-001")
    page.wait_for_selector('[data-ready="true"]')
    mark = page.get_by_role("link", name="Powered by bpmn.io")
    mark.scroll_into_view_if_needed()
    expect(mark).to_be_visible()
    assert mark.evaluate(
        """element => {
          const box = element.getBoundingClientRect();
          const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
          return element.contains(top) || top === element;
        }"""
    )


def test_the_keyboard_moves_and_zooms(page: Page, demo_site: Site) -> None:
    enter(page, demo_site, "anne", PASSWORD)
    page.goto(f"{demo_site.url}/initiatives/INN-2026-001")
    page.wait_for_selector('[data-ready="true"]')
    canvas = page.locator(".diagram__canvas")
    canvas.focus()
    transform = "document.querySelector('.djs-container .viewport').getAttribute('transform')"
    for key in ("ArrowLeft", "ArrowDown", "+", "-", "0"):
        before = page.evaluate(transform)
        page.keyboard.press(key)
        assert page.evaluate(transform) != before, key
    page.keyboard.press("Tab")
    expect(canvas).not_to_be_focused()


def test_a_diagram_that_cannot_be_fetched_says_so(page: Page, demo_site: Site) -> None:
    enter(page, demo_site, "anne", PASSWORD)
    page.route("**/diagram", lambda route: route.fulfill(status=503, body=""))
    page.goto(f"{demo_site.url}/initiatives/INN-2026-001")
    expect(page.get_by_text("Diagrammet kunne ikke hentes. Det samme står i listen under.")).to_be_visible()
