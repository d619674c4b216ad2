"""What operators send and get: repairs, modifications, pauses, migrations and the work on many cases."""

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from webapp.api.schemas.shared import FaultSchema, NextSchema, PersonSchema
from webapp.api.values import Plain

REASON = validate.Length(min=1, max=10_000)
ID = validate.Length(min=1, max=200)


class ReasonSchema(Schema):
    """Why; it stays on record."""

    reason = fields.String(required=True, validate=REASON)


class SkipSchema(ReasonSchema):
    flow = fields.String(
        load_default=None, allow_none=True, validate=ID, metadata={"description": "The way out of a gateway."}
    )


class FactsSchema(ReasonSchema):
    """Values by the way to them, such as `vurder.tall`; text takes the kind of what it replaces."""

    facts = fields.Dict(
        keys=fields.String(validate=ID),
        values=Plain(allow_none=True),
        required=True,
        validate=validate.Length(min=1, max=100),
    )


class RepairSchema(Schema):
    result = fields.String(
        metadata={
            "description": "moved_on, set_going (tried again soon), stopped_again, or asks_person (who must send it again)."
        }
    )


class RepairsSchema(Schema):
    """The same repair of many stopped steps. Without `skip` they are tried again; with it they are passed by."""

    incidents = fields.List(fields.UUID(), required=True, validate=validate.Length(min=1, max=10_000))
    skip = fields.Boolean(load_default=False)
    reason = fields.String(load_default="", validate=validate.Length(max=10_000))
    flow = fields.String(load_default=None, allow_none=True, validate=ID)


class InstructionSchema(Schema):
    """`cancel` and `move` need `token`; `move`, `start_before` and `start_after` need `element` (for the last also the id of a
    flow). `scope` is the token of the subprocess, when several run."""

    do = fields.String(required=True, validate=validate.OneOf(("cancel", "move", "start_before", "start_after")))
    token = fields.UUID(load_default=None, allow_none=True)
    element = fields.String(load_default=None, allow_none=True, validate=ID)
    scope = fields.UUID(load_default=None, allow_none=True)

    @validates_schema
    def _complete(self, data: dict[str, object], **_: object) -> None:
        if data["do"] in ("cancel", "move") and data["token"] is None:
            raise ValidationError({"token": ["Missing data for required field."]})
        if data["do"] != "cancel" and data["element"] is None:
            raise ValidationError({"element": ["Missing data for required field."]})


class InstructionsSchema(Schema):
    instructions = fields.List(fields.Nested(InstructionSchema), required=True, validate=validate.Length(min=1, max=50))


class ModificationSchema(InstructionsSchema):
    reason = fields.String(required=True, validate=REASON)
    revision = fields.Integer(
        load_default=None,
        allow_none=True,
        validate=validate.Range(min=0, max=2147483647),
        metadata={"description": "The case's revision at the preview; 409 when it has changed since."},
    )


class ChangeSchema(Schema):
    element = fields.String()
    name = fields.String()
    waits = fields.String()
    role = fields.String()
    due_at = fields.DateTime(allow_none=True)


class PreviewSchema(Schema):
    revision = fields.Integer()
    closed = fields.List(fields.Nested(ChangeSchema))
    opened = fields.List(fields.Nested(ChangeSchema))
    passed = fields.List(fields.String())
    ends = fields.Boolean()


class StoppedSchema(Schema):
    """A stopped step; `detail` and the title are empty for who may not read the initiative."""

    id = fields.UUID()
    case_id = fields.UUID()
    model_key = fields.String()
    version_number = fields.Integer()
    element = fields.String()
    element_name = fields.String()
    code = fields.String()
    detail = fields.String()
    opened_at = fields.DateTime()
    initiative_number = fields.String()
    initiative_title = fields.String()
    suspended = fields.Boolean()


class StoppedListSchema(NextSchema):
    items = fields.List(fields.Nested(StoppedSchema))


