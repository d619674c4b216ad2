"""Run the cases of a DMN Technology Compatibility Kit folder and report passes per group.

Usage: PYTHONPATH=. python tests/conformance/run_tck.py FOLDER [--group PART] [--failures N]
"""

import argparse
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

from lxml import etree

from engine.dmn import DecisionFailed, DecisionModel, read_library
from engine.feel import FeelError, YearMonthDuration
from engine.feel.budget import DEFAULT_BUDGET, Run
from engine.feel.compare import equal
from engine.feel.temporal import parse_date, parse_date_time, parse_duration, parse_time

CASES = "{http://www.omg.org/spec/DMN/20160719/testcase}"
NIL = "{http://www.w3.org/2001/XMLSchema-instance}nil"
TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
TOLERANCE = Decimal("1e-8")


@dataclass(frozen=True, kw_only=True)
class Result:
    """How one expected result compared with what came out."""

    group: str
    case: str
    passed: bool
    detail: str


def typed_value(element: etree._Element) -> object:
    """The value that an `inputNode`, `expected`, `component` or `item` element stands for."""
    if (items := element.find(CASES + "list")) is not None:
        return None if items.get(NIL) == "true" else [typed_value(i) for i in items.findall(CASES + "item")]
    if components := element.findall(CASES + "component"):
        return {str(c.get("name")): typed_value(c) for c in components}
    value = element.find(CASES + "value")
    if value is None or value.get(NIL) == "true" or element.get(NIL) == "true":
        return None
    text, kind = value.text or "", (value.get(TYPE) or "string").rsplit(":", 1)[-1]
    if kind in ("decimal", "double", "integer", "int", "float", "long"):
        return Decimal(text.strip()) if text.strip() not in ("INF", "-INF", "NaN") else None
    readers = {"date": parse_date, "time": parse_time, "dateTime": parse_date_time}
    if kind == "boolean":
        return text.strip() == "true"
    if kind in readers:
        return _or_text(readers[kind](text.strip()), text)
    if kind in ("duration", "dayTimeDuration", "yearMonthDuration"):
        return _or_text(parse_duration(text.strip()), text)
    return text


def _or_text(value: object, text: str) -> object:
    return value if value is not None else f"unreadable {text}"


def agrees(expected: object, found: object) -> bool:
    """Equality as the kit's runners have it: numbers to eight digits, contexts by their entries."""
    if isinstance(expected, Decimal) and isinstance(found, Decimal):
        return abs(expected - found) <= TOLERANCE * max(1, abs(expected))
    if isinstance(expected, list):
        return isinstance(found, list) and len(found) == len(expected) and all(map(agrees, expected, found))
    if isinstance(expected, dict):
        return (
            isinstance(found, dict)
            and found.keys() == expected.keys()
            and all(agrees(v, found[k]) for k, v in expected.items())
        )
    if isinstance(expected, (date, datetime, time, timedelta, YearMonthDuration)):
        return equal(Run({}, DEFAULT_BUDGET), expected, found) is True
    return type(expected) is type(found) and expected == found


def models_of(folder: Path) -> dict[str, DecisionModel]:
    """All models of a group."""
    models, problems = read_library({p.name: p.read_bytes() for p in folder.glob("*.dmn")}, lenient=True)
    for problem in problems:
        print(f"  {folder.name}/{problem.file}: {problem.code}", file=sys.stderr)
    return models


def outcome(model: DecisionModel, case: etree._Element, result: etree._Element) -> object:
    """What the model gives for one expected result."""
    facts = {str(i.get("name")): typed_value(i) for i in case.findall(CASES + "inputNode")}
    name = str(result.get("name"))
    invocable = case.get("invocableName")
    kind = result.get("type") or case.get("type") or "decision"
    if invocable and kind in ("decisionService", "bkm"):
        for function in model.functions:
            if model.graph.nodes[function].name == invocable:
                value = model.invoke(function, facts)
                service = model.graph.nodes[function].element
                several = len(service.findall("{*}outputDecision")) > 1
                return value.get(name) if several and isinstance(value, dict) else value
    for decision in model.decisions.values():
        if name in (decision.name, model.graph.nodes[decision.id].element.get("name")):
            return decision.evaluate(facts)
    for function in model.functions:
        if model.graph.nodes[function].name == name:
            return model.invoke(function, facts)
    return f"no decision {name}"


def run_group(folder: Path) -> Iterator[Result]:
    """Every expected result of every case of one group."""
    models = models_of(folder)
    for path in sorted(folder.glob("*-test-*.xml")):
        root = etree.parse(path).getroot()
        model = models.get((root.findtext(CASES + "modelName") or "").strip())
        for case in root.findall(CASES + "testCase"):
            for result in case.findall(CASES + "resultNode"):
                expected_element = result.find(CASES + "expected")
                expected = typed_value(expected_element) if expected_element is not None else None
                if result.get("errorResult") == "true":
                    expected = None
                try:
                    found = outcome(model, case, result) if model is not None else "no model"
                except (FeelError, DecisionFailed) as error:
                    found = None if result.get("errorResult") == "true" or expected is None else error
                detail = f"{result.get('name')}: expected {expected!r}, found {found!r}"
                yield Result(
                    group=folder.name, case=case.get("id") or "", passed=agrees(expected, found), detail=detail
                )


def main() -> int:
    """Print a line per group and the total; exit 0 only if every case passed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--group", default="")
    parser.add_argument("--failures", type=int, default=0, help="failures to show per group")
    options = parser.parse_args()
    passed: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for folder in sorted(p for p in options.folder.glob("compliance-level-*/*") if p.is_dir()):
        if options.group not in folder.name:
            continue
        shown = 0
        for result in run_group(folder):
            level = folder.parent.name
            for key in (folder.name, level, "all"):
                total[key] += 1
                passed[key] += result.passed
            if not result.passed and shown < options.failures:
                shown += 1
                print(f"  {result.case} {result.detail[:300]}")
        if passed[folder.name] < total[folder.name] or options.group:
            print(f"{folder.name}: {passed[folder.name]}/{total[folder.name]}")
    for key in sorted(k for k in total if k.startswith("compliance") or k == "all"):
        print(f"{key}: {passed[key]}/{total[key]}")
    return 0 if passed["all"] == total["all"] else 1


if __name__ == "__main__":
    sys.exit(main())
