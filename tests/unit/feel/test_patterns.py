"""Regular expressions as XPath has them: its own syntax, its flags, and no pattern that hangs."""

import re
import time
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from engine.feel import Budget, FeelBudgetExceeded, compile_expression
from engine.feel.budget import DEFAULT_BUDGET, Run
from engine.feel.patterns import BadPattern, pattern_of


def found(text: str, pattern: str, flags: str = "") -> object:
    return compile_expression("matches(t, p, f)").evaluate({"t": text, "p": pattern, "f": flags})


@pytest.mark.parametrize(
    ("text", "pattern", "flags"),
    [
        ("X", "[A-Z-[OI]]", ""),
        ("x", "[A-Z-[OI]]", "i"),
        ("æ", r"^\p{Ll}$", ""),
        ("Å", r"^\w$", ""),
        ("٣", r"^\d$", ""),
        ("b", r"^\P{Lu}$", ""),
        ("hello", r"^\p{IsBasicLatin}+$", ""),
        ("element-1", r"^\i\c*$", ""),
        ("abab", r"^(ab)\1$", ""),
        ("abAB", r"^(ab)\1$", "i"),
        ("aa12", r"^(a)\12$".replace("2$", "12$"), ""),
        ("a\nb", "a.b", "s"),
        ("a\nb", "^b", "m"),
        ("ab", " a b ", "x"),
        ("a.b", "a.b", "q"),
        ("\u212a", "k", "i"),
        ("aaa", "^a{2,3}$", ""),
        ("", "^$", ""),
        ("2026-05", r"^\d{4}\-\d{2}$", ""),
        ("xay", "(?:a)", ""),
        ("aab", r"^(a*?)ab\1?$", ""),
        ("ab", r"^(?:(c)|ab)\1$", ""),
    ],
)
def test_what_matches(text: str, pattern: str, flags: str) -> None:
    assert found(text, pattern, flags) is True


@pytest.mark.parametrize(
    ("text", "pattern", "flags"),
    [
        ("O", "[A-Z-[OI]]", "i"),
        ("q", "[^Q]", "i"),
        ("a\nb", "a.b", ""),
        ("a\rb", "a.b", ""),
        ("ab\n", "b$", ""),
        ("a\n", "^$", "m"),
        ("abac", r"^(ab)\1$", ""),
    ],
)
def test_what_does_not_match(text: str, pattern: str, flags: str) -> None:
    assert found(text, pattern, flags) is not True


@pytest.mark.parametrize(
    "pattern",
    ["[", "]", "a{", "a{2,1}", "(", ")", "*", "a**", r"\b", r"\A", "(?i)a", "(?=a)", "(?P<n>a)", r"(a)[\1]", r"\1", r"(a\1)",
     r"\p{Norsk}", r"\p{IsUkjent}", "[b-a]", "[]", "a{99999}", r"\8", "(" * 60 + ")" * 60],
)  # fmt: skip
def test_what_xpath_does_not_have_is_null(pattern: str) -> None:
    assert found("a", pattern) is None


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        (r'replace("abcd", "(ab)|(a)", "[1=$1][2=$2]")', "[1=ab][2=]cd"),
        (r'replace("abab", "(a)(b)", "$2$1")', "baba"),
        (r'replace("aabb", "(.)\1", "<$1>")', "<a><b>"),
        (r'replace("a.b", ".", "-", "q")', "a-b"),
        (r'replace("abc", "x*", "-")', None),
        (r'replace("abc", "b", "$")', None),
        (r'replace("abc", "b", "\$")', "a$c"),
        (r'split("a1b22c", "\d+")', ["a", "b", "c"]),
        (r'split("aabbc", "(.)\1")', ["", "", "c"]),
    ],
)
def test_replace_and_split(call: str, expected: object) -> None:
    assert compile_expression(call).evaluate() == expected


@pytest.mark.parametrize("pattern", [r"^(a+)+\1$", r"^(a|a)*\1$", r"((a*)*)*\1b", r"(a?){30}a{30}\1b"])
def test_a_pattern_that_refers_back_is_stopped(pattern: str) -> None:
    began = time.monotonic()
    with pytest.raises(FeelBudgetExceeded) as exceeded:
        compile_expression("matches(t, p)").evaluate({"t": "a" * 400 + "!", "p": pattern})
    assert exceeded.value.what == "patterns"
    assert time.monotonic() - began < 20


def test_patterns_made_anew_all_the_time_are_stopped() -> None:
    text = r'for i in 1..100000 return matches("x", string(i) + string join(for j in 1..100 return "\w[a-z]"))'
    with pytest.raises(FeelBudgetExceeded):
        compile_expression(text).evaluate({}, budget=Budget(patterns=200_000))


PIECES = some.sampled_from(
    ["a", "b", "c", ".", "[ab]", "[^a]", "(a)", "(b|c)", "(?:ab)", "a*", "b+?", "c?", "a{1,2}", "^", "$"]
)


@given(some.lists(PIECES, max_size=6).map("".join), some.text("abc\n", max_size=10))
@settings(max_examples=400, deadline=None)
def test_the_common_part_agrees_with_python_on_both_engines(pattern: str, text: str) -> None:
    run = Run({}, DEFAULT_BUDGET)
    # Python's `$` also stands before a last line end, and its dot takes carriage returns.
    ours = re.compile(pattern.replace("$", r"\Z"))
    assert pattern_of(run, pattern, "").is_in(run, text) is (ours.search(text) is not None)
    referring = "()" + pattern + r"\1"
    with suppress(BadPattern):
        assert pattern_of(run, referring, "").is_in(run, text) is (ours.search(text) is not None)
    matches = [m.span() for m in ours.finditer(text) if m.end() > m.start()]
    if not any(m.end() == m.start() for m in ours.finditer(text)):
        assert [spans[:2] for spans in pattern_of(run, pattern, "").found_in(run, text)] == matches
        assert [spans[:2] for spans in pattern_of(run, referring, "").found_in(run, text)] == matches
