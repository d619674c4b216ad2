"""What happens by itself: the baseline is locked after B2, indicators ask to be measured, and deviations become tasks."""

from datetime import date, timedelta
from typing import cast
from uuid import UUID

from engine.contract.desk import Desk, Held, WritingDesk
from engine.contract.toolbox import Event
from toolbox_gevinst.formulas import months_after
from toolbox_gevinst.readings import Indicator, indicators_in

TOOL = "gevinst.register"
APPROVED = ("godkjenn", "godkjenn_vilkar")
MONTHS = (3, 6, 12, 24)
"""When an indicator is measured after its baseline, unless its row says otherwise [P]."""
AHEAD = timedelta(days=14)
NEAR = timedelta(days=45)
"""A reading so close to the planned day counts as that day's."""


def lock_baseline(desk: WritingDesk, event: Event) -> None:
    """After B2 the baseline stands; readings go on."""
    if event.initiative_id is not None and desk.verdicts(event.initiative_id).get("B2") in APPROVED:
        for held in desk.artefacts(TOOL, event.initiative_id):
            desk.lock(held.id, "vedtatt i B2", parts=["indikatorer"])


def follow_up(desk: WritingDesk, event: Event) -> None:
    """On a new day: asks for readings that are due, and for action where an indicator is off course."""
    if event.initiative_id is None:
        return
    today = date.fromisoformat(str(event.data["day"]))
    for held in desk.artefacts(TOOL, event.initiative_id):
        for indicator in indicators_in(held.content):
            _ask_for_reading(desk, held, indicator, today)
            _ask_for_action(desk, held, indicator)


def baseline_stands(desk: Desk, initiative_id: UUID) -> str | None:
    """A gate check: every benefit needs an indicator with a start and a target."""
    registers = desk.artefacts(TOOL, initiative_id)
    if not registers:
        return "Det er ikke laget noe gevinstregister."
    for held in registers:
        measured = {
            i.row.text("gevinst") for i in indicators_in(held.content) if i.start is not None and i.target is not None
        }
        lacking = [row.text("beskrivelse") for row in held.content.rows("gevinster") if str(row.id) not in measured]
        if lacking:
            return f"Nullpunkt mangler for {', '.join(lacking[:3])}{' …' if len(lacking) > 3 else ''}."
    return None


def planned_days(indicator: Indicator) -> list[date]:
    """The days an indicator is to be measured."""
    start = indicator.row.date("dato")
    chosen = [int(text) for text in indicator.row.texts("maleplan") if text.isdigit()] or list(MONTHS)
    return [months_after(start, months) for months in sorted(chosen)] if start else []


def _ask_for_reading(desk: WritingDesk, held: Held, indicator: Indicator, today: date) -> None:
    due = [day for day in planned_days(indicator) if day - AHEAD <= today]
    if not due:
        return
    day = due[-1]
    if any(abs(reading.day - day) <= NEAR for reading in indicator.readings):
        return
    _open(
        desk, held, f"mal_{indicator.row.id.hex}_{day.isoformat()}", f"Mål gevinsten: {indicator.name}", indicator, day
    )


def _ask_for_action(desk: WritingDesk, held: Held, indicator: Indicator) -> None:
    if indicator.off_course is None:
        return
    newest = indicator.readings[-1]
    name = f"Tiltak ved avvik: {indicator.name} ({indicator.off_course})"
    _open(desk, held, f"avvik_{newest.row.id.hex}", name, indicator, newest.day + AHEAD)


def _open(desk: WritingDesk, held: Held, key: str, name: str, indicator: Indicator, due: date) -> None:
    benefit = held.content.row(indicator.row.text("gevinst"))
    owner = benefit.text("eier") if benefit else ""
    try:
        person = UUID(owner) if owner else None
    except ValueError:
        person = None
    desk.open_task(cast(UUID, held.initiative_id), key, name, role="gevinsteier", due=due, person=person)
