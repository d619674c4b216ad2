"""Looks up what form answers refer to: people, units, other initiatives."""

from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from engine.model.initiative import Initiative
from engine.model.people import Person, Unit
from engine.store.prepared import Prepared

_person, _unit, _initiative = Person.__table__.c, Unit.__table__.c, Initiative.__table__.c
_PERSON = Prepared(select(_person.id).where(_person.id == bindparam("wanted"), _person.active.is_(True)))
_UNIT = Prepared(select(_unit.id).where(_unit.id == bindparam("wanted")))
_INITIATIVE = Prepared(select(_initiative.id).where(_initiative.number == bindparam("wanted")))


class SessionDirectory:
    """Answers a form's questions about references inside the current transaction (`engine.forms.Directory`)."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def person_exists(self, key: str) -> bool:
        return self._any(_PERSON, _uuid(key))

    def unit_exists(self, key: str) -> bool:
        return self._any(_UNIT, _uuid(key))

    def case_exists(self, number: str) -> bool:
        return self._any(_INITIATIVE, number)

    def _any(self, statement: Prepared, wanted: object) -> bool:
        return wanted is not None and statement.first(self._session, {"wanted": wanted}) is not None


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
