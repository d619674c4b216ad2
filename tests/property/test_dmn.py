"""A DMN file damaged at random is refused with problems or decides something; nothing else ever comes out."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from lxml import etree

from engine.contract.errors import ModelRejected
from engine.dmn import DecisionFailed, read_decisions
from engine.feel import Budget, FeelBudgetExceeded, FeelError
from engine.feel.errors import FeelInternalError
from tests.unit.dmn.boxes import BOXES

ROOT = Path(__file__).parents[2]
FILES = [*(path.read_bytes() for path in sorted(ROOT.glob("bpmn/*/decisions/*.dmn"))), BOXES]
TEXTS = [
    "",
    "-",
    "1",
    '"a"',
    "x",
    "f(",
    "[1..2]",
    "not(1)",
    "for i in 1..10 return i",
    "item",
    "?",
    "< 5",
    "a b c",
    "null",
]
VALUES = [
    "",
    "x",
    "UNIQUE",
    "COLLECT",
    "SUM",
    "PRIORITY",
    "true",
    "number",
    "tPerson",
    "Java",
    "#a",
    "#doblet",
    "urn:x#y",
    "1",
]
SMALL = Budget(steps=20_000, items=2_000, characters=20_000, depth=30)


def decide(xml: bytes, lenient: bool) -> None:
    try:
        model = read_decisions(xml, "x.dmn", lenient=lenient)
    except ModelRejected as rejected:
        assert rejected.problems and all(p.code.startswith("dmn_") for p in rejected.problems)
        return
    for decision in model.decisions.values():
        try:
            made = decision.explain(decision.facts_from({"a": 1, "person": {"alder": 3}, "navn": "x"}), budget=SMALL)
            assert made.failure is None or isinstance(made.failure, DecisionFailed)
        except FeelInternalError:
            raise
        except FeelError:
            continue


@given(some.sampled_from(FILES), some.data(), some.booleans())
@settings(max_examples=300, deadline=None)
def test_a_damaged_file_is_refused_or_decides(xml: bytes, data: some.DataObject, lenient: bool) -> None:
    root = etree.fromstring(xml)
    for _ in range(data.draw(some.integers(1, 4))):
        elements = [e for e in root.iter() if isinstance(e.tag, str)]
        element = data.draw(some.sampled_from(elements))
        action = data.draw(some.sampled_from(["remove", "text", "attribute", "double", "swap", "rename"]))
        parent = element.getparent()
        if action == "text":
            element.text = data.draw(some.sampled_from(TEXTS))
        elif action == "attribute" and element.attrib:
            name = data.draw(some.sampled_from(sorted(element.attrib)))
            element.set(name, data.draw(some.sampled_from(VALUES)))
        elif action == "rename":
            element.tag = data.draw(some.sampled_from(elements)).tag
        elif parent is not None and action == "remove":
            parent.remove(element)
        elif parent is not None and action == "double":
            parent.append(etree.fromstring(etree.tostring(element)))
        elif parent is not None:
            parent.insert(0, element)
    decide(etree.tostring(root), lenient)


@pytest.mark.parametrize("box", ["list", "context", "conditional", "filter", "for"])
@pytest.mark.parametrize("levels", [30, 60, 120, 250, 5_000])
def test_boxes_within_boxes_end_in_a_problem_or_a_value(box: str, levels: int) -> None:
    opening = {
        "list": ("<list>", "</list>"),
        "context": ("<context><contextEntry>", "</contextEntry></context>"),
        "conditional": ("<conditional><if>", "</if></conditional>"),
        "filter": ("<filter><in>", "</in></filter>"),
        "for": ("<for><in>", "</in></for>"),
    }[box]
    inner = "<literalExpression><text>1</text></literalExpression>"
    xml = (
        '<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" id="d" name="d" namespace="x">'
        f'<decision id="a" name="a"><variable name="a"/>{opening[0] * levels}{inner}{opening[1] * levels}</decision>'
        "</definitions>"
    )
    decide(xml.encode(), lenient=True)
    decide(xml.encode(), lenient=False)


@pytest.mark.parametrize("levels", [15, 60, 250])
def test_types_within_types_end_in_a_problem_or_a_value(levels: int) -> None:
    types = '<itemComponent name="a">' * levels + "<typeRef>number</typeRef>" + "</itemComponent>" * levels
    xml = BOXES.decode().replace('<itemComponent name="alder">', f'{types}<itemComponent name="alder">')
    decide(xml.encode(), lenient=False)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (
            "{a: [1,1,1,1,1,1,1,1,1,1], "
            + ", ".join(f"{b}: [{','.join([a] * 10)}]" for a, b in ("ab", "bc", "cd", "de", "ef"))
            + "}",
            "items",
        ),
        ("(function(f, n) f(f, n))(function(f, n) if n = 0 then 0 else [[[[[[[[[[f(f, n - 1)]]]]]]]]]], 20)", "depth"),
        ("for i in 1..5000 return upper case(lang)", "characters"),
    ],
)
def test_an_explanation_can_always_be_told(text: str, what: str) -> None:
    xml = (
        '<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" id="d" name="d" namespace="x">'
        f'<decision id="a" name="a"><variable name="a"/><literalExpression><text>{text}</text></literalExpression></decision>'
        "</definitions>"
    )
    with pytest.raises(FeelBudgetExceeded) as exceeded:
        read_decisions(xml.encode()).decisions["a"].explain({"lang": "x" * 300})
    assert exceeded.value.what == what
