"""Well-formed FEEL, made at random: every construct of the grammar, over a few facts and names."""

from hypothesis import strategies as some

NAMES = some.sampled_from(["a", "b", "c", "liste", "sak", "første ledd", "ås", "item", "x"])
LITERALS = some.one_of(
    some.sampled_from(
        [
            "null", "true", "false", '"tekst"', '""', '"a\\"b\\\\c\\n"', '"\\u00e5"', '@"2026-05-17"', '@"10:30:00Z"',
            '@"2026-05-17T10:30:00@Europe/Oslo"', '@"P1DT2H"', '@"P1Y2M"', '@"-0044-03-15"', "[]", "{}", "[1, 2, 3]",
            '{a: 1, b: {c: "x"}}', '["b", "a"]', "(< 5)", "[1..5]", '("a".."c"]', "(]1..5[)",
        ]
    ),
    some.integers(0, 10**6).map(str),
    some.decimals(0, 1000, places=3).map(str),
)  # fmt: skip
OPERATORS = some.sampled_from(["+", "-", "*", "/", "**", "=", "!=", "<", "<=", ">", ">=", "and", "or"])
TYPES = some.sampled_from(
    ["number", "string", "date and time", "list<number>", "context<a: number, b: list<string>>", "Any", "range<date>",
     "function<number, string> -> boolean", "years and months duration"]
)  # fmt: skip
CALLS = some.sampled_from(
    [
        "count",
        "sum",
        "string",
        "not",
        "reverse",
        "string length",
        "abs",
        "upper case",
        "flatten",
        "sort",
        "max",
        "number",
    ]
)


FORMS = [
    "({}) {op} ({})", "{} {op} {}", "-({})", "if {} then {} else {}", "for x in {} return {}", "for x in {}, c in x return {}",
    "for x in 1..({}) return {}", "some x in {} satisfies {}", "every x in {} satisfies {}", "({})[{}]", "({}).a",
    "({}).start included", "({}) instance of {type}", "({}) between ({}) and ({})", "({}) in ({})", "({}) in (({}), > ({}))",
    "({}) in <= ({})", "[({})..({})]", "[{}, {}]", "{{a: {}, første ledd: {}}}", '{{"a b": {}, c: {}}}', "{call}({})",
    "substring(string: {}, start position: {})", "(function(x, y: number) {})({}, {})",
    "string join(for x in ({}) return string(x), {})", "replace({}, {}, {})",
]  # fmt: skip


@some.composite
def expressions(draw: some.DrawFn, depth: int = 3) -> str:
    """A well-formed expression, nested at most so deep."""
    if depth == 0 or draw(some.integers(0, 4)) == 0:
        return draw(some.one_of(LITERALS, NAMES))
    form = draw(some.sampled_from(FORMS))
    parts = [draw(expressions(depth - 1)) for _ in range(form.count("{}"))]
    return form.format(*parts, op=draw(OPERATORS), type=draw(TYPES), call=draw(CALLS))


EXPRESSIONS = expressions()
TESTS = some.one_of(
    EXPRESSIONS,
    some.lists(some.one_of(EXPRESSIONS, LITERALS.map(lambda text: f"< {text}")), min_size=1, max_size=3).map(", ".join),
    LITERALS.map(lambda text: f"not({text})"),
)
