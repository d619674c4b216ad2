"""Every kind of field takes what fits and says at the field what does not."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from engine.contract.errors import FormRejected
from engine.forms import Form, Kind
from engine.forms.messages import MESSAGES
from tests.unit.forms.fields import CASE, PERSON, UNIT, Town, answers, component, form, rejected, values

KINDS: dict[Kind, dict[str, Any]] = {
    Kind.TEXT: component(),
    Kind.LONG_TEXT: component("textarea"),
    Kind.NUMBER: component("number"),
    Kind.MONEY: component("number", appearance={"suffixAdorner": "kr"}),
    Kind.DATE: component("datetime", subtype="date"),
    Kind.TICK: component("checkbox"),
    Kind.YES_NO: component("radio", values=values(True, False)),
    Kind.CHOICE: component("radio", values=values("ja", "nei", "vet ikke")),
    Kind.SELECT: component("select", values=values("standard", "hurtigspor")),
    Kind.SCALE: component("radio", values=values(1, 2, 3, 4, 5), properties={"kind": "scale"}),
    Kind.MANY: component("checklist", values=values("innbyggere", "brukere", 3)),
    Kind.PERSON: component(properties={"kind": "person"}),
    Kind.UNIT: component(properties={"kind": "unit"}),
    Kind.INITIATIVE: component(properties={"kind": "initiative"}),
    Kind.ROW: component("select", properties={"kind": "row", "part": "steg"}),
    Kind.TABLE: {"type": "dynamiclist", "path": "a", "label": "A", "components": [component(key="b")]},
}
GOOD: list[tuple[Kind, object, object]] = [
    (Kind.TEXT, "  Blåbær på tunet ", "Blåbær på tunet"),
    (Kind.TEXT, "x" * 1_000, "x" * 1_000),
    (Kind.TEXT, "to\r\nlinjer", "to linjer"),
    (Kind.TEXT, "<script>alert(1)</script>", "<script>alert(1)</script>"),
    (Kind.LONG_TEXT, "to\r\nlinjer", "to\nlinjer"),
    (Kind.LONG_TEXT, "fra\x0bWord", "fra\nWord"),
    (Kind.NUMBER, "12 500", Decimal(12500)),
    (Kind.NUMBER, "12\u00a0500,50", Decimal("12500.50")),
    (Kind.NUMBER, "\u22123", Decimal(-3)),
    (Kind.NUMBER, 7, Decimal(7)),
    (Kind.NUMBER, 0.1, Decimal("0.1")),
    (Kind.NUMBER, "0", Decimal(0)),
    (Kind.MONEY, "50 000 kr", Decimal(50000)),
    (Kind.MONEY, "199,-", Decimal(199)),
    (Kind.DATE, "2028-02-29", date(2028, 2, 29)),
    (Kind.DATE, "24.11.2026", date(2026, 11, 24)),
    (Kind.DATE, "1.5.2026", date(2026, 5, 1)),
    (Kind.DATE, date(2026, 5, 17), date(2026, 5, 17)),
    (Kind.TICK, True, True),
    (Kind.TICK, "on", True),
    (Kind.YES_NO, "true", True),
    (Kind.YES_NO, False, False),
    (Kind.CHOICE, "vet ikke", "vet ikke"),
    (Kind.SELECT, "hurtigspor", "hurtigspor"),
    (Kind.SCALE, "4", Decimal(4)),
    (Kind.SCALE, 4, Decimal(4)),
    (Kind.ROW, "0192F0C1-0000-7000-8000-000000000003", "0192f0c1-0000-7000-8000-000000000003"),
    (Kind.MANY, ["brukere", "innbyggere"], ["brukere", "innbyggere"]),
    (Kind.MANY, ["brukere", "brukere"], ["brukere"]),
    (Kind.MANY, "brukere", ["brukere"]),
    (Kind.MANY, ["3"], [Decimal(3)]),
    (Kind.PERSON, PERSON.upper(), PERSON),
    (Kind.UNIT, UNIT, UNIT),
    (Kind.INITIATIVE, " inn-2026-014 ", CASE),
    (Kind.TABLE, [{"b": "x"}, {"b": ""}, {"b": "y"}], [{"b": "x"}, {"b": "y"}]),
]
BAD: list[tuple[Kind, object, str]] = [
    (Kind.ROW, "den andre", "unknown_choice"),
    (Kind.TEXT, 5, "not_text"),
    (Kind.TEXT, ["x"], "not_text"),
    (Kind.TEXT, {"x": 1}, "not_text"),
    (Kind.TEXT, "x" * 1_001, "too_long"),
    (Kind.TEXT, "a\x00b", "bad_characters"),
    (Kind.TEXT, "a\x1b[31mb", "bad_characters"),
    (Kind.LONG_TEXT, "x" * 20_001, "too_long"),
    (Kind.NUMBER, "tolv", "not_number"),
    (Kind.NUMBER, "1,2,3", "not_number"),
    (Kind.NUMBER, True, "not_number"),
    (Kind.NUMBER, "NaN", "not_number"),
    (Kind.NUMBER, "Infinity", "not_number"),
    (Kind.NUMBER, float("nan"), "not_number"),
    (Kind.NUMBER, "1e400", "not_number"),
    (Kind.NUMBER, "9" * 50, "not_number"),
    (Kind.NUMBER, [1], "not_number"),
    (Kind.NUMBER, "0,12345678901", "too_many_decimals"),
    (Kind.MONEY, "1,001", "too_many_decimals"),
    (Kind.DATE, "2026-02-29", "not_date"),
    (Kind.DATE, "31.4.2026", "not_date"),
    (Kind.DATE, "i morgen", "not_date"),
    (Kind.DATE, "01.01.0001", "not_date"),
    (Kind.DATE, "2999-01-01", "not_date"),
    (Kind.DATE, date(1, 1, 1), "not_date"),
    (Kind.DATE, datetime(2026, 1, 1, 12), "not_date"),
    (Kind.DATE, 20260101, "not_date"),
    (Kind.TICK, "kanskje", "unknown_choice"),
    (Kind.TICK, 2, "unknown_choice"),
    (Kind.YES_NO, "kanskje", "unknown_choice"),
    (Kind.YES_NO, 1, "unknown_choice"),
    (Kind.CHOICE, "ukjent", "unknown_choice"),
    (Kind.CHOICE, ["ja"], "unknown_choice"),
    (Kind.SELECT, "linje", "unknown_choice"),
    (Kind.SCALE, "6", "unknown_choice"),
    (Kind.SCALE, 0, "unknown_choice"),
    (Kind.MANY, ["brukere", "ukjent"], "unknown_choice"),
    (Kind.MANY, ["brukere"] * 4, "unknown_choice"),
    (Kind.MANY, {"brukere": True}, "unknown_choice"),
    (Kind.MANY, [["brukere"]], "unknown_choice"),
    (Kind.PERSON, UNIT, "unknown_person"),
    (Kind.PERSON, "Kari", "unknown_person"),
    (Kind.PERSON, 5, "unknown_person"),
    (Kind.UNIT, PERSON, "unknown_unit"),
    (Kind.UNIT, ["x"], "unknown_unit"),
    (Kind.INITIATIVE, "INN-2026-999", "unknown_initiative"),
    (Kind.INITIATIVE, "14", "unknown_initiative"),
    (Kind.INITIATIVE, 14, "unknown_initiative"),
    (Kind.TABLE, "x", "not_table"),
    (Kind.TABLE, {"b": "x"}, "not_table"),
    (Kind.TABLE, ["x"], "not_table"),
    (Kind.TABLE, [{"b": "x"}] * 201, "too_many_rows"),
]


def of(kind: Kind, **rules: object) -> Form:
    return form({**KINDS[kind], "validate": rules} if rules else KINDS[kind])


@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_is_read_from_its_component(kind: Kind) -> None:
    (field,) = of(kind).fields
    assert field.kind == kind
    assert kind in {k for k, _, _ in GOOD} & {k for k, _, _ in BAD}


@pytest.mark.parametrize(("kind", "given", "expected"), GOOD)
def test_what_fits_is_typed(kind: Kind, given: object, expected: object) -> None:
    found = answers(of(kind, required=True), {"a": given})["a"]
    assert found == expected
    assert type(found) is type(expected)


@pytest.mark.parametrize(("kind", "given", "code"), BAD)
def test_what_does_not_fit_is_said_at_the_field(kind: Kind, given: object, code: str) -> None:
    with pytest.raises(FormRejected) as refused:
        answers(of(kind), {"a": given})
    (problem,) = refused.value.problems
    assert (problem.path, problem.code) == ("a", code)
    for language in ("nb", "en"):
        assert "{" not in MESSAGES[code][language].format(**problem.params)


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("raw", [{}, {"a": None}, {"a": ""}, {"a": "   "}, {"a": []}])
def test_what_is_required_must_be_there_and_the_rest_may_be_left_out(kind: Kind, raw: dict[str, object]) -> None:
    assert rejected(of(kind, required=True), raw) == {"a": "required"}
    assert answers(of(kind), raw) == {"a": None}


def test_a_required_tick_must_be_set() -> None:
    for untouched in (False, "false", "nei", "0"):
        assert rejected(of(Kind.TICK, required=True), {"a": untouched}) == {"a": "required"}
        assert answers(of(Kind.TICK), {"a": untouched}) == {"a": False}


def test_a_required_no_is_an_answer() -> None:
    assert answers(of(Kind.YES_NO, required=True), {"a": False}) == {"a": False}


@pytest.mark.parametrize(
    ("kind", "rules", "given", "code"),
    [
        (Kind.TEXT, {"maxLength": 3}, "fire", "too_long"),
        (Kind.TEXT, {"minLength": 5}, " fire ", "too_short"),
        (Kind.NUMBER, {"min": 1}, "0,9", "too_small"),
        (Kind.NUMBER, {"max": 10}, "10,1", "too_large"),
        (Kind.TABLE, {"minLength": 2}, [{"b": "x"}, {"b": ""}], "too_few_rows"),
    ],
)
def test_limits_of_a_field(kind: Kind, rules: dict[str, object], given: object, code: str) -> None:
    assert rejected(of(kind, **rules), {"a": given}) == {"a": code}


def test_a_whole_number_has_no_decimals_but_may_be_written_with_them() -> None:
    whole = form(component("number", decimalDigits=0))
    assert rejected(whole, {"a": "1,5"}) == {"a": "not_whole"}
    assert answers(whole, {"a": "2,0"}) == {"a": Decimal(2)}


def test_limits_are_inclusive() -> None:
    limited = of(Kind.NUMBER, min=-10, max=10)
    for given in ("-10", "10"):
        assert answers(limited, {"a": given}) == {"a": Decimal(given)}


def test_only_the_forms_own_fields_are_taken() -> None:
    """Mass assignment: nothing of the request reaches the case that the form does not ask for."""
    assert rejected(of(Kind.TEXT), {"a": "x", "utfall": "godkjenn"}) == {"utfall": "unknown_field"}
    table = of(Kind.TABLE)
    assert rejected(table, {"a": [{"b": "x", "id": 1}]}) == {"a.0.id": "unknown_field"}


def test_all_problems_come_at_once() -> None:
    shown = form(component(key="a", validate={"required": True}), component("number", "b"), component("datetime", "c"))
    assert rejected(shown, {"b": "x", "c": "y", "d": 1}) == {
        "a": "required",
        "b": "not_number",
        "c": "not_date",
        "d": "unknown_field",
    }


def test_answers_over_a_megabyte_are_refused_whole() -> None:
    shown = of(Kind.MANY)
    assert rejected(shown, {"a": ["x" * 1_000] * 1_100}) == {"": "answers_too_large"}


@pytest.mark.parametrize("bad", [{"a": object()}, {"a": "\ud800"}, {1: "a"}])
def test_what_is_no_json_is_refused_whole(bad: dict[Any, object]) -> None:
    assert set(rejected(of(Kind.TEXT), bad)) <= {"", "a"}
    assert rejected(of(Kind.TEXT), bad) != {}


@pytest.mark.parametrize(
    "name", ["Meta", "load", "fields", "opts", "context", "dump", "__init__", "answer_0", "Schema"]
)
def test_a_field_may_have_any_name(name: str) -> None:
    assert answers(form(component(key=name)), {name: "x"}) == {name: "x"}


def test_a_draft_is_kept_as_it_was_typed() -> None:
    shown = form(component("number", "a", validate={"required": True}), component(key="b"))
    kept = shown.validate({"a": "tol", "x": 1}, facts={}, directory=Town(), partial=True)
    assert kept == {"a": "tol"}
    with pytest.raises(FormRejected):
        shown.validate({"b": "x" * 1_100_000}, facts={}, directory=Town(), partial=True)
