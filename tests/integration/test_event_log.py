"""The event log read back: XES by a parser, CSV by a reader, both against the database; who gets whose name."""

import csv
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from io import StringIO

import pytest
from lxml import etree
from sqlalchemy import func, select, update

from engine.bootstrap import Engine
from engine.contract.errors import InvalidInput, NotAllowed, NotFound
from engine.model.access import Identity
from engine.model.activation import Activation
from engine.model.audit import AuditEntry
from engine.model.case import Case
from engine.model.initiative import Initiative
from engine.model.people import Unit
from engine.queries.event_log import Trace, Wanted
from engine.queries.event_log_files import COLUMNS, LogFormat, as_csv, inert, xes
from engine.services.gates import Outcome, Verdict
from engine.testing import FakeClock, Town
from tests.integration.conftest import Submit
from tests.integration.models import GATED
from tests.integration.test_trail import Walk

XES = "{http://www.xes-standard.org/}"
ALL = Wanted(key="prove")


@pytest.fixture(autouse=True)
def lived(engine: Engine, submit: Submit, town: Town, clock: FakeClock) -> list[str]:
    """Three cases, a day apart, each returned once; the second is cancelled. Their numbers."""
    numbers = []
    for number in range(3):
        receipt = submit(GATED)
        numbers.append(receipt.number)
        walk = Walk(engine, receipt)
        clock.move(hours=4)
        engine.tasks.claim(walk.open[0].id, town["fag1"])
        clock.move(hours=2)
        engine.tasks.complete(walk.open[0].id, town["fag1"], {"svar": "x"})
        verdict = Verdict(outcome=Outcome.RETURNER, reason="Mer", target="vurder")
        engine.gates.decide(walk.open[0].id, town["leder"], verdict)
        clock.move(hours=18)
        if number == 1:
            engine.cases.cancel(receipt.case_id, town["prosesseier"], "Nei.")
    return numbers


def log(engine: Engine, who: Identity | None, wanted: Wanted = ALL) -> list[Trace]:
    return list(engine.event_logs.export(who, wanted))


def parsed(traces: list[Trace]) -> etree._Element:
    return etree.fromstring(b"".join(xes(traces)), etree.XMLParser(resolve_entities=False))


def values(element: etree._Element) -> dict[str, str]:
    return {str(child.get("key")): str(child.get("value")) for child in element if child.get("key")}


def test_a_parser_reads_every_case_and_every_event(engine: Engine, town: Town, lived: list[str]) -> None:
    root = parsed(log(engine, town["prosesseier"]))
    assert (root.tag, root.get("xes.version")) == (f"{XES}log", "1849.2016")
    prefixes = {extension.get("prefix") for extension in root.iter(f"{XES}extension")}
    assert prefixes >= {"concept", "lifecycle", "time", "org"}
    assert {classifier.get("keys") for classifier in root.iter(f"{XES}classifier")} >= {"concept:name"}
    traces = [values(trace)["concept:name"] for trace in root.iter(f"{XES}trace")]
    assert traces == lived
    finished = Counter(
        values(event)["elementId"]
        for event in root.iter(f"{XES}event")
        if values(event)["lifecycle:transition"] == "complete"
    )
    with engine.database.reading() as session:
        rows = session.execute(
            select(Activation.element, func.count())
            .where(Activation.outcome == "completed", Activation.element != "valg")
            .group_by(Activation.element)
        )
        assert finished == Counter(dict(rows.all()))
        waits = select(func.count()).select_from(Activation).where(Activation.task_id.is_not(None))
        scheduled = [e for e in root.iter(f"{XES}event") if values(e)["lifecycle:transition"] == "schedule"]
        assert len(scheduled) == session.execute(waits).scalar_one()


def test_events_are_in_order_and_tell_the_life_of_a_task(engine: Engine, town: Town) -> None:
    for trace in log(engine, town["prosesseier"]):
        assert [event.at for event in trace.events] == sorted(event.at for event in trace.events)
    first, second, _ = log(engine, town["prosesseier"])
    life = [event.transition for event in first.events if event.element == "vurder"]
    assert life == ["schedule", "start", "complete", "schedule"]
    assert [event.transition for event in second.events if event.element == "vurder"][-1] == "withdraw"
    assert [event.verdict for event in first.events if event.verdict] == ["returner"]
    assert "valg" not in {event.element for event in first.events}


def test_csv_has_a_line_per_event_with_the_same_content(engine: Engine, town: Town) -> None:
    traces = log(engine, town["prosesseier"])
    rows = list(csv.DictReader(StringIO(b"".join(as_csv(traces)).decode())))
    assert tuple(rows[0]) == COLUMNS
    assert len(rows) == sum(len(trace.events) for trace in traces)
    assert {row["case"] for row in rows} == {trace.number for trace in traces}
    xml = Counter(values(event)["concept:instance"] for event in parsed(traces).iter(f"{XES}event"))
    assert Counter(row["instance"] for row in rows) == xml


