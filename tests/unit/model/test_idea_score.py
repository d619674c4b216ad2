"""The idea score: the formula, its parts, and that the page and the shipped decision table say the same."""

from decimal import Decimal
from itertools import product
from pathlib import Path

import pytest

from engine.dmn import read_decisions
from engine.model.score import WEIGHTS, score

SKAR = Path(__file__).parents[3] / "bpmn" / "standard" / "decisions" / "skar.dmn"
CRITERIA = tuple(WEIGHTS)


def given(*values: object, **more: object) -> dict[str, object]:
    return {**dict(zip(CRITERIA, values, strict=True)), **more}


def test_the_default_weights_are_a_hundred_percent() -> None:
    assert WEIGHTS == {"strategi": 25, "okonomi": 20, "kvalitet": 25, "nodvendighet": 15, "risiko": 15}
    assert sum(WEIGHTS.values()) == 100


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        (given(1, 1, 1, 1, 1), "0"),
        (given(5, 5, 5, 5, 5), "100"),
        (given(3, 3, 3, 3, 3), "50"),
        (given(5, 1, 1, 1, 1), "25"),
        (given(1, 5, 1, 1, 1), "20"),
        (given(1, 1, 5, 1, 1), "25"),
        (given(1, 1, 1, 5, 1), "15"),
        (given(1, 1, 1, 1, 5), "15"),
        (given(2, 1, 2, 1, 1), "12.5"),
        (given(4, 3, 5, 2, 4), "68.75"),
        (given(3, 3, 3, 3, 3, justering=Decimal(-10)), "40"),
        (given(5, 5, 5, 5, 5, justering=10), "100"),
        (given(1, 1, 1, 1, 1, justering=-10), "0"),
        (given("4", Decimal(3), 5, "2", 4, justering=None), "68.75"),
    ],
)
def test_the_formula(answers: dict[str, object], expected: str) -> None:
    found = score(answers)
    assert found is not None
    assert found.total == Decimal(expected)


def test_contributions_explain_the_total() -> None:
    found = score(given(4, 3, 5, 2, 4, justering=3))
    assert found is not None
    assert found.contributions == {
        "strategi": Decimal("18.75"),
        "okonomi": Decimal(10),
        "kvalitet": Decimal(25),
        "nodvendighet": Decimal("3.75"),
        "risiko": Decimal("11.25"),
    }
    assert found.adjustment == 3
    assert sum(found.contributions.values()) + found.adjustment == found.total


def test_weights_need_not_sum_to_a_hundred_nor_be_round() -> None:
    thirds = dict.fromkeys(("a", "b", "c"), Decimal(1))
    found = score({"a": 5, "b": 5, "c": 5}, thirds)
    assert found is not None
    assert found.total == 100
    assert set(found.contributions.values()) == {Decimal("33.33")}


@pytest.mark.parametrize("value", [None, "", "ukjent", 0, 6, -1, "NaN", "Infinity", True, [3]])
def test_no_score_until_every_criterion_is_answered_on_its_scale(value: object) -> None:
    for criterion in CRITERIA:
        assert score({**given(3, 3, 3, 3, 3), criterion: value}) is None
        assert score({k: v for k, v in given(3, 3, 3, 3, 3).items() if k != criterion}) is None


def test_the_shipped_decision_gives_the_same() -> None:
    decision = read_decisions(SKAR.read_bytes()).decisions["skar"]
    for values in product((1, 2, 5), repeat=5):
        answers = given(*values, justering=2)
        result = decision.evaluate({"i4_vurder": [answers]})
        found = score(answers)
        assert found is not None
        assert result["poeng"] == [found.total]  # type: ignore[index]
