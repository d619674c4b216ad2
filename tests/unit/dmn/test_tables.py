"""Decision tables: every hit policy, what several hits mean, and decisions that require others."""

from decimal import Decimal

import pytest

from engine.contract.errors import ModelRejected
from engine.dmn import DecisionFailed, read_decisions

HEAD = '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="x">'


def table(policy: str, *rules: tuple[str, str], aggregation: str = "", values: str = "") -> bytes:
    """A table of one input `n` and one output."""
    rows = "".join(
        f'<rule id="r{number}"><inputEntry id="i{number}"><text>{test}</text></inputEntry>'
        f'<outputEntry id="o{number}"><text>{output}</text></outputEntry></rule>'
        for number, (test, output) in enumerate(rules)
    )
    more = f' aggregation="{aggregation}"' if aggregation else ""
    allowed = f'<outputValues id="v"><text>{values}</text></outputValues>' if values else ""
    return (
        f'{HEAD}<decision id="nivå1" name="nivå"><variable name="nivå"/><decisionTable id="t" hitPolicy="{policy}"{more}>'
        f'<input id="inn"><inputExpression id="e"><text>n</text></inputExpression></input>'
        f'<output id="ut">{allowed}</output>{rows}</decisionTable></decision></definitions>'
    ).encode()


def decide(xml: bytes, n: object) -> object:
    return read_decisions(xml).decisions["nivå1"].evaluate({"n": n})


RULES = (("&lt; 10", '"lav"'), ("[5..20]", '"middels"'), ("&gt; 15", '"høy"'))


@pytest.mark.parametrize(
    ("policy", "n", "expected"),
    [
        ("UNIQUE", 3, "lav"),
        ("UNIQUE", 99, "høy"),
        ("UNIQUE", None, None),
        ("FIRST", 7, "lav"),
        ("ANY", 12, "middels"),
        ("RULE ORDER", 7, ["lav", "middels"]),
        ("COLLECT", 18, ["middels", "høy"]),
        ("COLLECT", None, []),
    ],
)
def test_hit_policies(policy: str, n: object, expected: object) -> None:
    found = decide(table(policy, *RULES), n)
    assert found == expected


@pytest.mark.parametrize("policy", ["UNIQUE", "ANY"])
def test_hits_that_contradict_are_an_error(policy: str) -> None:
    with pytest.raises(DecisionFailed):
        decide(table(policy, *RULES), 7)


@pytest.mark.parametrize(("policy", "expected"), [("PRIORITY", "middels"), ("OUTPUT ORDER", ["middels", "lav"])])
def test_output_values_say_what_comes_first(policy: str, expected: object) -> None:
    xml = table(policy, *RULES, values='"høy", "middels", "lav"')
    assert decide(xml, 7) == expected


@pytest.mark.parametrize(("aggregation", "expected"), [("SUM", 6), ("MIN", 1), ("MAX", 3), ("COUNT", 3)])
def test_aggregation(aggregation: str, expected: int) -> None:
    xml = table("COLLECT", ("&gt; 0", "1"), ("&gt; 0", "2"), ("&gt; 0", "3"), aggregation=aggregation)
    assert decide(xml, 5) == Decimal(expected)


def test_a_decision_uses_those_it_requires() -> None:
    xml = (
        f'{HEAD}<inputData id="i" name="n"><variable name="n"/></inputData>'
        '<decision id="a" name="dobbel"><variable name="dobbel"/><informationRequirement><requiredInput href="#i"/>'
        "</informationRequirement><literalExpression><text>n * 2</text></literalExpression></decision>"
        '<decision id="b" name="svar"><variable name="svar"/><informationRequirement><requiredDecision href="#a"/>'
        "</informationRequirement><literalExpression><text>dobbel + 1</text></literalExpression></decision></definitions>"
    ).encode()
    decision = read_decisions(xml).decisions["b"]
    assert decision.evaluate({"n": 20}) == 41
    assert decision.names == {"n"}


@pytest.mark.parametrize(
    "xml",
    [
        b"",
        b"<a/>",
        b"<!DOCTYPE x><definitions/>",
        table("UNIQUE", ("&lt; &lt; 3", "1")),
        table("UNIQUE", ("&lt; 3", "1 +")),
        table("NONSENSE", ("&lt; 3", "1")),
    ],
)
def test_a_faulty_file_is_refused_with_its_problems(xml: bytes) -> None:
    with pytest.raises(ModelRejected) as rejected:
        read_decisions(xml, "feil.dmn")
    assert rejected.value.problems
