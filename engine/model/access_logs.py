"""The part of the access policy about figures and event logs: what is told of many cases at once."""

from engine.model.access import Actor, ApiScope
from engine.model.roles import Role


def may_analyse(actor: Actor) -> bool:
    """Statistics and event logs are for who owns the process and for the auditor; a token with `read` reaches as far."""
    if actor.scopes is not None and ApiScope.READ not in actor.scopes:
        return False
    return actor.own(Role.PROSESSEIER) or actor.own(Role.REVISOR)


def may_name_people(actor: Actor) -> bool:
    """The auditor, in person, gets names and restricted cases in an event log; everybody else's log tells people apart."""
    return actor.scopes is None and actor.own(Role.REVISOR)