@pytest.mark.parametrize("cell", ["=1+1", "+47", "-2", "@sum", "\t=1", "\r=1", "  =cmd|' /C calc'!A0", "\n=1"])
def test_no_cell_is_a_formula(cell: str) -> None:
    assert inert(cell) == "'" + cell
    assert inert("Vurder = skår") == "Vurder = skår" and inert("") == ""


def test_hostile_names_are_inert_in_both_formats(engine: Engine, town: Town) -> None:
    name = '=HYPERLINK("http://x")<b>&"\'\x07\x00]]>'.replace("\x00", "")
    with engine.database.transaction() as session:
        session.execute(update(Unit).where(Unit.key == "hjemmetjenesten").values(name=name))
    traces = log(engine, town["prosesseier"])
    group = values(next(parsed(traces).iter(f"{XES}trace")))["org:group"]
    assert group == name.replace("\x07", "�")
    rows = list(csv.DictReader(StringIO(b"".join(as_csv(traces)).decode(), newline="")))
    assert rows[0]["unit"] == "'" + name


def test_people_are_told_apart_and_named_for_the_auditor_only(engine: Engine, town: Town) -> None:
    people = {event.resource for trace in log(engine, town["prosesseier"]) for event in trace.events} - {None}
    assert people == {"P1", "P2", "P3"}
    assert log(engine, town["prosesseier"]) == log(engine, None), "the command gets what a process owner gets"
    named = replace(ALL, named=True)
    found = {event.resource for trace in log(engine, town["revisor"], named) for event in trace.events} - {None}
    assert found == {"Anna Ansatt", "Frida Fag", "Lise Leder"}
    for who in (town["prosesseier"], None, replace(town["revisor"], scopes=frozenset({"read"}))):
        with pytest.raises(NotAllowed) as refused:
            log(engine, who, named)
        assert refused.value.reason == "names_for_auditor"


def test_an_anonymous_submitter_is_anonymous_to_all(engine: Engine, town: Town) -> None:
    with engine.database.transaction() as session:
        session.execute(update(Initiative).values(anonymous=True))
    for who, wanted in ((town["prosesseier"], ALL), (town["revisor"], replace(ALL, named=True))):
        submitted = {e.resource for trace in log(engine, who, wanted) for e in trace.events if e.element == "ide"}
        assert submitted - {None} == {"Anonym"}


def test_restricted_cases_are_in_the_auditors_log_only(engine: Engine, town: Town, lived: list[str]) -> None:
    with engine.database.transaction() as session:
        session.execute(update(Initiative).where(Initiative.number == lived[0]).values(restricted=True))
    assert [trace.number for trace in log(engine, town["prosesseier"])] == lived[1:]
    assert [trace.number for trace in log(engine, town["revisor"])] == lived
    token = replace(town["revisor"], scopes=frozenset({"read"}))
    assert [trace.number for trace in log(engine, token)] == lived[1:]


def test_the_period_is_when_cases_started(engine: Engine, town: Town, lived: list[str]) -> None:
    with engine.database.reading() as session:
        day = session.execute(select(Case.started_at).order_by(Case.started_at)).scalars().first()
    assert day is not None
    second: date = (day + timedelta(days=1)).date()
    found = log(engine, town["prosesseier"], replace(ALL, first=second, last=second))
    assert [trace.number for trace in found] == [lived[1]]
    with pytest.raises(InvalidInput):
        log(engine, town["prosesseier"], replace(ALL, first=second, last=second - timedelta(days=1)))


def test_who_may_not_export_gets_nothing_and_every_export_is_on_record(engine: Engine, town: Town) -> None:
    for who in ("ansatt", "leder", "styre", "admin"):
        with pytest.raises(NotAllowed):
            log(engine, town[who])
    for wanted in (Wanted(key="finnesikke"), replace(ALL, version=9)):
        with pytest.raises(NotFound):
            log(engine, town["revisor"], wanted)
    log(engine, town["prosesseier"])
    with engine.database.reading() as session:
        entries = session.execute(select(AuditEntry.actor_id).where(AuditEntry.action == "event_log_exported"))
        assert list(entries.scalars()) == [town.people["prosesseier"]]


def test_it_is_read_a_hundred_cases_at_a_time(engine: Engine, town: Town) -> None:
    traces: Iterator[Trace] = engine.event_logs.export(town["revisor"], ALL)
    first = next(traces)
    with engine.database.transaction() as session:
        session.execute(update(Initiative).values(title="Skrevet mens loggen leses"))
    assert [first, *traces] == log(engine, town["revisor"])


def test_both_formats_begin_before_all_is_read() -> None:
    def endless() -> Iterator[Trace]:
        raise AssertionError("nothing was asked for yet")
        yield  # a generator that fails when its first trace is asked for

    for kind in LogFormat:
        assert next(iter(kind.lines(endless()))).startswith((b"<?xml", b"case,"))
