"""One idea all the way from idé to gevinst, by people in a browser; only the clock is moved for them."""

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from engine.jobs.work import next_due, sweep
from engine.model.initiative import Initiative
from engine.model.task import OPEN, Task, TaskKind
from tests.web.conftest import Site, log_in, require_accessible
from tests.web.filling import fill_form
from webapp.demo.fill import Writer

pytestmark = pytest.mark.xdist_group("browser")

PREPARED: dict[str, dict[str, object]] = {
    "i1_meld_inn": {"tittel": "Medisindispenser med varsling", "berorte": ["brukere"]},
    "i5_mandat": {"kostnad": "480 000", "varighet": "5", "kommunalomrader": "1", "personvernrisiko": "lav"},
    "b1": {"prosjektleder": "prosjektleder", "prosjekteier": "prosjekteier"},
    "t2_nullpunkt": {
        "indikatorer": [
            {
                "indikator": "Besøk for medisin",
                "enhet": "antall",
                "metode": "Uttrekk",
                "start": "300",
                "mal": "200",
                "dato": "+0",
                "gevinsteier": "gevinst",
                "maling": "kvartal",
            }
        ]
    },
    "g1_maling": {"verdi": "195", "kilde": "Fagsystem"},
}
ALIASES = {"prosjekt": "prosjektleder", "eier": "prosjekteier"}
LONGEST = 120
"""Acts before the process must have ended."""


class Walk:
    """Takes an initiative forward in the browser, logging in as whoever has the next task."""

    def __init__(self, page: Page, site: Site) -> None:
        self.page, self.site = page, site
        self.user = ""
        self.seen: list[str] = []

    def writer(self) -> Writer:
        people = {name: str(person) for name, person in self.site.town.people.items()}
        people |= {alias: people[name] for alias, name in ALIASES.items()}
        unit = str(self.site.town.units["hjemmetjenesten"])
        today = self.site.clock.now().date()
        return Writer(title="Medisindispenser", today=today, people=people, unit=unit, prepared=PREPARED)

    def be(self, username: str) -> None:
        if self.user != username:
            log_in(self.page, self.site, username)
            self.user = username

    def submit(self) -> str:
        self.be("ansatt")
        self.page.get_by_role("link", name="Meld inn idé", exact=True).click()
        require_accessible(self.page)
        form = self.site.engine.idea_form("standard")
        assert form is not None
        fill_form(self.page, form, self.writer().answers(form, "i1_meld_inn"))
        self.page.get_by_role("button", name="Send inn ideen").click()
        expect(self.page.get_by_role("heading", name="Takk! Ideen er mottatt")).to_be_visible()
        expect(self.page.get_by_role("heading", name="Hva skjer nå?")).to_be_visible()
        require_accessible(self.page)
        self.page.get_by_role("link", name="Følg ideen").click()
        return self.page.url.rpartition("/")[2]

    def open_tasks(self, number: str) -> list[Task]:
        with self.site.engine.database.reading() as session:
            return list(
                session.execute(
                    select(Task)
                    .join(Initiative, Initiative.id == Task.initiative_id)
                    .where(Initiative.number == number, Task.status.in_(OPEN))
                    .order_by(Task.opened_at, Task.id)
                ).scalars()
            )

    def do(self, task: Task) -> None:
        self.be(self.somebody_for(task))
        self.page.goto(f"{self.site.url}/tasks/{task.id}")
        first_time = task.element not in self.seen
        if first_time:
            require_accessible(self.page)
        with self.site.engine.database.reading() as session:
            version = self.site.engine.runtime.versions.current(session, "standard")
        form = version.form_of(task.element)
        if form is not None:
            fill_form(self.page, form, self.writer().answers(form, task.element))
        if task.kind == TaskKind.GATE:
            for radio in self.page.locator('input[type="radio"][value="ja"]').all():
                radio.check()
            self.page.get_by_role("radio", name="Godkjenn Initiativet går videre").check()
            self.page.get_by_role("textbox", name="Begrunnelse", exact=True).fill("Nytten er større enn kostnaden.")
            self.page.get_by_role("button", name="Registrer beslutningen").click()
        else:
            self.page.get_by_role("button", name="Lever").click()
        self.page.wait_for_url("**/initiatives/**")
        self.seen.append(task.element)

    def somebody_for(self, task: Task) -> str:
        names = {person: name for name, person in self.site.town.people.items()}
        if task.assignee_id is not None:
            return names[task.assignee_id]
        done = [t for t in self.seen if t == task.element]
        if task.role == "fagperson":
            return ("fag1", "fag2", "fag3")[len(done) % 3]
        return {
            "innovasjonsradgiver": "radgiver",
            "portefoljestyre": "styre",
            # The leader who wrote the mandate may not decide on it; the one above may.
            "enhetsleder": "omradeleder" if task.kind == TaskKind.GATE else "leder",
            "personvernombud": "personvern",
        }.get(task.role, "radgiver")

    def wait(self) -> None:
        upcoming = next_due(self.site.engine)
        assert upcoming is not None, "nothing is ready and nothing is due"
        self.site.clock.set(max(upcoming, self.site.clock.now()))
        sweep(self.site.engine)


def test_an_idea_goes_from_submission_to_realised_benefit(page: Page, site: Site) -> None:
    walk = Walk(page, site)
    number = walk.submit()
    status = ""
    for _ in range(LONGEST):
        tasks = walk.open_tasks(number)
        if tasks:
            walk.do(tasks[0])
            site.clock.move(hours=20)
        else:
            with site.engine.database.reading() as session:
                status = session.execute(select(Initiative.status).where(Initiative.number == number)).scalar_one()
            if status != "running":
                break
            walk.wait()
    assert status == "completed", walk.seen
    for gate in ("b1", "b2", "b3", "b4"):
        assert gate in walk.seen
    assert walk.seen.count("i4_vurder") == 2
    assert "g1_maling" in walk.seen and "g4_evaluering" in walk.seen

    walk.be("kollega")
    page.goto(f"{site.url}/initiatives/{number}")
    expect(page.get_by_text("Fullført").first).to_be_visible()
    page.wait_for_selector('[data-ready="true"]')
    expect(page.get_by_role("link", name="Powered by bpmn.io")).to_be_visible()
    require_accessible(page)
    page.goto(f"{site.url}/initiatives/{number}/history")
    expect(page.get_by_text("Godkjent: B4").first).to_be_visible()
    require_accessible(page)
