"""Tree to closures: calls, function definitions and the function values they make."""

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any

from engine.feel import tree
from engine.feel.budget import Run
from engine.feel.compiler import Compiler, handles
from engine.feel.errors import FeelUnknownFunction, FeelWrongArguments
from engine.feel.externals import external
from engine.feel.functions import BUILTINS
from engine.feel.functions.registry import Builtin, Signature
from engine.feel.lexer import place
from engine.feel.scope import Code, Scope, Variables, find
from engine.feel.types import FeelType, belongs
from engine.feel.values import FeelFunction, Value, from_fact, type_name


class Closure(FeelFunction):
    """A function written in FEEL, with the variables and facts of the place where it was written."""

    def __init__(
        self,
        name: str,
        parameters: tuple[str, ...],
        types: tuple[FeelType | None, ...],
        result: FeelType | None,
        body: Code,
        weight: int,
        variables: Variables,
        facts: Mapping[str, Any],
    ) -> None:
        self.name, self.parameters, self.types, self.result = name, parameters, types, result
        self.body, self.weight, self.variables, self.facts = body, weight, variables, facts

    def invoke(self, run: Run, arguments: list[Value]) -> Value:
        if len(arguments) != len(self.parameters):
            return run.null("wrong_arguments", self.name)
        variables = self.variables
        for argument, kind in zip(arguments, self.types, strict=True):
            if kind is not None and kind.known and argument is not None:
                argument = fit(run, argument, kind)
            variables = (argument, variables)
        run.charge(self.weight)
        run.enter()
        outer = run.facts, run.converted
        if self.facts is not run.facts:
            run.facts, run.converted = self.facts, {}
        try:
            return self.body(run, variables)
        finally:
            run.facts, run.converted = outer
            run.leave()


def fit(run: Run, value: Value, kind: FeelType) -> Value:
    """A value as a declared type wants it, with the conversions of the standard (10.3.2.9.4); else null."""
    if belongs(value, kind):
        return value
    if kind.kind == "list" and type(value) is not list and (not kind.of or belongs(value, kind.of[0])):
        return [value]
    if type(value) is list and len(value) == 1 and belongs(value[0], kind):
        return value[0]
    return run.null("wrong_type", kind.kind)


@handles(tree.FunctionDefinition)
def _function(compiler: Compiler, node: tree.FunctionDefinition, scope: Scope | None) -> Code:
    names = tuple(p.name for p in node.parameters)
    if node.external:
        mapping = compiler.compile(node.body, scope)
        return lambda run, variables: external(run, names, mapping(run, variables))
    for name in names:
        scope = Scope(name, scope)
    types = tuple(p.type for p in node.parameters)
    body, weight = compiler.compile(node.body, scope), tree.weight(node.body)
    result = FeelType(type_name(node.body.value)) if isinstance(node.body, tree.Literal) else None
    return lambda run, variables: Closure("", names, types, result, body, weight, variables, run.facts)


@handles(tree.Call)
def _call(compiler: Compiler, node: tree.Call, scope: Scope | None) -> Code:
    arguments = [compiler.compile(a, scope) for a in node.arguments]
    if isinstance(node.function, tree.Name):
        name = node.function.name
        found = find(scope, name)
        if found.hops is None:
            if name in BUILTINS and name not in compiler.functions:
                return _call_builtin(compiler, node, BUILTINS[name], arguments)
            if name in BUILTINS:
                return _invoke(_read_overriding(name), node.names, arguments)
            if not compiler.lenient and name not in compiler.functions and not found.items:
                raise _unknown(compiler, name, node.at)
            if name in compiler.functions:
                compiler.reads(name, certain=True)
            return _invoke(_read_function(name), node.names, arguments)
    return _invoke(compiler.compile(node.function, scope), node.names, arguments)


def _unknown(compiler: Compiler, name: str, at: int) -> FeelUnknownFunction:
    line, column = place(compiler.text, at)
    nearest = get_close_matches(name, [*BUILTINS, *compiler.functions], n=1, cutoff=0.6)
    return FeelUnknownFunction(line=line, column=column, name=name, suggestion=nearest[0] if nearest else "")


def _read_function(name: str) -> Code:
    """A function that the facts hold. Only function values are taken: no other fact can be called."""
    return lambda run, variables: from_fact(run, run.facts.get(name))


def _read_overriding(name: str) -> Code:
    """A function of the model that is named like a built-in one, or the built-in one."""
    builtin = BUILTINS[name]

    def read(run: Run, variables: Variables) -> Value:
        value = run.facts.get(name)
        return value if isinstance(value, FeelFunction) else builtin

    return read


def _call_builtin(compiler: Compiler, node: tree.Call, function: Builtin, arguments: list[Code]) -> Code:
    name = function.name
    if node.names is not None:
        found = function.for_names(node.names)
        if found is not None:
            signature, positions = found
            return lambda run, variables: function.apply_placed(
                run, signature, positions, [a(run, variables) for a in arguments]
            )
    elif (by_count := function.for_count(len(arguments))) is not None:
        chosen = by_count
        if len(arguments) == 1 and chosen.parameters[0].kind == "any" and not chosen.variadic:
            return _call_with_anything(name, chosen, arguments[0])
        return lambda run, variables: function.apply(run, chosen, [a(run, variables) for a in arguments])
    if compiler.lenient:
        return lambda run, variables: run.null("wrong_arguments", name)
    line, column = place(compiler.text, node.at)
    raise FeelWrongArguments(line=line, column=column, name=name, usage=function.usage)


def _call_with_anything(name: str, signature: Signature, argument: Code) -> Code:
    """A built-in of one argument of any kind, such as `not`: conditions are full of them, and nothing is to be checked."""
    implementation = signature.run

    def call(run: Run, variables: Variables) -> Value:
        value = argument(run, variables)
        run.charge(1)
        try:
            return implementation(run, value)
        except (ArithmeticError, ValueError):
            return run.null("out_of_range", name)

    return call


def _invoke(function: Code, names: tuple[str, ...] | None, arguments: list[Code]) -> Code:
    def invoke(run: Run, variables: Variables) -> Value:
        target = function(run, variables)
        values = [a(run, variables) for a in arguments]
        if not isinstance(target, FeelFunction):
            return run.null("not_a_function")
        if names is None:
            return target.invoke(run, values)
        return target.invoke_named(run, dict(zip(names, values, strict=True)))

    return invoke
