"""ROS and DPIA: colours by table, what stands in a gate's way, and content of any kind."""

from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from toolbox_risiko import toolbox
from toolbox_risiko.checks import dpia_stands, ros_stands
from toolbox_risiko.dpia import DPIA
from toolbox_risiko.matrix import Colour, colour
from toolbox_risiko.risks import risks_in, worst_first
from toolbox_risiko.ros import ROS

from engine.contract.content import Content, Row
from engine.contract.desk import Held
from engine.contract.result import Severity
from engine.contract.toolbox import Tool
from engine.documents import png
from engine.services.tooling import load_tools
from engine.toolboxes import Toolboxes


class Around:
    """Surroundings that know nobody and no rates."""

    now = datetime(2026, 3, 2, 8, tzinfo=UTC)

    def person(self, key: str) -> str:
        return f"person {key}"

    def unit(self, key: str) -> str:
        return key

    def rate(self, name: str, on: date) -> None:
        return None

    def siblings(self, tool: str) -> tuple[Content, ...]:
        return ()


def content(**parts: list[dict[str, object]]) -> Content:
    return Content(
        title="Prøve", parts={key: [Row(id=uuid4(), values=values) for values in rows] for key, rows in parts.items()}
    )


def risk(s: int, k: int, **more: object) -> dict[str, object]:
    return {"beskrivelse": "Noe skjer", "s": Decimal(s), "k": Decimal(k), "strategi": "redusere", **more}


@pytest.mark.parametrize(("likelihood", "row"), [(5, "OORRR"), (4, "YOORR"), (3, "GYOOR"), (2, "GGYOO"), (1, "GGGYO")])
def test_the_colours_are_those_of_the_table(likelihood: int, row: str) -> None:
    assert [colour(likelihood, k).value for k in range(1, 6)] == list(row)


def test_product_five_is_orange_and_six_yellow() -> None:
    assert (colour(5, 1), colour(1, 5), colour(2, 3)) == (Colour.ORANGE, Colour.ORANGE, Colour.YELLOW)
    with pytest.raises(IndexError):
        colour(1, 0)


def test_the_worst_come_first_by_colour_and_then_by_product() -> None:
    rows = content(risikoer=[risk(2, 3), risk(5, 1), risk(3, 3), {"beskrivelse": "ukjent"}, risk(5, 5)])
    order = [r.number for r in worst_first(risks_in(rows.rows("risikoer")))]
    assert order == [5, 3, 2, 1, 4]


def test_what_is_left_after_measures_counts() -> None:
    result = ROS.evaluate(content(risikoer=[risk(5, 5, s_etter=Decimal(2), k_etter=Decimal(2), tiltak="x")]), Around())
    assert result.fact == {"antall": 1, "rode": 0, "oransje": 0, "hoyeste_rest": "Lav"}
    (row,) = result.tables[0].rows
    assert (row[4], row[8]) == ("Svært høy", "Lav")
    assert "S5 K5" in result.pictures[0].description


def test_a_red_risk_is_accepted_only_with_a_reason() -> None:
    accepted = risk(5, 5, strategi="akseptere")
    blocks = [r for r in ROS.evaluate(content(risikoer=[accepted]), Around()).remarks if r.severity == Severity.BLOCK]
    assert len(blocks) == 1
    reasoned = {**accepted, "begrunnelse": "Lovpålagt"}
    assert not ROS.evaluate(content(risikoer=[reasoned]), Around()).remarks


class Desk:
    """A desk with what lies on it."""

    def __init__(self, **held: Content) -> None:
        self._held = {f"risiko.{tool}": found for tool, found in held.items()}

    def artefacts(self, tool: str, initiative_id: object) -> list[Held]:
        found = self._held.get(tool)
        return [Held(id=uuid4(), tool=tool, initiative_id=None, content=found)] if found else []


def test_a_gate_is_blocked_without_an_analysis_and_by_a_red_risk_without_a_measure() -> None:
    initiative = uuid4()
    assert ros_stands(Desk(), initiative) == "Det er ikke gjort noen ROS-analyse."  # type: ignore[arg-type]
    assert "Noe skjer" in str(ros_stands(Desk(ros=content(risikoer=[risk(5, 5)])), initiative))  # type: ignore[arg-type]
    for fine in (risk(5, 5, tiltak="Gjør noe"), risk(3, 3), risk(5, 5, strategi="akseptere", begrunnelse="Må")):
        assert ros_stands(Desk(ros=content(risikoer=[fine])), initiative) is None  # type: ignore[arg-type]


def test_screening_decides_whether_a_dpia_is_needed() -> None:
    initiative = uuid4()

    def reason(**parts: list[dict[str, object]]) -> str | None:
        return dpia_stands(Desk(dpia=content(**parts)), initiative)  # type: ignore[arg-type]

    assert dpia_stands(Desk(), initiative) == "Behovet for DPIA er ikke vurdert."  # type: ignore[arg-type]
    one = [{"kriterier": ["sarbare"], "gjennomgatt": True}]
    two = [{"kriterier": ["sarbare", "overvaking"], "gjennomgatt": True}]
    assert reason(screening=one) is None
    assert reason(screening=[{**one[0], "likevel": True}]) == "DPIA er nødvendig og ikke gjennomført."
    assert reason(screening=two) == "DPIA er nødvendig og ikke gjennomført."
    whole = {"screening": two, "vurdering": [{"beskrivelse": "x"}], "risikoer": [risk(1, 1)]}
    assert reason(**whole) == "Personvernombudets råd mangler."
    assert reason(**whole, rad=[{"rad": "Greit"}]) is None
    high = {**whole, "risikoer": [risk(4, 4)]}
    assert "Datatilsynet" in str(reason(**high, rad=[{"rad": "Nei", "forhandsdroftelse": "sendt"}]))
    assert reason(**high, rad=[{"rad": "Ja", "forhandsdroftelse": "gjennomfort"}]) is None


@pytest.mark.parametrize("tool", toolbox.tools, ids=lambda tool: tool.name)
def test_examples_are_whole(tool: Tool) -> None:
    loaded = load_tools(Toolboxes([toolbox]))[f"risiko.{tool.name}"]
    for example in loaded.examples.values():
        parts = {}
        for part, rows in example.parts.items():
            known = {field.key for field in loaded.forms[part].fields}
            assert all(set(row) <= known | {"_id"} for row in rows)
            parts[part] = [
                {k: Decimal(str(v)) if k in ("s", "k", "s_etter", "k_etter") else v for k, v in r.items()} for r in rows
            ]
        result = tool.evaluate(content(**parts), Around())
        assert not [r for r in result.remarks if r.severity == Severity.BLOCK]
        assert result.pictures


HOSTILE = st.sampled_from(["<script>alert(1)</script>", "=1+1", "x" * 5_000, "æ\u202e", "", "]]>", "\x07"])
NUMBERS = st.one_of(st.none(), st.integers(-3, 9).map(Decimal), HOSTILE)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.fixed_dictionaries(
            {"beskrivelse": HOSTILE, "s": NUMBERS, "k": NUMBERS, "s_etter": NUMBERS, "k_etter": NUMBERS}
        ),
        max_size=30,
    )
)
def test_no_content_makes_the_tools_fail(rows: list[dict[str, object]]) -> None:
    for tool in (ROS, DPIA):
        result = tool.evaluate(content(risikoer=rows, screening=[{"kriterier": "x"}]), Around())
        for picture in result.pictures:
            assert "<script" not in picture.svg
            assert png(picture.svg, scale=0.2)
