"""Three-point estimates: the expected series, each item's swing, and drawn outcomes with a fixed seed."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from uuid import UUID

from engine.contract.content import Row
from toolbox_gevinst.formulas import net_present_value, uncertainty_adjusted

DRAWS, SEED = 2_000, 20_260_101
"""The same sheet gives the same curve every time."""
SIGNS = {"I": -1, "D": -1, "B": 1}


@dataclass(frozen=True, kw_only=True)
class Item:
    """An investment (I), operation (D) or benefit (B), in kroner a year from its first to its last year (1-based)."""

    row: UUID
    name: str
    kind: str
    first: int
    last: int
    low: Decimal
    likely: Decimal
    high: Decimal

    @property
    def expected(self) -> Decimal:
        """The uncertainty-adjusted amount a year; `low` is the pessimistic one."""
        return uncertainty_adjusted(self.low, self.likely, self.high)


def items_in(rows: Sequence[Row], years: int) -> list[Item]:
    """Every item with a kind and a likely amount; what is left open is as likely, and lasts to the end."""
    found = []
    for row in rows:
        likely, kind = row.number("ms"), row.text("art")
        if likely is None or kind not in SIGNS:
            continue
        low, high = row.number("mp"), row.number("mo")
        first, last = row.number("fra_ar"), row.number("til_ar")
        found.append(
            Item(
                row=row.id,
                name=row.text("navn"),
                kind=kind,
                first=int(first) if first is not None else 1,
                last=int(last) if last is not None else (1 if kind == "I" else years),
                low=low if low is not None else likely,
                likely=likely,
                high=high if high is not None else likely,
            )
        )
    return found


def series(items: Sequence[Item], years: int) -> list[Decimal]:
    """Expected net amount of each year: B − I − D."""
    return [
        sum((SIGNS[i.kind] * i.expected for i in items if i.first <= year <= i.last), Decimal(0))
        for year in range(1, years + 1)
    ]


def swing(items: Sequence[Item], years: int, rate: Decimal) -> list[tuple[Item, Decimal, Decimal]]:
    """Present value with one item at its pessimistic and its optimistic amount and the others as expected; widest first."""
    base = net_present_value(series(items, years), rate)
    found = []
    for item in items:
        weight = SIGNS[item.kind] * _annuity(item, years, rate)
        found.append((item, base + weight * (item.low - item.expected), base + weight * (item.high - item.expected)))
    return sorted(found, key=lambda entry: -abs(entry[2] - entry[1]))


@lru_cache(maxsize=64)
def outcomes(items: tuple[Item, ...], years: int, rate: Decimal) -> tuple[float, ...]:
    """DRAWS net present values, each item drawn from a triangle between its estimates; empty when all is certain. Floats: a
    picture of what may happen, never an amount anybody is paid."""
    if all(item.low == item.high for item in items):
        return ()
    source = random.Random(SEED)
    drawn = [0.0] * DRAWS
    for item in items:
        weight = float(SIGNS[item.kind] * _annuity(item, years, rate))
        low, high = sorted((float(item.low), float(item.high)))
        mode = min(max(float(item.likely), low), high)
        for number in range(DRAWS):
            drawn[number] += weight * source.triangular(low, high, mode)
    return tuple(drawn)


def _annuity(item: Item, years: int, rate: Decimal) -> Decimal:
    """What one krone a year of the item is worth today."""
    flow = [Decimal(1) if item.first <= year <= item.last else Decimal(0) for year in range(1, years + 1)]
    return net_present_value(flow, rate)
