"""What a measurement says, as a table for people and JSON for machines."""

from dataclasses import asdict, dataclass
from statistics import median
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Row:
    """One figure. `ratio` is against `baseline`, which was measured in the same run; `target` is the promise."""

    name: str
    database: str = ""
    value: float
    unit: str
    baseline: str = ""
    ratio: float | None = None
    target: str = ""

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def middle(values: list[float]) -> float:
    """The median of alternating rounds: one disturbed round does not show."""
    return median(values)


def table(rows: list[Row]) -> str:
    """The rows as aligned text."""
    heads = ("measurement", "database", "value", "unit", "ratio", "to", "target")
    lines = [heads, *(_cells(row) for row in rows)]
    widths = [max(len(line[n]) for line in lines) for n in range(len(heads))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines
    )


def _cells(row: Row) -> tuple[str, ...]:
    value = f"{row.value:,.0f}" if row.value >= 100 else f"{row.value:.2f}"
    ratio = "" if row.ratio is None else f"{row.ratio:.2f}"
    return (row.name, row.database, value, row.unit, ratio, row.baseline, row.target)
