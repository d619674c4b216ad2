"""Risks as they are read from a ROS: before and after their measures, worst first."""

from dataclasses import dataclass
from datetime import date

from engine.contract.content import Row
from toolbox_risiko.matrix import Colour, colour


@dataclass(frozen=True, kw_only=True)
class Risk:
    """One unwanted event. `before` and `after` are (likelihood, consequence), None while they are not judged."""

    number: int
    row: Row
    text: str
    before: tuple[int, int] | None
    after: tuple[int, int] | None
    measure: str
    strategy: str
    status: str
    due: date | None

    @property
    def now(self) -> tuple[int, int] | None:
        """What counts today: after the measures once they are carried out, else before them."""
        return self.after if self.after is not None and self.status == "gjennomfort" else self.before

    @property
    def colour_before(self) -> Colour | None:
        return colour(*self.before) if self.before else None

    @property
    def colour_after(self) -> Colour | None:
        return colour(*self.after) if self.after else None

    @property
    def residual(self) -> Colour | None:
        """What is expected to be left: after the measures where that is judged, else as it is."""
        return self.colour_after or self.colour_before


def risks_in(rows: tuple[Row, ...]) -> list[Risk]:
    """Every risk in the order it was written; numbers start at 1."""
    return [
        Risk(
            number=number,
            row=row,
            text=row.text("beskrivelse"),
            before=_place(row, "s", "k"),
            after=_place(row, "s_etter", "k_etter"),
            measure=row.text("tiltak"),
            strategy=row.text("strategi"),
            status=row.text("status"),
            due=row.date("frist"),
        )
        for number, row in enumerate(rows, start=1)
    ]


def worst_first(risks: list[Risk]) -> list[Risk]:
    """By the colour before measures, then by S×K, which only sorts."""

    def order(risk: Risk) -> tuple[int, int]:
        if risk.before is None or risk.colour_before is None:
            return (1, 0)
        return (-risk.colour_before.rank, -risk.before[0] * risk.before[1])

    return sorted(risks, key=order)


def _place(row: Row, likelihood: str, consequence: str) -> tuple[int, int] | None:
    s, k = row.number(likelihood), row.number(consequence)
    if s is None or k is None or not (1 <= s <= 5 and 1 <= k <= 5):
        return None
    return int(s), int(k)
