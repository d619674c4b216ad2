"""Decisions: what is asked, and what comes out."""

from marshmallow import Schema, fields, validate

from webapp.api.values import Plain

VERSION = validate.Range(min=1, max=2_147_483_647)


class VersionQuerySchema(Schema):
    version = fields.Integer(load_default=None, validate=VERSION, metadata={"description": "Else the current one."})


class AskedSchema(Schema):
    """The facts by name; dates, times and durations as ISO 8601 text where the decision declares them so."""

    facts = fields.Dict(keys=fields.String(), values=Plain(allow_none=True), required=True)
    version = fields.Integer(load_default=None, validate=VERSION, metadata={"description": "Else the current one."})


class ModelDecisionSchema(Schema):
    id = fields.String()
    name = fields.String()
    reads = fields.List(fields.String(), metadata={"description": "The facts that it reads, with those behind it."})
    inputs = fields.Dict(
        keys=fields.String(), values=fields.String(), metadata={"description": "Declared types of its input data."}
    )


class DecisionListSchema(Schema):
    items = fields.List(fields.Nested(ModelDecisionSchema))


class TableHitsSchema(Schema):
    owner = fields.String(metadata={"description": "Id of the decision or business knowledge model."})
    table = fields.String()
    policy = fields.String()
    inputs = fields.List(Plain(allow_none=True))
    rules = fields.List(fields.String(), metadata={"description": "Ids of the rules that hit."})


class NullSchema(Schema):
    code = fields.String()
    detail = fields.String()


class FailureSchema(Schema):
    code = fields.String()
    message = fields.String()
    rules = fields.List(fields.String())


class DecidedSchema(Schema):
    decision = fields.Nested(ModelDecisionSchema)
    value = Plain(allow_none=True)
    tables = fields.List(fields.Nested(TableHitsSchema))
    decisions = fields.Dict(
        keys=fields.String(),
        values=Plain(allow_none=True),
        metadata={"description": "Every decision made on the way, by id."},
    )
    warnings = fields.List(fields.Nested(NullSchema), metadata={"description": "Why something became null."})
    failure = fields.Nested(FailureSchema, allow_none=True)
