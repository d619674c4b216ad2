"""Takes one case through a shipped model on the real executor, with forms, tables and facts as services use them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from engine.feel import compile_expression
from engine.forms import Field, Form, Kind
from engine.forms.form import visible_fields
from engine.model.advance import Advance, OpenedTask, OpenedTimer
from engine.model.case import assemble, path_key, succeed
from engine.model.definition import ServiceTaskDefinition
from engine.spiff import complete_task, fire_timer, start
from tests.unit.models.shipped import Shipped

KARI, OLA, SIRI, JONAS = (str(UUID(int=number)) for number in (1, 2, 3, 4))
UNIT = str(UUID(int=100))
BEGINNING = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)


class Everybody:
    """A directory in which every reference exists."""

    def person_exists(self, key: str) -> bool:
        return True

    def unit_exists(self, key: str) -> bool:
        return True

    def case_exists(self, number: str) -> bool:
        return True


@dataclass(frozen=True)
class Around:
    """The executor's host: facts and the model's own tables."""

    facts: Mapping[str, object]
    model: Shipped

    def decide(self, decision_id: str, facts: Mapping[str, object]) -> object:
        return self.model.decisions[decision_id].evaluate(facts)

    def run_step(self, definition: ServiceTaskDefinition, inputs: Mapping[str, object]) -> object:
        raise AssertionError(f"{definition.id}: the shipped models use no toolbox")


class Walk:
    """One case. `open` and `timers` are what waits, `ended` the end it came to."""

    def __init__(self, model: Shipped) -> None:
        self.model, self.now = model, BEGINNING
        self.open: dict[UUID, OpenedTask] = {}
        self.timers: dict[UUID, OpenedTimer] = {}
        self.done: list[str] = []
        self.ended: str | None = None
        self.finished = False
        self._answers: dict[tuple[str, tuple[int, ...]], object] = {}
        self._state = b""
        self._apply(start(model.compiled, self._around, self.now))

    @property
    def facts(self) -> dict[str, object]:
        """What expressions read now."""
        rows = sorted((name, path_key(path), value) for (name, path), value in self._answers.items())
        about = {"nummer": "INN-2026-001", "enhet": UNIT, "innmelder": KARI, "opprettet": BEGINNING.date()}
        return {**assemble(rows), "initiativ": about}

    @property
    def waiting(self) -> list[str]:
        """Elements with an open task, sorted."""
        return sorted(task.element for task in self.open.values())

    def task(self, element: str, path: tuple[int, ...] | None = None) -> OpenedTask:
        """The open task of an element."""
        found = [t for t in self.open.values() if t.element == element and path in (None, t.path)]
        assert found, f"{element} is not open; waiting: {self.waiting}, timers: {self.timing}"
        return min(found, key=lambda t: t.path)

    @property
    def timing(self) -> list[str]:
        """Elements with a waiting timer, sorted."""
        return sorted(timer.element for timer in self.timers.values())

    def do(self, element: str, path: tuple[int, ...] | None = None, /, **given: object) -> "Walk":
        """Answers a task's form, with the least that fits for whatever is not given, and completes it."""
        task = self.task(element, path)
        definition = self.model.compiled.definition.tasks[element]
        assert definition.gate is None, f"{element} is a gate"
        assert definition.form is not None
        return self._complete(task, self._filled(self.model.forms[definition.form], given))

    def decide(self, gate: str, outcome: str, **given: object) -> "Walk":
        """Decides a gate, as the service does: only what it offers, and no approval against a block."""
        task = self.task(gate)
        definition = self.model.compiled.definition.tasks[gate]
        assert definition.gate is not None
        offered = {str(o.type): o.targets for o in definition.gate.outcomes}
        assert outcome in offered, f"{gate} does not offer {outcome}"
        if outcome in ("returner", "henvis"):
            assert given["maal"] in offered[outcome]
        fact: dict[str, object] = {"utfall": outcome, "beslutter": SIRI, "grunn": "", **given}
        if outcome in ("godkjenn", "godkjenn_vilkar"):
            assert not self.blocks(gate), f"{gate} is blocked by {self.blocks(gate)}"
            if definition.form:
                fact |= self._filled(self.model.forms[definition.form], {})
        return self._complete(task, fact)

    def blocks(self, gate: str) -> list[str]:
        """Keys of the gate's blocks that hold now."""
        definition = self.model.compiled.definition.tasks[gate].gate
        assert definition is not None
        return [b.key for b in definition.blocks if compile_expression(b.when).evaluate(self.facts) is True]

    def evaluate(self, expression: str) -> object:
        """FEEL over the facts."""
        return compile_expression(expression).evaluate(self.facts)

    def wait(self, days: int) -> "Walk":
        """Lets time pass; timers fire in order when they are due."""
        return self.wait_until((self.now + timedelta(days=days)).date())

    def wait_until(self, day: date) -> "Walk":
        """Lets time pass until noon of a day."""
        until = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
        while self.timers:
            timer = min(self.timers.values(), key=lambda t: t.due_at)
            if timer.due_at > until:
                break
            self.now = max(self.now, timer.due_at)
            self._apply(fire_timer(self.model.compiled, self._state, timer.token, self._around, self.now))
        self.now = until
        return self

    @property
    def _around(self) -> Around:
        return Around(self.facts, self.model)

    def _filled(self, form: Form, given: Mapping[str, object]) -> dict[str, object]:
        raw = dict(given)
        for _ in form.fields:
            unanswered = [f for f in visible_fields(form.parts, raw) if f.required and f.key not in raw]
            if not unanswered:
                break
            raw[unanswered[0].key] = something(unanswered[0])
        return form.validate(raw, facts=self.facts, directory=Everybody())

    def _complete(self, task: OpenedTask, fact: dict[str, object]) -> "Walk":
        key = (task.element, task.path)
        self._answers[key] = succeed(self._answers.get(key), fact)
        self.done.append(task.element)
        self._apply(complete_task(self.model.compiled, self._state, task.token, self._around, self.now))
        return self

    def _apply(self, advance: Advance) -> None:
        self._state = advance.state
        for token in advance.closed:
            self.open.pop(token, None)
        for token in advance.timers_cleared:
            self.timers.pop(token, None)
        self.timers |= {timer.token: timer for timer in advance.timers_set}
        for opened in advance.opened:
            definition = self.model.compiled.definition.tasks[opened.element]
            if definition.multi_instance and opened.path[-1:] == (1,):
                self._forget_round(opened)
            self.open[opened.token] = opened
        for (name, path), value in advance.facts.items():
            self._answers[name, path] = succeed(self._answers.get((name, path)), value)
        self.finished = advance.finished
        self.ended = advance.end[-1] if advance.end else self.ended

    def _forget_round(self, opened: OpenedTask) -> None:
        outer = opened.path[:-1]
        for name, path in list(self._answers):
            if name == opened.element and path[:-1] == outer:
                del self._answers[name, path]


def something(field: Field) -> object:
    """The least that answers a required field."""
    match field.kind:
        case Kind.NUMBER | Kind.MONEY:
            return field.minimum if field.minimum is not None else 1
        case Kind.DATE:
            return date(2026, 2, 2)
        case Kind.TICK:
            return True
        case Kind.YES_NO:
            return False
        case Kind.CHOICE | Kind.SELECT | Kind.SCALE:
            return field.choices[0].value
        case Kind.MANY:
            return [field.choices[0].value]
        case Kind.PERSON:
            return OLA
        case Kind.UNIT:
            return UNIT
        case Kind.INITIATIVE:
            return "INN-2026-007"
        case Kind.TABLE:
            row = {column.key: something(column) for column in field.columns if column.required}
            return [row] * max(field.min_length or 1, 1)
        case _:
            return "Tekst"
