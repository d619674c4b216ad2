"""Fills an empty database with the demonstration, going on where an earlier start was cut off; else does nothing."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from engine.bootstrap import Engine, build_engine
from engine.contract.clock import SystemClock
from engine.model.access import Identity
from engine.model.audit import AuditEntry
from engine.model.initiative import Initiative
from engine.model.people import Person, Unit
from engine.services.mail import MemoryMailer
from engine.store.audit import Who, record_installation
from webapp.demo.accounts import ACCOUNTS, PASSWORD, UNITS
from webapp.demo.drive import MovingClock, Player
from webapp.demo.fill import Writer
from webapp.demo.sheets import fill_sheets
from webapp.demo.texts import STORIES, Story

SEEDED = "demonstration_seeded"
"""What the installation's log says once it is finished."""


def seed(engine: Engine, tell: Callable[[str], None]) -> None:
    """Makes units, people and initiatives, telling how far it has come. Does nothing beside people of its own or after it
    was finished once. Raises NotFound when a process is not deployed."""
    for process in sorted({story.process for story in STORIES}):
        engine.idea_form(process)
    if not _is_wanted(engine):
        return
    tell("Filling in a demonstration municipality (some seconds) ...")
    now = SystemClock().now()
    clock = MovingClock(now - timedelta(days=500))
    # An engine of its own: its clock starts in the past, and nobody gets mail about it.
    past = build_engine(engine.settings, clock, engine.runtime.toolboxes, MemoryMailer())
    told = _told(engine)
    try:
        units = _settle_units(past)
        people = _settle_people(past, units)
        for number, story in enumerate(STORIES, start=1):
            if story.title in told:
                continue
            tell(f"  {number} of {len(STORIES)}: {story.title}")
            clock.at = now - timedelta(days=story.began)
            _tell_story(past, clock, story, units, people)
        clock.at = now - timedelta(days=12)
        fill_sheets(past, units, people)
    finally:
        past.database.dispose()
    engine.statistics.count()
    with engine.database.transaction() as session:
        record_installation(session, now, SEEDED, Who())


def _is_wanted(engine: Engine) -> bool:
    """Whether there is nobody but the demonstration's people, and it was not finished before."""
    ours = [account.username for account in ACCOUNTS]
    with engine.database.reading() as session:
        others = session.execute(select(Person.id).where(Person.username.not_in(ours)).limit(1)).first()
        done = session.execute(
            select(AuditEntry.id).where(AuditEntry.case_id.is_(None), AuditEntry.action == SEEDED).limit(1)
        ).first()
    return others is None and done is None


def _told(engine: Engine) -> set[str]:
    with engine.database.reading() as session:
        return set(session.execute(select(Initiative.title)).scalars())


def _settle_units(engine: Engine) -> dict[str, UUID]:
    with engine.database.reading() as session:
        units = dict(session.execute(select(Unit.key, Unit.id)).all())
    for key, name, parent, area in UNITS:
        if key in units:
            continue
        units[key] = engine.people.create_unit(
            None, key=key, name=name, parent_id=units[parent] if parent else None, area=area
        )
    return units


def _settle_people(engine: Engine, units: dict[str, UUID]) -> dict[str, UUID]:
    with engine.database.reading() as session:
        people = dict(session.execute(select(Person.username, Person.id)).all())
    for account in ACCOUNTS:
        if account.username not in people:
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
