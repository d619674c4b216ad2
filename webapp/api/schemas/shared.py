"""Shapes that several nouns share: people, problems, lists."""

from marshmallow import INCLUDE, Schema, fields

NUMBER_LENGTH = 20


class PersonSchema(Schema):
    """Somebody; `id` is null for a submitter who asked to be anonymous."""

    id = fields.UUID(allow_none=True)
    name = fields.String()
    title = fields.String()


class FaultSchema(Schema):
    """One thing to put right. `path` is the field or element; `message` follows Accept-Language (nb or en)."""

    code = fields.String(required=True)
    path = fields.String(required=True)
    message = fields.String(required=True)
    file = fields.String()
    severity = fields.String()
    params = fields.Dict(keys=fields.String(), values=fields.String())
    way = fields.List(
        fields.String(), metadata={"description": "Of a model: ids of the elements that lead to the place, in order."}
    )


class ProblemSchema(Schema):
    """Problem details for HTTP APIs (RFC 9457). Further members depend on `type`."""

    class Meta:
        unknown = INCLUDE

    type = fields.String(required=True)
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    detail = fields.String(required=True)
    instance = fields.String(required=True)
    problems = fields.List(fields.Nested(FaultSchema))


class NextSchema(Schema):
    """A page; `next` is the address of the one after it, null on the last."""

    next = fields.String(allow_none=True)
