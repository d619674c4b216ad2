"""Change management: who stands out, barriers, anonymity, order of steps, calendars, and content of any kind."""

from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from toolbox_endringsledelse import toolbox
from toolbox_endringsledelse.adkar import ADKAR, barrier
from toolbox_endringsledelse.communication import COMMUNICATION
from toolbox_endringsledelse.kotter import KOTTER
from toolbox_endringsledelse.readiness import READINESS, STATEMENTS
from toolbox_endringsledelse.stakeholders import STAKEHOLDERS

from engine.contract.content import Content, Row
from engine.contract.result import Severity
from engine.contract.toolbox import Tool
from engine.documents import ics, png
from engine.testing import Around, content, example, said

NOW = datetime(2026, 12, 20, 8, tzinfo=UTC)


@pytest.mark.parametrize("tool", [tool for tool in toolbox.tools if tool.examples], ids=lambda tool: tool.name)
def test_examples_are_whole(tool: Tool) -> None:
    result = tool.evaluate(example(toolbox, tool), Around())
    assert not said(result, Severity.BLOCK)
    assert result.pictures
    assert all(len(row) == len(table.columns) for table in result.tables for row in table.rows)
    for picture in result.pictures:
        assert png(picture.svg, scale=0.3)


def test_who_can_stop_it_and_is_against_stands_out() -> None:
    groups = [
        {"gruppe": "Mot", "innflytelse": Decimal(3), "holdning": Decimal(-1), "strategi": "Snakke"},
        {"gruppe": "For", "innflytelse": Decimal(1), "holdning": Decimal(1), "strategi": "Takke"},
    ]
    result = STAKEHOLDERS.evaluate(content(interessenter=groups), Around())
    assert result.fact == {"antall": 2, "kritiske": ["Mot"]}
    assert [row[0] for row in result.tables[0].rows] == ["Mot", "For"]
    assert "Følg tett" in result.pictures[0].svg


def test_the_plan_knows_what_is_late_and_gives_a_calendar() -> None:
    rows = [
        {"malgruppe": "A", "budskap": "Først\nBEGIN:VEVENT", "kanal": "mote", "dato": date(2026, 12, 1)},
        {"malgruppe": "A", "budskap": "Så", "kanal": "epost", "dato": date(2027, 1, 5), "status": "gjort"},
    ]
    result = COMMUNICATION.evaluate(content(tiltak=rows), Around())
    assert result.fact == {"planlagt": 2, "forsinket": 1}
    assert result.calendar is not None
    text = ics(result.calendar, NOW).decode()
    assert text.count("\r\nBEGIN:VEVENT\r\n") == 2
    assert "DTSTART;VALUE=DATE:20261201" in text


def scored(*values: int | None) -> Row:
    keys = ("kjennskap", "onske", "kunnskap", "evne", "forsterkning")
    return Row(id=uuid4(), values={k: Decimal(v) for k, v in zip(keys, values, strict=True) if v is not None})


def test_the_barrier_is_the_first_step_at_three_or_below() -> None:
    assert barrier(scored(5, 4, 3, 1, 1)) == "kunnskap"
    assert barrier(scored(4, 4, 4, 4, 4)) is None
    assert barrier(scored(5, None, 1, 1, 1)) is None
    given = content(grupper=[{"gruppe": "Natt", **scored(4, 2, 2, 2, 1).values}])
    result = ADKAR.evaluate(given, Around())
    assert result.fact == {"barrierer": ["Ønske"]}
    assert "Barriere: Ønske" in result.pictures[0].svg


def poll(replies: int, answer: str = "4") -> Content:
    row = Row(id=uuid4(), values={key: {answer: Decimal(replies)} for key in STATEMENTS})
    return Content(title="P", parts={"svar": [row]}, poll_size=replies)


def test_nothing_is_shown_of_a_poll_until_five_have_answered() -> None:
    four = READINESS.evaluate(poll(4), Around())
    assert (four.pictures, four.tables, four.fact) == ((), (), {"svar": 4, "indeks": None})
    five = READINESS.evaluate(poll(5), Around())
    assert five.fact == {"svar": 5, "indeks": Decimal("0.75")}
    assert five.tables[0].rows[0][4] == 5
    assert "Lavest" in said(READINESS.evaluate(poll(6, "2"), Around()))


def test_a_step_before_those_below_it_is_told() -> None:
    rows = [{"steg": "1", "status": "ferdig", "tiltak": "x"}, {"steg": "3", "status": "pagar", "tiltak": "y"}]
    result = KOTTER.evaluate(content(steg=rows), Around())
    assert "steg 2 er ikke startet" in said(result)
    assert result.fact == {"pa_plass": 1}


VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.decimals(-(10**9), 10**9, places=2),
    st.dates(date(1901, 1, 1), date(2199, 1, 1)),
    st.sampled_from(["", "<script>alert(1)</script>", "=1+1", "x" * 4_000, "pagar", "mote", "1", "\x07"]),
)
KEYS = (
    *("gruppe", "berort", "innflytelse", "viktighet", "holdning", "strategi", "malgruppe", "budskap", "kanal", "dato"),
    *("kjennskap", "onske", "kunnskap", "evne", "forsterkning", "steg", "status", "tiltak", "s1", "s2", "ansvarlig"),
)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=12), max_size=8))
def test_no_content_makes_a_tool_fail(rows: list[dict[str, object]]) -> None:
    for tool in toolbox.tools:
        result = tool.evaluate(content(**{part.key: rows for part in tool.parts}), Around())
        for picture in result.pictures:
            assert "<script" not in picture.svg
