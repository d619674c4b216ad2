"""Realisation: what was planned to date against what was measured, per initiative, unit, portfolio and year.

A priced benefit is planned to give its yearly amount in each of its years, the running year in proportion to the days gone.
What it gave in a year is the planned amount times its achievement at the newest reading by the end of that year; without a
reading nothing is realised yet. Benefits without a price count by weight and are never summed with kroner.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import cast
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.contract.charts import chart
from engine.contract.desk import Desk, InitiativeCard
from engine.contract.result import Column, ColumnKind, Figure, Picture, Remark, Result, Severity, Table
from engine.contract.toolbox import Level, Question, Report
from toolbox_gevinst.formulas import realisation_rate, weighted_achievement
from toolbox_gevinst.tables import BENEFIT, MILLION, READING

TOP = 12


@dataclass(kw_only=True)
class Sum:
    """Planned and realised øre, by year; and the unpriced benefits' (weight, achievement) pairs."""

    planned: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    realised: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    unpriced: list[tuple[Decimal, Decimal]] = field(default_factory=list)

    @property
    def planned_kr(self) -> Decimal:
        return Decimal(sum(self.planned.values())) / 100

    @property
    def realised_kr(self) -> Decimal:
        return Decimal(sum(self.realised.values())) / 100


def report(desk: Desk, question: Question) -> Result:
    """The figures, a column per year, and a row per initiative or benefit."""
    cards = _cards(desk, question)
    by_initiative = sums(desk, cards, question.today, question.year)
    total = _added(by_initiative.values())
    rate = realisation_rate(total.realised_kr, total.planned_kr)
    return Result(
        figures=[
            Figure(
                label="Planlagt til nå",
                value=total.planned_kr,
                kind=ColumnKind.MONEY,
                explanation="prissatte gevinster",
            ),
            Figure(
                label="Realisert",
                value=total.realised_kr,
                kind=ColumnKind.MONEY,
                explanation="planlagt × målt måloppnåelse",
            ),
            Figure(label="Realiseringsgrad", value=rate, kind=ColumnKind.PERCENT, explanation="realisert ÷ planlagt"),
            Figure(
                label="Uten pris",
                value=weighted_achievement(total.unpriced),
                kind=ColumnKind.PERCENT,
                explanation="vektet måloppnåelse, aldri lagt sammen med kroner",
            ),
        ],
        pictures=_pictures(total),
        tables=[_by_year(total), _by_initiative(cards, by_initiative)],
        remarks=[]
        if by_initiative
        else [Remark(text="Ingen gevinster er registrert her ennå.", severity=Severity.HINT)],
    )


def sums(desk: Desk, cards: Mapping[UUID, InitiativeCard], today: date, year: int | None) -> dict[UUID, Sum]:
    """The sums of every initiative with benefits."""
    session = cast(Session, desk.session)
    last = min(year, today.year) if year else today.year
    wanted = next(iter(cards)) if len(cards) == 1 else None
    readings = _readings(session, wanted)
    found: dict[UUID, Sum] = {}
    b = BENEFIT.c
    query = select(b.id, b.initiative_id, b.yearly_ore, b.start_year, b.end_year, b.weight)
    for benefit, initiative, ore, start, end, weight in session.execute(
        query.where(b.initiative_id == wanted) if wanted else query
    ):
        if initiative not in cards:
            continue
        into = found.setdefault(initiative, Sum())
        reached = readings.get(benefit, [])
        if ore is None or start is None:
            newest = _by(reached, date(last, 12, 31))
            if newest is not None:
                into.unpriced.append((Decimal(weight), Decimal(newest) / MILLION))
            continue
        for each in range(year or start, last + 1):
            if each < start or (end is not None and each > end):
                continue
            planned = ore if each < today.year else ore * today.timetuple().tm_yday // 365
            into.planned[each] += planned
            newest = _by(reached, date(each, 12, 31))
            if newest is not None:
                into.realised[each] += planned * newest // MILLION
    return found


