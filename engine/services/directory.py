"""Looks up what form answers refer to: people, units, other initiatives."""

from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from engine.model.initiative import Initiative
from engine.model.people import Person, Unit


class SessionDirectory:
    """Answers a form's questions about references inside the current transaction (`engine.forms.Directory`)."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def person_exists(self, key: str) -> bool:
        found = _uuid(key)
        return found is not None and self._any(Person.id == found, Person.active.is_(True))

    def unit_exists(self, key: str) -> bool:
        found = _uuid(key)
        return found is not None and self._any(Unit.id == found)

    def case_exists(self, number: str) -> bool:
        return self._any(Initiative.number == number)

    def _any(self, *where: ColumnElement[bool]) -> bool:
        return self._session.execute(select(1).where(*where).limit(1)).first() is not None


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
