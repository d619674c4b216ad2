"""Conditions: what is hidden is neither asked for, nor judged, nor kept."""

import pytest

from engine.contract.errors import ModelRejected
from engine.forms import Form, read_form
from tests.unit.forms.fields import answers, component, content, form, rejected, values


def unless(condition: str) -> dict[str, object]:
    return {"conditional": {"hide": condition}}


WHY = form(
    component("radio", "ja", values=values(True, False)),
    component(key="hvorfor", validate={"required": True}, **unless("=ja != true")),
)


@pytest.mark.parametrize("given", [{"ja": "false"}, {}, {"ja": None}])
def test_a_hidden_field_is_not_required(given: dict[str, object]) -> None:
    assert rejected(WHY, given) == {}


def test_a_shown_field_is_required() -> None:
    assert rejected(WHY, {"ja": "true"}) == {"hvorfor": "required"}


@pytest.mark.parametrize("smuggled", ["fordi", 5, ["x"], "x" * 5_000])
def test_what_was_put_in_a_hidden_field_is_dropped_whatever_it_is(smuggled: object) -> None:
    assert answers(WHY, {"ja": "false", "hvorfor": smuggled}) == {"ja": False}


def test_a_condition_reads_the_typed_value() -> None:
    shown = form(component("number", "n"), component(key="a", **unless("=n < 10")))
    assert "a" not in answers(shown, {"n": "9,5", "a": "x"})
    assert answers(shown, {"n": "10 000", "a": "x"})["a"] == "x"


def test_a_condition_reads_facts_and_own_answers_come_first() -> None:
    shown = form(component(key="b"), component(key="a", **unless("=b = null and i2_sil.spor = null")))
    assert "a" not in answers(shown, {"a": "x"})
    assert answers(shown, {"a": "x"}, i2_sil={"spor": "standard"})["a"] == "x"
    assert "a" not in answers(shown, {"a": "x"}, b="et faktum med samme navn")
    assert shown.fact_names == {"i2_sil"}


CHAIN = form(
    component(key="a"),
    component(key="b", **unless('=a = "nei"')),
    component(key="c", validate={"required": True}, **unless('=b != "x"')),
)


def test_what_is_hidden_counts_as_empty_for_the_conditions_after_it() -> None:
    assert answers(CHAIN, {"a": "nei", "b": "x", "c": "y"}) == {"a": "nei"}
    assert answers(CHAIN, {"a": "ja", "b": "x", "c": "y"}) == {"a": "ja", "b": "x", "c": "y"}
    assert rejected(CHAIN, {"a": "ja", "b": "x"}) == {"c": "required"}


def grouped(condition: str) -> Form:
    inner = {"type": "group", "label": "Inni", "components": [component(key="c", validate={"required": True})]}
    outer = {"type": "group", "label": "Ytre", "components": [component(key="b"), inner], **unless(condition)}
    return form(component(key="a"), outer, component(key="d", **unless("=b = null")))


def test_a_hidden_group_hides_all_it_holds() -> None:
    shown = grouped('=a = "nei"')
    assert answers(shown, {"a": "nei", "b": "x", "c": "y", "d": "z"}) == {"a": "nei"}
    assert rejected(shown, {"a": "ja"}) == {"c": "required"}


def test_a_table_can_be_hidden() -> None:
    table = {"type": "dynamiclist", "path": "t", "label": "T", "components": [component(key="b")]}
    shown = form(component(key="a"), {**table, "validate": {"required": True}, **unless("=a = null")})
    assert answers(shown, {"t": [{"b": 5}]}) == {"a": None}
    assert rejected(shown, {"a": "x"}) == {"t": "required"}


@pytest.mark.parametrize(
    "condition", ["=count(for x in 1..1000000 return x) > 0", "=a + 1", '="hide"', "=null", "=1 / 0"]
)
def test_a_condition_that_gives_no_answer_hides_nothing(condition: str) -> None:
    shown = form(component(key="a", **unless(condition)))
    assert answers(shown, {"a": "x"}) == {"a": "x"}


@pytest.mark.parametrize("condition", ["= =", "a b c (", "(" * 500, "x" * 100_000 + "("])
def test_a_condition_that_cannot_be_read_is_found_when_the_form_is(condition: str) -> None:
    with pytest.raises(ModelRejected) as refused:
        read_form("forms/prove.json", content(component(**unless(condition))))
    (problem,) = refused.value.problems
    assert (problem.code, problem.element) == ("form_bad_condition", "a")


@pytest.mark.parametrize("conditional", [None, [], "x", {"hide": 5}, {"hide": " "}, {}])
def test_no_condition_shows(conditional: object) -> None:
    assert answers(form(component(conditional=conditional)), {"a": "x"}) == {"a": "x"}
