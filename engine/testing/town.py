"""For tests and demonstrations: a clock that moves, and a small municipality of people everyone knows."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from engine.contract.ids import new_id
from engine.model.access import Identity
from engine.model.people import Person, RoleBinding, Unit
from engine.model.roles import Role
from engine.store.database import Database

START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
"""A Monday morning."""


class FakeClock:
    """Stands still until it is moved."""

    def __init__(self, at: datetime = START) -> None:
        self._at = at

    def now(self) -> datetime:
        return self._at

    def move(self, **timedelta_parts: float) -> datetime:
        """Moves on, `days=1, hours=2`."""
        self._at += timedelta(**timedelta_parts)
        return self._at

    def set(self, at: datetime) -> None:
        """Jumps to an instant."""
        self._at = at


@dataclass
class Town:
    """The municipality: ids of units and people by short name, and an identity for each person."""

    units: dict[str, UUID] = field(default_factory=dict)
    people: dict[str, UUID] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Identity:
        return Identity(person_id=self.people[name])


UNITS = (
    ("kommune", "Moss kommune", None),
    ("helse", "Helse og mestring", "kommune"),
    ("hjemmetjenesten", "Hjemmetjenesten", "helse"),
    ("oppvekst", "Oppvekst", "kommune"),
    ("skole", "Skole", "oppvekst"),
)

PEOPLE: tuple[tuple[str, str, str, tuple[tuple[Role, str | None], ...]], ...] = (
    ("ansatt", "Anna Ansatt", "hjemmetjenesten", ()),
    ("kollega", "Kari Kollega", "skole", ()),
    ("radgiver", "Rolf Rådgiver", "kommune", ((Role.INNOVASJONSRADGIVER, None),)),
    ("fag1", "Frida Fag", "helse", ((Role.FAGPERSON, None),)),
    ("fag2", "Finn Fag", "oppvekst", ((Role.FAGPERSON, None),)),
    ("fag3", "Farah Fag", "skole", ((Role.FAGPERSON, None),)),
    ("leder", "Lise Leder", "hjemmetjenesten", ((Role.ENHETSLEDER, "hjemmetjenesten"),)),
    ("omradeleder", "Ola Områdeleder", "helse", ((Role.ENHETSLEDER, "helse"),)),
    ("skoleleder", "Siri Skoleleder", "skole", ((Role.ENHETSLEDER, "skole"),)),
    ("styre", "Petra Portefølje", "kommune", ((Role.PORTEFOLJESTYRE, None),)),
    ("styre2", "Per Portefølje", "kommune", ((Role.PORTEFOLJESTYRE, None),)),
    ("prosjektleder", "Pia Prosjektleder", "helse", ()),
    ("prosjekteier", "Øyvind Eier", "helse", ()),
    ("gevinst", "Gro Gevinst", "hjemmetjenesten", ()),
    ("prosesseier", "Espen Prosesseier", "kommune", ((Role.PROSESSEIER, None),)),
    ("personvern", "Vilde Personvern", "kommune", ((Role.PERSONVERNOMBUD, None),)),
    ("admin", "Ada Administrator", "kommune", ((Role.ADMINISTRATOR, None),)),
    ("revisor", "Runa Revisor", "kommune", ((Role.REVISOR, None),)),
)


def settle_town(database: Database, at: datetime = START) -> Town:
    """Writes the municipality's units, people and roles."""
    town = Town()
    with database.transaction() as session:
        for key, name, parent in UNITS:
            _add_unit(session, town, key, name, parent)
        for username, name, unit, roles in PEOPLE:
            person = Person(
                id=new_id(),
                username=username,
                name=name,
                email=f"{username}@example.org",
                unit_id=town.units[unit],
                created_at=at,
            )
            session.add(person)
            town.people[username] = person.id
            for role, where in roles:
                binding = RoleBinding(
                    id=new_id(),
                    person_id=person.id,
                    role=role,
                    unit_id=town.units[where] if where else None,
                    granted_at=at,
                )
                session.add(binding)
    return town


def _add_unit(session: Session, town: Town, key: str, name: str, parent: str | None) -> None:
    unit_id = new_id()
    above = session.get(Unit, town.units[parent]) if parent else None
    path = f"{above.path if above else '/'}{unit_id}/"
    session.add(Unit(id=unit_id, key=key, name=name, parent_id=above.id if above else None, path=path))
    session.flush()
    town.units[key] = unit_id
