"""The front door: a DMN file read and checked as a whole, its decisions ready to be made."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

from engine.contract.errors import ModelRejected, Problem
from engine.dmn.errors import DecisionFailed
from engine.dmn.explaining import Explanation, TableHits
from engine.dmn.graph import Graph
from engine.dmn.reading import read_xml
from engine.feel.budget import DEFAULT_BUDGET, Budget, Run, Warning
from engine.feel.errors import FeelError
from engine.feel.expression import contained
from engine.feel.values import Value, from_fact


@dataclass(frozen=True)
class Decision:
    """One decision of a model. `names` are the facts that it and the decisions it requires read."""

    id: str
    name: str
    names: frozenset[str]
    _graph: Graph = field(repr=False, compare=False)

    def evaluate(
        self,
        facts: Mapping[str, object],
        *,
        budget: Budget | None = None,
        warnings: list[Warning] | None = None,
        now: datetime | None = None,
    ) -> Value:
        """The decision's value for these facts. Raises DecisionFailed and FeelBudgetExceeded."""
        return _guarded(lambda run: self._graph.value(run, self.id, {}), facts, budget, warnings, now)

    def explain(
        self, facts: Mapping[str, object], *, budget: Budget | None = None, now: datetime | None = None
    ) -> Explanation:
        """The same with its reasons; a table that contradicts itself is told too. Raises FeelBudgetExceeded."""
        trace: list[TableHits] = []
        warnings: list[Warning] = []
        memo: dict[tuple[str, str], Value] = {}

        failures: list[DecisionFailed] = []

        def work(run: Run) -> Value:
            run.trace, value = trace, None
            try:
                value = self._graph.value(run, self.id, memo)
            except DecisionFailed as error:
                failures.append(error)
            # All of it is told, so all of it has to be of a size that can be told.
            run.limit_result([value, *memo.values(), *(list(hits.inputs) for hits in trace)])
            return value

        value = _guarded(work, facts, budget, warnings, now)
        return Explanation(
            value=value,
            tables=tuple(trace),
            decisions=MappingProxyType({node_id: made for (_, node_id), made in memo.items()}),
            warnings=tuple(warnings),
            failure=failures[0] if failures else None,
        )

    def facts_from(self, plain: Mapping[str, object]) -> dict[str, object]:
        """Facts as JSON has them as the decision's inputs declare them: dates, times and durations out of their text.

        What does not fit its type stays as it is; the decision then finds it null, with a warning.
        """
        return {**plain, **{n: self._graph.types.from_plain(t, plain[n]) for n, t in self.inputs.items() if n in plain}}

    @property
    def inputs(self) -> Mapping[str, str]:
        """The input data that the decision and those it requires in its own file are made from: types by name."""
        nodes = self._graph.nodes
        behind = self._graph.behind(self.id)
        return {nodes[i].name: nodes[i].type for i in behind if nodes[i].kind == "inputData"}


@dataclass(frozen=True, kw_only=True)
class DecisionModel:
    """One DMN file. `functions` are the ids of its business knowledge models and decision services.

    `problems` is empty unless the file was read leniently.
    """

    name: str
    namespace: str
    decisions: Mapping[str, Decision]
    functions: tuple[str, ...]
    problems: tuple[Problem, ...]
    graph: Graph = field(repr=False, compare=False)

    @property
    def final(self) -> tuple[Decision, ...]:
        """The decisions that no other one of the file requires: what the file is for."""
        required = {r for node in self.graph.nodes.values() if node.kind == "decision" for r in node.requires}
        return tuple(d for d in self.decisions.values() if d.id not in required)

    def invoke(self, function: str, arguments: Mapping[str, object], *, budget: Budget | None = None) -> Value:
        """Call a business knowledge model or decision service by id with named arguments.

        Raises KeyError for an unknown id, DecisionFailed and FeelBudgetExceeded.
        """
        target = self.graph.nodes[function].function
        if target is None:
            raise KeyError(function)

        def call(run: Run) -> Value:
            given = {p: from_fact(run, arguments.get(p)) for p in target.parameters}
            return target.invoke_named(run, given)

        return _guarded(call, {}, budget, None, None)


def _guarded(
    work: Callable[[Run], Value],
    facts: Mapping[str, object],
    budget: Budget | None,
    warnings: list[Warning] | None,
    now: datetime | None,
) -> Value:
    run = Run(facts, budget or DEFAULT_BUDGET, now)
    try:
        return work(run)
    except (FeelError, DecisionFailed):
        raise
    except Exception as error:
        raise contained(error, run) from error
    finally:
        if warnings is not None and run.warnings:
            warnings.extend(run.warnings)


def read_decisions(
    xml: bytes, file: str = "", *, library: Sequence[DecisionModel] = (), lenient: bool = False
) -> DecisionModel:
    """Read a DMN file. `library` holds the models that it may import. Raises ModelRejected with all problems.

    `lenient` keeps a file with faulty expressions: what does not compile is null, as the standard has it.
    """
    root = read_xml(xml, file)
    graph = Graph(file, lenient)
    graph.read(root, [m.graph for m in library])
    if graph.problems and not lenient:
        raise ModelRejected(graph.problems)
    decisions = {
        node.id: Decision(node.id, node.name, _facts_read(graph, node.id), graph)
        for node in graph.nodes.values()
        if node.kind == "decision"
    }
    return DecisionModel(
        name=root.get("name") or "",
        namespace=graph.namespace,
        decisions=MappingProxyType(decisions),
        functions=tuple(n.id for n in graph.nodes.values() if n.function is not None),
        problems=tuple(graph.problems),
        graph=graph,
    )


def _facts_read(graph: Graph, node_id: str) -> frozenset[str]:
    """The facts that a decision reads, itself or through what it requires."""
    names: set[str] = set()
    provided: set[str] = set()
    waiting: list[tuple[Graph, str]] = [(graph, node_id)]
    done: set[tuple[str, str]] = set()
    while waiting:
        here, current = waiting.pop()
        if (here.namespace, current) in done:
            continue
        done.add((here.namespace, current))
        node = here.nodes[current]
        names |= node.names
        for reference in node.requires:
            if (found := here.find(reference)) is not None:
                target = found[0].nodes[found[1]]
                if target.kind != "inputData":
                    provided |= {target.name, target.id}
                waiting.append(found)
        provided |= {name for name, _ in here.imports.values()}
    return frozenset(names - provided)