class InputSchema(Schema):
    place = fields.String()
    label = fields.String()
    value = Plain(allow_none=True)
    editable = fields.Boolean()
    sent = fields.Boolean()


class WaySchema(Schema):
    id = fields.String()
    name = fields.String()


class StoppedDetailSchema(StoppedSchema):
    kind = fields.String()
    expression = fields.String()
    path = fields.String()
    inputs = fields.List(fields.Nested(InputSchema))
    ways = fields.List(fields.Nested(WaySchema))
    may_skip = fields.Boolean()
    passing = fields.Boolean()
    resolved_at = fields.DateTime(allow_none=True)


class PlaceSchema(Schema):
    """Where a token stands."""

    token = fields.UUID()
    element = fields.String()
    name = fields.String()
    kind = fields.String()
    waits = fields.String()
    within = fields.String()
    scope = fields.UUID(allow_none=True)
    on = fields.UUID(allow_none=True)


class SuspensionSchema(Schema):
    by = fields.Nested(PersonSchema)
    at = fields.DateTime()
    reason = fields.String()


class InterventionSchema(Schema):
    id = fields.UUID()
    kind = fields.String()
    element_name = fields.String()
    reason = fields.String()
    by = fields.Nested(PersonSchema)
    at = fields.DateTime()


class OperatedCaseSchema(Schema):
    id = fields.UUID()
    revision = fields.Integer()
    status = fields.String()
    initiative_number = fields.String()
    model_key = fields.String()
    version_number = fields.Integer()
    current_number = fields.Integer(allow_none=True)
    places = fields.List(fields.Nested(PlaceSchema))
    interventions = fields.List(fields.Nested(InterventionSchema))
    suspension = fields.Nested(SuspensionSchema, allow_none=True)


class SuspendVersionSchema(ReasonSchema):
    cases = fields.Boolean(load_default=False, metadata={"description": "Set its running cases on pause too."})


class CountSchema(Schema):
    cases = fields.Integer()


class ProposalQuery(Schema):
    target = fields.Integer(required=True, strict=False, validate=validate.Range(min=1, max=2147483647))


class SuggestionSchema(Schema):
    element = fields.String()
    target = fields.String(allow_none=True)
    how = fields.String(metadata={"description": "id, name, or none when nothing like it was found."})


class ProposalSchema(Schema):
    plan = fields.List(fields.Nested(SuggestionSchema))
    problems = fields.List(fields.Nested(FaultSchema))


class MigrationSchema(ReasonSchema):
    """The plan; `targets` maps elements where cases stand to where they go on, `again` are timers that are counted anew."""

    target = fields.Integer(required=True, validate=validate.Range(min=1, max=2147483647))
    targets = fields.Dict(keys=fields.String(validate=ID), values=fields.String(validate=ID), required=True)
    again = fields.List(fields.String(validate=ID), load_default=list)
    cases = fields.List(fields.UUID(), load_default=None, allow_none=True, validate=validate.Length(max=100_000))


class OrderedSchema(Schema):
    batch_id = fields.UUID()


class BatchSchema(Schema):
    id = fields.UUID()
    kind = fields.String()
    stage = fields.String()
    reason = fields.String()
    by = fields.Nested(PersonSchema)
    created_at = fields.DateTime()
    changed_at = fields.DateTime()
    source_number = fields.Integer(allow_none=True)
    target_number = fields.Integer(allow_none=True)
    total = fields.Integer()
    handled = fields.Integer()
    counts = fields.Dict(keys=fields.String(), values=fields.Integer())


class ItemSchema(Schema):
    subject = fields.UUID()
    case_id = fields.UUID()
    initiative_number = fields.String()
    status = fields.String()
    report = fields.List(fields.Nested(FaultSchema))
    at = fields.DateTime(allow_none=True)


class ItemListSchema(NextSchema):
    items = fields.List(fields.Nested(ItemSchema))
