"""Benefits over time on a real database: the baseline locked, readings asked for, deviations as tasks, what reports say."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

import pytest
from sqlalchemy import select
from toolbox_gevinst import toolbox

from engine.bootstrap import Engine
from engine.contract.errors import ArtefactLocked, NotAllowed
from engine.contract.toolbox import Level
from engine.jobs.work import sweep
from engine.model.definition import Outcome
from engine.model.task import Task
from engine.services.cases import Submitted
from engine.services.gates import Verdict
from engine.store.migrate import migrate
from engine.testing import FakeClock, Town
from engine.toolboxes import Toolboxes
from tests.integration.models import END, IDEA, START, chain, model, task

TOOL = "gevinst.register"
B2 = (
    '<nyt:gate key="B2"><nyt:outcome type="godkjenn"/>'
    '<nyt:block key="n" check="gevinst.nullpunkt" label="Nullpunkt."/></nyt:gate>'
)
MODEL = model(
    START + IDEA + task("b2", B2, form=None) + task("drift") + END + chain("start", "ide", "b2", "drift", "slutt"),
    {"ansatt": ("start", "ide"), "enhetsleder": ("b2",), "fagperson": ("drift", "slutt")},
)


@pytest.fixture
def toolboxes() -> Toolboxes:
    return Toolboxes([toolbox])


@pytest.fixture
def idea(engine: Engine, town: Town) -> Callable[[], Submitted]:
    migrate(engine.database, [toolbox])

    def idea() -> Submitted:
        engine.models.install(MODEL)
        unit = str(town.units["hjemmetjenesten"])
        return engine.cases.submit(town["ansatt"], {"tittel": "Tilsyn", "enhet": unit}, process="prove")

    return idea


def register(engine: Engine, town: Town, receipt: Submitted) -> tuple[UUID, UUID]:
    """A register with one priced benefit of 100 000 kr a year from 2026, measured from 40 to 20."""
    me = town["ansatt"]
    made = engine.artefacts.create(me, TOOL, initiative_id=receipt.initiative_id)
    benefit = {
        "beskrivelse": "Mindre kjøring", "type": "direkte", "hvem": "egen", "prissatt": True, "antall": "1000",
        "kr_per_enhet": "100", "startar": "2026", "bruk": "tjenesteutvikling", "eier": str(town.people["gevinst"]),
    }  # fmt: skip
    row = engine.artefact_rows.add(made, me, "gevinster", benefit)
    indicator = {
        "gevinst": str(row.row_id), "indikator": "Besøk", "enhet": "antall", "metode": "Telling", "startverdi": "40",
        "malverdi": "20", "dato": "2026-03-01", "maleplan": ["3", "12"],
    }  # fmt: skip
    measured = engine.artefact_rows.add(made, me, "indikatorer", indicator)
    assert not row.rejected
    assert not measured.rejected
    return made, measured.row_id


def tasks(engine: Engine, begins: str) -> list[str]:
    with engine.database.reading() as session:
        rows = session.execute(select(Task.name).where(Task.element.startswith(f"gevinst.{begins}")).order_by(Task.id))
        return list(rows.scalars())


def at(clock: FakeClock, engine: Engine, day: date) -> None:
    clock.set(datetime(day.year, day.month, day.day, 8, tzinfo=UTC))
    sweep(engine)


def test_the_baseline_is_needed_for_b2_and_locked_by_it(
    engine: Engine,
    town: Town,
    idea: Callable[[], Submitted],
) -> None:
    receipt = idea()
    (gate,) = receipt.opened
    with pytest.raises(NotAllowed) as refused:
        engine.gates.decide(gate, town["leder"], Verdict(outcome=Outcome.GODKJENN))
    assert "gevinstregister" in refused.value.fields["label"]
    made, indicator = register(engine, town, receipt)
    engine.gates.decide(gate, town["leder"], Verdict(outcome=Outcome.GODKJENN))
    sweep(engine)
    with pytest.raises(ArtefactLocked):
        engine.artefact_rows.save(made, indicator, town["ansatt"], {"malverdi": "39"})
    reading = {"indikator": str(indicator), "verdi": "30", "dato": "2026-06-01"}
    assert not engine.artefact_rows.add(made, town["ansatt"], "malinger", reading).rejected
    assert engine.artefact(town["ansatt"], made).locked_parts == {"indikatorer"}


def test_readings_are_asked_for_once_and_a_deviation_becomes_one_task(
    engine: Engine,
    town: Town,
    clock: FakeClock,
    idea: Callable[[], Submitted],
) -> None:
    made, indicator = register(engine, town, idea())
    at(clock, engine, date(2026, 5, 1))
    assert tasks(engine, "mal_") == []
    for day in (date(2026, 5, 20), date(2026, 5, 21), date(2026, 6, 10)):
        at(clock, engine, day)
    assert tasks(engine, "mal_") == ["Mål gevinsten: Besøk"]
    reading = {"indikator": str(indicator), "verdi": "36", "dato": "2026-06-12"}
    engine.artefact_rows.add(made, town["ansatt"], "malinger", reading)
    for day in (date(2026, 6, 13), date(2026, 6, 14), date(2026, 7, 14)):
        at(clock, engine, day)
    assert tasks(engine, "avvik_") == ["Tiltak ved avvik: Besøk (måloppnåelsen er 20 %)"]
    at(clock, engine, date(2027, 2, 20))
    assert len(tasks(engine, "mal_")) == 2


def test_the_report_counts_what_was_planned_to_date_and_what_was_measured(
    engine: Engine,
    town: Town,
    clock: FakeClock,
    idea: Callable[[], Submitted],
) -> None:
    receipt = idea()
    made, indicator = register(engine, town, receipt)
    for value, day in (("30", "2026-12-01"), ("20", "2027-06-01")):
        reading = {"indikator": str(indicator), "verdi": value, "dato": day}
        engine.artefact_rows.add(made, town["ansatt"], "malinger", reading)
    clock.set(datetime(2028, 1, 1, 8, tzinfo=UTC))

    def figures(level: Level, **about: object) -> list[object]:
        ran = engine.reports.run(town["styre"], "gevinst.realisering", level, **about)  # type: ignore[arg-type]
        return [figure.value for figure in ran.result.figures]

    planned, realised, rate, unpriced = figures(Level.PORTFOLIO)
    this_year = Decimal(10_000_000 * 1 // 365) / 100
    assert planned == 200_000 + this_year
    assert realised == 50_000 + 100_000 + this_year
    assert rate == (150_000 + this_year) / (200_000 + this_year)
    assert unpriced is None
    assert figures(Level.PORTFOLIO, year=2026)[:2] == [100_000, 50_000]
    assert figures(Level.INITIATIVE, number=receipt.number)[0] == planned
    assert figures(Level.UNIT, unit_id=town.units["helse"])[0] == planned
    assert figures(Level.UNIT, unit_id=town.units["skole"])[0] == 0
    engine.artefacts.remove(made, town["ansatt"])
    assert figures(Level.PORTFOLIO)[0] == 0
