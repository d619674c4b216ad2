"""The toolbox's tools: examples, rings, late measures, uncertainty, and content of any kind."""

from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from toolbox_gevinst import toolbox
from toolbox_gevinst.costbenefit import COST_BENEFIT
from toolbox_gevinst.map import MAP
from toolbox_gevinst.plan import PLAN
from toolbox_gevinst.register import REGISTER
from toolbox_gevinst.uncertainty import DRAWS, items_in, outcomes

from engine.contract.content import Content
from engine.contract.toolbox import Tool
from engine.documents import png
from engine.testing import Around, blocks, content, example

AROUND = Around(now=datetime(2026, 11, 2, 8, tzinfo=UTC), rates={"kalkulasjonsrente": Decimal("0.04")})


@pytest.mark.parametrize("tool", toolbox.tools, ids=lambda tool: tool.name)
def test_examples_are_whole(tool: Tool) -> None:
    result = tool.evaluate(example(toolbox, tool), AROUND)
    assert not blocks(result)
    assert result.pictures
    assert all(len(row) == len(table.columns) for table in result.tables for row in table.rows)
    for picture in result.pictures:
        assert png(picture.svg, scale=0.3)


@pytest.mark.parametrize("tool", toolbox.tools, ids=lambda tool: tool.name)
def test_an_empty_sheet_evaluates(tool: Tool) -> None:
    assert tool.evaluate(Content(title="", parts={}), AROUND).tables is not None


def test_the_register_counts_only_what_has_a_price_and_shows_how_far_it_has_come() -> None:
    result = REGISTER.evaluate(example(toolbox, REGISTER), AROUND)
    assert result.figures[0].value == Decimal(14600) * 110
    assert result.figures[1].value == 0
    assert result.fact["nullpunkt"] is True
    assert any("71 %" in remark.text for remark in result.remarks)


def test_a_target_that_equals_the_start_and_a_reading_of_nothing_are_told() -> None:
    given = content(
        indikatorer=[{"indikator": "X", "startverdi": Decimal(5), "malverdi": Decimal(5)}],
        malinger=[{"indikator": str(uuid4()), "verdi": Decimal(1), "dato": date(2026, 1, 1)}],
    )
    result = REGISTER.evaluate(given, AROUND)
    assert any("samme start og mål" in text for text in blocks(result))
    assert any("fjernet" in remark.text for remark in result.remarks)


def test_a_ring_in_the_map_blocks_and_loose_ends_are_told() -> None:
    ids = [str(uuid4()) for _ in range(4)]
    nodes = [{"_id": id_, "tekst": f"N{n}", "lag": "gevinst"} for n, id_ in enumerate(ids)]
    ring = [{"fra": ids[0], "til": ids[1]}, {"fra": ids[1], "til": ids[2]}, {"fra": ids[2], "til": ids[0]}]
    result = MAP.evaluate(content(noder=nodes, koblinger=ring), AROUND)
    assert len(blocks(result)) == 1
    assert any("«N3» er ikke koblet" in remark.text for remark in result.remarks)
    straight = MAP.evaluate(content(noder=nodes, koblinger=ring[:2]), AROUND)
    assert not blocks(straight)
    assert "N0 fører til N1" in straight.pictures[0].description


def test_the_plan_knows_what_is_late() -> None:
    given = content(
        tiltak=[
            {"tiltak": "Sent", "frist": date(2026, 10, 1)},
            {"tiltak": "Gjort", "frist": date(2026, 10, 1), "status": "ferdig"},
            {"tiltak": "Baklengs", "start": date(2027, 2, 1), "frist": date(2027, 1, 1)},
        ]
    )
    result = PLAN.evaluate(given, AROUND)
    assert [figure.value for figure in result.figures] == [3, 1, 1]
    assert len(blocks(result)) == 1


def test_cost_and_benefit_of_a_certain_series_is_its_present_value() -> None:
    net = (-1400, -10000, -8800, 2800, 4800, 6800, 7800, 8800, 8800, 8800)
    posts = [
        {"navn": f"År {n}", "art": "B", "fra_ar": Decimal(n), "til_ar": Decimal(n), "ms": Decimal(amount)}
        for n, amount in enumerate(net, start=1)
    ]
    result = COST_BENEFIT.evaluate(content(forutsetninger=[{"antall_ar": Decimal(10)}], poster=posts), AROUND)
    assert round(Decimal(str(result.figures[0].value)), 1) == Decimal("18494.4")
    assert result.figures[1].value == 28400
    assert result.tables[0].rows[-1][-1] == 28400


def test_drawn_outcomes_are_the_same_every_time_and_inside_the_estimates() -> None:
    rows = content(poster=[{"navn": "N", "art": "B", "ms": Decimal(10), "mp": Decimal(5), "mo": Decimal(20)}]).rows(
        "poster"
    )
    items = tuple(items_in(rows, 1))
    drawn = outcomes(items, 1, Decimal("0.04"))
    outcomes.cache_clear()
    assert drawn == outcomes(items, 1, Decimal("0.04"))
    assert len(drawn) == DRAWS
    assert 5 <= min(drawn) <= max(drawn) <= 20


VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.decimals(-(10**12), 10**12, places=2),
    st.dates(date(1901, 1, 1), date(2199, 1, 1)),
    st.sampled_from(["", "<script>alert(1)</script>", "=1+1", "x" * 4_000, "gevinst", "I", "B", "direkte", "\x07"]),
)
KEYS = (
    *("beskrivelse", "tekst", "lag", "tiltak", "frist", "start", "navn", "art", "ms", "mp", "mo", "fra_ar", "til_ar"),
    *("startverdi", "malverdi", "verdi", "dato", "antall", "kr_per_enhet", "per_ar", "prissatt", "antall_ar", "rente"),
)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=12), max_size=8))
def test_no_content_makes_a_tool_fail(rows: list[dict[str, object]]) -> None:
    for tool in toolbox.tools:
        result = tool.evaluate(content(**{part.key: rows for part in tool.parts}), AROUND)
        for picture in result.pictures:
            assert "<script" not in picture.svg
