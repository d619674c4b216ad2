"""A form: its fields and blocks in order, immutable and shared."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Protocol

from engine.feel import Expression, FeelError


class Kind(StrEnum):
    """What a field asks for."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    NUMBER = "number"
    MONEY = "money"
    DATE = "date"
    TICK = "tick"
    YES_NO = "yes_no"
    CHOICE = "choice"
    SELECT = "select"
    SCALE = "scale"
    MANY = "many"
    PERSON = "person"
    UNIT = "unit"
    INITIATIVE = "initiative"
    ROW = "row"
    TABLE = "table"


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One alternative: the value that is kept (text, number or true/false) and what people read."""

    value: object
    label: str

    @property
    def token(self) -> str:
        """The value as it travels in a page."""
        return str(self.value).lower() if isinstance(self.value, bool) else str(self.value)


@dataclass(frozen=True, kw_only=True)
class Field:
    """One question. `columns` are a table's; `hide` is FEEL that hides it; `refers` are the parts of an artefact whose
    rows a ROW field chooses among."""

    key: str
    kind: Kind
    label: str
    help: str = ""
    required: bool = False
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    min_length: int | None = None
    max_length: int | None = None
    decimals: int | None = None
    unit: str = ""
    choices: tuple[Choice, ...] = ()
    columns: tuple["Field", ...] = ()
    rows: int = 0
    hide: Expression | None = None
    refers: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Text:
    """A paragraph between the questions."""

    text: str
    hide: Expression | None = None


@dataclass(frozen=True, kw_only=True)
class Group:
    """Questions that belong together, under a heading."""

    label: str
    parts: tuple["Part", ...] = ()
    hide: Expression | None = None


Part = Field | Text | Group


class Directory(Protocol):
    """Answers what a form's references point at."""

    def person_exists(self, key: str) -> bool: ...

    def unit_exists(self, key: str) -> bool: ...

    def case_exists(self, number: str) -> bool: ...


@dataclass(frozen=True, kw_only=True)
class FormDefinition:
    """A form as read. `fact_names` are the names its conditions read that are not its own fields."""

    key: str
    title: str
    parts: tuple[Part, ...]
    fields: tuple[Field, ...] = ()
    fact_names: frozenset[str] = field(default_factory=frozenset)

    def field_of(self, key: str) -> Field | None:
        """The field with this key."""
        return next((f for f in self.fields if f.key == key), None)


def fields_in(parts: Sequence[Part]) -> Iterator[Field]:
    """All fields in order, groups opened."""
    waiting = list(parts)
    while waiting:
        part = waiting.pop(0)
        if isinstance(part, Field):
            yield part
        elif isinstance(part, Group):
            waiting = [*part.parts, *waiting]


def visible_fields(parts: Sequence[Part], values: Mapping[str, object]) -> Iterator[Field]:
    """The fields that are not hidden with these values, groups opened. What is hidden counts as empty further down."""
    known = dict(values)
    waiting = list(parts)
    while waiting:
        part = waiting.pop(0)
        if part.hide is not None and _holds(part.hide, known):
            known.update(dict.fromkeys((field.key for field in fields_in([part])), None))
            continue
        if isinstance(part, Field):
            yield part
        elif isinstance(part, Group):
            waiting = [*part.parts, *waiting]


def _holds(condition: Expression, values: Mapping[str, object]) -> bool:
    """Whether a condition is true. One that cannot be evaluated hides nothing: no answer is lost by it."""
    try:
        return condition.evaluate(values) is True
    except FeelError:
        return False
