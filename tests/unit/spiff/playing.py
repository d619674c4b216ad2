"""Plays a model with the bare executor; the state goes through bytes at every step."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from engine.model.advance import Advance, OpenedTask, StartedCall
from engine.model.case import assemble, path_key, succeed
from engine.spiff import (
    Catalogue,
    CompiledModel,
    activate,
    compile_model,
    complete_task,
    fire_timer,
    return_call,
    running_ad_hoc,
    start,
)
from engine.testing import START

CATALOGUE = Catalogue(
    roles=frozenset({"fagperson"}),
    tools=frozenset(),
    steps=frozenset({"tell"}),
    forms=frozenset({"svar"}),
    decisions={"niva": frozenset({"a"})},
)


class Play:
    """One case: what waits, by element. `step` and `decision` are what the outside does when it is asked.

    Results are kept as a case keeps them, and only the facts that the definition names are handed back. A `published`
    model is not judged, so that it may be one that the check would refuse today.
    """

    step: Callable[[Mapping[str, object]], object] = staticmethod(dict)
    decision: Callable[[Mapping[str, object]], object] = staticmethod(dict)

    def __init__(self, files: dict[str, bytes], *, published: bool = False, **facts: object) -> None:
        self.model: CompiledModel = compile_model(files, CATALOGUE, published=published)
        self.facts: dict[str, object] = facts
        self.now: datetime = START
        self.tasks: dict[UUID, str] = {}
        self.timers: dict[UUID, tuple[str, datetime]] = {}
        self.calls: dict[UUID, StartedCall] = {}
        self.results: dict[tuple[str, str], object] = {}
        self.known: list[OpenedTask] = []
        self.state, self.finished = b"", False
        self._take(self._begin())

    def _begin(self) -> Advance:
        return start(self.model, self._host(), self.now)

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

    def answer(self, element: str, path: tuple[int, ...] = (), **answers: object) -> Advance:
        """Completes the task of an element, that of one instance, with its answers kept by the instance's number."""
        token = next(t.token for t in self.known if t.element == element and t.path == path and t.token in self.tasks)
        self._keep(element, path, answers)
        return self._take(complete_task(self.model, self.state, token, self._host(), self.now))

    def come_back(self, element: str, result: Mapping[str, object], error: str | None = None) -> Advance:
        """The oldest case that a call activity waits for has ended."""
        token = next(token for token, call in self.calls.items() if call.element == element)
        del self.calls[token]
        return self._take(
            return_call(self.model, self.state, token, self._host(), self.now, result=result, error=error)
        )

    def activate(self, subprocess: str, element: str) -> Advance:
        """Begins an activity of a running ad hoc subprocess once more."""
        token = next(r.token for r in running_ad_hoc(self.model, self.state) if r.element == subprocess)
        return self._take(activate(self.model, self.state, token, element, self._host(), self.now))

    def fact(self, name: str) -> object:
        """What a fact is now."""
        return self._facts().get(name)

    def _facts(self) -> dict[str, object]:
        rows = sorted((name, path, value) for (name, path), value in self.results.items())
        return {**assemble(rows), **self.facts}

    def _keep(self, name: str, path: tuple[int, ...], value: object) -> None:
        key = name, path_key(path)
        self.results[key] = succeed(self.results.get(key), value)

    def _host(self) -> Any:
        return SimpleNamespace(
            facts={k: v for k, v in self._facts().items() if k in self.model.definition.fact_names or k == "initiativ"},
            run_step=lambda definition, inputs: self.step(inputs),
            decide=lambda decision, facts: self.decision(facts),
        )

    def _take(self, advance: Advance) -> Advance:
        self.advance, self.opened = advance, advance.opened
        self.state, self.finished = advance.state, advance.finished
        self.known = [*self.known, *advance.opened]
        for (name, path), value in advance.facts.items():
            self._keep(name, path, value)
        for token in advance.calls_cancelled:
            del self.calls[token]
        self.calls |= {call.token: call for call in advance.calls}
        for token in advance.closed:
            del self.tasks[token]
        for token in advance.timers_cleared:
            del self.timers[token]
        self.tasks |= {task.token: task.element for task in advance.opened}
        self.timers |= {timer.token: (timer.element, timer.due_at) for timer in advance.timers_set}
        return advance
