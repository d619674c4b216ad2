"""Service design: consent, assumptions, curves, handovers, votes, SUS, and content of any kind."""

from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from toolbox_tjenestedesign import toolbox
from toolbox_tjenestedesign.blueprint import BLUEPRINT
from toolbox_tjenestedesign.interview import INTERVIEW
from toolbox_tjenestedesign.journey import JOURNEY
from toolbox_tjenestedesign.persona import PERSONA
from toolbox_tjenestedesign.usertest import USER_TEST, success, sus
from toolbox_tjenestedesign.workshop import WORKSHOP

from engine.contract.content import Content, Row
from engine.contract.result import Severity
from engine.contract.toolbox import Tool
from engine.documents import png
from engine.testing import Around, content, example, said

NOW = datetime(2026, 12, 20, 8, tzinfo=UTC)


@pytest.mark.parametrize("tool", toolbox.tools, ids=lambda tool: tool.name)
def test_examples_are_whole(tool: Tool) -> None:
    result = tool.evaluate(example(toolbox, tool), Around())
    assert not said(result, Severity.BLOCK)
    assert result.pictures
    assert all(len(row) == len(table.columns) for table in result.tables for row in table.rows)
    for picture in result.pictures:
        assert png(picture.svg, scale=0.3)


def test_a_talk_without_consent_blocks_and_the_day_of_deletion_is_told() -> None:
    talks = [{"pseudonym": "B1", "slettes": date(2027, 1, 5)}, {"pseudonym": "B2", "samtykke": True}]
    result = INTERVIEW.evaluate(content(intervjuer=talks), Around())
    assert "B1 har ikke samtykket" in said(result, Severity.BLOCK)
    assert "slettes 05.01.2027" in said(result)


def test_findings_stand_by_theme_the_biggest_first() -> None:
    notes = [{"funn": "a", "tema": "Ro"}, {"funn": "b", "tema": "Søvn"}, {"funn": "c", "tema": "Søvn"}, {"funn": "d"}]
    result = INTERVIEW.evaluate(content(funn=notes), Around())
    assert result.fact["temaer"] == ["Søvn", "Ro"]


def test_a_persona_without_a_source_is_an_assumption() -> None:
    result = PERSONA.evaluate(content(personas=[{"navn": "Kari"}, {"navn": "Ola", "kilder": "Intervju"}]), Around())
    assert result.fact == {"antall": 2, "antakelser": 1}
    assert "Antakelse" in result.pictures[0].svg
    assert "Antakelse" not in result.pictures[1].svg


def test_the_lowest_point_of_a_journey_is_found() -> None:
    phases = [{"fase": f"F{n}", "folelse": Decimal(f), "smerte": "au"} for n, f in enumerate((1, -2, 0))]
    result = JOURNEY.evaluate(content(faser=phases), Around())
    assert result.fact["laveste"] == "F1"
    assert "ingen mulighet" in said(result)


def test_handovers_and_time_of_a_blueprint() -> None:
    steps = [{"steg": "A", "hvem": "X", "minutter": Decimal(5)}, {"steg": "B", "hvem": "Y"}, {"steg": "C", "hvem": "Y"}]
    result = BLUEPRINT.evaluate(content(steg=steps), Around())
    assert result.fact == {"overleveringer": 1, "minutter": 5}
    assert "Synlighetslinje" in result.pictures[0].svg


def test_ideas_stand_by_votes() -> None:
    rows = [Row(id=uuid4(), values={"ide": "Få"}, votes=1), Row(id=uuid4(), values={"ide": "Mange"}, votes=3)]
    result = WORKSHOP.evaluate(Content(title="V", parts={"ideer": rows}), Around())
    assert result.fact["beste"] == ["Mange", "Få"]


def test_success_is_yes_and_half_of_partly() -> None:
    assert success(["ja", "ja", "delvis", "nei"]) == Decimal("0.625")
    assert success([]) is None


def answers(*values: int) -> Row:
    return Row(id=uuid4(), values={f"sus{n}": Decimal(v) for n, v in enumerate(values, start=1)})


def test_the_usability_scale_runs_from_nothing_to_a_hundred() -> None:
    assert sus(answers(*(5, 1) * 5)) == 100
    assert sus(answers(*(1, 5) * 5)) == 0
    assert sus(answers(*(3,) * 10)) == 50
    assert sus(answers(3, 3)) is None


def test_what_stops_the_user_comes_first() -> None:
    found = [{"funn": "liten", "alvor": Decimal(1)}, {"funn": "stor", "alvor": Decimal(4)}]
    result = USER_TEST.evaluate(content(funn=found), Around())
    assert [row[0] for row in result.tables[1].rows] == ["stor", "liten"]
    assert "stopper brukeren" in said(result)


VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.decimals(-(10**9), 10**9, places=2),
    st.dates(date(1901, 1, 1), date(2199, 1, 1)),
    st.sampled_from(["", "<script>alert(1)</script>", "=1+1", "x" * 4_000, "ja", "sitat", "2", "\x07"]),
)
KEYS = (
    *(
        "pseudonym",
        "samtykke",
        "slettes",
        "funn",
        "slag",
        "tema",
        "navn",
        "rolle",
        "mal",
        "behov",
        "frustrasjoner",
        "digital",
    ),
    *(
        "fase",
        "handling",
        "folelse",
        "smerte",
        "steg",
        "bruker",
        "synlig",
        "hvem",
        "minutter",
        "ide",
        "verdi",
        "oppgave",
    ),
    *("gjennomforbarhet", "lost", "alvor", "sus1", "deltaker", "sporsmal"),
)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=12), max_size=8))
def test_no_content_makes_a_tool_fail(rows: list[dict[str, object]]) -> None:
    for tool in toolbox.tools:
        result = tool.evaluate(content(**{part.key: rows for part in tool.parts}), Around())
        for picture in result.pictures:
            assert "<script" not in picture.svg
