"""The roles people hold, and where each is held: everywhere, in a unit and below it, or in one initiative."""

from enum import StrEnum


class Scope(StrEnum):
    """Where a role is held."""

    GLOBAL = "global"
    UNIT = "unit"
    INITIATIVE = "initiative"


class Role(StrEnum):
    """Role keys, as lanes, bindings and screens use them (the words of Norwegian public project practice)."""

    ANSATT = "ansatt"
    INNOVASJONSRADGIVER = "innovasjonsradgiver"
    FAGPERSON = "fagperson"
    PORTEFOLJESTYRE = "portefoljestyre"
    PROSESSEIER = "prosesseier"
    ADMINISTRATOR = "administrator"
    REVISOR = "revisor"
    PERSONVERNOMBUD = "personvernombud"
    ENHETSLEDER = "enhetsleder"
    INNMELDER = "innmelder"
    IDEEIER = "ideeier"
    PROSJEKTLEDER = "prosjektleder"
    PROSJEKTEIER = "prosjekteier"
    GEVINSTANSVARLIG = "gevinstansvarlig"
    GEVINSTEIER = "gevinsteier"


UNIT_ROLES = frozenset({Role.ENHETSLEDER})
INITIATIVE_ROLES = frozenset(
    {
        Role.INNMELDER,
        Role.IDEEIER,
        Role.PROSJEKTLEDER,
        Role.PROSJEKTEIER,
        Role.GEVINSTANSVARLIG,
        Role.GEVINSTEIER,
    }
)
FALLBACK = Role.INNOVASJONSRADGIVER
"""Who gets a task whose initiative role nobody holds yet, so that no task is out of everybody's sight."""


def scope_of(role: str) -> Scope:
    """Where `role` is held. Raises ValueError for an unknown role."""
    known = Role(role)
    if known in UNIT_ROLES:
        return Scope.UNIT
    return Scope.INITIATIVE if known in INITIATIVE_ROLES else Scope.GLOBAL
