"""FEEL as the standard means it: values, three-valued logic, what is missing, and names as people write them."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from engine.contract.errors import Problem
from engine.feel import FeelError, FeelSyntaxError, Options, compile_expression, compile_unary_tests
from engine.feel.codec import dump, load
from engine.services.problems import sentence

NOW = datetime(2026, 5, 17, 10, 30, tzinfo=UTC)
FACTS = {
    "a": 3,
    "navn": "Åse",
    "liste": [1, 2, 3, 4],
    "vurdering": {"skår": Decimal("72.5"), "tekst": None},
    "rader": [{"rolle": "leder", "timer": 10}, {"rolle": "fag", "timer": 30}],
    "frist": date(2026, 6, 1),
    "første ledd": 7,
}

VALUES: list[tuple[str, object]] = [
    ("1 + 2 * 3", Decimal(7)),
    ("(1 + 2) * 3", Decimal(9)),
    ("2 ** 3 ** 2", Decimal(64)),
    ("-a ** 2", Decimal(9)),
    ("0.1 + 0.2", Decimal("0.3")),
    ("1 / 0", None),
    ("10 / 4", Decimal("2.5")),
    ('"a" + "b"', "ab"),
    ('"a" + 1', None),
    ("a = 3", True),
    ("a != 3", False),
    ("a < 4 and a >= 3", True),
    ('a = "3"', None),
    ("true and null", None),
    ("false and null", False),
    ("true or null", True),
    ("null or false", None),
    ("not(null)", None),
    ("null = null", True),
    ("a = null", False),
    ("mangler", None),
    ("mangler.noe", None),
    ("vurdering.skår >= 60", True),
    ("vurdering.tekst", None),
    ("første ledd + 1", Decimal(8)),
    ('if a > 2 then "stor" else "liten"', "stor"),
    ('if null then "ja" else "nei"', "nei"),
    ("a in [1..5]", True),
    ("a in (3..5]", False),
    ("a in (1, 2, 3)", True),
    ("a between 1 and 3", True),
    ("5 in (< 3, > 4)", True),
    ("liste[1]", Decimal(1)),
    ("liste[-1]", Decimal(4)),
    ("liste[9]", None),
    ("liste[item > 2]", [Decimal(3), Decimal(4)]),
    ('rader[rolle = "fag"].timer', [Decimal(30)]),
    ("rader.timer", [Decimal(10), Decimal(30)]),
    ("sum(rader.timer)", Decimal(40)),
    ("{x: 1, y: x + 1}.y", Decimal(2)),
    ("for x in liste return x * x", [Decimal(1), Decimal(4), Decimal(9), Decimal(16)]),
    ("for x in 1..3, y in [x, 10] return y", [Decimal(n) for n in (1, 10, 2, 10, 3, 10)]),
    ("some x in liste satisfies x > 3", True),
    ("every x in liste satisfies x > 3", False),
    ("count(liste)", Decimal(4)),
    ("mean(liste)", Decimal("2.5")),
    ("max(liste) - min(liste)", Decimal(3)),
    ("sort(liste, function(x, y) x > y)[1]", Decimal(4)),
    ('upper case("æøå")', "ÆØÅ"),
    ('substring("innovasjon", 3, 4)', "nova"),
    ('substring(string: "abc", start position: 2)', "bc"),
    ('contains("gevinst", "vin")', True),
    ('string length("åøæ")', Decimal(3)),
    ('matches("INN-2026-001", "^INN-[0-9]{4}-[0-9]+$")', True),
    ('replace("a1b2", "[0-9]", "x")', "axbx"),
    ('split("a;b;c", ";")', ["a", "b", "c"]),
    ('number("1 234,50", " ", ",")', Decimal("1234.50")),
    ('date("2026-06-01") = frist', True),
    ('frist - date("2026-05-01")', timedelta(days=31)),
    ('frist + duration("P1M") = date("2026-07-01")', True),
    ('date("2026-01-31") + duration("P1M") = date("2026-02-28")', True),
    ("frist.month", Decimal(6)),
    ('date("2026-02-30")', None),
    ('day of week(date("2026-05-17"))', "Sunday"),
    ("today() = date(2026, 5, 17)", True),
    ('date and time("2026-03-29T12:00:00@Europe/Oslo").time offset = duration("PT2H")', True),
    ('duration("P2D") > duration("PT47H")', True),
    ("decimal(1/3, 2)", Decimal("0.33")),
    ("floor(-1.5)", Decimal(-2)),
    ("modulo(-5, 3)", Decimal(1)),
    ("distinct values([1, 2, 1])", [Decimal(1), Decimal(2)]),
    ("flatten([1, [2, [3]]])", [Decimal(1), Decimal(2), Decimal(3)]),
    ('get value({a: 1}, "a")', Decimal(1)),
    ("a instance of number", True),
    ("navn instance of number", False),
    ("(function(x) x + a)(2)", Decimal(5)),
]


@pytest.mark.parametrize(("text", "expected"), VALUES)
def test_values(text: str, expected: object) -> None:
    assert compile_expression(text).evaluate(FACTS, now=NOW) == expected


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("vurdering.skår > a", {"vurdering", "a"}),
        ("for x in liste return x + y", {"liste", "y"}),
        ("{b: 1, c: b}.c", set()),
        ("sum(liste[item > grense])", {"liste"}),
        ("function(x) x + z", {"z"}),
    ],
)
def test_an_expression_tells_what_it_reads(text: str, names: set[str]) -> None:
    assert compile_expression(text).names == names


def test_a_name_inside_a_filter_may_be_a_fact_or_a_member() -> None:
    assert compile_expression("rader[timer > grense]").possible_names == {"timer", "grense"}


@pytest.mark.parametrize(
    "text", ["", "1 +", "(1", "a b c d (", '"åpen', "if a then 1", "for x return x", "1 = = 2", "{a: }", "[1..", "@"]
)
def test_a_mistake_is_named_with_its_place(text: str) -> None:
    with pytest.raises(FeelError) as mistake:
        compile_expression(text)
    if isinstance(mistake.value, FeelSyntaxError):
        assert mistake.value.line >= 1
        assert mistake.value.column >= 1
        assert mistake.value.expected or mistake.value.found


@pytest.mark.parametrize(
    ("cell", "value", "fits"),
    [
        ("-", 1, True),
        ("< 5", 4, True),
        ("[1..3], 7", 7, True),
        ("not(1, 2)", 2, False),
        ('"a", "b"', "b", True),
        ("? > 3 and ? < 6", 5, True),
        ("null", None, True),
        ("> 3", None, None),
    ],
)
def test_unary_tests(cell: str, value: object, fits: bool | None) -> None:
    assert compile_unary_tests(cell).test(value, {}) is fits


def test_facts_never_stand_in_for_functions() -> None:
    assert compile_expression("sum([1, 2])").evaluate({"sum": 99}) == 3


@pytest.mark.parametrize(
    "value",
    [
        None,
        True,
        Decimal("1.50"),
        "tekst",
        date(2026, 5, 17),
        datetime(2026, 5, 17, 12, tzinfo=UTC),
        timedelta(days=3),
        [Decimal(1), "a", None],
        {"a": {"b": [date(2026, 1, 1)]}},
    ],
)
def test_values_are_stored_without_loss(value: object) -> None:
    found = load(dump(value))
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("(function() 1) instance of function<> -> Any", True),
        ("(function() 1) instance of function<> -> string", False),
        ("(function(a: string) a) instance of function<string> -> Any", True),
        ("(function(a: string) a) instance of function<number> -> Any", False),
        ("(function(a) a) instance of function<number> -> Any", True),
        ("(function(a, b) a) instance of function<number> -> Any", False),
        (
            "(function(a: context<x: string>) 1) instance of function<context<x: string, y: string>> -> number",
            True,
        ),
        (
            "(function(a: context<x: string, y: string>) 1) instance of function<context<x: string>> -> number",
            False,
        ),
        ("[1..2] instance of range<number>", True),
        ('["a".."b"] instance of range<number>', False),
        ("sum instance of function<list> -> number", True),
        ("sum instance of function<number, number, number> -> number", True),
        ("substring instance of function<string> -> string", False),
    ],
)
def test_function_and_range_types(text: str, expected: bool) -> None:
    assert compile_expression(text).evaluate() is expected


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        ("includes([1..10], 5)", True),
        ("includes(5, 5)", None),
        ("during(5, [1..10])", True),
        ("during([1..10], 5)", None),
        ("coincides(5, 5)", True),
        ("coincides(5, [5..5])", None),
        ("meets(1, [1..2])", None),
        ("before(1, [2..3])", True),
        ("finishes(range1: [5..10], range2: [1..10])", True),
        ("finishes(point: 10, range: [1..10])", True),
        ("starts(point: 1, point2: 1)", None),
    ],
)
def test_relations_are_between_what_the_standard_says(call: str, expected: object) -> None:
    assert compile_expression(call, Options(lenient=True)).evaluate() is expected


def test_string_join_takes_a_list_and_a_delimiter() -> None:
    assert compile_expression('string join(["a", null, "b"], "-")').evaluate() == "a-b"
    assert compile_expression('string join(["a"], "-", "x")', Options(lenient=True)).evaluate() is None


@pytest.mark.parametrize(
    ("text", "line", "column", "said"),
    [
        ("a >", 1, 4, "fant slutten på uttrykket, ventet et uttrykk."),
        ("if a\nthen 1", 2, 7, "fant slutten på uttrykket, ventet «else»."),
        ("a && b", 1, 3, "I FEEL skrives det «and»."),
        ("a == b", 1, 4, "I FEEL skrives det «=»."),
        ("a <> b", 1, 4, "I FEEL skrives det «!=»."),
        ("!haster", 1, 1, "I FEEL skrives det «not(…)»."),
        ("'a'", 1, 1, 'I FEEL skrives det «"».'),
        ("countt(a)", 1, 1, "funksjonen «countt» finnes ikke. Mente du «count»?"),
        ("date(2026, 1)", 1, 1, "Skriv date(from) | date(year, month, day)."),
        ("a instance of nummber", 1, 15, "typen «nummber» finnes ikke. Mente du «number»?"),
        ("function(x: dato) x", 1, 13, "typen «dato» finnes ikke. Mente du «date»?"),
    ],
)
def test_an_error_names_place_found_expected_and_the_nearest(text: str, line: int, column: int, said: str) -> None:
    with pytest.raises(FeelError) as refused:
        compile_expression(text)
    error = refused.value
    assert (error.params["line"], error.params["column"]) == (str(line), str(column))
    assert said in error.sentence("nb")
    assert error.sentence("en").startswith(f"Line {line}, column {column}: ")


def test_a_model_with_a_wrong_expression_is_told_in_the_readers_language() -> None:
    with pytest.raises(FeelError) as refused:
        compile_expression("a &&")
    said = {language: refused.value.sentence(language) for language in ("nb", "en")}
    for code in ("expression", "form_bad_condition"):
        problem = Problem(code=code, params={"expression": "a &&", **said})
        assert said["nb"] in sentence(problem, "nb") and said["en"] in sentence(problem, "en")
