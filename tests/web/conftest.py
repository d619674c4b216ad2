"""A real server and a real browser around an engine whose clock the tests move."""

import os
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
import structlog
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright
from werkzeug.serving import make_server

from engine.bootstrap import Engine, build_engine
from engine.model.access import Identity
from engine.services.mail import MemoryMailer
from engine.settings import load_settings
from engine.store.migrate import migrate
from engine.testing import FakeClock, Town, settle_town
from engine.toolboxes import Toolboxes, installed_toolboxes
from tests.conftest import demo_settings
from webapp.app import create_app
from webapp.limits import limiter

MODELS = Path(__file__).parents[2] / "bpmn"
PASSWORD = "en-lang-nok-setning"
CANDIDATES = (os.environ.get("NYTTIGGJORT_CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


def chromium() -> str | None:
    """The installed browser's path."""
    return next((found for name in CANDIDATES if name and (found := shutil.which(name))), None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = chromium()
    if path is None:
        if os.environ.get("NYTTIGGJORT_REQUIRE_BROWSER"):
            pytest.fail("the browser tests must run here, and there is no Chromium")
        pytest.skip("no Chromium: the browser tests did not run")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield running
        running.close()


class Site(SimpleNamespace):
    """The served application: `url`, `engine`, `clock`, `town`."""

    url: str
    engine: Engine
    clock: FakeClock
    town: Town


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    folder = tmp_path_factory.mktemp("site")
    settings = load_settings(
        {
            "NYTTIGGJORT_DATA_DIR": str(folder),
            "NYTTIGGJORT_DATABASE_URL": f"sqlite:///{folder}/site.db",
            "NYTTIGGJORT_SECRET_KEY": "k" * 40,
            "NYTTIGGJORT_SESSION_ABSOLUTE_HOURS": "1000000",
            "NYTTIGGJORT_SESSION_IDLE_MINUTES": "60000000",
        },
        env_file=folder / "none",
    )
    clock = FakeClock()
    engine = build_engine(settings, clock, Toolboxes([]), MemoryMailer())
    migrate(engine.database)
    town = settle_town(engine.database)
    for folder_name in ("standard", "hurtigspor"):
        model = MODELS / folder_name
        files = {p.relative_to(model).as_posix(): p.read_bytes() for p in model.rglob("*") if p.is_file()}
        engine.models.install(files)
    for person in town.people.values():
        engine.people.set_password(None, person, PASSWORD)
    limiter.enabled = False
    server = make_server("127.0.0.1", 0, create_app(engine), threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield Site(url=f"http://127.0.0.1:{server.server_port}", engine=engine, clock=clock, town=town)
    server.shutdown()
    thread.join()
    engine.database.dispose()
    limiter.enabled = True


@pytest.fixture(scope="module")
def demo_site(seeded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The demonstration municipality, served."""
    folder = tmp_path_factory.mktemp("demo")
    shutil.copy(seeded / "town.db", folder / "town.db")
    engine = build_engine(demo_settings(folder), toolboxes=installed_toolboxes(), mailer=MemoryMailer())
    limiter.enabled = False
    server = make_server("127.0.0.1", 0, create_app(engine), threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield Site(url=f"http://127.0.0.1:{server.server_port}", engine=engine)
    server.shutdown()
    thread.join()
    engine.database.dispose()
    limiter.enabled = True


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="nb-NO")
    context.set_default_timeout(40_000)
    found = context.new_page()
    faults: list[str] = []
    found.on("pageerror", lambda error: faults.append(str(error)))
    found.on("console", lambda m: faults.append(m.text) if "Content Security Policy" in m.text else None)
    yield found
    context.close()
    assert not faults, faults


def enter(page: Page, site: Site, username: str, password: str) -> None:
    """Logs in through the page, with nobody logged in before."""
    page.context.clear_cookies()
    page.goto(f"{site.url}/login")
    page.get_by_label("Brukernavn").fill(username)
    page.get_by_label("Passord").fill(password)
    page.get_by_role("button", name="Logg inn").click()
    expect(page.get_by_role("heading", name="Mine oppgaver"), f"{username} is logged in").to_be_visible(timeout=40_000)


def log_in(page: Page, site: Site, username: str) -> Identity:
    """Logs in as one of the small town's people."""
    enter(page, site, username, PASSWORD)
    return site.town[username]


CUT_OFF = """() => [...document.querySelectorAll('main *')].filter(element => {
  const box = element.getBoundingClientRect();
  if (!box.width || box.right <= document.documentElement.clientWidth + 1) return false;
  for (let outer = element; outer; outer = outer.parentElement) {
    if (['auto', 'scroll'].includes(getComputedStyle(outer).overflowX) || outer.matches('.diagram, .ds-sr-only')) return false;
  }
  return true;
}).map(element => element.outerHTML.slice(0, 120))"""


def require_accessible(page: Page) -> None:
    """Axe finds nothing, and nothing sticks out to the right or is cut off there."""
    found = Axe().run(page).response["violations"]
    assert not found, [(v["id"], [n["html"][:200] for n in v["nodes"]]) for v in found]
    overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert overflow <= 0, f"{page.url} is {overflow} pixels too wide"
    assert page.evaluate(CUT_OFF) == [], page.url
