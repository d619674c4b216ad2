"""A register's indicators with their readings, and what a benefit is worth a year: for the page and the tables alike."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from engine.contract.content import Content, Row
from toolbox_gevinst.formulas import achievement, falling

ENOUGH = Decimal("0.8")
"""Achievement below this asks for action [P]."""


@dataclass(frozen=True, kw_only=True)
class Reading:
    """One measurement of an indicator."""

    row: Row
    day: date
    value: Decimal


@dataclass(frozen=True, kw_only=True)
class Indicator:
    """An indicator with its baseline and its readings in order of time."""

    row: Row
    name: str
    unit: str
    start: Decimal | None
    target: Decimal | None
    readings: Sequence[Reading]

    @property
    def achieved(self) -> Decimal | None:
        """Achievement at the newest reading; None while it cannot be told."""
        if self.start is None or self.target is None or not self.readings:
            return None
        return achievement(self.start, self.target, self.readings[-1].value)

    @property
    def off_course(self) -> str | None:
        """Why somebody should do something: too little achieved, or two readings in a row the wrong way."""
        if self.achieved is not None and self.achieved < ENOUGH:
            return f"måloppnåelsen er {round(self.achieved * 100)} %"
        if self.start is not None and self.target is not None:
            values = [reading.value for reading in self.readings]
            if falling(values, upwards=self.target > self.start):
                return "de to siste målingene går feil vei"
        return None


def indicators_in(content: Content) -> list[Indicator]:
    """Every indicator, with the readings that point at it; a reading of an indicator that is gone is left out here and told
    of in the remarks."""
    readings: dict[str, list[Reading]] = defaultdict(list)
    for row in content.rows("malinger"):
        day, value = row.date("dato"), row.number("verdi")
        if day is not None and value is not None:
            readings[row.text("indikator")].append(Reading(row=row, day=day, value=value))
    return [
        Indicator(
            row=row,
            name=row.text("indikator"),
            unit=row.text("enhet_navn") or row.text("enhet"),
            start=row.number("startverdi"),
            target=row.number("malverdi"),
            readings=sorted(readings[str(row.id)], key=lambda r: (r.day, str(r.row.id))),
        )
        for row in content.rows("indikatorer")
    ]


def yearly(row: Row) -> Decimal | None:
    """Kroner a year of a priced benefit: count × kr per unit × times a year (GV); None for one without a price."""
    if row.values.get("prissatt") is not True:
        return None
    count, price = row.number("antall"), row.number("kr_per_enhet")
    times = row.number("per_ar")
    if count is None or price is None:
        return None
    return count * price * (times if times is not None else Decimal(1))
