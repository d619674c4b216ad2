"""A decision with its reasons, facts out of JSON, and files that import each other."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from engine.dmn import DecisionFailed, read_decisions, read_library
from engine.feel import Budget, FeelBudgetExceeded
from tests.unit.dmn.test_tables import HEAD, RULES, table

TWO = (
    f'{HEAD}<itemDefinition name="tSak"><itemComponent name="frist"><typeRef>date</typeRef></itemComponent>'
    '<itemComponent name="varsler" isCollection="true"><typeRef>days and time duration</typeRef></itemComponent>'
    "</itemDefinition>"
    '<inputData id="sak" name="sak"><variable name="sak" typeRef="tSak"/></inputData>'
    '<inputData id="i" name="innsendt"><variable name="innsendt" typeRef="date and time"/></inputData>'
    '<decision id="dager" name="dager"><variable name="dager"/>'
    '<informationRequirement id="q1"><requiredInput href="#sak"/></informationRequirement>'
    '<informationRequirement id="q2"><requiredInput href="#i"/></informationRequirement>'
    "<literalExpression><text>(sak.frist - date(innsendt)).days</text></literalExpression></decision>"
    '<decision id="haster" name="haster"><variable name="haster"/>'
    '<informationRequirement id="q3"><requiredDecision href="#dager"/></informationRequirement>'
    "<literalExpression><text>dager &lt; 7</text></literalExpression></decision></definitions>"
).encode()


def test_the_rules_that_hit_are_told() -> None:
    made = read_decisions(table("RULE ORDER", *RULES)).decisions["nivå1"].explain({"n": 7})
    (hits,) = made.tables
    assert made.value == ["lav", "middels"] and made.failure is None
    assert (hits.owner, hits.table, hits.policy) == ("nivå1", "t", "RULE ORDER")
    assert len(hits.rules) == 2 and hits.inputs == (Decimal(7),)
    assert made.decisions == {"nivå1": ["lav", "middels"]}


def test_a_table_that_contradicts_itself_is_explained_and_not_raised() -> None:
    decision = read_decisions(table("UNIQUE", *RULES)).decisions["nivå1"]
    made = decision.explain({"n": 7})
    assert isinstance(made.failure, DecisionFailed) and made.value is None
    assert made.failure.rules == made.tables[0].rules and len(made.tables[0].rules) == 2


def test_an_explanation_has_its_budget_too() -> None:
    with pytest.raises(FeelBudgetExceeded):
        read_decisions(TWO).decisions["haster"].explain({"sak": {"liste": list(range(500))}}, budget=Budget(steps=100))


def test_facts_out_of_json_get_their_types() -> None:
    decision = read_decisions(TWO).decisions["haster"]
    plain = {
        "sak": {"frist": "2026-05-20", "varsler": ["P1D"]},
        "innsendt": "2026-05-17T10:00:00",
        "annet": "2026-01-01",
    }
    facts = decision.facts_from(plain)
    assert facts["sak"] == {"frist": date(2026, 5, 20), "varsler": [timedelta(days=1)]}
    assert facts["annet"] == "2026-01-01"
    made = decision.explain(facts)
    assert made.value is True and made.decisions == {"dager": Decimal(3), "haster": True}


def test_a_fact_that_does_not_fit_its_type_is_null_with_a_warning() -> None:
    decision = read_decisions(TWO).decisions["dager"]
    made = decision.explain(decision.facts_from({"sak": {"frist": "i morgen"}, "innsendt": 5}))
    assert made.value is None and made.warnings


def library_file(name: str, *imports: str, body: str = "") -> bytes:
    lines = "".join(
        f'<import id="i{i}" name="{i}" namespace="urn:{i}" importType="https://www.omg.org/spec/DMN/20191111/MODEL/"/>'
        for i in imports
    )
    return (
        f'<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="{name}" name="{name}" namespace="urn:{name}">'
        f"{lines}{body}</definitions>"
    ).encode()


def decision(name: str, text: str, requires: str = "") -> str:
    need = (
        f'<knowledgeRequirement id="k"><requiredKnowledge href="{requires}"/></knowledgeRequirement>'
        if requires
        else ""
    )
    return (
        f'<decision id="{name}" name="{name}"><variable name="{name}"/>{need}'
        f"<literalExpression><text>{text}</text></literalExpression></decision>"
    )


DOUBLED = (
    '<businessKnowledgeModel id="doblet" name="doblet"><variable name="doblet"/><encapsulatedLogic>'
    '<formalParameter name="n"/><literalExpression><text>2 * n</text></literalExpression></encapsulatedLogic>'
    "</businessKnowledgeModel>"
)


def test_files_are_read_in_the_order_that_their_imports_ask_for() -> None:
    models, problems = read_library(
        {
            "a.dmn": library_file("a", "z", body=decision("svar", "z.doblet(21)", "urn:z#doblet")),
            "z.dmn": library_file("z", body=DOUBLED),
        }
    )
    assert problems == []
    assert models["a.dmn"].decisions["svar"].evaluate({}) == Decimal(42)


def test_a_missing_or_circular_import_is_told_at_its_file() -> None:
    models, problems = read_library({"a.dmn": library_file("a", "b"), "b.dmn": library_file("b", "a")})
    assert models == {} and {p.file for p in problems} == {"a.dmn", "b.dmn"}
    assert {p.code for p in problems} == {"dmn_unknown_import"}


def test_a_file_that_is_no_xml_does_not_hide_the_others() -> None:
    models, problems = read_library({"a.dmn": b"<", "z.dmn": library_file("z", body=DOUBLED)})
    assert list(models) == ["z.dmn"] and [p.code for p in problems] == ["dmn_not_xml"]
