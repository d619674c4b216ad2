"""What a condition and a decision table cost, beside simpleeval and SpiffWorkflow's own Python environment.

The three get the same condition and the same facts, compiled or parsed beforehand as each allows, and take turns.
"""

from collections.abc import Callable
from time import perf_counter

from simpleeval import EvalWithCompoundTypes  # type: ignore[import-untyped]
from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine
from SpiffWorkflow.bpmn.script_engine.python_environment import TaskDataEnvironment

from engine.dmn import read_decisions
from engine.feel import compile_expression
from scripts.benchmarks.places import Places
from scripts.benchmarks.report import Row, middle

FACTS: dict[str, object] = {
    "vurdering": {"skår": 72, "tekst": "Sparer reisetid."},
    "beslutning": {"utfall": "godkjenn"},
    "haster": False,
}
ROUNDS = 15
RULES = 100
CONDITION = 'vurdering.skår >= 60 and beslutning.utfall = "godkjenn" and not(haster)'
IN_PYTHON = 'vurdering["skår"] >= 60 and beslutning["utfall"] == "godkjenn" and not haster'
HARDER = 'if count(poster[beløp > 100].navn) >= 2 then "mange" else "få"'
HARDER_IN_PYTHON = '"mange" if len([p["navn"] for p in poster if p["beløp"] > 100]) >= 2 else "få"'
POSTS: dict[str, object] = {"poster": [{"navn": f"p{i}", "beløp": 40 * i} for i in range(10)]}


def measure(places: Places, kinds: tuple[str, ...], *, quick: bool) -> list[Row]:
    """Microseconds for one evaluation; needs no database."""
    often = 2_000 if quick else 20_000
    return [
        *_condition("a condition on three facts", CONDITION, IN_PYTHON, FACTS, often, target="< 5 µs"),
        *_condition("a filter over ten contexts", HARDER, HARDER_IN_PYTHON, POSTS, often // 4),
        *_table(often // 100),
    ]


def _condition(
    name: str, feel: str, python: str, facts: dict[str, object], often: int, *, target: str = ""
) -> list[Row]:
    expression = compile_expression(feel)
    simple = EvalWithCompoundTypes(names=facts, functions={"len": len})
    parsed = simple.parse(python)
    # The environment that evaluates a task's conditions, given its data as a task has it.
    spiff = PythonScriptEngine(TaskDataEnvironment())
    runs: dict[str, Callable[[], object]] = {
        "": lambda: expression.evaluate(facts),
        "simpleeval": lambda: simple.eval(python, previously_parsed=parsed),
        "SpiffWorkflow's Python": lambda: spiff.environment.evaluate(python, facts),
    }
    answers = {name: run() for name, run in runs.items()}
    assert len({str(answer) for answer in answers.values()}) == 1, answers
    costs = _costs(runs, often)
    own = costs.pop("")
    return [
        Row(name=f"FEEL: {name}", value=own * 1e6, unit="µs", baseline=other, ratio=own / cost, target=target)
        for other, cost in costs.items()
    ]


def _table(often: int) -> list[Row]:
    """A hundred rows of three inputs of which the last one hits, beside as many comparisons in plain Python."""
    rows = "".join(
        f'<rule id="r{i}"><inputEntry id="a{i}"><text>[{10 * i}..{10 * i + 9}]</text></inputEntry>'
        f'<inputEntry id="b{i}"><text>"gul", "grønn"</text></inputEntry><inputEntry id="c{i}"><text>&gt; 5</text></inputEntry>'
        f'<outputEntry id="o{i}"><text>"klasse {i}"</text></outputEntry></rule>'
        for i in range(RULES)
    )
    columns = "".join(
        f'<input id="i{name}"><inputExpression id="e{name}"><text>{name}</text></inputExpression></input>'
        for name in ("sum", "farge", "alder")
    )
    xml = (
        '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="x">'
        '<decision id="klasse" name="klasse"><variable name="klasse"/><decisionTable id="t" hitPolicy="UNIQUE">'
        f'{columns}<output id="o"/>{rows}</decisionTable></decision></definitions>'
    )
    decision = read_decisions(xml.encode()).decisions["klasse"]
    facts: dict[str, object] = {"sum": 10 * RULES - 1, "farge": "grønn", "alder": 7}
    bounds = [(10 * i, 10 * i + 9, ("gul", "grønn"), f"klasse {i}") for i in range(RULES)]

    def plainly() -> object:
        total, colour, age = facts["sum"], facts["farge"], facts["alder"]
        hits = [out for low, high, colours, out in bounds if low <= total <= high and colour in colours and age > 5]  # type: ignore[operator]
        return hits[0]

    runs: dict[str, Callable[[], object]] = {"": lambda: decision.evaluate(facts), "bare Python": plainly}
    assert runs[""]() == plainly()
    costs = _costs(runs, often)
    return [
        Row(
            name=f"DMN: a table of {RULES} rows, UNIQUE",
            value=costs[""] * 1e6,
            unit="µs",
            baseline="bare Python",
            ratio=costs[""] / costs["bare Python"],
            target="< 200 µs",
        )
    ]


def _costs(runs: dict[str, Callable[[], object]], often: int) -> dict[str, float]:
    """Seconds of one call, the median of rounds in which all take turns."""
    rounds: dict[str, list[float]] = {name: [] for name in runs}
    for _ in range(ROUNDS):
        for name, run in runs.items():
            began = perf_counter()
            for _ in range(often):
                run()
            rounds[name].append((perf_counter() - began) / often)
    return {name: middle(found) for name, found in rounds.items()}
