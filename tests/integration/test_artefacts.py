"""Artefacts: made with a tool, row by row, by several people; versions, votes, polls, copies, access, delivery."""

from collections.abc import Callable
from decimal import Decimal
from uuid import UUID

import pytest
from sqlalchemy import select

from engine.bootstrap import Engine
from engine.contract.errors import FormRejected, InvalidInput, NotAllowed, NotFound, RowChanged
from engine.model.initiative import Initiative
from engine.model.toolwork import ArtefactRow
from engine.services.cases import Submitted
from engine.testing import Town
from engine.toolboxes import Toolboxes
from tests.integration.models import END, IDEA, SIMPLE, START, chain, model, task
from tests.proving import toolbox

BOARD, SINGLE = "prove.tavle", "prove.register"
WITH_TOOL = model(
    START + IDEA + task("lag", f'<nyt:tool ref="{BOARD}"/>', form=None) + END + chain("start", "ide", "lag", "slutt"),
    {"ansatt": ("start", "ide"), "fagperson": ("lag", "slutt")},
)


@pytest.fixture
def toolboxes() -> Toolboxes:
    return Toolboxes([toolbox])


@pytest.fixture
def idea(engine: Engine, town: Town) -> Callable[..., Submitted]:
    def idea(files: dict[str, bytes] = SIMPLE, who: str = "ansatt") -> Submitted:
        engine.models.install(files)
        unit = str(town.units["hjemmetjenesten"])
        return engine.cases.submit(town[who], {"tittel": "Ny vaktliste", "enhet": unit}, process="prove")

    return idea


@pytest.fixture
def board(engine: Engine, town: Town, idea: Callable[..., Submitted]) -> UUID:
    return engine.artefacts.create(town["ansatt"], BOARD, initiative_id=idea().initiative_id)


def test_rows_are_written_one_at_a_time_and_the_tool_counts_them(engine: Engine, town: Town, board: UUID) -> None:
    first = engine.artefact_rows.add(board, town["ansatt"], "lapper", {"tekst": "En", "tall": "2"})
    engine.artefact_rows.add(board, town["fag1"], "lapper", {"tekst": "To", "tall": "3,5", "etter": str(first.row_id)})
    view = engine.artefact(town["kollega"], board)
    assert [row.label for row in view.parts["lapper"]] == ["En", "To"]
    assert view.result.figures[0].value == Decimal("5.5")
    assert view.parts["lapper"][1].changed_by == "Frida Fag"
    assert not view.may_edit


def test_what_cannot_be_understood_is_kept_and_said(engine: Engine, town: Town, board: UUID) -> None:
    row = engine.artefact_rows.add(board, town["ansatt"], "lapper", {"tekst": "En", "tall": "mange"})
    assert row.rejected == ("tall",)
    (seen,) = engine.artefact(town["ansatt"], board).parts["lapper"]
    assert seen.typed == {"tekst": "En", "tall": "mange"}
    assert [p.code for p in seen.problems] == ["not_number"]
    engine.artefact_rows.save(board, row.row_id, town["ansatt"], {"tall": "7"})
    (seen,) = engine.artefact(town["ansatt"], board).parts["lapper"]
    assert (seen.values["tall"], seen.rejected) == (Decimal(7), {})


def test_two_editors_of_one_row_do_not_overwrite_each_other(engine: Engine, town: Town, board: UUID) -> None:
    row = engine.artefact_rows.add(board, town["ansatt"], "lapper", {"tekst": "En"})
    other = engine.artefact_rows.add(board, town["ansatt"], "lapper", {"tekst": "To"})
    engine.artefact_rows.save(board, row.row_id, town["fag1"], {"tekst": "Fag"}, revision=row.revision)
    engine.artefact_rows.save(board, other.row_id, town["ansatt"], {"tekst": "Urørt"}, revision=other.revision)
    with pytest.raises(RowChanged) as refused:
        engine.artefact_rows.save(board, row.row_id, town["ansatt"], {"tekst": "Min"}, revision=row.revision)
    assert refused.value.values == {"tekst": "Fag"}
    assert refused.value.by == str(town.people["fag1"])


