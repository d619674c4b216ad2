"""Where the tokens of a stored case stand, for those who operate it."""

from uuid import UUID

from SpiffWorkflow.task import Task as Token
from SpiffWorkflow.util.task import TaskState

from engine.model.modification import Standing
from engine.spiff import state as states
from engine.spiff.calling import CallNode
from engine.spiff.compile import CompiledModel
from engine.spiff.conditions import ConditionNode
from engine.spiff.correspondence import CatchNode
from engine.spiff.events import TimerNode
from engine.spiff.gateways import JoinNode
from engine.spiff.instances import RepeatedNode
from engine.spiff.nodes import ACTIVE, HumanNode
from engine.spiff.places import Places, path_of
from engine.spiff.scopes import ScopeNode

WAITS = (
    (HumanNode, "task"),
    (TimerNode, "timer"),
    (CatchNode, "message"),
    (CallNode, "call"),
    (ConditionNode, "condition"),
    (JoinNode, "arrival"),
    (RepeatedNode, "instances"),
    (ScopeNode, "inside"),
)


def look(model: CompiledModel, state: bytes) -> tuple[Standing, ...]:
    """Every live token, outermost scope first. Raises StepFailed for bytes that are no state of this version."""
    places = Places(states.load(state, model.spec, model.scopes))
    return tuple(_standing(places, token) for token in places.tokens() if token.has_state(ACTIVE))


def host_of(token: Token) -> Token | None:
    """The activity on whose border a token waits, None for any other token."""
    parent = token.parent
    if parent is None or token._state != TaskState.WAITING or not parent.has_state(ACTIVE):
        return None
    return parent if token.task_spec.name in parent.task_spec.boundary else None


def _standing(places: Places, token: Token) -> Standing:
    spec, host = token.task_spec, host_of(token)
    around = places.around(token.workflow)
    return Standing(
        token=token.id,
        element=spec.bpmn_id,
        kind=spec.kind,
        waits=next((word for kind, word in WAITS if isinstance(spec, kind)), "event"),
        scope=None if around is None else _id(around),
        on=None if host is None else _id(host),
        path=path_of(token),
    )


def _id(token: Token) -> UUID:
    found: UUID = token.id
    return found
