"""A `decisionTable` element to a compiled Table, with every problem of its rules and columns."""

from engine.dmn.boxed import LogicReader, Names
from engine.dmn.frames import Boxed
from engine.dmn.reading import Element, child, children, name_of, text_of, type_of
from engine.dmn.tables import AGGREGATIONS, POLICIES, Input, Output, Rule, Table
from engine.feel.budget import Run
from engine.feel.unary import Test
from engine.feel.values import Value


def read_table(reader: LogicReader, element: Element, bound: Names) -> Boxed:
    """Compile a decision table."""
    where = element.get("id") or reader.owner
    policy = " ".join((element.get("hitPolicy") or "UNIQUE").upper().split())
    aggregation = (element.get("aggregation") or "").upper()
    inputs = tuple(_input(reader, e, bound) for e in children(element, "input"))
    columns = list(children(element, "output"))
    if policy not in POLICIES:
        reader.problem("dmn_hit_policy", where, policy=policy[:40])
        policy = "UNIQUE"
    if aggregation and (aggregation not in AGGREGATIONS or policy != "COLLECT" or len(columns) != 1):
        reader.problem("dmn_aggregation", where, aggregation=aggregation[:40])
        aggregation = ""
    if not columns:
        reader.problem("dmn_no_output", where)
    outputs = tuple(_output(reader, e, bound, number, len(columns)) for number, e in enumerate(columns, 1))
    if policy in ("PRIORITY", "OUTPUT ORDER") and all(o.ranking is None for o in outputs):
        names = ", ".join(o.name or str(i) for i, o in enumerate(outputs, 1))
        reader.problem("dmn_output_values", where, policy=policy, output=names)
    rules = tuple(
        _rule(reader, e, bound, number, len(inputs), len(outputs))
        for number, e in enumerate(children(element, "rule"), 1)
    )
    return Table(
        decision=reader.owner,
        id=where,
        policy=policy,
        aggregation=aggregation,
        inputs=inputs,
        outputs=outputs,
        rules=rules,
    )


def _input(reader: LogicReader, element: Element, bound: Names) -> Input:
    where = element.get("id") or reader.owner
    expression = child(element, "inputExpression")
    logic = reader.expression(text_of(expression), where, bound)
    kind = type_of(expression)
    if kind:
        logic = _fitted(reader, kind, logic)
    allowed = text_of(child(element, "inputValues"))
    return Input(logic, reader.tests(allowed, where, bound) if allowed else None)


def _fitted(reader: LogicReader, kind: str, logic: Boxed) -> Boxed:
    return lambda run: reader.types.fit(run, kind, logic(run))


def _output(reader: LogicReader, element: Element, bound: Names, number: int, count: int) -> Output:
    where = element.get("id") or reader.owner
    name = name_of(element)
    if count > 1 and not name:
        reader.problem("dmn_output_name", where, number=str(number))
    values = text_of(child(element, "outputValues"))
    default = text_of(child(element, "defaultOutputEntry"))
    kind = type_of(element)

    def fit(run: Run, value: Value) -> Value:
        return reader.types.fit(run, kind, value)

    return Output(
        name=name,
        ranking=reader.expression(f"[{values}]", where, bound) if values else None,
        default=reader.expression(default, where, bound) if default else None,
        fit=fit,
    )


def _rule(reader: LogicReader, element: Element, bound: Names, number: int, inputs: int, outputs: int) -> Rule:
    where = element.get("id") or str(number)
    cells = list(children(element, "inputEntry"))
    results = list(children(element, "outputEntry"))
    if len(cells) != inputs or len(results) != outputs:
        found, expected = len(cells) + len(results), inputs + outputs
        reader.problem("dmn_rule_width", where, found=str(found), expected=str(expected))
    tests: list[tuple[int, Test]] = []
    for column, cell in enumerate(cells[:inputs]):
        text = text_of(cell)
        if text in ("", "-"):
            continue
        test = reader.tests(text, where, bound)
        if test is not None:
            tests.append((column, test.code))
    logic = [reader.expression(text_of(r), where, bound) if text_of(r) else _nothing for r in results[:outputs]]
    missing = [_nothing] * (outputs - len(logic))
    return Rule(id=where, tests=tuple(tests), outputs=(*logic, *missing))


def _nothing(run: Run) -> Value:
    """An empty output cell."""
    return None
