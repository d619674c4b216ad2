"""The idea score: five criteria, weighted and explained."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

WEIGHTS: Mapping[str, Decimal] = {
    "strategi": Decimal(25),
    "okonomi": Decimal(20),
    "kvalitet": Decimal(25),
    "nodvendighet": Decimal(15),
    "risiko": Decimal(15),
}
"""Default weights in percent; the criteria are those of the assessment form (Prosjektportalen's five)."""

HUNDREDTH = Decimal("0.01")


@dataclass(frozen=True, kw_only=True)
class Score:
    """0–100 with each criterion's contribution in points, to two decimals, and the assessor's own adjustment."""

    total: Decimal
    contributions: Mapping[str, Decimal]
    adjustment: Decimal


def score(values: Mapping[str, object], weights: Mapping[str, Decimal] = WEIGHTS) -> Score | None:
    """100·Σ w·(s−1)/4 + adjustment, kept within 0–100, with w summing to 1 and s from 1 to 5 (domain: Portfolio).

    None while a criterion is unanswered or outside its scale.
    """
    whole = sum(weights.values(), Decimal(0))
    contributions: dict[str, Decimal] = {}
    for criterion, weight in weights.items():
        try:
            given = Decimal(str(values[criterion]))
            if not 1 <= given <= 5:
                return None
        except (KeyError, ArithmeticError):
            return None
        contributions[criterion] = 100 * weight / whole * (given - 1) / 4
    try:
        adjustment = Decimal(str(values.get("justering") or 0)).quantize(HUNDREDTH)
    except ArithmeticError:
        adjustment = Decimal(0)
    # Rounded last: rounded contributions would add up to something else than the formula gives.
    total = (sum(contributions.values(), Decimal(0)) + adjustment).quantize(HUNDREDTH)
    return Score(
        total=max(Decimal(0), min(Decimal(100), total)),
        contributions={name: points.quantize(HUNDREDTH) for name, points in contributions.items()},
        adjustment=adjustment,
    )
