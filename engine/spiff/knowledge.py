"""What is known where a token stands: the facts, and the counters of the multi-instance activities around it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast

from SpiffWorkflow.task import Task as Token

from engine.contract.errors import ExpressionFailed
from engine.feel import Expression, FeelError
from engine.model.calendar import OSLO
from engine.spiff.instances import MultiInstanceNode
from engine.spiff.nodes import LOOP
from engine.spiff.places import Places, path_of


class Knowledge:
    """The facts of one advance; what its steps and decisions give becomes readable at once."""

    def __init__(self, places: Places, facts: Mapping[str, object], now: datetime) -> None:
        self._places, self._facts, self._now = places, dict(facts), now
        self.results: dict[tuple[str, tuple[int, ...]], object] = {}

    def evaluate(self, token: Token, expression: Expression, more: Mapping[str, object] | None = None) -> Any:
        """A FEEL expression where the token stands. Raises ExpressionFailed."""
        facts: Mapping[str, object] = {**self._facts, **more} if more else self._facts
        if "loopCounter" in expression.names or "item" in expression.names:
            facts = {**facts, **self._counters(token)}
        try:
            return expression.evaluate(facts, now=self._now.astimezone(OSLO))
        except FeelError as error:
            raise failed(token, expression.text, str(error)) from error

    def at(self, token: Token) -> Mapping[str, object]:
        """Everything known at a token."""
        return {**self._facts, **self._counters(token)}

    def path(self, token: Token) -> tuple[int, ...]:
        """The counters of the multi-instance activities around a token, outermost first."""
        return tuple(counter for _, counter in self._loops(token))

    def item(self, token: Token) -> object:
        """The collection's value for the innermost activity around a token, None outside any."""
        return self._counters(token).get("item")

    def keep(self, token: Token, name: str, value: object) -> None:
        """Makes `value` the fact `name` of the token's instance."""
        path = self.path(token)
        self.results[name, path] = value
        if not path:
            self._facts[name] = value
            return
        known = self._facts.get(name)
        place = list(known) if isinstance(known, list | tuple) else []
        self._facts[name] = place
        for counter in path[:-1]:
            place.extend([None] * (counter - len(place)))
            inner = place[counter - 1]
            place[counter - 1] = inner = list(inner) if isinstance(inner, list | tuple) else []
            place = inner
        place.extend([None] * (path[-1] - len(place)))
        place[path[-1] - 1] = value

    def _loops(self, token: Token) -> list[tuple[Token, int]]:
        """The multi-instance activities around a token with its counter in each, outermost first."""
        found: list[tuple[Token, int]] = []
        current: Token | None = token
        while current is not None:
            if LOOP in current.internal_data and current.parent is not None:
                found.append((current.parent, current.internal_data[LOOP]))
            scope = current.workflow
            current = self._places.around(scope)
        return found[::-1]

    def _counters(self, token: Token) -> dict[str, object]:
        loops = self._loops(token)
        if not loops:
            return {}
        activity, counter = loops[-1]
        item = cast(MultiInstanceNode, activity.task_spec).item(activity, counter)
        return {"loopCounter": counter, "item": item}


def failed(token: Token, expression: str, reason: str) -> ExpressionFailed:
    """The error for a place in the model that cannot be evaluated."""
    return ExpressionFailed(element=token.task_spec.bpmn_id, expression=expression, reason=reason, path=path_of(token))
