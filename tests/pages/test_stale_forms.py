"""Somebody else was faster: the page says what happened, and what was typed stays in the form."""

import re
from uuid import UUID

from sqlalchemy import select

from engine.model.gate import GateDecision
from engine.model.task import OPEN, Task
from tests.pages.conftest import Town

REVISION = re.compile(r'name="revision" value="(\d+)"')


def open_task(town: Town, element: str) -> str:
    with town.engine.database.reading() as session:
        query = select(Task.id).where(Task.element == element, Task.status.in_(OPEN)).order_by(Task.id)
        return str(session.execute(query).scalars().first())


def revision(page: str) -> str:
    found = REVISION.search(page)
    assert found
    return found.group(1)


def test_a_task_changed_in_another_window_keeps_what_was_typed(town: Town) -> None:
    path = f"/tasks/{open_task(town, 'i4_vurder')}"
    visitor = town.visit("fag1")
    shown = revision(visitor.get(path).text)
    visitor.post(f"{path}/claim")
    answer = visitor.post(f"{path}/completion", {"revision": shown, "strategi": "4", "justering": "7"})
    assert answer.status_code == 409
    assert "Noen har endret saken mens du skrev" in answer.text
    assert "Henrik Dahl" in answer.text, "it says who"
    assert re.search(r'name="strategi" value="4" checked', answer.text)
    assert 'name="justering" value="7"' in answer.text
    assert revision(answer.text) != shown, "sending once more is taken"
    given = dict.fromkeys(("strategi", "okonomi", "kvalitet", "nodvendighet", "risiko"), "4")
    again = visitor.post(f"{path}/completion", {"revision": revision(answer.text), **given})
    assert again.status_code == 302, again.text[:2000]


def test_a_gate_changed_meanwhile_keeps_the_verdict(town: Town) -> None:
    task = open_task(town, "b1")
    path = f"/gates/{task}"
    visitor = town.visit("helsesjef")
    shown = revision(visitor.get(path).text)
    visitor.post(f"/tasks/{task}/claim")
    typed = {"outcome": "avvis", "reason": "Dette er en grundig begrunnelse.", "cause": "finnes_allerede"}
    answer = visitor.post(f"{path}/decision", {"revision": shown, **typed})
    assert answer.status_code == 409
    assert "Dette er en grundig begrunnelse." in answer.text
    assert 'value="avvis" checked' in answer.text
    assert 'value="finnes_allerede" selected' in answer.text


def test_a_task_that_somebody_else_took_shows_the_text_to_copy(town: Town) -> None:
    path = f"/tasks/{open_task(town, 'i2_sil')}"
    town.engine.people.grant(None, town.id_of("kristin"), "innovasjonsradgiver")  # type: ignore[arg-type]
    loser = town.visit("kristin")
    typed = {"revision": revision(loser.get(path).text), "merknad": "En tekst som ikke må bli borte."}
    town.visit("radgiver").post(f"{path}/claim")
    answer = loser.post(f"{path}/completion", typed)
    assert answer.status_code == 409
    assert "Oppgaven er tatt av en annen" in answer.text
    assert "En tekst som ikke må bli borte." in answer.text


def test_the_same_form_sent_twice_is_one_act(town: Town) -> None:
    """A double click: the second answer is the first one's."""
    visitor = town.visit("helsesjef")
    path = f"/gates/{open_task(town, 'b1')}"
    page = visitor.get(path).text
    key = page.split('name="key" value="')[1].split('"')[0]
    form = {"outcome": "avvis", "reason": "For lite å hente.", "cause": "for_lav_nytte"}
    form |= {"key": key, "revision": revision(page)}
    first, second = (visitor.post(f"{path}/decision", dict(form)) for _ in range(2))
    assert first.status_code == second.status_code == 302
    assert first.headers["Location"] == second.headers["Location"]
    with town.engine.database.reading() as session:
        decided = session.execute(select(GateDecision).where(GateDecision.task_id == UUID(path[7:]))).scalars().all()
    assert len(decided) == 1
