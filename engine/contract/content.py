"""What stands in an artefact, as a plugin sees it: frozen parts of rows, and the surroundings it may ask about."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Protocol
from uuid import UUID


@dataclass(frozen=True, kw_only=True)
class Row:
    """One row of a part. `values` holds typed answers by field key; what could not be understood is left out."""

    id: UUID
    values: Mapping[str, object] = field(default_factory=dict)
    votes: int = 0
    changed_at: datetime | None = None
    entered_at: datetime | None = None

    def text(self, key: str) -> str:
        """The value as text, '' when empty."""
        value = self.values.get(key)
        return "" if value is None else str(value)

    def number(self, key: str) -> Decimal | None:
        """The value as an exact number, None when it is empty or no number."""
        value = self.values.get(key)
        return Decimal(value) if isinstance(value, Decimal | int) and not isinstance(value, bool) else None

    def date(self, key: str) -> date | None:
        """The value as a date, None when it is empty."""
        value = self.values.get(key)
        return value if isinstance(value, date) else None

    def texts(self, key: str) -> tuple[str, ...]:
        """The chosen values of a field with many, or the one of a field with one."""
        value = self.values.get(key)
        many = value if isinstance(value, list | tuple) else [] if value is None else [value]
        return tuple(str(v) for v in many)


@dataclass(frozen=True, kw_only=True)
class Content:
    """Everything that stands in one artefact. A part that is filled in once has one row or none."""

    title: str
    parts: Mapping[str, Sequence[Row]] = field(default_factory=dict)
    poll_size: int = 0

    def rows(self, part: str) -> tuple[Row, ...]:
        """The rows of a part in their order."""
        return tuple(self.parts.get(part, ()))

    def one(self, part: str) -> Row:
        """The sheet of a part that is filled in once; an empty row when nothing has been written yet."""
        found = self.rows(part)
        return found[0] if found else Row(id=UUID(int=0))

    def row(self, row_id: str) -> Row | None:
        """The row a reference field points at, in whatever part it stands."""
        return next((r for rows in self.parts.values() for r in rows if str(r.id) == row_id), None)


class Surroundings(Protocol):
    """What a tool may know beside its own content."""

    @property
    def now(self) -> datetime:
        """The instant of the evaluation."""
        ...

    def person(self, key: str) -> str:
        """A person's name by id, '' when unknown."""
        ...

    def unit(self, key: str) -> str:
        """A unit's name by id, '' when unknown."""
        ...

    def rate(self, name: str, on: date) -> Decimal | None:
        """A dated setting such as `kalkulasjonsrente`: the value that held on that day, None when there is none."""
        ...

    def siblings(self, tool: str) -> Sequence[Content]:
        """The contents of the same initiative's artefacts made with `<toolbox>.<tool>`, oldest first."""
        ...
