"""Our roles by the names that people and other tools give them, in Norwegian and English."""

import difflib

from engine.importing.identifiers import readable
from engine.model.roles import Role


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


WORDS: dict[Role, tuple[str, ...]] = {
    Role.ANSATT: _words("ansatte medarbeider medarbeidere employee employees alle staff user users"),
    Role.INNOVASJONSRADGIVER: _words(
        "radgiver innovasjon innovasjonsteam innovation_adviser innovation_advisor adviser advisor"
    ),
    Role.FAGPERSON: _words(
        "fagpersoner saksbehandler saksbehandlere fagansvarlig expert experts assessor specialist case_worker"
    ),
    Role.PORTEFOLJESTYRE: _words(
        "portefoljestyret styret styre portfolio_board board steering_committee styringsgruppe"
    ),
    Role.PROSESSEIER: _words("process_owner prosessansvarlig"),
    Role.ADMINISTRATOR: _words("admin admins administrators systemansvarlig camunda_admin"),
    Role.REVISOR: _words("revisjon auditor auditors internrevisjon"),
    Role.PERSONVERNOMBUD: _words("personvern dpo data_protection_officer"),
    Role.ENHETSLEDER: _words(
        "leder ledere ledelse avdelingsleder virksomhetsleder manager managers management leader unit_manager "
        "line_manager head_of_unit"
    ),
    Role.INNMELDER: _words("forslagsstiller submitter requester initiator soker applicant"),
    Role.IDEEIER: _words("idea_owner ideansvarlig"),
    Role.PROSJEKTLEDER: _words("project_manager project_lead prosjekt_leder project_leader"),
    Role.PROSJEKTEIER: _words("project_owner project_sponsor sponsor"),
    Role.GEVINSTANSVARLIG: _words("benefit_owner benefits_manager gevinst_ansvarlig"),
    Role.GEVINSTEIER: _words("benefit_sponsor gevinst_eier"),
}
_ROLES = {word: role for role, words in WORDS.items() for word in (str(role), *words)}
LIKE_ENOUGH = 0.85


def role_of(name: str) -> Role | None:
    """The role that a lane or group of this name means, None when that is not clear."""
    plain = readable(name)
    found = _ROLES.get(plain)
    if found is not None or not plain:
        return found
    near = difflib.get_close_matches(plain, list(_ROLES), n=1, cutoff=LIKE_ENOUGH)
    return _ROLES[near[0]] if near else None


def nearest(name: str) -> Role:
    """The role whose names resemble it most: a suggestion only."""
    plain = readable(name)
    best = max(_ROLES, key=lambda word: difflib.SequenceMatcher(None, plain, word).ratio())
    return _ROLES[best]
