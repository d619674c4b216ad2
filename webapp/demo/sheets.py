"""Every tool of the toolbox filled in with its example: in one initiative where people would look, and on a unit's board."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import select

from engine.bootstrap import Engine
from engine.forms.form import Kind
from engine.model.access import Identity
from engine.model.initiative import Initiative
from engine.services.tooling import LoadedTool

TITLE = "Digital kjøreliste for nattpatruljen"
BOARD = "lean.tavle"
OWNERS = ("gevinst", "prosjekt", "fag1", "leder")
ANSWERING = ("anne", "mohamed", "kristin", "fag1", "fag2", "leder", "prosjekt")


def fill_sheets(engine: Engine, units: Mapping[str, UUID], people: Mapping[str, UUID]) -> None:
    """Makes what is not there yet. Without installed toolboxes there is nothing to make."""
    with engine.database.reading() as session:
        initiative = session.execute(select(Initiative).where(Initiative.title == TITLE)).scalar_one_or_none()
    if initiative is None:
        return
    adviser = Identity(person_id=people["radgiver"])
    made = {row.tool for row in engine.queries.artefacts.of_initiative(adviser, initiative.number).rows}
    made |= {row.tool for row in engine.queries.artefacts.of_unit(adviser, units["hjemmetjenesten"]).rows}
    for key, tool in engine.tools.items():
        if key in made:
            continue
        example = next(iter(tool.examples), None)
        sheet = engine.artefacts.create(
            adviser,
            key,
            title=_title(tool, example),
            initiative_id=None if key == BOARD else initiative.id,
            unit_id=units["hjemmetjenesten"] if key == BOARD else None,
            example=example,
        )
        _name_people(engine, tool, sheet, adviser, people)
        _take_part(engine, tool, sheet, people)
        engine.artefacts.keep_version(sheet, adviser, "Første utkast")


def _title(tool: LoadedTool, example: str | None) -> str:
    return tool.examples[example].title if example else tool.tool.title


def _name_people(engine: Engine, tool: LoadedTool, sheet: UUID, adviser: Identity, people: Mapping[str, UUID]) -> None:
    """Somebody answers for each row that asks who does."""
    for part, rows in engine.artefact(adviser, sheet).parts.items():
        wanted = [field.key for field in tool.forms[part].fields if field.kind == Kind.PERSON]
        for number, row in enumerate(rows if wanted else ()):
            owner = str(people[OWNERS[number % len(OWNERS)]])
            engine.artefact_rows.save(sheet, row.id, adviser, dict.fromkeys(wanted, owner))


def _take_part(engine: Engine, tool: LoadedTool, sheet: UUID, people: Mapping[str, UUID]) -> None:
    """Votes where there are votes, and answers where there is a poll."""
    rows = engine.artefact(Identity(person_id=people["radgiver"]), sheet).parts
    for part in tool.tool.parts:
        for number, name in enumerate(ANSWERING):
            who = Identity(person_id=people[name])
            if part.votes and rows[part.key]:
                chosen = rows[part.key][number * number % len(rows[part.key])]
                engine.artefact_rows.vote(sheet, chosen.id, who, 1 + number % 2)
            if part.poll:
                fields = tool.forms[part.key].fields
                answers = {f.key: f.choices[(number + at) % 3 + 2].token for at, f in enumerate(fields)}
                engine.artefact_rows.answer(sheet, who, part.key, answers)
