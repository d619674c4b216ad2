"""What a tool makes of its content: figures, pictures, their table equivalents and remarks, from one computation."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from uuid import UUID


class ColumnKind(StrEnum):
    """How a column's values are written; numbers stay numbers in Excel."""

    TEXT = "text"
    NUMBER = "number"
    MONEY = "money"
    PERCENT = "percent"
    DATE = "date"


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column of a table. `decimals` are shown; the value keeps all of its own. PERCENT holds 0.8 for 80 %."""

    label: str
    kind: ColumnKind = ColumnKind.TEXT
    unit: str = ""
    decimals: int = 0


@dataclass(frozen=True, kw_only=True)
class Table:
    """A table on page, in the document and as a sheet in Excel. Values are text, Decimal, int, date or None."""

    title: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[object]]
    key: str = ""


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A drawing for people who would rather look. `svg` is a whole SVG document without script or links, `description`
    what it shows in words; the numbers stand in the tables of the same result."""

    title: str
    description: str
    svg: str
    wide: bool = False


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One derived value: what it is called, the value, and in a few words where it comes from."""

    label: str
    value: object
    kind: ColumnKind = ColumnKind.NUMBER
    unit: str = ""
    decimals: int = 0
    explanation: str = ""


class Severity(StrEnum):
    """HINT is good advice, WARNING a likely mistake, BLOCK keeps the artefact from being delivered."""

    HINT = "hint"
    WARNING = "warning"
    BLOCK = "block"


@dataclass(frozen=True, kw_only=True)
class Remark:
    """Something to tell whoever fills in the artefact, at a row where there is one."""

    text: str
    severity: Severity = Severity.WARNING
    row: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One day in a calendar; `id` stays the same when it moves."""

    id: UUID
    day: date
    title: str
    text: str = ""


@dataclass(frozen=True, kw_only=True)
class Calendar:
    """Days to take along into one's own calendar."""

    name: str
    entries: Sequence[Entry]


@dataclass(frozen=True, kw_only=True)
class Result:
    """Everything a tool makes of its content. `calendar` is offered as an ICS file. `fact` is what a process reads when a task
    delivers the artefact, under the task's element id; plain FEEL values, no personal data."""

    figures: Sequence[Figure] = ()
    pictures: Sequence[Picture] = ()
    tables: Sequence[Table] = ()
    remarks: Sequence[Remark] = ()
    calendar: Calendar | None = None
    fact: Mapping[str, object] = field(default_factory=dict)