def test_a_part_has_an_end(engine: Engine, town: Town, board: UUID) -> None:
    for number in range(3):
        engine.artefact_rows.add(board, town["ansatt"], "lapper", {"tekst": str(number)})
    with pytest.raises(InvalidInput) as refused:
        engine.artefact_rows.add(board, town["ansatt"], "lapper")
    assert refused.value.code == "full"
    sheet = engine.artefact_rows.add(board, town["ansatt"], "ark", {"mal": "Mer tid"})
    assert engine.artefact_rows.add(board, town["ansatt"], "ark").row_id == sheet.row_id


def test_a_removed_row_can_be_put_back_where_it_was(engine: Engine, town: Town, board: UUID) -> None:
    rows = [engine.artefact_rows.add(board, town["ansatt"], "lapper", {"tekst": t}).row_id for t in "ABC"]
    engine.artefact_rows.remove(board, rows[1], town["ansatt"])
    assert [r.label for r in engine.artefact(town["ansatt"], board).parts["lapper"]] == ["A", "C"]
    with pytest.raises(NotFound):
        engine.artefact_rows.save(board, rows[1], town["ansatt"], {"tekst": "X"})
    engine.artefact_rows.restore(board, rows[1], town["ansatt"])
    engine.artefact_rows.move(board, rows[2], town["ansatt"], 0)
    assert [r.label for r in engine.artefact(town["ansatt"], board).parts["lapper"]] == ["C", "A", "B"]


def test_everybody_has_so_many_votes(engine: Engine, town: Town, board: UUID) -> None:
    rows = [engine.artefact_rows.add(board, town["ansatt"], "lapper", {"tekst": t}).row_id for t in "AB"]
    assert engine.artefact_rows.vote(board, rows[0], town["kollega"], 2) == 0
    with pytest.raises(InvalidInput):
        engine.artefact_rows.vote(board, rows[1], town["kollega"], 1)
    assert engine.artefact_rows.vote(board, rows[0], town["kollega"], 1) == 1
    engine.artefact_rows.vote(board, rows[0], town["fag1"], 1)
    view = engine.artefact(town["kollega"], board)
    assert [(r.votes, r.my_votes) for r in view.parts["lapper"]] == [(2, 1), (0, 0)]
    assert view.votes_left == {"lapper": 1}
    with pytest.raises(NotAllowed):
        engine.artefact_rows.vote(board, rows[0], town["revisor"], 1)


def test_a_poll_keeps_only_sums(engine: Engine, town: Town, board: UUID) -> None:
    for who, mood in (("kollega", "1"), ("fag1", "3"), ("fag2", "3")):
        engine.artefact_rows.answer(board, town[who], "puls", {"humor": mood})
    with pytest.raises(NotAllowed) as refused:
        engine.artefact_rows.answer(board, town["fag1"], "puls", {"humor": "2"})
    assert refused.value.reason == "already_answered"
    with pytest.raises(FormRejected):
        engine.artefact_rows.answer(board, town["fag3"], "puls", {"humor": "9"})
    with engine.database.reading() as session:
        (row,) = session.execute(select(ArtefactRow).where(ArtefactRow.part == "puls")).scalars()
        assert row.values == {"humor": {"1": Decimal(1), "3": Decimal(2)}}
        assert (row.changed_by_id, row.changed_at) == (None, row.created_at)
    view = engine.artefact(town["fag1"], board)
    assert (view.result.figures[1].value, view.answered) == (3, True)
    with pytest.raises(InvalidInput):
        engine.artefact_rows.save(board, view.parts["puls"][0].id, town["ansatt"], {"humor": "1"})


def test_versions_are_kept_when_something_has_changed(engine: Engine, town: Town, board: UUID) -> None:
    row = engine.artefact_rows.add(board, town["ansatt"], "lapper", {"tekst": "Først", "tall": "1"})
    assert engine.artefacts.keep_version(board, town["ansatt"], "utkast") == 1
    assert engine.artefacts.keep_version(board, town["ansatt"]) == 1
    engine.artefact_rows.save(board, row.row_id, town["ansatt"], {"tall": "9"})
    assert engine.artefacts.keep_version(board, town["ansatt"]) == 2
    kept = engine.artefact_version(town["kollega"], board, 1)
    assert (kept.result.figures[0].value, kept.reason) == (Decimal(1), "utkast")