def _readings(session: Session, initiative: UUID | None) -> dict[UUID, list[tuple[date, int]]]:
    """Readings by benefit, oldest first. Of several indicators of one benefit the newest reading counts."""
    found: dict[UUID, list[tuple[date, int]]] = defaultdict(list)
    r = READING.c
    query = select(r.benefit_id, r.day, r.achieved).order_by(r.day)
    for benefit, day, achieved in session.execute(query.where(r.initiative_id == initiative) if initiative else query):
        found[benefit].append((day, achieved))
    return found


def _by(readings: Sequence[tuple[date, int]], day: date) -> int | None:
    """Achievement at the newest reading by a day."""
    return next((achieved for at, achieved in reversed(readings) if at <= day), None)


def _cards(desk: Desk, question: Question) -> dict[UUID, InitiativeCard]:
    cards = desk.initiatives(unit_ids=question.unit_ids, restricted=question.restricted)
    return {card.id: card for card in cards if question.initiative_id in (None, card.id)}


def _added(parts: "object") -> Sum:
    total = Sum()
    for part in cast("list[Sum]", parts):
        for year, ore in part.planned.items():
            total.planned[year] += ore
        for year, ore in part.realised.items():
            total.realised[year] += ore
        total.unpriced += part.unpriced
    return total


def _by_year(total: Sum) -> Table:
    return Table(
        key="ar",
        title="År for år",
        columns=[
            Column(label="År"),
            Column(label="Planlagt", kind=ColumnKind.MONEY),
            Column(label="Realisert", kind=ColumnKind.MONEY),
            Column(label="Realiseringsgrad", kind=ColumnKind.PERCENT),
        ],
        rows=[
            [
                str(year),
                Decimal(total.planned[year]) / 100,
                Decimal(total.realised[year]) / 100,
                realisation_rate(Decimal(total.realised[year]), Decimal(total.planned[year])),
            ]
            for year in sorted(total.planned)
        ],
    )


def _by_initiative(cards: Mapping[UUID, InitiativeCard], found: Mapping[UUID, Sum]) -> Table:
    ordered = sorted(found, key=lambda key: -found[key].planned_kr)
    return Table(
        key="initiativer",
        title="Initiativer",
        columns=[
            Column(label="Initiativ"),
            Column(label="Enhet"),
            Column(label="Planlagt", kind=ColumnKind.MONEY),
            Column(label="Realisert", kind=ColumnKind.MONEY),
            Column(label="Realiseringsgrad", kind=ColumnKind.PERCENT),
            Column(label="Uten pris", kind=ColumnKind.PERCENT),
        ],
        rows=[
            [
                f"{cards[key].number} {cards[key].title}",
                cards[key].unit,
                found[key].planned_kr,
                found[key].realised_kr,
                realisation_rate(found[key].realised_kr, found[key].planned_kr),
                weighted_achievement(found[key].unpriced),
            ]
            for key in ordered
        ],
    )


def _pictures(total: Sum) -> list[Picture]:
    if not total.planned:
        return []
    values = [
        {"år": str(year), "kr": Decimal(by_year[year]) / 100, "hva": word}
        for word, by_year in (("Planlagt", total.planned), ("Realisert", total.realised))
        for year in sorted(total.planned)
    ]
    told = "; ".join(
        f"{year}: planlagt {total.planned[year] // 100} kr, realisert {total.realised[year] // 100} kr"
        for year in sorted(total.planned)
    )
    specification = {
        "width": 560,
        "height": 240,
        "data": {"values": values},
        "mark": "bar",
        "encoding": {
            "x": {"field": "år", "type": "ordinal", "axis": {"labelAngle": 0}},
            "xOffset": {"field": "hva"},
            "y": {"field": "kr", "type": "quantitative", "title": "Kroner"},
            "color": {"field": "hva", "type": "nominal", "title": None, "scale": {"range": ["#b9c7c4", "#0b5c53"]}},
        },
    }
    return [chart(specification, "Planlagt og realisert per år", f"Søyler per år. {told}.")]


REALISATION = Report(
    name="realisering",
    title="Gevinstrealisering",
    summary="Hva som var planlagt til nå, og hva som er målt: for et initiativ, en enhet eller hele porteføljen.",
    levels=frozenset(Level),
    run=report,
)
