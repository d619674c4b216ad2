"""LEAN's tools: times, limits, circles, chains, and content of any kind."""

from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from toolbox_lean import toolbox
from toolbox_lean.board import BOARD
from toolbox_lean.pdca import PDCA
from toolbox_lean.value_stream import VALUE_STREAM, stream_of, written
from toolbox_lean.whys import WHYS

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


def step(wait: int, work: int, right: int | None = None, *, value: bool = False) -> dict[str, object]:
    share = {} if right is None else {"rett_forste_gang": Decimal(right)}
    return {"steg": "S", "ventetid": Decimal(wait), "prosesstid": Decimal(work), "verdi": value, **share}


def test_lead_time_efficiency_and_rolled_yield() -> None:
    stream = stream_of(content(na=[step(30, 10, 90, value=True), step(50, 10, 80)]).rows("na"))
    assert (stream.lead, stream.process) == (100, 20)
    assert stream.efficiency == Decimal("0.1")
    assert stream.rolled == Decimal("0.72")
    assert stream_of(()).efficiency is None


def test_times_are_written_in_the_unit_people_use() -> None:
    assert [written(Decimal(n)) for n in (0, 45, 60, 90, 450, 2250, 3375)] == [
        "0 min", "45 min", "1 timer", "1,5 timer", "1 dager", "1 uker", "1,5 uker",
    ]  # fmt: skip


def test_a_time_below_zero_blocks_and_does_not_count() -> None:
    result = VALUE_STREAM.evaluate(content(na=[step(-5, 10), step(0, 5)]), Around())
    assert "under null" in said(result, Severity.BLOCK)
    assert result.fact["ledetid_minutter"] == 15


def test_the_gain_of_the_future_is_told() -> None:
    result = VALUE_STREAM.evaluate(content(na=[step(90, 10)], framtid=[step(40, 10)]), Around())
    assert result.figures[-1].value == Decimal("0.5")
    assert len(result.pictures) == 2


def test_the_board_minds_its_limits_and_ages() -> None:
    cards = [
        {
            "tittel": f"L{n}",
            "kolonne": "pagar",
            "startet": date(2026, 11, 1),
            "innsats": Decimal(1),
            "effekt": Decimal(5),
        }
        for n in range(3)
    ]
    quick = {"tittel": "Lett", "innsats": Decimal(1), "effekt": Decimal(5)}
    result = BOARD.evaluate(content(regler=[{"grense_pagar": Decimal(2)}], lapper=[*cards, quick]), Around())
    assert "grensen er 2" in said(result)
    assert "49 dager" in said(result)
    assert "Lett" in said(result, Severity.HINT)
    assert "over grensen" in result.pictures[0].svg


def test_a_circle_without_a_decision_is_told() -> None:
    result = PDCA.evaluate(content(runder=[{"hypotese": "H", "resultat": "R"}]), Around())
    assert "ingen beslutning" in said(result)


def test_causes_that_go_in_a_ring_block_and_branches_are_followed() -> None:
    a, b, c = (str(uuid4()) for _ in range(3))
    ring = [{"_id": a, "svar": "A", "under": b}, {"_id": b, "svar": "B", "under": a}]
    assert "i ring" in said(WHYS.evaluate(content(hvorfor=ring), Around()), Severity.BLOCK)
    tree = [{"_id": a, "svar": "A"}, {"_id": b, "svar": "B", "under": a}, {"_id": c, "svar": "C", "under": a}]
    result = WHYS.evaluate(content(hvorfor=tree), Around())
    assert result.fact == {"rotarsaker": ["B", "C"]}
    assert [row[0] for row in result.tables[0].rows] == ["A → B", "A → C"]


VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.decimals(-(10**9), 10**9, places=2),
    st.dates(date(1901, 1, 1), date(2199, 1, 1)),
    st.sampled_from(["", "<script>alert(1)</script>", "=1+1", "x" * 4_000, "pagar", "behold", "mennesker", "\x07"]),
)
KEYS = (
    *(
        "svar",
        "under",
        "belegg",
        "problem",
        "virkning",
        "arsak",
        "gren",
        "steg",
        "ventetid",
        "prosesstid",
        "vente_enhet",
    ),
    *(
        "rett_forste_gang",
        "systembytter",
        "tiltak",
        "frist",
        "mal",
        "hypotese",
        "resultat",
        "beslutning",
        "tittel",
        "kolonne",
    ),
    *("innsats", "effekt", "startet", "grense_pagar", "grense_provd"),
)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=12), max_size=8))
def test_no_content_makes_a_tool_fail(rows: list[dict[str, object]]) -> None:
    for tool in toolbox.tools:
        result = tool.evaluate(content(**{part.key: rows for part in tool.parts}), Around())
        for picture in result.pictures:
            assert "<script" not in picture.svg
