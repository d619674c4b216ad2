"""Decision tables: which rules hit, and what the hit policy makes of them (DMN 1.5, chapter 8)."""

from collections.abc import Callable
from dataclasses import dataclass

from engine.dmn.errors import DecisionFailed
from engine.dmn.explaining import MAX_TABLES, TableHits
from engine.dmn.frames import Boxed
from engine.feel.budget import Run
from engine.feel.compare import equal
from engine.feel.expression import UnaryTests
from engine.feel.functions import BUILTINS
from engine.feel.unary import Test
from engine.feel.values import Value

SINGLE = ("UNIQUE", "FIRST", "PRIORITY", "ANY")
POLICIES = (*SINGLE, "COLLECT", "RULE ORDER", "OUTPUT ORDER")
AGGREGATIONS = {"SUM": "sum", "COUNT": "count", "MIN": "min", "MAX": "max"}


@dataclass(frozen=True)
class Input:
    """An input column; `allowed` are the values that may come."""

    expression: Boxed
    allowed: UnaryTests | None


@dataclass(frozen=True)
class Output:
    """An output column; `ranking` gives its values in order of priority, `default` what no hit gives."""

    name: str
    ranking: Boxed | None
    default: Boxed | None
    fit: Callable[[Run, Value], Value]


@dataclass(frozen=True)
class Rule:
    """One row. Tests that always hold are left out: `tests` pairs a column with its test."""

    id: str
    tests: tuple[tuple[int, Test], ...]
    outputs: tuple[Boxed, ...]


@dataclass(frozen=True)
class Table:
    """A compiled decision table; calling it evaluates with the run's facts. Raises DecisionFailed."""

    decision: str
    id: str
    policy: str
    aggregation: str
    inputs: tuple[Input, ...]
    outputs: tuple[Output, ...]
    rules: tuple[Rule, ...]

    def __call__(self, run: Run) -> Value:
        values = []
        for column in self.inputs:
            value = column.expression(run)
            if column.allowed is not None and value is not None and column.allowed.test_in(run, value) is not True:
                return run.null("input_not_allowed", self.decision)
            values.append(value)
        hits = self._hits(run, values)
        if run.trace is not None and len(run.trace) < MAX_TABLES:
            run.trace.append(self._told(values, hits))
        if not hits:
            return self._default(run)
        if self.policy == "UNIQUE" and len(hits) > 1:
            raise DecisionFailed(code="unique_violated", decision=self.decision, rules=tuple(h.id for h in hits))
        rows = [[output(run) for output in rule.outputs] for rule in hits]
        return self._chosen(run, hits, rows)

    def _told(self, values: list[Value], hits: list[Rule]) -> TableHits:
        rules = tuple(h.id for h in hits)
        return TableHits(owner=self.decision, table=self.id, policy=self.policy, inputs=tuple(values), rules=rules)

    def _hits(self, run: Run, values: list[Value]) -> list[Rule]:
        hits = []
        run.charge(len(self.rules))
        scopes = [(value, None) for value in values]
        for rule in self.rules:
            for column, test in rule.tests:
                if test(run, scopes[column], values[column]) is not True:
                    break
            else:
                hits.append(rule)
                if self.policy == "FIRST":
                    break
        return hits

    def _default(self, run: Run) -> Value:
        if any(o.default is not None for o in self.outputs):
            result = self._row(run, [o.default(run) if o.default is not None else None for o in self.outputs])
            return result if self.policy in SINGLE or self.aggregation else [result]
        if self.aggregation == "COUNT":
            return BUILTINS["count"].invoke(run, [[]])
        return [] if self.policy == "COLLECT" and not self.aggregation else None

    def _chosen(self, run: Run, hits: list[Rule], rows: list[list[Value]]) -> Value:
        if self.policy in ("UNIQUE", "FIRST"):
            return self._row(run, rows[0])
        if self.policy == "ANY":
            if any(equal(run, row, rows[0]) is not True for row in rows[1:]):
                raise DecisionFailed(code="any_violated", decision=self.decision, rules=tuple(h.id for h in hits))
            return self._row(run, rows[0])
        if self.policy in ("PRIORITY", "OUTPUT ORDER"):
            rows = self._ranked(run, rows)
            if self.policy == "PRIORITY":
                return self._row(run, rows[0])
        results = [self._row(run, row) for row in rows]
        if self.aggregation:
            return self._aggregated(run, results)
        return results

    def _aggregated(self, run: Run, results: list[Value]) -> Value:
        return BUILTINS[AGGREGATIONS[self.aggregation]].invoke(run, [results])

    def _row(self, run: Run, row: list[Value]) -> Value:
        """A single output's value, or a context of all outputs."""
        fitted = [o.fit(run, v) for o, v in zip(self.outputs, row, strict=True)]
        if len(fitted) == 1:
            return fitted[0]
        return {o.name: v for o, v in zip(self.outputs, fitted, strict=True)}

    def _ranked(self, run: Run, rows: list[list[Value]]) -> list[list[Value]]:
        """Rows by the priority of their outputs, the first column deciding first; unlisted values come last."""
        rankings = [o.ranking(run) if o.ranking is not None else [] for o in self.outputs]

        def rank(row: list[Value]) -> list[int]:
            places = []
            for value, ranking in zip(row, rankings, strict=True):
                run.charge(len(ranking))
                found = (i for i, ranked in enumerate(ranking) if equal(run, value, ranked) is True)
                places.append(next(found, len(ranking)))
            return places

        return sorted(rows, key=rank)
