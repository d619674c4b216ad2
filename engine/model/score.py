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


@dataclass(frozen=True, kw_only=True)
class Score:
    """0–100 with each criterion's contribution in points, and the assessor's own adjustment."""

    total: Decimal
    contributions: Mapping[str, Decimal]
    adjustment: Decimal


def score(values: Mapping[str, object], weights: Mapping[str, Decimal] = WEIGHTS) -> Score | None:
    """100·Σ w·(s−1)/4 + adjustment, kept within 0–100, with w summing to 1 and s from 1 to 5 (domain: Portfolio).

    None while a criterion is unanswered.
    """
    whole = sum(weights.values(), Decimal(0))
    contributions: dict[str, Decimal] = {}
    for criterion, weight in weights.items():
        try:
            given = Decimal(str(values[criterion]))
        except (KeyError, ArithmeticError):
            return None
        contributions[criterion] = (100 * weight / whole * (given - 1) / 4).quantize(Decimal("0.1"))
    try:
        adjustment = Decimal(str(values.get("justering") or 0))
    except ArithmeticError:
        adjustment = Decimal(0)
    total = sum(contributions.values(), Decimal(0)) + adjustment
    return Score(total=max(Decimal(0), min(Decimal(100), total)), contributions=contributions, adjustment=adjustment)
