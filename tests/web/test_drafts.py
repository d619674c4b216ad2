"""What is typed is kept: saved while typing, kept in the browser when the server cannot be reached, said plainly."""

from playwright.sync_api import Page, Route, expect
from sqlalchemy import select

from engine.model.task import OPEN, Task
from tests.web.conftest import Site, enter
from webapp.demo.accounts import PASSWORD

SAVED = "Kladd lagret"


def status_task(site: Site) -> str:
    with site.engine.database.reading() as session:
        query = select(Task.id).where(Task.element == "m4_status", Task.status.in_(OPEN)).order_by(Task.id)
        return f"{site.url}/tasks/{session.execute(query).scalars().first()}"


def test_an_idea_is_there_when_the_writer_comes_back(page: Page, demo_site: Site) -> None:
    enter(page, demo_site, "mohamed", PASSWORD)
    page.goto(f"{demo_site.url}/ideas/new")
    page.get_by_label("Tittel").fill("Halvferdig tanke")
    page.get_by_label("Innbyggere").check()
    expect(page.get_by_text(SAVED)).to_be_visible()
    page.goto(f"{demo_site.url}/tasks")
    page.goto(f"{demo_site.url}/ideas/new")
    expect(page.get_by_label("Tittel")).to_have_value("Halvferdig tanke")
    expect(page.get_by_label("Innbyggere")).to_be_checked()
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Slett kladden").click()
    expect(page.get_by_label("Tittel")).to_have_value("")


def test_leaving_at_once_saves_too(page: Page, demo_site: Site) -> None:
    """Nobody should have to wait for a timer before closing the window."""
    enter(page, demo_site, "kristin", PASSWORD)
    page.goto(f"{demo_site.url}/ideas/new")
    page.get_by_label("Tittel").press_sequentially("Rett ut igjen")
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("link", name="Mine oppgaver").click()
    expect(page.get_by_role("heading", name="Mine oppgaver")).to_be_visible()
    page.goto(f"{demo_site.url}/ideas/new")
    expect(page.get_by_label("Tittel")).to_have_value("Rett ut igjen")


def test_a_server_that_is_away_is_said_and_the_text_is_kept(page: Page, demo_site: Site) -> None:
    enter(page, demo_site, "prosjekt", PASSWORD)
    address = status_task(demo_site)
    page.goto(address)
    area = page.locator("form.answers textarea").first

    def away(route: Route) -> None:
        route.abort("connectionfailed")

    page.route("**/draft", away)
    area.fill("Skrevet på toget uten dekning.")
    expect(page.get_by_text("Får ikke kontakt")).to_be_visible()
    expect(area).to_have_value("Skrevet på toget uten dekning.")
    page.once("dialog", lambda dialog: dialog.accept())
    page.goto(address)
    expect(page.get_by_text("Vi fant det du skrev sist uten kontakt")).to_be_visible()
    expect(area).to_have_value("Skrevet på toget uten dekning.")
    page.unroute("**/draft", away)
    expect(page.get_by_text(SAVED)).to_be_visible()
    page.goto(address)
    expect(area).to_have_value("Skrevet på toget uten dekning.")


def test_a_login_that_ran_out_is_said_with_a_way_on(page: Page, demo_site: Site) -> None:
    enter(page, demo_site, "prosjekt", PASSWORD)
    page.goto(status_task(demo_site))
    page.context.clear_cookies()
    page.locator("form.answers textarea").first.fill("Etter en lang lunsj.")
    expect(page.get_by_text("Du er logget ut. Det du skriver, er tatt vare på her.")).to_be_visible()


def test_a_draft_changed_in_another_window_is_not_overwritten(page: Page, demo_site: Site) -> None:
    enter(page, demo_site, "prosjekt", PASSWORD)
    address = status_task(demo_site)
    page.goto(address)
    other = page.context.new_page()
    other.goto(address)
    other.locator("form.answers textarea").first.fill("Fra det andre vinduet.")
    expect(other.get_by_text(SAVED)).to_be_visible()
    page.locator("form.answers textarea").first.fill("Fra det første.")
    expect(page.get_by_text("Kladden er endret i et annet vindu")).to_be_visible()
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(address)
    expect(page.locator("form.answers textarea").first).to_have_value("Fra det andre vinduet.")
