"""The people and units that a command names, as the ids the engine knows them by."""

from uuid import UUID

import click
from sqlalchemy import select

from engine.bootstrap import Engine
from engine.model.people import Person, Unit


def person_named(engine: Engine, username: str) -> UUID:
    """The user's id. Raises ClickException when nobody is called that."""
    with engine.database.reading() as session:
        found = session.execute(select(Person.id).where(Person.username == username)).scalar_one_or_none()
    if found is None:
        raise click.ClickException(f"There is no user {username}.")
    return found


def unit_named(engine: Engine, key: str) -> UUID:
    """The unit's id. Raises ClickException when no unit has that key."""
    with engine.database.reading() as session:
        found = session.execute(select(Unit.id).where(Unit.key == key)).scalar_one_or_none()
    if found is None:
        raise click.ClickException(f"There is no unit {key}.")
    return found
