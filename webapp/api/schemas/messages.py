"""Messages and signals, what waits for them, and what is told of them."""

from marshmallow import Schema, fields, validate

from engine.model.message import KEY_LENGTH, NAME_LENGTH
from engine.services.messages import ID_LENGTH
from webapp.api.schemas.shared import NUMBER_LENGTH, NextSchema, PersonSchema
from webapp.api.values import Plain


class SignalSchema(Schema):
    name = fields.String(
        required=True,
        validate=validate.Length(min=1, max=NAME_LENGTH),
        metadata={"description": "As in the diagram of whoever waits."},
    )
    payload = fields.Dict(
        keys=fields.String(),
        values=Plain(allow_none=True),
        load_default=dict,
        metadata={"description": "Becomes the fact named by the event that catches. At most 256 kB."},
    )
    id = fields.String(
        load_default=None,
        allow_none=True,
        validate=validate.Length(min=1, max=ID_LENGTH),
        metadata={"description": "Your own id of it. The same again is the same one: nothing happens twice."},
    )
    initiative = fields.String(
        load_default=None,
        allow_none=True,
        validate=validate.Length(min=1, max=NUMBER_LENGTH),
        metadata={
            "description": "Number of the initiative that a started case stands on. Without it a new one is made when the "
            "payload holds `tittel` and `enhet` (id or key of a unit)."
        },
    )


class MessageSchema(SignalSchema):
    key = fields.String(
        load_default=None,
        allow_none=True,
        validate=validate.Length(min=1, max=KEY_LENGTH),
        metadata={"description": "Which of those who wait for the name it is for."},
    )
    expires_at = fields.AwareDateTime(
        load_default=None, allow_none=True, metadata={"description": "It is not delivered later than this."}
    )


class SignalReceiptSchema(Schema):
    id = fields.UUID()
    message_id = fields.String()
    status = fields.String()
    received_at = fields.DateTime()
    not_started = fields.List(
        fields.String(),
        metadata={"description": "Keys of the processes that it would have started, had it named an initiative."},
    )


class ReceiptSchema(Schema):
    id = fields.UUID()
    message_id = fields.String()
    status = fields.String()
    received_at = fields.DateTime()
    case_id = fields.UUID(allow_none=True, metadata={"description": "Where it ended up, if you may know."})
    initiative = fields.String(allow_none=True)


class OpenMessageSchema(Schema):
    id = fields.UUID()
    message_id = fields.String()
    name = fields.String()
    key = fields.String(allow_none=True)
    status = fields.String()
    received_at = fields.DateTime()
    expires_at = fields.DateTime(allow_none=True)
    sender = fields.Nested(PersonSchema, allow_none=True)
    initiative = fields.String(allow_none=True, metadata={"description": "Whose case sent it."})
    stopped_at = fields.String(allow_none=True, metadata={"description": "The initiative where its receiver failed."})
    reason = fields.String()
    payload = Plain(allow_none=True)


class MessageListSchema(NextSchema):
    items = fields.List(fields.Nested(OpenMessageSchema))


class DeliverySchema(Schema):
    status = fields.String()


class DiscardSchema(Schema):
    reason = fields.String(required=True, validate=validate.Length(min=1, max=2000))


class SubscriptionSchema(Schema):
    element = fields.String()
    step = fields.String()
    kind = fields.String()
    name = fields.String()
    key = fields.String(allow_none=True)
    opened_at = fields.DateTime()


class SubscriptionListSchema(Schema):
    items = fields.List(fields.Nested(SubscriptionSchema))


class ListeningSchema(Schema):
    case_id = fields.UUID()
    element = fields.String()
    step = fields.String()
    kind = fields.String()
    name = fields.String()


class CallSchema(Schema):
    parent_id = fields.UUID()
    child_id = fields.UUID()
    element = fields.String()
    step = fields.String()
    model_name = fields.String()
    ended = fields.Boolean()
