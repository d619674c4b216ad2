"""Every outcome of a gate through its page: what it requires is said at the field, and given it, what follows."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from engine.model.gate import GateDecision
from engine.model.task import OPEN, Task
from tests.pages.conftest import Town, open_town
from webapp.limits import limiter

NUMBER = "INN-2026-003"
CHECKS = (
    "problem",
    "finansiert",
    "prosjekt_eller_linje",
    "strategi",
    "rammer",
    "mer_informasjon",
    "ga_videre",
    "eier",
)
LATER = (date.today() + timedelta(days=30)).isoformat()
EARLIER = (date.today() - timedelta(days=1)).isoformat()


@pytest.fixture
def fresh(seeded: Path, tmp_path: Path) -> Iterator[Town]:
    """A town of its own: each test decides the one gate that waits."""
    limiter.enabled = False
    found = open_town(seeded, tmp_path)
    yield found
    found.engine.database.dispose()
    limiter.enabled = True


class Gate:
    """B1 as the one who decides sees it."""

    def __init__(self, town: Town, who: str = "helsesjef") -> None:
        self.town, self.visitor = town, town.visit(who)
        with town.engine.database.reading() as session:
            query = select(Task.id).where(Task.element == "b1", Task.status.in_(OPEN))
            self.path = f"/gates/{session.execute(query).scalar_one()}"

    def approval(self) -> dict[str, object]:
        checks = {f"checks.{key}": "ja" for key in CHECKS}
        return {
            **checks,
            "outcome": "godkjenn",
            "prosjektleder": str(self.town.id_of("prosjekt")),
            "prosjekteier": str(self.town.id_of("eier")),
        }

    def refused(self, form: dict[str, object], *ids: str) -> str:
        answer = self.visitor.post(f"{self.path}/decision", form)
        assert answer.status_code == 422
        for id in ids:
            assert f'id="{id}-problem"' in answer.text, id
            assert f'href="#{id}"' in answer.text, f"the summary leads to {id}"
            assert f'id="{id}"' in answer.text, f"and {id} is there"
        assert "data-focus-first" in answer.text
        return answer.text

    def taken(self, form: dict[str, object]) -> str:
        """The initiative's page afterwards."""
        answer = self.visitor.post(f"{self.path}/decision", form)
        assert answer.status_code == 302, answer.text[:3000]
        page = self.visitor.get(f"/initiatives/{NUMBER}").text
        assert "Beslutningen er registrert" in page
        return page

    def open_elements(self) -> set[str]:
        with self.town.engine.database.reading() as session:
            rows = session.execute(select(Task.element).where(Task.status.in_(OPEN), Task.case_id == self._case()))
            return set(rows.scalars())

    def _case(self) -> object:
        with self.town.engine.database.reading() as session:
            return session.execute(select(Task.case_id).where(Task.id == self.path_id())).scalar_one()

    def path_id(self) -> object:
        with self.town.engine.database.reading() as session:
            return next(id for id in session.execute(select(Task.id)).scalars() if str(id) in self.path)


def test_approval_needs_the_checklist_and_the_form(fresh: Town) -> None:
    gate = Gate(fresh)
    page = gate.refused({"outcome": "godkjenn"}, *[f"g-checks-{key}" for key in CHECKS])
    assert 'id="f-prosjektleder-problem"' in page
    assert 'href="#f-prosjektleder"' in page
    gate.taken(gate.approval())
    assert gate.open_elements() == {"t1_testplan"}


def test_approval_with_conditions_makes_each_a_task(fresh: Town) -> None:
    gate = Gate(fresh)
    form = {**gate.approval(), "outcome": "godkjenn_vilkar"}
    gate.refused(form, "g-conditions")
    text = {**form, "conditions.0.text": "Avklar med personvernombudet"}
    page = gate.refused(text, "g-conditions-0-responsible", "g-conditions-0-due")
    assert "Avklar med personvernombudet" in page
    whole = {**text, "conditions.0.responsible": str(fresh.id_of("leder")), "conditions.0.due": LATER}
    gate.refused({**whole, "conditions.0.due": EARLIER}, "g-conditions-0-due")
    gate.taken(whole)
    tasks = fresh.visit("leder").get("/tasks").text
    assert "Avklar med personvernombudet" in tasks
    assert "Vilkår" in tasks


