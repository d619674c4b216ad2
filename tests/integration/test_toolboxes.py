"""Toolboxes beyond their tools: reactions, gate checks, reports, own tables, erasure, and what is refused at load."""

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

import pytest
from sqlalchemy import MetaData, Table, select

from engine.bootstrap import Engine
from engine.contract.errors import InvalidInput, NotAllowed, NotFound, UnsafeSettings
from engine.contract.toolbox import Level, ServiceStep, Toolbox
from engine.jobs.work import sweep
from engine.model.definition import Outcome
from engine.model.task import OPEN, Task
from engine.model.toolwork import ArtefactVersion
from engine.services.cases import Submitted
from engine.services.gates import Verdict
from engine.services.tooling import load_tools
from engine.store.migrate import is_current, migrate
from engine.testing import FakeClock, Town
from engine.toolboxes import Toolboxes
from tests.integration.models import END, IDEA, START, chain, gate, model, task
from tests.proving import BOARD, HEARD, SINGLE, toolbox

GATED = model(
    START
    + IDEA
    + task(
        "b1", gate('<nyt:outcome type="godkjenn"/><nyt:block key="l" check="prove.lapper" label="Stopp."/>'), form=None
    )
    + task("etter")
    + END
    + chain("start", "ide", "b1", "etter", "slutt"),
    {"ansatt": ("start", "ide"), "enhetsleder": ("b1",), "fagperson": ("etter", "slutt")},
)


@pytest.fixture
def toolboxes() -> Toolboxes:
    return Toolboxes([toolbox])


@pytest.fixture
def idea(engine: Engine, town: Town) -> Callable[[], Submitted]:
    migrate(engine.database, [toolbox])

    def idea() -> Submitted:
        engine.models.install(GATED)
        unit = str(town.units["hjemmetjenesten"])
        return engine.cases.submit(town["ansatt"], {"tittel": "Ny vaktliste", "enhet": unit}, process="prove")

    return idea


def heard(engine: Engine) -> list[str]:
    with engine.database.reading() as session:
        return sorted(session.execute(select(HEARD.c.name)).scalars())


def followed(engine: Engine) -> list[Task]:
    with engine.database.reading() as session:
        return list(session.execute(select(Task).where(Task.element == "prove.se")).scalars())


def test_a_toolboxs_own_tables_come_with_the_migration_and_are_asked_for(engine: Engine) -> None:
    assert is_current(engine.database)
    assert not is_current(engine.database, [toolbox])
    migrate(engine.database, [toolbox])
    migrate(engine.database, [toolbox])
    assert is_current(engine.database, [toolbox])
    assert heard(engine) == []


def test_a_gate_check_blocks_until_its_reason_is_gone(
    engine: Engine, town: Town, idea: Callable[[], Submitted]
) -> None:
    receipt = idea()
    (gate_task,) = receipt.opened
    approve = Verdict(outcome=Outcome.GODKJENN)
    with pytest.raises(NotAllowed) as refused:
        engine.gates.decide(gate_task, town["leder"], approve)
    assert refused.value.fields["label"] == "Stopp. Det er ingen lapper."
    (block,) = engine.gate(town["leder"], gate_task).blocks
    assert block.standing
    board = engine.artefacts.create(town["ansatt"], "prove.tavle", initiative_id=receipt.initiative_id)
    engine.artefact_rows.add(board, town["ansatt"], "lapper", {"tekst": "En"})
    engine.artefacts.rename(board, town["ansatt"], "krasj")
    with pytest.raises(NotAllowed, match="blocked"):
        engine.gates.decide(gate_task, town["leder"], approve)
    engine.artefacts.rename(board, town["ansatt"], "Tavle")
    engine.gates.decide(gate_task, town["leder"], approve)
    sweep(engine)
    assert engine.artefact(town["ansatt"], board).locked == "vedtatt"
    assert heard(engine) == ["artefact_begun", "day_begun", "gate_decided_godkjenn"]
    assert not engine.artefact(town["ansatt"], board).may_edit


def test_a_new_day_is_told_once_for_each_initiative_and_opens_one_task(
    engine: Engine, town: Town, clock: FakeClock, idea: Callable[[], Submitted]
) -> None:
    for title in ("følg med", "ikke følg med"):
        engine.artefacts.create(town["ansatt"], "prove.tavle", initiative_id=idea().initiative_id, title=title)
    for _ in range(3):
        sweep(engine)
    (opened,) = followed(engine)
    assert (opened.name, opened.assignee_id) == ("Se på tavlen", town.people["ansatt"])
    clock.move(days=1)
    sweep(engine)
    assert len(followed(engine)) == 1
    engine.tasks.complete(opened.id, town["ansatt"], {"merknad": "Sett på."})
    clock.move(days=1)
    sweep(engine)
    assert [t.status for t in followed(engine)] == ["completed"]
    assert len([t for t in followed(engine) if t.status in OPEN]) == 0


