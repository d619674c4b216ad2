"""What is known of an initiative, as readable summaries: every answered form, and how assessors' scores spread."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from engine.forms import SummaryRow
from engine.model.score import score
from engine.queries.initiative_rows import AnswersRow, InitiativeView
from engine.queries.reading import PersonName
from webapp.answers import Names
from webapp.auth import engine
from webapp.labels import CRITERIA


@dataclass(frozen=True, kw_only=True)
class Artefact:
    """One answered task with its answers as label and text."""

    element: str
    name: str
    phase: str
    given_by: PersonName
    given_at: datetime
    rows: tuple[SummaryRow, ...]


@dataclass(frozen=True, kw_only=True)
class Spread:
    """How the assessors scored one criterion, 1 to 5."""

    label: str
    values: tuple[int, ...]
    lowest: int
    highest: int
    mean: Decimal


@dataclass(frozen=True, kw_only=True)
class Assessment:
    """The idea's score: the mean of the assessors' scores, each of theirs, and the spread per criterion."""

    total: Decimal
    totals: tuple[Decimal, ...]
    spreads: tuple[Spread, ...]


def artefacts_of(initiative: InitiativeView, elements: tuple[str, ...] | None = None) -> tuple[Artefact, ...]:
    """Every answered form, in the order given or as they were answered."""
    rows = [row for row in _settled(initiative) if elements is None or row.element in elements]
    if elements is not None:
        rows.sort(key=lambda row: elements.index(row.element))
    names = Names()
    return tuple(found for row in rows if (found := _artefact(row, names)) is not None)


def assessment_of(initiative: InitiativeView) -> Assessment | None:
    """The score by the assessors, None until somebody has scored all criteria."""
    scored = [row.values for row in _settled(initiative) if isinstance(row.values, Mapping) and score(row.values)]
    if not scored:
        return None
    totals = tuple(found.total for values in scored if (found := score(values)) is not None)
    spreads = []
    for key, label in CRITERIA.items():
        values = tuple(int(str(answers[key])) for answers in scored)
        mean = (Decimal(sum(values)) / len(values)).quantize(Decimal("0.1"))
        spreads.append(Spread(label=str(label), values=values, lowest=min(values), highest=max(values), mean=mean))
    total = (sum(totals, Decimal(0)) / len(totals)).quantize(Decimal("0.1"))
    return Assessment(total=total, totals=totals, spreads=tuple(spreads))


def _settled(initiative: InitiativeView) -> list[AnswersRow]:
    """Answers that may be shown: not those of independent assessors while one of them still has to answer."""
    waiting = {task.element for task in initiative.open_tasks}
    return [row for row in initiative.answers if not row.path or row.element not in waiting]


def _artefact(row: AnswersRow, names: Names) -> Artefact | None:
    form = engine().form_of(row.version_id, row.element)
    if form is None or not isinstance(row.values, Mapping):
        return None
    return Artefact(
        element=row.element,
        name=row.name,
        phase=row.phase,
        given_by=row.given_by,
        given_at=row.given_at,
        rows=form.summary(row.values, people=names.people, units=names.units),
    )
