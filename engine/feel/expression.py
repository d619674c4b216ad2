"""The front door: compile a text once, evaluate it many times; nothing but a FeelError comes out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any, TypeVar

from engine.feel import tree
from engine.feel.budget import DEFAULT_BUDGET, Budget, Run, Warning
from engine.feel.compiler import MAX_DEPTH, Compiler
from engine.feel.errors import FeelBudgetExceeded, FeelError, FeelInternalError, FeelNotText, FeelTooDeep
from engine.feel.parser import parse
from engine.feel.scope import Scope
from engine.feel.types import NamedTypes, no_named_types
from engine.feel.unary import Test, compile_test
from engine.feel.values import FeelFunction, Value, from_fact

T = TypeVar("T", "Expression", "UnaryTests")
NO_FACTS: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, kw_only=True)
class Options:
    """How to compile, see `compile_expression`."""

    functions: frozenset[str] = frozenset()
    known: frozenset[str] = frozenset()
    lenient: bool = False
    named_types: NamedTypes = no_named_types
    types: frozenset[str] = frozenset()

    @property
    def allowed_types(self) -> frozenset[str] | None:
        """The names of types that may stand in the text besides FEEL's own; None when any may."""
        return None if self.lenient else self.types


DEFAULT_OPTIONS = Options()


class Expression:
    """A compiled expression. Immutable, shared between threads.

    `names`: top-level facts that it certainly reads. `possible_names`: names inside filters, which are facts only if
    the filtered items lack them, and names that are also built-in functions.
    """

    def __init__(self, text: str, options: "Options"):
        self.text = text
        compiler = Compiler(text, options.functions, options.lenient, options.named_types)
        self.tree = parse(text, options.known | options.functions, types=options.allowed_types)
        self._code = compiler.compile(self.tree, None)
        self._weight = tree.weight(self.tree)
        self.names = frozenset(compiler.names)
        self.possible_names = frozenset(compiler.possible_names - compiler.names)

    def evaluate(
        self,
        facts: Mapping[str, object] = NO_FACTS,
        *,
        budget: Budget | None = None,
        warnings: list[Warning] | None = None,
        now: datetime | None = None,
    ) -> Value:
        """The value for these facts; a fact that is missing is null, and so is what the standard leaves undefined.

        The reasons for nulls are added to `warnings`. `now` is what `now()` and `today()` tell, best in the reader's own
        time zone; without it the machine's clock and zone. Raises FeelBudgetExceeded.
        """
        run = Run(facts, budget or DEFAULT_BUDGET, now)
        try:
            return self._code(run, None)
        except FeelError:
            raise
        except Exception as error:
            raise contained(error, run) from error
        finally:
            if warnings is not None and run.warnings:
                warnings.extend(run.warnings)

    def evaluate_in(self, run: Run) -> Value:
        """The same within a run that is under way, which it is charged to."""
        run.charge(self._weight)
        return self._code(run, None)


class UnaryTests:
    """Compiled unary tests, as in one input cell of a decision table.

    `code(run, (value, None), value)` is the bare test for tables, which hold many.
    """

    def __init__(self, text: str, options: "Options"):
        self.text = text
        compiler = Compiler(text, options.functions, options.lenient, options.named_types)
        self.tree = (
            tree.AnyValue()
            if text.strip() in ("", "-")
            else parse(text, options.known | options.functions, tests=True, types=options.allowed_types)
        )
        scope = Scope("?", None)
        if isinstance(self.tree, tree.Tests):
            tests = tuple(_as_test(t) for t in self.tree.tests)
            self.code: Test = compile_test(compiler, tree.Tests(tests, self.tree.negated), scope)
        else:
            self.code = lambda run, variables, value: True
        self.names = frozenset(compiler.names)
        self.possible_names = frozenset(compiler.possible_names - compiler.names)

    def test(
        self,
        value: object,
        facts: Mapping[str, object] = NO_FACTS,
        *,
        budget: Budget | None = None,
        warnings: list[Warning] | None = None,
        now: datetime | None = None,
    ) -> bool | None:
        """Whether the value passes: True, False, or None when it cannot be compared. Raises FeelBudgetExceeded."""
        run = Run(facts, budget or DEFAULT_BUDGET, now)
        try:
            return self.test_in(run, from_fact(run, value))
        except FeelError:
            raise
        except Exception as error:
            raise contained(error, run) from error
        finally:
            if warnings is not None and run.warnings:
                warnings.extend(run.warnings)

    def test_in(self, run: Run, value: Value) -> bool | None:
        """The same within a run that is under way, for a value that is FEEL's already."""
        result: bool | None = self.code(run, (value, None), value)
        return result


def _as_test(node: tree.Node) -> tree.Node:
    """A cell's expression that uses `?` says itself whether it holds."""
    return tree.Holds(node) if not isinstance(node, tree.UnaryTest) and tree.mentions(node, "?") else node


def contained(error: Exception, run: Run) -> FeelError:
    """An exception that evaluation should not have let out, as a FeelError."""
    if isinstance(error, (RecursionError, MemoryError)):
        return FeelBudgetExceeded("depth", run.budget.depth)
    return FeelInternalError(reason=type(error).__name__)


def compile_expression(text: str, options: Options = DEFAULT_OPTIONS) -> Expression:
    """Compile an expression; a leading `=` is allowed.

    `options.functions` are names of functions that the facts will hold (others cannot be called), `known` further
    names that contain keywords or operators (`time in force`), `types` the types that the text may name besides FEEL's
    own, of which `named_types` tells what belongs to them. `lenient` turns unknown functions, unknown types and wrong
    numbers of arguments into null. Raises FeelCompileError: FeelSyntaxError, FeelUnknownFunction, FeelUnknownType,
    FeelWrongArguments, FeelTooLong, FeelTooDeep, FeelNotText.
    """
    if not isinstance(text, str):
        raise FeelNotText()
    source = str.__str__(text)
    if source.lstrip().startswith("="):
        source = source.replace("=", " ", 1)
    return _compiled(Expression, source, options)


def compile_unary_tests(text: str, options: Options = DEFAULT_OPTIONS) -> UnaryTests:
    """Compile unary tests such as `< 5, [7..9]`, `not("a")`, `-` or `? > limit`. Raises as `compile_expression`."""
    if not isinstance(text, str):
        raise FeelNotText()
    return _compiled(UnaryTests, str.__str__(text), options)


def _compiled(kind: type[T], text: str, options: Options) -> T:
    try:
        return kind(text, options)
    except FeelError:
        raise
    except (RecursionError, MemoryError):
        raise FeelTooDeep(limit=str(MAX_DEPTH)) from None
    except Exception as error:
        raise FeelInternalError(reason=type(error).__name__) from error


def call(function: FeelFunction, arguments: list[object], *, budget: Budget | None = None) -> Value:
    """Call a function value. Raises FeelBudgetExceeded."""
    run = Run(NO_FACTS, budget or DEFAULT_BUDGET)
    try:
        return function.invoke(run, [from_fact(run, a) for a in arguments])
    except FeelError:
        raise
    except Exception as error:
        raise contained(error, run) from error