def test_an_example_and_a_copy_point_at_their_own_rows(
    engine: Engine, town: Town, idea: Callable[..., Submitted]
) -> None:
    first, second = idea().initiative_id, idea(who="kollega").initiative_id
    made = engine.artefacts.create(town["ansatt"], BOARD, initiative_id=first, example="to")
    copied = engine.artefacts.create(town["kollega"], BOARD, initiative_id=second, copy_of=made)
    for artefact in (made, copied):
        one, two = engine.artefact(town["ansatt"], artefact).parts["lapper"]
        assert two.values["etter"] == str(one.id)
    assert {r.id for r in engine.artefact(town["ansatt"], made).parts["lapper"]}.isdisjoint(
        {r.id for r in engine.artefact(town["ansatt"], copied).parts["lapper"]}
    )


def test_a_register_is_there_once(engine: Engine, town: Town, idea: Callable[..., Submitted]) -> None:
    initiative = idea().initiative_id
    made = engine.artefacts.create(town["ansatt"], SINGLE, initiative_id=initiative)
    assert engine.artefacts.create(town["radgiver"], SINGLE, initiative_id=initiative) == made


def test_only_those_who_take_part_may_write(engine: Engine, town: Town, board: UUID) -> None:
    for who in ("kollega", "revisor", "skoleleder"):
        with pytest.raises(NotAllowed):
            engine.artefact_rows.add(board, town[who], "lapper")
    with pytest.raises(NotFound):
        engine.artefact_rows.add(board, town["admin"], "lapper")
    for who in ("radgiver", "leder"):
        engine.artefact_rows.add(board, town[who], "lapper")


def test_a_restricted_initiatives_artefact_is_not_there_for_others(engine: Engine, town: Town, board: UUID) -> None:
    with engine.database.transaction() as session:
        for initiative in session.execute(select(Initiative)).scalars():
            initiative.restricted = True
    with pytest.raises(NotFound):
        engine.artefact(town["kollega"], board)
    assert engine.artefact(town["ansatt"], board).may_edit


def test_a_units_board_is_its_own_peoples(engine: Engine, town: Town) -> None:
    unit = town.units["hjemmetjenesten"]
    made = engine.artefacts.create(town["ansatt"], BOARD, unit_id=unit)
    with pytest.raises(NotAllowed):
        engine.artefact_rows.add(made, town["kollega"], "lapper")
    engine.artefact_rows.add(made, town["omradeleder"], "lapper", {"tekst": "Fra lederen"})
    assert [row.id for row in engine.queries.artefacts.of_unit(town["ansatt"]).rows] == [made]
    assert not engine.queries.artefacts.of_unit(town["kollega"], unit).may_add
    with pytest.raises(InvalidInput):
        engine.artefacts.create(town["ansatt"], SINGLE, unit_id=unit)


def test_a_tool_that_fails_takes_nothing_with_it(engine: Engine, town: Town, board: UUID) -> None:
    engine.artefact_rows.add(board, town["ansatt"], "lapper", {"tekst": "Trygg"})
    engine.artefacts.rename(board, town["ansatt"], "krasj")
    view = engine.artefact(town["ansatt"], board)
    assert [row.label for row in view.parts["lapper"]] == ["Trygg"]
    assert view.blocks


def test_a_task_delivers_a_whole_artefact_and_its_fact(
    engine: Engine, town: Town, idea: Callable[..., Submitted]
) -> None:
    receipt = idea(WITH_TOOL)
    (opened,) = receipt.opened
    made = engine.artefacts.create(town["fag1"], BOARD, initiative_id=receipt.initiative_id, task_id=opened)
    other = engine.artefacts.create(town["fag1"], SINGLE, initiative_id=receipt.initiative_id)

    def refusal(answers: dict[str, object]) -> str:
        with pytest.raises(FormRejected) as refused:
            engine.tasks.complete(opened, town["fag1"], answers)
        return refused.value.problems[0].code

    assert refusal({}) == "required"
    assert refusal({"artefact": str(other)}) == "unknown_artefact"
    assert refusal({"artefact": str(made)}) == "artefact_incomplete"
    engine.artefact_rows.add(made, town["fag1"], "ark", {"mal": "Mer tid"})
    engine.artefact_rows.add(made, town["fag1"], "lapper", {"tekst": "En", "tall": "4"})
    engine.tasks.complete(opened, town["fag1"], {"artefact": str(made)})
    view = engine.queries.tasks.view(town["fag1"], opened)
    assert view.answers == {"sum": Decimal(4), "stemmer": Decimal(0), "artefact": str(made), "versjon": Decimal(1)}
    (version,) = engine.artefact(town["fag1"], made).versions
    assert (version.task_id, version.task) == (opened, "Lag")
