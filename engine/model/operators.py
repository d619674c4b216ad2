"""Who may take a hand in cases that run, beside the rules on initiatives and tasks in `engine.model.access`."""

from engine.model.access import Actor, ApiScope
from engine.model.roles import Role


def may_operate(actor: Actor) -> bool:
    """Moves, suspends and repairs running cases: the process owner, with a reason."""
    if actor.scopes is not None and ApiScope.TASKS not in actor.scopes:
        return False
    return actor.own(Role.PROSESSEIER)
