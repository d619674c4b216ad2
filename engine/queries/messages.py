"""What waits for messages, and messages that wait: of one case for its readers, of all for operators."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from engine.contract.errors import InvalidInput, NotAllowed
from engine.model.access import Actor, Identity, may_see_messages
from engine.model.case import Case
from engine.model.initiative import Initiative
from engine.model.message import OPEN_MESSAGES, Message, Subscription
from engine.model.process import ProcessModel
from engine.model.roles import Role
from engine.model.starting import ModelStart
from engine.queries.case_view import element_name
from engine.queries.reading import PersonName, Reading, names_of, readable

PAGE = 50


@dataclass(frozen=True, kw_only=True)
class WaitingFor:
    """A token that waits for a message or signal (`kind`). `step` is what the diagram calls the place."""

    element: str
    step: str
    kind: str
    name: str
    key: str | None
    opened_at: datetime


@dataclass(frozen=True, kw_only=True)
class MessageRow:
    """A message that nobody has caught yet. `status`: waiting or stopped, then `reason` says why. `sender` is a person, or
    `initiative` the number of the one whose case sent it. `payload` is None for those who may not read it."""

    id: UUID
    message_id: str
    name: str
    key: str | None
    status: str
    received_at: datetime
    expires_at: datetime | None
    sender: PersonName | None
    initiative: str | None
    stopped_at: str | None
    reason: str
    payload: Mapping[str, object] | None


@dataclass(frozen=True, kw_only=True)
class MessagePage:
    """The oldest first; `next` is the key of the following page."""

    rows: tuple[MessageRow, ...]
    next: str | None


@dataclass(frozen=True, kw_only=True)
class StartRow:
    """A start event that waits. For the clock `due_at` is the next time (None: no more), `failure` why the last failed."""

    process: str
    process_name: str
    step: str
    kind: str
    name: str
    due_at: datetime | None
    failure: str


class MessageList:
    """The queries."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading

    def of_case(self, identity: Identity, case_id: UUID) -> tuple[WaitingFor, ...]:
        """What a case waits to hear. Raises NotFound."""
        with self._reading.as_actor(identity) as (session, actor):
            row = session.execute(select(Case.initiative_id, Case.version_id).where(Case.id == case_id)).one_or_none()
            readable(session, actor, self._reading.clock.now(), id=row.initiative_id if row else None)
            assert row is not None
            definition = self._reading.definition_of(session, row.version_id)
            found = session.execute(
                select(Subscription).where(Subscription.case_id == case_id).order_by(Subscription.id)
            ).scalars()
            return tuple(
                WaitingFor(
                    element=each.element,
                    step=element_name(definition, each.element),
                    kind=each.kind,
                    name=each.name,
                    key=each.key,
                    opened_at=each.opened_at,
                )
                for each in found
            )

    def open(self, identity: Identity, *, after: str | None = None, limit: int = PAGE) -> MessagePage:
        """Messages that nobody has caught, the oldest first. Raises NotAllowed, InvalidInput (`after`)."""
        with self._reading.as_actor(identity) as (session, actor):
            _require_operator(actor)
            stopped, sent = aliased(Case), aliased(Case)
            stopped_on, sent_on = aliased(Initiative), aliased(Initiative)
            query = (
                select(Message, sent_on.number, stopped_on.number)
                .outerjoin(sent, sent.id == Message.from_case_id)
                .outerjoin(sent_on, sent_on.id == sent.initiative_id)
                .outerjoin(stopped, stopped.id == Message.case_id)
                .outerjoin(stopped_on, stopped_on.id == stopped.initiative_id)
                .where(Message.status.in_(OPEN_MESSAGES))
            )
            if after is not None:
                query = query.where(Message.id > _cursor(after))
            found = session.execute(query.order_by(Message.id).limit(limit + 1)).all()
            shown = found[:limit]
            names = names_of(session, {message.person_id for message, *_ in shown})
            opens_payload = actor.own(Role.PROSESSEIER)
            return MessagePage(
                rows=tuple(_row(*row, names=names, opens_payload=opens_payload) for row in shown),
                next=str(shown[-1][0].id) if len(found) > limit else None,
            )

    def starts(self, identity: Identity) -> tuple[StartRow, ...]:
        """The start events that wait, by process. Raises NotAllowed."""
        with self._reading.as_actor(identity) as (session, actor):
            _require_operator(actor)
            rows = session.execute(
                select(ModelStart, ProcessModel.key, ProcessModel.name)
                .join(ProcessModel, ProcessModel.id == ModelStart.model_id)
                .order_by(ProcessModel.name, ModelStart.element)
            )
            return tuple(self._start(session, start, key, name) for start, key, name in rows)

    def _start(self, session: Session, start: ModelStart, key: str, name: str) -> StartRow:
        definition = self._reading.definition_of(session, start.version_id)
        return StartRow(
            process=key,
            process_name=name,
            step=element_name(definition, start.element),
            kind=start.kind,
            name=start.name,
            due_at=start.due_at,
            failure=start.failure,
        )


def _require_operator(actor: Actor) -> None:
    if not may_see_messages(actor):
        raise NotAllowed("read_messages", "role_missing")


def _row(
    message: Message,
    sent_by: str | None,
    stopped_at: str | None,
    *,
    names: Mapping[UUID, PersonName],
    opens_payload: bool,
) -> MessageRow:
    payload = message.payload if isinstance(message.payload, Mapping) else {}
    return MessageRow(
        id=message.id,
        message_id=message.sent_id,
        name=message.name,
        key=message.key,
        status=message.status,
        received_at=message.received_at,
        expires_at=message.expires_at,
        sender=names.get(message.person_id) if message.person_id is not None else None,
        initiative=sent_by,
        stopped_at=stopped_at,
        reason=message.reason,
        payload=payload if opens_payload else None,
    )


def _cursor(after: str) -> UUID:
    try:
        return UUID(after)
    except ValueError as error:
        raise InvalidInput("after", "not_a_key") from error
