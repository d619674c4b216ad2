"""Runs one case of a deployed process without a browser, and prints what happens."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from engine.bootstrap import Engine, build_engine
from engine.contract.clock import SystemClock
from engine.contract.errors import InvalidInput
from engine.model.access import Identity
from engine.model.people import Person
from engine.services.cases import first_task
from engine.services.mail import MemoryMailer
from webapp.demo.drive import MovingClock, Player
from webapp.demo.fill import Writer


def run_headless(
    engine: Engine, key: str, answers: Mapping[str, Mapping[str, object]], steps: int, tell: Callable[[str], None]
) -> None:
    """Plays a new case from now on, days passing as they would; `answers` by element override the plain ones.

    Needs people in the roles, such as the demonstration's. Raises InvalidInput (`people`), NotFound for the process.
    """
    with engine.database.reading() as session:
        people = {name: str(id_) for name, id_ in session.execute(select(Person.username, Person.id))}
        units = dict(session.execute(select(Person.username, Person.unit_id)).all())
    if "radgiver" not in people or "anne" not in people:
        raise InvalidInput("people", "seed_the_demonstration_first")
    submitter = Identity(person_id=UUID(people["anne"]))
    clock = MovingClock(SystemClock().now())
    ahead = build_engine(engine.settings, clock, engine.runtime.toolboxes, MemoryMailer())
    form = ahead.idea_form(key)
    if form is None:
        raise InvalidInput("process", "no_first_form")
    writer = Writer(
        title="Demonstrasjon", today=clock.at.date(), people=people, unit=str(units["anne"]), prepared=answers
    )
    with ahead.database.reading() as session:
        element = first_task(ahead.runtime.versions.current(session, key))
    first = writer.answers(form, element)
    receipt = ahead.cases.submit(submitter, first, process=key)
    tell(f"{clock.at:%Y-%m-%d}  {receipt.number} submitted")
    player = Player(
        engine=ahead,
        clock=clock,
        case_id=receipt.case_id,
        writer=writer,
        pace=timedelta(days=2),
        tell=tell,
    )
    player.play(None, clock.at + timedelta(days=3650), limit=steps)
    view = ahead.queries.initiatives.by_case(submitter, receipt.case_id)
    tell(f"{clock.at:%Y-%m-%d}  {view.number} is {view.status}: {view.current.end or 'still going'}")
