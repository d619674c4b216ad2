"""Expressions of other tools as FEEL over our facts: `${…}` is translated, FEEL keeps its text and gets our names."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, fields

from lxml import etree

from engine.contract.errors import ModelRejected, Problem
from engine.feel import FeelError, compile_expression, tree
from engine.importing.dialects import Dialect
from engine.importing.editing import Diagram
from engine.importing.juel import NotSimple, has_expression, quoted, to_feel
from engine.importing.report import Report, What, listed
from engine.importing.variables import Source, Variables
from engine.spiff.xml import local

MAXIMUM_TEXT = 150_000
"""How many characters of expressions one import reads."""

_NUMBER = re.compile(r"-?\d+(\.\d+)?")


@dataclass(frozen=True, eq=False)
class Place:
    """Where an expression stands (`at`, for the report) and the innermost element whose names it reads (`scope`)."""

    at: etree._Element
    scope: etree._Element
    entering: bool = False
    """Read when `at` begins: what is handed to it does not exist yet, its item does."""
    leaving: bool = False
    """Read when `at` is done: its own result is one value, also where there are several of it."""

    @property
    def id(self) -> str:
        return place_id(self.at)


def inside(element: etree._Element) -> Place:
    """An expression that is read while the element runs."""
    return Place(element, element)


def after(element: etree._Element) -> Place:
    """An expression that is read when the element is done."""
    return Place(element, element, leaving=True)


def entering(element: etree._Element) -> Place:
    """An expression that is read when the element, or an instance of it, begins."""
    return Place(element, element, entering=True)


def before(element: etree._Element) -> Place:
    """An expression that is read before the element or any instance of it begins."""
    outer = element.getparent()
    return Place(element, element if outer is None else outer)


@dataclass(eq=False)
class Translator:
    """Translates every expression of a model, and says in the report what it did with each name."""

    report: Report
    variables: Variables
    _left: int = MAXIMUM_TEXT

    def value(self, text: str, diagram: Diagram, place: Place, *, own: frozenset[str] = frozenset()) -> str | None:
        """FEEL for an attribute that is text unless it is an expression; None for what cannot be said."""
        text = text.strip()
        if has_expression(text) or text.startswith("="):
            return self.expression(text, diagram, place, own=own)
        return text if _NUMBER.fullmatch(text) or text in ("true", "false") else quoted(text)

    def expression(self, text: str, diagram: Diagram, place: Place, *, own: frozenset[str] = frozenset()) -> str | None:
        """FEEL for an expression; None, with a problem in the report, for what cannot be said. `own` names stay."""
        text = text.strip()
        self._left -= len(text)
        if self._left < 0:
            params = {"maximum": f"{MAXIMUM_TEXT}"}
            raise ModelRejected([Problem(code="import_too_large", file=diagram.path, params=params)])
        if not text.startswith("=") and has_expression(text):
            return self._juel(text, diagram, place, own)
        return self._feel(text, diagram, place, own)

    def _juel(self, text: str, diagram: Diagram, place: Place, own: frozenset[str]) -> str | None:
        known: dict[str, str] = {name: name for name in own}

        def resolve(names: tuple[str, ...]) -> str:
            if names[0] not in known:
                known[names[0]] = self._named(names[0], diagram, place, diagram.dialect)
            return ".".join((known[names[0]], *names[1:]))

        try:
            feel = to_feel(text, resolve)
            compile_expression(feel)
        except NotSimple as error:
            self._problem(error.code, diagram, place, expression=text, found=error.found)
            return None
        except FeelError as error:
            self._problem("expression_refused", diagram, place, expression=text, reason=str(error))
            return None
        self.report.add(What.MAPPED, "expression", diagram.path, place.id, expression=text, feel=feel)
        return feel

    def _feel(self, text: str, diagram: Diagram, place: Place, own: frozenset[str]) -> str | None:
        source = text.removeprefix("=").strip()
        # FEEL outside Camunda 8 is ours, with our counting; only `${…}` counts as its own engine does.
        dialect = diagram.dialect if diagram.dialect is Dialect.ZEEBE else Dialect.PLAIN
        try:
            parsed = compile_expression(source)
        except FeelError as error:
            self._problem("expression_refused", diagram, place, expression=text, reason=str(error))
            return None
        free = [n for n in _free(parsed.tree, own) if source[n.at : n.at + len(n.name)] == n.name]
        meant = {n: self._named(n, diagram, place, dialect) for n in sorted({name.name for name in free})}
        pieces, end = [], 0
        for name in sorted(free, key=lambda n: n.at):
            pieces += [source[end : name.at], meant[name.name]]
            end = name.at + len(name.name)
        return "".join((*pieces, source[end:]))

    def _named(self, name: str, diagram: Diagram, place: Place, dialect: Dialect) -> str:
        """What the name is here; the name itself where that is not known, which the report then says."""
        found = self.variables.find(
            name,
            place.scope,
            dialect,
            entering=place.id if place.entering else "",
            leaving=place.id if place.leaving else "",
        )
        if found.covered:
            self._problem("variable_covered", diagram, place, name=name)
        elif found.feel is None and found.sources:
            self._problem("variable_several", diagram, place, name=name, choices=_choices(found.sources))
        elif found.feel is None:
            self._problem("variable_unknown", diagram, place, name=name)
        elif not found.own and found.feel != name:
            self.report.add(What.MAPPED, "variable", diagram.path, place.id, name=name, feel=found.feel)
            if found.many:
                self._problem("variable_list", diagram, place, name=name, feel=found.feel)
        return found.feel or name

    def _problem(self, code: str, diagram: Diagram, place: Place, **params: str) -> None:
        self.report.add(What.PROBLEM, code, diagram.path, place.id, **params)


def place_id(place: etree._Element | None) -> str:
    """The id of the node, flow or process that the element is or belongs to."""
    for element in () if place is None else (place, *place.iterancestors()):
        if element.get("id") and not local(element).endswith(("Definition", "Expression", "Characteristics")):
            return str(element.get("id"))
    return ""


def _choices(sources: Iterable[Source]) -> str:
    return listed(sorted({source.feel for source in sources}))


def _free(node: object, bound: frozenset[str]) -> list[tree.Name]:
    """The names of facts in an expression: not function names, loop variables, or what a filter's items may hold."""
    found: list[tree.Name] = []
    waiting: list[tuple[object, frozenset[str], bool]] = [(node, bound, False)]
    while waiting:
        here, known, filtered = waiting.pop()
        if isinstance(here, tree.Name):
            if here.name not in known and not filtered:
                found.append(here)
        elif isinstance(here, tree.Call):
            if not isinstance(here.function, tree.Name):
                waiting.append((here.function, known, filtered))
            waiting.extend((argument, known, filtered) for argument in here.arguments)
        elif isinstance(here, tree.Filter):
            waiting += [(here.source, known, filtered), (here.condition, known, True)]
        elif isinstance(here, tree.For | tree.Quantified):
            inner = known
            for iteration in here.iterations:
                waiting += [(iteration.domain, inner, filtered), (iteration.end, inner, filtered)]
                inner = inner | {iteration.name}
            body = here.result if isinstance(here, tree.For) else here.condition
            waiting.append((body, inner | {"partial"}, filtered))
        elif isinstance(here, tree.FunctionDefinition):
            waiting.append((here.body, known | {p.name for p in here.parameters}, filtered))
        elif isinstance(here, tree.ContextLiteral):
            inner = known
            for key, value in here.entries:
                waiting.append((value, inner, filtered))
                inner = inner | {key}
        elif isinstance(here, tuple):
            waiting.extend((part, known, filtered) for part in here)
        elif isinstance(here, tree.Node):
            waiting.extend((getattr(here, f.name), known, filtered) for f in fields(here))
    return found
