"""What is known where a token stands: facts, the values of the activities around it, the counters of their instances."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from SpiffWorkflow.task import Task as Token

from engine.contract.errors import ExpressionFailed
from engine.feel import Expression, FeelError
from engine.model.calendar import OSLO
from engine.model.definition import INPUTS
from engine.spiff.nodes import LOOP, Outputs
from engine.spiff.places import Places, path_of

Path = tuple[int, ...]


class Knowledge:
    """The facts of one advance; what its steps, decisions and mappings give becomes readable at once.

    `local_names` are those that may mean something else here than elsewhere: counters, inputs, data of a scope that
    there may be several of.
    """

    def __init__(self, places: Places, facts: Mapping[str, object], now: datetime, local_names: frozenset[str]) -> None:
        self._places, self._facts, self._now, self._local_names = places, dict(facts), now, local_names
        self.results: dict[tuple[str, Path], object] = {}

    def evaluate(self, token: Token, expression: Expression, more: Mapping[str, object] | None = None) -> Any:
        """A FEEL expression where the token stands. Raises ExpressionFailed."""
        facts: Mapping[str, object] = self._facts
        wanted = self._local_names & (expression.names | expression.possible_names)
        if wanted or more:
            facts = {**facts, **self._locals(token, wanted), **(more or {})}
        try:
            return expression.evaluate(facts, now=self._now.astimezone(OSLO))
        except FeelError as error:
            raise failed(token, expression.text, error.sentence("nb")) from error

    def at(self, token: Token) -> Mapping[str, object]:
        """Everything known at a token."""
        return {**self._facts, **self._locals(token, self._local_names)}

    def path(self, token: Token) -> Path:
        """The counters of the multi-instance activities around a token, outermost first."""
        return path_of(token)

    def item(self, token: Token) -> object:
        """The collection's value for the innermost multi-instance activity around a token, None outside any."""
        return self._locals(token, {"item"}).get("item") if self.path(token) else None

    def inputs(self, token: Token) -> Mapping[str, object]:
        """What the input mappings of the token's own activity gave."""
        value = _within(self._facts.get(INPUTS.format(token.task_spec.bpmn_id)), self.path(token))
        return value if isinstance(value, Mapping) else {}

    def keep(self, token: Token, name: str, value: object) -> None:
        """Makes `value` the fact `name` of the token's instance."""
        self._put(name, self.path(token), value)

    def write(self, token: Token, name: str, value: object) -> None:
        """Makes `value` what `name` means where the token stands: the data object's, else that of the widest scope that
        writes the name, else the token's own."""
        self._put(name, self._home(token, name), value)

    def take_in(self, token: Token, inputs: Outputs) -> None:
        """Evaluates an activity's input mappings; each may read those before it."""
        element, given = token.task_spec.bpmn_id, dict[str, object]()
        for name, expression in inputs:
            given[name] = self.evaluate(token, expression, given)
        self.keep(token, INPUTS.format(element), given)

    def give_out(self, token: Token, outputs: Outputs) -> None:
        """Evaluates an activity's output mappings or a script's assignments; its own result is read by its own name, even
        where there are several of it."""
        element, path = token.task_spec.bpmn_id, self.path(token)
        own = {element: _within(self._facts.get(element), path)} if path else {}
        for name, expression in outputs:
            self.write(token, name, self.evaluate(token, expression, own))

    def _around(self, token: Token) -> list[Token]:
        """The tokens of the activities around a token, outermost first, and itself."""
        found: list[Token] = []
        current: Token | None = token
        while current is not None:
            found.append(current)
            current = self._places.around(current.workflow)
        return found[::-1]

    def _locals(self, token: Token, wanted: Collection[str]) -> dict[str, object]:
        known: dict[str, object] = {}
        path: Path = ()
        held: set[str] = set()
        for current in self._around(token):
            spec, scope = current.task_spec, current.workflow.spec
            mine = {name for name in scope.written - held | scope.declared if name in wanted} if path else ()
            known |= {name: _within(self._facts.get(name), path) for name in mine}
            held |= scope.written | scope.declared
            if LOOP in current.internal_data:
                path += (current.internal_data[LOOP],)
            known |= _counters(current, wanted)
            if spec.takes:
                given = _within(self._facts.get(INPUTS.format(spec.bpmn_id)), path)
                known |= given if isinstance(given, Mapping) else {}
        return known

    def _home(self, token: Token, name: str) -> Path:
        path: Path = ()
        declared: Path | None = None
        written: Path | None = None
        around = self._around(token)
        for current in around:
            scope = current.workflow.spec
            if name in scope.declared:
                declared = path
            elif written is None and name in scope.written and current is not token:
                written = path
            if LOOP in current.internal_data:
                path += (current.internal_data[LOOP],)
        return next((home for home in (declared, written) if home is not None), path)

    def _put(self, name: str, path: Path, value: object) -> None:
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


def _counters(token: Token, wanted: Collection[str]) -> dict[str, object]:
    """What a repeated activity tells its instance, and what undoes one."""
    if token.task_spec.parent_loop is not None and token.parent is not None:
        return dict(token.parent.task_spec.told(token, wanted))
    undone = LOOP in token.internal_data and "loopCounter" in wanted
    return {"loopCounter": token.internal_data[LOOP]} if undone else {}


def _within(value: object, path: Path) -> object:
    """The part of a fact that belongs to one instance."""
    for counter in path:
        value = value[counter - 1] if isinstance(value, list | tuple) and counter <= len(value) else None
    return value


def failed(token: Token, expression: str, reason: str) -> ExpressionFailed:
    """The error for a place in the model that cannot be evaluated."""
    return ExpressionFailed(element=token.task_spec.bpmn_id, expression=expression, reason=reason, path=path_of(token))
