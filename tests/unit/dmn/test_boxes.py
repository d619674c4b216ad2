"""Boxed expressions, business knowledge models, decision services and item definitions."""

from decimal import Decimal

import pytest

from engine.contract.errors import ModelRejected
from engine.dmn import read_decisions
from tests.unit.dmn.boxes import BOXES

MODEL = read_decisions(BOXES)
PERSON = {"alder": 20, "roller": ["leder"]}


@pytest.mark.parametrize(
    ("decision", "facts", "expected"),
    [
        ("dobbel", {"person": PERSON}, Decimal(40)),
        ("hilsen", {"navn": "Åse"}, "Hei, ÅSE"),
        ("voksen", {"person": PERSON}, "voksen"),
        ("voksen", {"person": {"alder": 3, "roller": []}}, "barn"),
        ("voksen", {}, "barn"),
        ("store", {}, [Decimal(20)]),
        ("kvadrater", {}, [Decimal(1), Decimal(5), Decimal(11)]),
        ("noen", {}, True),
        ("alle", {}, False),
        ("rader", {}, [{"by": "Moss", "folk": Decimal(52000)}, {"by": "Våler", "folk": Decimal(6000)}]),
        ("regnet", {}, Decimal(5)),
    ],
)
def test_boxed_expressions(decision: str, facts: dict[str, object], expected: object) -> None:
    assert MODEL.decisions[decision].evaluate(facts) == expected


@pytest.mark.parametrize(
    ("decision", "facts", "expected"),
    [
        ("alder", {"person": PERSON}, Decimal(20)),
        ("alder", {"person": {"alder": 131, "roller": []}}, None),
        ("alder", {"person": {"alder": 20}}, None),
        ("alder", {"person": {"alder": 20, "roller": ["a", 1]}}, None),
        ("alder", {"person": [PERSON]}, Decimal(20)),
        ("farge", {"navn": "rød"}, "rød"),
        ("farge", {"navn": "gul"}, None),
        ("par", {"person": {"alder": 2, "roller": []}}, [Decimal(1), Decimal(2)]),
        ("par", {"person": {"alder": 3, "roller": []}}, None),
    ],
)
def test_values_are_held_to_their_types(decision: str, facts: dict[str, object], expected: object) -> None:
    assert MODEL.decisions[decision].evaluate(facts) == expected


def test_a_service_takes_its_input_decisions_from_outside() -> None:
    assert MODEL.invoke("tjeneste", {"alder": 40}) == "voksen"
    assert MODEL.invoke("tjeneste", {"alder": 4}) == "barn"


def test_the_facts_of_a_decision_are_those_of_all_behind_it() -> None:
    assert MODEL.decisions["dobbel"].names == {"person"}
    assert {d.id for d in MODEL.final} >= {"dobbel", "hilsen", "voksen"} and MODEL.decisions["alder"] not in MODEL.final


def test_a_requirement_circle_is_refused() -> None:
    circle = BOXES.replace(b'<requiredInput href="#in_person"/>', b'<requiredDecision href="#voksen"/>')
    with pytest.raises(ModelRejected) as rejected:
        read_decisions(circle)
    assert "dmn_cycle" in {p.code for p in rejected.value.problems}