def test_a_return_needs_a_reason_and_a_target_and_says_why_to_the_one_who_gets_it(fresh: Town) -> None:
    gate = Gate(fresh)
    gate.refused({"outcome": "returner"}, "g-reason", "g-target")
    gate.taken({"outcome": "returner", "reason": "Kostnadene mangler.", "target.returner": "i5_mandat"})
    assert gate.open_elements() == {"i5_mandat"}
    link = next(
        part.split('"')[0]
        for part in fresh.visit("leder").get("/tasks").text.split('href="')[1:]
        if part.startswith("/tasks/") and "I5 Mandat" in part[:200]
    )
    page = fresh.visit("leder").get(link).text
    assert "Kostnadene mangler." in page
    assert "Sendt tilbake av Bjørn Aasen" in page


def test_waiting_needs_a_reason_and_a_day_to_come(fresh: Town) -> None:
    gate = Gate(fresh)
    gate.refused({"outcome": "vent"}, "g-reason", "g-hold_until")
    gate.refused({"outcome": "vent", "reason": "Budsjettet.", "hold_until": EARLIER}, "g-hold_until")
    page = gate.taken({"outcome": "vent", "reason": "Vi venter på budsjettet.", "hold_until": LATER})
    assert gate.open_elements() == set()
    assert "Starter av seg selv" in page


def test_a_rejection_needs_a_reason_and_a_cause_and_ends_it(fresh: Town) -> None:
    gate = Gate(fresh)
    gate.refused({"outcome": "avvis"}, "g-reason", "g-cause")
    page = gate.taken({"outcome": "avvis", "reason": "Finnes i dag.", "cause": "finnes_allerede"})
    assert gate.open_elements() == set()
    assert "Avvist" in page
    assert "Finnes i dag." in page, "the submitter can read why"


def test_a_referral_needs_a_reason_and_a_place(fresh: Town) -> None:
    gate = Gate(fresh)
    gate.refused({"outcome": "henvis"}, "g-reason", "g-target")
    gate.refused({"outcome": "henvis", "reason": "x y", "target.henvis": "tull"})
    page = gate.taken({"outcome": "henvis", "reason": "Dette er en anskaffelse.", "target.henvis": "anskaffelse"})
    assert gate.open_elements() == set()
    assert "Henvist videre" in page


@pytest.mark.parametrize("who", ["anne", "leder", "fag1", "rektor", "styre"])
def test_nobody_decides_but_those_who_may_and_the_page_says_why(fresh: Town, who: str) -> None:
    """The submitter, who wrote the mandate, an assessor, another unit's leader, the board when the leader has it."""
    gate = Gate(fresh, who)
    page = gate.visitor.get(gate.path).text
    assert "Registrer beslutningen" not in page
    assert "Du kan ikke beslutte" in page or "Beslutningen tas av" in page
    rejection = {"outcome": "avvis", "reason": "Nei takk.", "cause": "annet"}
    assert gate.visitor.post(f"{gate.path}/decision", rejection).status_code == 403
    with fresh.engine.database.reading() as session:
        query = select(GateDecision.id).where(GateDecision.task_id == gate.path_id())
        assert session.execute(query).first() is None


def test_adding_a_condition_without_a_script_keeps_what_is_typed(fresh: Town) -> None:
    gate = Gate(fresh)
    form = {
        "_action": "add_condition",
        "outcome": "godkjenn_vilkar",
        "conditions.0.text": "Først dette",
        "reason": "Ja",
    }
    page = gate.visitor.post(f"{gate.path}/decision", form).text
    assert "Først dette" in page
    assert 'name="conditions.2.text"' in page
