"""FEEL of a model that a service evaluates itself: blocks of gates, appointments, what an end leads to."""

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache

from engine.contract.errors import ExpressionFailed
from engine.feel import Expression, FeelError, compile_expression
from engine.model.calendar import OSLO


@lru_cache(maxsize=2048)
def compiled(text: str) -> Expression:
    """The expression, compiled once. Raises FeelSyntaxError."""
    return compile_expression(text)


def evaluate(text: str, facts: Mapping[str, object], *, element: str, now: datetime) -> object:
    """The expression's value; `today()` is the day of `now` in Norway. Raises ExpressionFailed naming the element."""
    try:
        return compiled(text).evaluate(facts, now=now.astimezone(OSLO))
    except FeelError as error:
        raise ExpressionFailed(element=element, expression=text, reason=error.sentence("nb")) from error


def names_in(text: str) -> frozenset[str]:
    """The facts an expression reads, or may read from inside a filter."""
    expression = compiled(text)
    return expression.names | expression.possible_names