def test_a_reaction_that_fails_is_tried_again_and_harms_nothing(
    engine: Engine, town: Town, clock: FakeClock, idea: Callable[[], Submitted]
) -> None:
    receipt = idea()
    board = engine.artefacts.create(town["ansatt"], "prove.tavle", initiative_id=receipt.initiative_id, title="krasj")
    sweep(engine)
    assert heard(engine) == []
    engine.artefacts.rename(board, town["ansatt"], "Tavle")
    clock.move(minutes=10)
    sweep(engine)
    assert heard(engine) == ["artefact_begun", "day_begun"]


def test_reports_are_for_those_who_may(engine: Engine, town: Town, idea: Callable[[], Submitted]) -> None:
    number = idea().number
    assert set(engine.reports.available(town["ansatt"])) == {"prove.antall"}
    assert set(engine.reports.available(town["styre"])) == {"prove.antall", "prove.hemmelig"}
    assert engine.reports.available(town["admin"]) == {}
    helse = engine.reports.run(town["ansatt"], "prove.antall", Level.UNIT, unit_id=town.units["helse"], year=2026)
    assert [f.value for f in helse.result.figures] == [2, 2026]
    assert engine.reports.run(town["ansatt"], "prove.antall", Level.INITIATIVE, number=number).about.startswith(number)
    with pytest.raises(NotAllowed):
        engine.reports.run(town["ansatt"], "prove.hemmelig", Level.PORTFOLIO)
    with pytest.raises(InvalidInput):
        engine.reports.run(town["styre"], "prove.hemmelig", Level.UNIT)
    with pytest.raises(NotFound):
        engine.reports.run(town["styre"], "prove.antall", Level.INITIATIVE, number="INN-2026-999")


def test_personal_data_goes_when_its_day_has_passed_from_versions_too(
    engine: Engine, town: Town, clock: FakeClock, idea: Callable[[], Submitted]
) -> None:
    sheet = engine.artefacts.create(town["ansatt"], "prove.register", initiative_id=idea().initiative_id)
    said = {"navn": "P1", "sitat": "Det er slitsomt.", "slettes": "2026-03-05"}
    engine.artefact_rows.add(sheet, town["ansatt"], "lapper", said)
    engine.artefacts.keep_version(sheet, town["ansatt"])
    clock.move(days=3)
    sweep(engine)
    assert engine.artefact(town["ansatt"], sheet).parts["lapper"][0].values["sitat"] == "Det er slitsomt."
    clock.move(days=1)
    sweep(engine)
    (row,) = engine.artefact(town["ansatt"], sheet).parts["lapper"]
    assert "sitat" not in row.values
    assert row.values["navn"] == "P1"
    with engine.database.reading() as session:
        (content,) = session.execute(select(ArtefactVersion.content)).scalars()
        assert "slitsomt" not in repr(content)


def fault(**changes: object) -> str:
    with pytest.raises(UnsafeSettings) as refused:
        load_tools(Toolboxes([replace(toolbox, **changes)]))
    return " ".join(refused.value.problems)


def other_table() -> MetaData:
    found = MetaData()
    Table("annet_navn", found)
    return found


def test_a_declaration_that_does_not_fit_is_refused_with_a_sentence() -> None:
    assert "api 7" in fault(api=7)
    assert "two tools called tavle" in fault(tools=(BOARD, BOARD))
    assert "forms/borte.json" in fault(tools=(replace(BOARD, parts=(replace(BOARD.parts[0], form="borte"),)),))
    assert "no field borte" in fault(tools=(replace(BOARD, parts=(replace(BOARD.parts[0], label="borte"),)),))
    assert "must be a date" in fault(tools=(replace(SINGLE, parts=(replace(SINGLE.parts[0], erase_on="navn"),)),))
    assert "must begin with prove_" in fault(tables=other_table())
    assert "unknown type" in fault(steps=(ServiceStep(name="s", run=lambda c, i: {}, inputs={"x": "tall"}),))
    assert "no role konge" in fault(permissions=(replace(toolbox.permissions[0], roles=frozenset({"konge"})),))
    assert "no permission" in fault(permissions=())
    assert "Two toolboxes" in str(_refused([toolbox, toolbox]))


def _refused(given: list[Toolbox]) -> UnsafeSettings:
    with pytest.raises(UnsafeSettings) as refused:
        Toolboxes(given)
    return refused.value


def test_an_id_is_not_an_artefact(engine: Engine, town: Town) -> None:
    with pytest.raises(NotFound):
        engine.artefact(town["ansatt"], UUID(int=1))
