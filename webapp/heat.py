"""Statistics as a heatmap: the measures people choose between, their values as text, and the classes of the scale."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

from engine.model.durations import Spread
from engine.queries.statistics import ElementRow, VersionStatistics
from webapp.formatting import duration, number

CLASSES = 5
UNTIMED = frozenset(
    {"intermediateCatchEvent", "boundaryEvent", "subProcess", "transaction", "adHocSubProcess", "receiveTask"}
)
"""What takes the time it takes: a timer waits because the diagram says so, a subprocess as long as what is in it. They have
their figures in the table, and no colour for them."""
TASKS = frozenset({"userTask", "manualTask"})
Value = int | timedelta | None


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One measure: its name, what it means, and how it is read from a row."""

    name: LazyString
    help: LazyString
    of: Callable[[ElementRow], Value]


def _median(spread: Spread | None) -> Value:
    return None if spread is None else spread.median


def _p90(spread: Spread | None) -> Value:
    return None if spread is None else spread.p90


_TOTAL = _("Fra saken kom til steget til den var ferdig der.")
_WAITING = _("Fra oppgaven ble åpnet til noen tok den. Tok ingen den før den var levert, er alt ventetid.")
_HANDLING = _(
    "Fra noen tok oppgaven til den var levert. En oppgave som legges rett til én person, er tatt med en gang."
)
_NINE = _("Ni av ti ganger gikk det fortere enn dette.")

CHOICES: Mapping[str, Choice] = {
    "total": Choice(name=_("Tid på steget (median)"), help=_TOTAL, of=lambda row: _median(row.figures.total)),
    "total_p90": Choice(name=_("Tid på steget (90 %)"), help=_NINE, of=lambda row: _p90(row.figures.total)),
    "waiting": Choice(name=_("Ventetid (median)"), help=_WAITING, of=lambda row: _median(row.figures.waiting)),
    "waiting_p90": Choice(name=_("Ventetid (90 %)"), help=_NINE, of=lambda row: _p90(row.figures.waiting)),
    "handling": Choice(name=_("Behandlingstid (median)"), help=_HANDLING, of=lambda row: _median(row.figures.handling)),
    "handling_p90": Choice(name=_("Behandlingstid (90 %)"), help=_NINE, of=lambda row: _p90(row.figures.handling)),
    "now": Choice(name=_("Venter nå"), help=_("Saker som står på steget akkurat nå."), of=lambda row: row.now),
    "completed": Choice(
        name=_("Ganger utført"), help=_("Hvor ofte saker gikk videre fra steget."), of=lambda row: row.figures.completed
    ),
    "returned": Choice(
        name=_("Ganger returnert"),
        help=_("Hvor ofte beslutningspunktet sendte saken tilbake."),
        of=lambda row: row.figures.returned,
    ),
    "cancelled": Choice(
        name=_("Ganger avbrutt"),
        help=_("Hvor ofte saken forlot steget uten at det ble gjort."),
        of=lambda row: row.figures.cancelled,
    ),
    "failed": Choice(
        name=_("Ganger stoppet"), help=_("Hvor ofte modellen feilet på steget."), of=lambda row: row.figures.failed
    ),
}
"""By key, in the order of the list to choose from."""


@dataclass(frozen=True, kw_only=True)
class HeatRow:
    """One element in the table: `heat` is its class, 0 for none; `other` is the value in the version compared with."""

    row: ElementRow
    value: Value
    heat: int
    text: str
    other: str | None


@dataclass(frozen=True, kw_only=True)
class Heat:
    """The heatmap: the rows with the most first, marks for the diagram, and what each class reaches to."""

    rows: tuple[HeatRow, ...]
    marks: tuple[Mapping[str, object], ...]
    legend: tuple[tuple[int, str], ...]


def heat(found: VersionStatistics, choice: Choice, other: VersionStatistics | None) -> Heat:
    """Elements with something of the chosen measure, and tasks that were done, those with the most first.

    The classes widen upwards, by the square of their number: durations are skewed, and on even classes all but one element
    would be pale.
    """
    compared = {row.element: text(choice.of(row)) for row in other.elements} if other else {}
    highest = max((_size(choice.of(row)) for row in found.elements if _is_heated(row, choice)), default=0.0)
    rows = []
    for row in found.elements:
        value = choice.of(row)
        if not (_size(value) or row.now or (row.kind in TASKS and row.figures.completed)):
            continue
        level = _level(_size(value), highest) if _is_heated(row, choice) else 0
        shown = compared.get(row.element, text(None)) if other else None
        rows.append(HeatRow(row=row, value=value, heat=level, text=text(value), other=shown))
    rows.sort(key=lambda row: (row.heat > 0, _size(row.value)), reverse=True)
    marks = tuple(
        {"element": row.row.element, "state": f"heat-{row.heat}", "count": 1, "label": row.text}
        for row in rows
        if row.heat
    )
    return Heat(rows=tuple(rows), marks=marks, legend=_legend(highest, found, choice))


def text(value: Value) -> str:
    """A value as people read it."""
    if value is None:
        return "–"
    return duration(value) if isinstance(value, timedelta) else number(value)


def _is_heated(row: ElementRow, choice: Choice) -> bool:
    return row.kind not in UNTIMED or not isinstance(choice.of(row), timedelta)


def _size(value: Value) -> float:
    if isinstance(value, timedelta):
        return value.total_seconds()
    return float(value or 0)


def _level(size: float, highest: float) -> int:
    return next((level for level in range(1, CLASSES + 1) if size <= _edge(level, highest)), CLASSES) if size else 0


def _edge(level: int, highest: float) -> float:
    return highest * (level / CLASSES) ** 2


def _legend(highest: float, found: VersionStatistics, choice: Choice) -> tuple[tuple[int, str], ...]:
    """What each class reaches to. Of counts only the classes that a whole number falls into."""
    if not highest:
        return ()
    if any(isinstance(choice.of(row), timedelta) for row in found.elements):
        edges = [duration(timedelta(seconds=_edge(level, highest))) for level in range(CLASSES + 1)]
        spans = [_("til %(high)s", high=edges[1])]
        spans += [_("over %(low)s til %(high)s", low=low, high=high) for low, high in pairwise(edges[1:])]
        return tuple((level, str(span)) for level, span in enumerate(spans, start=1))
    counts = [
        (level, int(_edge(level - 1, highest)) + 1, int(_edge(level, highest))) for level in range(1, CLASSES + 1)
    ]
    return tuple(
        (level, number(low) if low == high else f"{number(low)}–{number(high)}")
        for level, low, high in counts
        if low <= high
    )
