"""How much one evaluation may do, and the running account of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from engine.feel.errors import FeelBudgetExceeded

MAX_WARNINGS = 50


@dataclass(frozen=True, kw_only=True)
class Budget:
    """Limits of one evaluation.

    `steps`: iterations, calls and visited list items together, a turn or call of a long text counting more. `items`:
    length of any one list. `characters`: length of any one string. `digits`: size of any number, as its exponent of
    ten. `depth`: nesting of function calls and of values. `patterns`: work of regular expressions together.
    """

    steps: int = 500_000
    items: int = 100_000
    characters: int = 1_000_000
    digits: int = 6200
    depth: int = 60
    patterns: int = 5_000_000


DEFAULT_BUDGET = Budget()


@dataclass(frozen=True, kw_only=True)
class Warning:
    """Why something became null: a code such as `division_by_zero`, with a short detail for the log."""

    code: str
    detail: str = ""


class Run:
    """One evaluation under way: its facts, what is left of its budget, and its warnings."""

    __slots__ = (
        "budget",
        "compiled_patterns",
        "converted",
        "depth",
        "facts",
        "moment",
        "patterns",
        "steps",
        "trace",
        "warnings",
    )

    def __init__(self, facts: Mapping[str, Any], budget: Budget, moment: datetime | None = None) -> None:
        self.facts = facts
        self.budget = budget
        self.steps = budget.steps
        self.patterns = budget.patterns
        self.depth = 0
        self.converted: dict[str, Any] = {}
        self.compiled_patterns: dict[tuple[str, str], Any] | None = None
        self.moment = moment
        self.warnings: list[Warning] | None = None
        # Whoever explains a run puts a list here; what is worth telling is added to it.
        self.trace: list[Any] | None = None

    def now(self) -> datetime:
        """The moment of this evaluation: the same however often it is asked for."""
        if self.moment is None:
            self.moment = datetime.now().astimezone()
        return self.moment

    def charge(self, steps: int) -> None:
        """Count work before doing it. Raises FeelBudgetExceeded."""
        self.steps -= steps
        if self.steps < 0:
            raise FeelBudgetExceeded("steps", self.budget.steps)

    def charge_list(self, length: int) -> None:
        """Count a list of this length before building it."""
        if length > self.budget.items:
            raise FeelBudgetExceeded("items", self.budget.items)
        self.charge(length)

    def limit_list(self, length: int) -> None:
        """Check the length of a list that grows, and is charged when it is whole."""
        if length > self.budget.items:
            raise FeelBudgetExceeded("items", self.budget.items)

    def limit_text(self, length: int) -> None:
        """Check the length of a string that grows, and is charged when it is whole."""
        if length > self.budget.characters:
            raise FeelBudgetExceeded("characters", self.budget.characters)

    def limit_number(self, number: Decimal) -> None:
        """Check the size of a number by its exponent of ten."""
        if abs(number.adjusted()) > self.budget.digits:
            raise FeelBudgetExceeded("digits", self.budget.digits)

    def limit_result(self, value: object) -> None:
        """Check a value as it would be written out: a part that several places share counts in each."""
        items = characters = 0
        waiting: list[tuple[object, int]] = [(value, 0)]
        while waiting:
            here, depth = waiting.pop()
            if isinstance(here, str):
                characters += len(here)
                self.limit_text(characters)
            inner = here if isinstance(here, list) else list(here.values()) if isinstance(here, dict) else []
            items += len(inner)
            self.limit_list(items)
            if inner and depth > self.budget.depth:
                raise FeelBudgetExceeded("depth", self.budget.depth)
            waiting.extend((part, depth + 1) for part in inner)

    def charge_pattern(self, work: int) -> None:
        """Count work on a regular expression before doing it."""
        self.patterns -= work
        if self.patterns < 0:
            raise FeelBudgetExceeded("patterns", self.budget.patterns)

    def charge_text(self, length: int) -> None:
        """Check a string of this length before building it, and count one step per 64 characters."""
        if length > self.budget.characters:
            raise FeelBudgetExceeded("characters", self.budget.characters)
        self.charge(length >> 6)

    def enter(self) -> None:
        """Go one function call or value level deeper; pair with `leave`."""
        self.depth += 1
        if self.depth > self.budget.depth:
            raise FeelBudgetExceeded("depth", self.budget.depth)

    def leave(self) -> None:
        self.depth -= 1

    def null(self, code: str, detail: str = "") -> Any:
        """Record why the value becomes null; returns that null."""
        if self.warnings is None:
            self.warnings = []
        if len(self.warnings) < MAX_WARNINGS:
            self.warnings.append(Warning(code=code, detail=detail))
        return None
