"""Boxed expressions of a DMN file to closures; everything wrong in them is collected as problems."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from lxml import etree

from engine.contract.errors import Problem
from engine.dmn.frames import Boxed, Knowledge, evaluate_with
from engine.dmn.reading import Element, child, children, name_of, tag, text_of, type_of
from engine.dmn.types import Types
from engine.feel.budget import Run
from engine.feel.control import NotIterable, items_of, pick
from engine.feel.errors import FeelError
from engine.feel.expression import Expression, Options, UnaryTests, compile_expression, compile_unary_tests
from engine.feel.externals import external
from engine.feel.values import FeelFunction, Value

Compiled = TypeVar("Compiled", Expression, UnaryTests)
Names = frozenset[str]

MAX_DEPTH = 40
LOGIC = (
    "literalExpression", "decisionTable", "context", "list", "relation", "invocation", "functionDefinition",
    "conditional", "filter", "for", "some", "every",
)  # fmt: skip


def _broken(run: Run) -> Value:
    """What stands in for logic that does not compile, when the file is read leniently."""
    return run.null("does_not_compile")


@dataclass
class LogicReader:
    """Compiles the logic of one element of the graph, whose id is `owner`, and notes the facts it reads."""

    file: str
    owner: str
    types: Types
    known: Names
    functions: Names
    lenient: bool
    problems: list[Problem] = field(default_factory=list)
    names: set[str] = field(default_factory=set)
    depth: int = 0

    def problem(self, code: str, element: str = "", **params: str) -> None:
        self.problems.append(Problem(code=code, element=element or self.owner, file=self.file, params=params))

    def logic_in(self, parent: Element, bound: Names) -> Boxed | None:
        """The logic that an element holds as child, None without."""
        for element in parent:
            if tag(element) in LOGIC:
                return self.read(element, bound)
        return None

    def read(self, element: Element, bound: Names) -> Boxed:
        """Compile one boxed expression; `bound` are names that the enclosing boxes define."""
        if self.depth >= MAX_DEPTH:
            self.problem("dmn_too_deep", element.get("id") or "", limit=str(MAX_DEPTH))
            return _broken
        self.depth += 1
        kinds: dict[str, Callable[[Element, Names], Boxed]] = {
            "literalExpression": self._literal,
            "context": self._context,
            "list": self._list,
            "relation": self._relation,
            "invocation": self._invocation,
            "functionDefinition": self.function,
            "conditional": self._conditional,
            "filter": self._filter,
            "for": self._for,
            "some": self._quantified,
            "every": self._quantified,
        }
        logic = kinds[tag(element)](element, bound) if tag(element) in kinds else self._table(element, bound)
        self.depth -= 1
        kind = element.get("typeRef") or ""
        return (lambda run: self.types.fit(run, kind, logic(run))) if kind else logic

    def _table(self, element: Element, bound: Names) -> Boxed:
        return self.read_table(self, element, bound)

    # Set by `tables_reading`, which needs this class: a table is one kind of box among the others.
    read_table: Callable[["LogicReader", Element, Names], Boxed] = field(default=lambda *_: _broken)

    def expression(self, text: str, element: str, bound: Names, language: str = "") -> Boxed:
        """Compile FEEL text."""
        if language and not language.rstrip("/").lower().endswith("feel"):
            self.problem("dmn_language", element, language=language)
            return _broken
        compiled = self._compiled(compile_expression, text, element, bound)
        return _broken if compiled is None else compiled.evaluate_in

    def tests(self, text: str, element: str, bound: Names = frozenset()) -> UnaryTests | None:
        """Compile unary tests, None when they are wrong."""
        return self._compiled(compile_unary_tests, text, element, bound)

    def _compiled(self, compiler: Callable[..., Compiled], text: str, element: str, bound: Names) -> Compiled | None:
        try:
            compiled = compiler(text, self._options(bound))
        except FeelError as error:
            short = text if len(text) <= 80 else text[:79] + "…"
            self.problem("dmn_expression", element, text=short, nb=error.sentence("nb"), en=error.sentence("en"))
            return None
        self.names |= compiled.names - bound
        return compiled

    def _options(self, bound: Names) -> Options:
        return Options(
            functions=self.functions | bound,
            known=self.known | bound,
            lenient=self.lenient,
            named_types=self.types.is_instance,
            types=frozenset(self.types.items),
        )

    def _part(self, parent: Element, name: str, bound: Names) -> Boxed:
        """The logic inside a named child such as `then`."""
        holder = child(parent, name)
        logic = self.logic_in(holder, bound) if holder is not None else None
        if logic is None:
            self.problem("dmn_no_logic", parent.get("id") or "", name=name)
            return _broken
        return logic

    def _literal(self, element: Element, bound: Names) -> Boxed:
        text, where = text_of(element), element.get("id") or self.owner
        return self.expression(text, where, bound, element.get("expressionLanguage") or "")

    def _context(self, element: Element, bound: Names) -> Boxed:
        entries: list[tuple[str, str, Boxed]] = []
        for entry in children(element, "contextEntry"):
            variable = child(entry, "variable")
            name = name_of(variable) if variable is not None else ""
            # A function may call itself: its own name is bound inside it.
            recursive = bound | {name} if child(entry, "functionDefinition") is not None else bound
            logic = self.logic_in(entry, recursive)
            if logic is None:
                self.problem("dmn_no_logic", entry.get("id") or "", name=name)
                logic = _broken
            entries.append((name, type_of(variable), logic))
            bound = bound | {name}

        def build(run: Run) -> Value:
            own: dict[str, Value] = {}
            for name, kind, logic in entries:
                value = evaluate_with(run, own, logic)
                if not name:
                    return value
                # A new dictionary each time: functions made by earlier entries keep the one they saw.
                own = {**own, name: self.types.fit(run, kind, value)}
            return own

        return build

    def _list(self, element: Element, bound: Names) -> Boxed:
        items = [self.read(item, bound) for item in children(element, *LOGIC)]
        return lambda run: [item(run) for item in items]

    def _relation(self, element: Element, bound: Names) -> Boxed:
        columns = [name_of(c) for c in children(element, "column")]
        rows = [[self.read(cell, bound) for cell in children(row, *LOGIC)] for row in children(element, "row")]
        return lambda run: [{c: cell(run) for c, cell in zip(columns, row, strict=False)} for row in rows]

    def _invocation(self, element: Element, bound: Names) -> Boxed:
        target = child(element, "literalExpression")
        name = text_of(target)
        function = self._function_reference(name, element.get("id") or self.owner, bound)
        arguments: dict[str, Boxed] = {}
        for binding in children(element, "binding"):
            parameter = child(binding, "parameter")
            if parameter is not None:
                arguments[name_of(parameter)] = self.logic_in(binding, bound) or (lambda run: None)

        def invoke(run: Run) -> Value:
            callee = function(run)
            if not isinstance(callee, FeelFunction):
                return run.null("not_a_function", name)
            return callee.invoke_named(run, {p: a(run) for p, a in arguments.items()})

        return invoke

    def _function_reference(self, text: str, element: str, bound: Names) -> Boxed:
        """The function that an invocation names; a built-in one may be meant."""
        compiled = self._compiled(compile_expression, text, element, bound | self.functions)
        return compiled.evaluate_in if compiled is not None else _broken

    def function(self, element: Element, bound: Names) -> Boxed:
        """A boxed function: a value that can be called."""
        parameters = {name_of(p): type_of(p) for p in children(element, "formalParameter")}
        body, names = self.body(element, bound | parameters.keys(), tuple(parameters)), tuple(parameters)

        def fit(run: Run, name: str, value: Value) -> Value:
            return self.types.fit(run, parameters[name], value)

        return lambda run: Knowledge("", names, body, run.facts, fit)

    def body(self, element: Element, bound: Names, parameters: tuple[str, ...]) -> Boxed:
        """What a function definition does, its parameters being among the run's facts."""
        kind = element.get("kind") or "FEEL"
        logic = self.logic_in(element, bound)
        if logic is None:
            self.problem("dmn_no_logic", element.get("id") or "", name=self.owner)
            return _broken
        if kind == "FEEL":
            return logic

        def call(run: Run) -> Value:
            target = external(run, parameters, {kind.lower(): logic(run)})
            return target.invoke(run, [run.facts.get(p) for p in parameters]) if target is not None else None

        return call

    def _conditional(self, element: Element, bound: Names) -> Boxed:
        test, then, otherwise = (self._part(element, part, bound) for part in ("if", "then", "else"))

        def choose(run: Run) -> Value:
            verdict = test(run)
            # Unlike the textual `if`, a boxed one is null when its condition is neither true, false nor null.
            if verdict is not None and type(verdict) is not bool:
                return run.null("not_a_boolean")
            return (then if verdict is True else otherwise)(run)

        return choose

    def _filter(self, element: Element, bound: Names) -> Boxed:
        source = self._part(element, "in", bound)
        match = self._part(element, "match", bound | {"item"})

        def select(run: Run) -> Value:
            value = source(run)
            if value is None:
                return run.null("filter_of_null")
            items = value if type(value) is list else [value]
            chosen = []
            for item in items:
                run.charge(1)
                members = item if type(item) is dict else {}
                verdict = evaluate_with(run, {"item": item, **members}, match)
                if type(verdict) is not bool and verdict is not None:
                    return pick(run, items, verdict)
                if verdict is True:
                    chosen.append(item)
            return chosen

        return select

    def _loop(self, element: Element, bound: Names, result: str) -> tuple[str, Boxed, Boxed]:
        name = " ".join((element.get("iteratorVariable") or "").split())
        return name, self._part(element, "in", bound), self._part(element, result, bound | {name, "partial"})

    def _for(self, element: Element, bound: Names) -> Boxed:
        name, domain, result = self._loop(element, bound, "return")

        def run_loop(run: Run) -> Value:
            results: list[Value] = []
            try:
                for item in items_of(run, domain(run)):
                    run.limit_list(len(results) + 1)
                    run.charge(1 + (len(results) >> 6))
                    results.append(evaluate_with(run, {name: item, "partial": list(results)}, result))
            except NotIterable:
                return None
            return results

        return run_loop

    def _quantified(self, element: Element, bound: Names) -> Boxed:
        name, domain, condition = self._loop(element, bound, "satisfies")
        decisive = etree.QName(element).localname == "some"

        def check(run: Run) -> Value:
            verdict: bool | None = not decisive
            try:
                for item in items_of(run, domain(run)):
                    run.charge(1)
                    value = evaluate_with(run, {name: item}, condition)
                    if value is decisive:
                        return decisive
                    if type(value) is not bool:
                        verdict = None
            except NotIterable:
                return None
            return verdict

        return check
