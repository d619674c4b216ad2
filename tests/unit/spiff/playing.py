"""Plays a model with the bare executor; the state goes through bytes at every step."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from engine.model.advance import Advance
from engine.spiff import Catalogue, CompiledModel, compile_model, complete_task, fire_timer, start
from engine.testing import START

CATALOGUE = Catalogue(
    roles=frozenset({"fagperson"}),
    tools=frozenset(),
    steps=frozenset({"tell"}),
    forms=frozenset({"svar"}),
    decisions={"niva": frozenset({"a"})},
)


class Play:
    """One case: what waits, by element. `step` and `decision` are what the outside does when it is asked. A `published`
    model is not judged, so that it may be one that the check would refuse today."""

    step: Callable[[Mapping[str, object]], object] = staticmethod(dict)
    decision: Callable[[Mapping[str, object]], object] = staticmethod(dict)

    def __init__(self, files: dict[str, bytes], *, published: bool = False, **facts: object) -> None:
        self.model: CompiledModel = compile_model(files, CATALOGUE, published=published)
        self.facts: dict[str, object] = facts
        self.now: datetime = START
        self.tasks: dict[UUID, str] = {}
        self.timers: dict[UUID, tuple[str, datetime]] = {}
        self.state, self.finished = b"", False
        self._take(start(self.model, self._host(), self.now))

    def waiting(self) -> list[str]:
        """Elements of open tasks, sorted."""
        return sorted(self.tasks.values())

    def complete(self, element: str, **facts: object) -> Advance:
        """Completes the oldest open task of an element."""
        token = next(token for token, name in self.tasks.items() if name == element)
        self.facts.update(facts)
        return self._take(complete_task(self.model, self.state, token, self._host(), self.now))

    def fire(self, element: str) -> Advance:
        """The waiting timer of an element fires, at its own time."""
        token, due = next((token, due) for token, (name, due) in self.timers.items() if name == element)
        self.now = max(self.now, due) + timedelta(seconds=1)
        return self._take(fire_timer(self.model, self.state, token, self._host(), self.now))

    def _host(self) -> Any:
        return SimpleNamespace(
            facts=dict(self.facts),
            run_step=lambda definition, inputs: self.step(inputs),
            decide=lambda decision, facts: self.decision(facts),
        )

    def _take(self, advance: Advance) -> Advance:
        self.advance, self.opened = advance, advance.opened
        self.state, self.finished = advance.state, advance.finished
        for token in advance.closed:
            del self.tasks[token]
        for token in advance.timers_cleared:
            del self.timers[token]
        self.tasks |= {task.token: task.element for task in advance.opened}
        self.timers |= {timer.token: (timer.element, timer.due_at) for timer in advance.timers_set}
        return advance
