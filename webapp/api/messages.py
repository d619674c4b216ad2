"""Messages and signals over HTTP: send them, see what waits, and for operators deliver or discard what nobody has caught."""

from typing import Any
from uuid import UUID

from engine.model.access import ApiScope
from webapp.api.area import area
from webapp.api.conditions import IDEMPOTENCY_KEY, idempotency_key
from webapp.api.paging import PageQuery, page
from webapp.api.schemas.messages import (
    DeliverySchema,
    DiscardSchema,
    MessageListSchema,
    MessageSchema,
    ReceiptSchema,
    SignalReceiptSchema,
    SignalSchema,
    SubscriptionListSchema,
)
from webapp.auth import engine, identity

messages = area("messages", "Messages to the one who waits, signals to everybody who does.")

SAME_AGAIN = {
    **IDEMPOTENCY_KEY,
    "description": "Stands for the member `id` when that is left out: the same again is the same message and gets the "
    "first answer.",
}


@messages.operation(
    "POST",
    "/messages",
    ApiScope.MESSAGES,
    body=MessageSchema,
    status=201,
    answer=ReceiptSchema,
    headers=[SAME_AGAIN],
)
def send_message(given: dict[str, Any]) -> Any:
    """Send a message to the one that waits for its name and key

    `caught`: a case had waited for it. `started`: it started a process. `waiting`: it is kept until somebody waits for it.
    `stopped`: the receiver's process failed on it, and an operator must see to it.
    """
    return engine().messages.publish(
        identity(),
        given["name"],
        key=given["key"],
        payload=given["payload"],
        message_id=given["id"] or idempotency_key(),
        initiative=given["initiative"],
        expires_at=given["expires_at"],
    )


@messages.operation(
    "POST",
    "/signals",
    ApiScope.MESSAGES,
    body=SignalSchema,
    status=202,
    answer=SignalReceiptSchema,
    headers=[SAME_AGAIN],
)
def send_signal(given: dict[str, Any]) -> Any:
    """Send a signal to everybody who waits for its name now"""
    return engine().messages.signal(
        identity(),
        given["name"],
        payload=given["payload"],
        message_id=given["id"] or idempotency_key(),
        initiative=given["initiative"],
    )


@messages.operation("GET", "/messages", ApiScope.MESSAGES, query=PageQuery, answer=MessageListSchema)
def list_messages(wanted: dict[str, Any]) -> dict[str, Any]:
    """Messages that nobody has caught, for operators, the oldest first; what they say only for the process owner"""
    found = engine().queries.messages.open(identity(), after=wanted["after"], limit=wanted["limit"])
    return page(found.rows, found.next)


@messages.operation("POST", "/messages/<uuid:message_id>/delivery", ApiScope.MESSAGES, answer=DeliverySchema)
def deliver_message(message_id: UUID) -> dict[str, Any]:
    """Try once more to deliver a message, for operators; the answer is its status afterwards"""
    return {"status": engine().letterbox.deliver_again(message_id, identity())}


@messages.operation("POST", "/messages/<uuid:message_id>/discard", ApiScope.MESSAGES, body=DiscardSchema, status=204)
def discard_message(given: dict[str, Any], message_id: UUID) -> None:
    """Throw a message away for good, with a reason, for operators"""
    engine().letterbox.discard(message_id, identity(), given["reason"])


@messages.operation("GET", "/cases/<uuid:case_id>/subscriptions", ApiScope.READ, answer=SubscriptionListSchema)
def list_subscriptions(case_id: UUID) -> dict[str, Any]:
    """The messages and signals that a case waits for"""
    return {"items": engine().queries.messages.of_case(identity(), case_id)}
