"""Fills an empty database with the demonstration. Does nothing when there are people already."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from sqlalchemy import func, select

from engine.bootstrap import Engine, build_engine
from engine.contract.clock import SystemClock
from engine.model.access import Identity
from engine.model.people import Person
from engine.services.mail import MemoryMailer
from webapp.demo.accounts import ACCOUNTS, PASSWORD, UNITS
from webapp.demo.drive import MovingClock, Player
from webapp.demo.fill import Writer
from webapp.demo.texts import STORIES, Story


def seed(engine: Engine, tell: Callable[[str], None]) -> None:
    """Makes units, people and initiatives, telling how far it has come."""
    with engine.database.reading() as session:
        if session.execute(select(func.count()).select_from(Person)).scalar_one():
            return
    tell("Filling in a demonstration municipality (about half a minute) ...")
    now = SystemClock().now()
    clock = MovingClock(now - timedelta(days=500))
    # An engine of its own: its clock starts in the past, and nobody gets mail about it.
    past = build_engine(engine.settings, clock, engine.runtime.toolboxes, MemoryMailer())
    try:
        units = _settle_units(past)
        people = _settle_people(past, units)
        for number, story in enumerate(STORIES, start=1):
            tell(f"  {number} of {len(STORIES)}: {story.title}")
            clock.at = now - timedelta(days=story.began)
            _tell_story(past, clock, story, units, people)
    finally:
        past.database.dispose()


def _settle_units(engine: Engine) -> dict[str, UUID]:
    units: dict[str, UUID] = {}
    for key, name, parent, area in UNITS:
        units[key] = engine.people.create_unit(
            None, key=key, name=name, parent_id=units[parent] if parent else None, area=area
        )
    return units


def _settle_people(engine: Engine, units: dict[str, UUID]) -> dict[str, UUID]:
    people: dict[str, UUID] = {}
    for account in ACCOUNTS:
        people[account.username] = engine.people.create(
            None,
            username=account.username,
            name=account.name,
            email=f"{account.username}@moss.example",
            title=account.title,
            unit_id=units[account.unit],
            password=PASSWORD,
        )
        for role, where in account.roles:
            engine.people.grant(None, people[account.username], role, unit_id=units[where] if where else None)
    return people


def _tell_story(
    engine: Engine, clock: MovingClock, story: Story, units: dict[str, UUID], people: dict[str, UUID]
) -> None:
    writer = Writer(
        title=story.title,
        today=clock.at.date(),
        people={name: str(person) for name, person in people.items()},
        unit=str(units[story.unit]),
        prepared=story.prepared,
    )
    form = engine.idea_form(story.process)
    assert form is not None
    first = "h1_forslag" if story.process == "hurtigspor" else "i1_meld_inn"
    answers = {**writer.answers(form, first), "tittel": story.title, "problemstilling": story.problem}
    submitter = Identity(person_id=people[story.submitter])
    receipt = engine.cases.submit(submitter, answers, process=story.process)
    player = Player(
        engine=engine,
        clock=clock,
        case_id=receipt.case_id,
        writer=writer,
        pace=timedelta(days=story.pace, hours=2),
        verdicts={gate: list(said) for gate, said in story.verdicts.items()},
    )
    end = SystemClock().now()
    if story.verdicts and story.until in story.verdicts.get("b1", ({},))[0].values():
        player.play("b1", end)
        player.play(None, end, limit=1)
    player.play(story.until, end)
    for username, text in story.comments:
        engine.remarks.comment(receipt.initiative_id, Identity(person_id=people[username]), text)
