"""Tasks, their forms and gates."""

from marshmallow import Schema, fields, validate

from engine.model.definition import Outcome
from engine.queries.worklist import View
from engine.services.gates import ANSWERS, CAUSES
from webapp.api.paging import PageQuery
from webapp.api.schemas.shared import NextSchema, PersonSchema
from webapp.api.values import Plain

TEXT = validate.Length(max=10_000)


class WorklistQuery(PageQuery):
    view = fields.Enum(View, by_value=True, load_default=View.ALL)
    text = fields.String(load_default="", validate=validate.Length(max=200))
    phase = fields.String(load_default="", validate=validate.Length(max=40))
    sort = fields.String(load_default="due", validate=validate.OneOf(["due", "opened"]))


class WorklistRowSchema(Schema):
    task_id = fields.UUID()
    name = fields.String()
    kind = fields.String()
    element = fields.String()
    role = fields.String()
    phase = fields.String()
    status = fields.String()
    assignee = fields.Nested(PersonSchema, allow_none=True)
    on_behalf_of = fields.Nested(PersonSchema, allow_none=True)
    opened_at = fields.DateTime()
    due_at = fields.DateTime(allow_none=True)
    overdue = fields.Boolean()
    initiative_number = fields.String()
    initiative_title = fields.String()
    unit_name = fields.String()


class WorklistSchema(NextSchema):
    items = fields.List(fields.Nested(WorklistRowSchema))
    counts = fields.Dict(keys=fields.String(), values=fields.Integer())


class FormFieldSchema(Schema):
    """One field to answer. `choices` are the values that may be given, where they are fixed; `columns` those of a
    table, whose answer is a list of objects."""

    key = fields.String()
    kind = fields.String()
    label = fields.String()
    help = fields.String()
    required = fields.Boolean()
    minimum = Plain(allow_none=True)
    maximum = Plain(allow_none=True)
    max_length = fields.Integer(allow_none=True)
    unit = fields.String()
    choices = fields.List(fields.Nested(lambda: ChoiceSchema()))
    columns = fields.List(fields.Nested(lambda: FormFieldSchema(exclude=("columns",))))


class ChoiceSchema(Schema):
    value = Plain()
    label = fields.String()


class FormSchema(Schema):
    key = fields.String()
    title = fields.String()
    fields_ = fields.List(fields.Nested(FormFieldSchema), attribute="fields", data_key="fields")


class CheckSchema(Schema):
    key = fields.String()
    label = fields.String()
    required = fields.Boolean()


class BlockSchema(Schema):
    key = fields.String()
    label = fields.String()
    standing = fields.Boolean()
    override = fields.Boolean()


class TargetSchema(Schema):
    key = fields.String()
    name = fields.String()


class GateSchema(Schema):
    """A gate as the token's owner meets it; `refusal` says why they may not decide."""

    key = fields.String(attribute="gate.key")
    outcomes = fields.List(fields.Pluck(lambda: OutcomeSchema(), "type"), attribute="gate.outcomes")
    checks = fields.List(fields.Nested(CheckSchema), attribute="gate.checks")
    blocks = fields.List(fields.Nested(BlockSchema))
    return_targets = fields.List(fields.Nested(TargetSchema))
    referrals = fields.List(fields.String())
    may_decide = fields.Boolean()
    refusal = fields.String(allow_none=True)


class OutcomeSchema(Schema):
    type = fields.String()


class DraftSchema(Schema):
    answers = Plain(allow_none=True)
    revision = fields.Integer()
    saved_at = fields.DateTime(allow_none=True)


class TaskSchema(Schema):
    task_id = fields.UUID()
    case_id = fields.UUID()
    element = fields.String()
    name = fields.String()
    kind = fields.String()
    help = fields.String()
    role = fields.String()
    phase = fields.String()
    status = fields.String()
    revision = fields.Integer()
    item = Plain(allow_none=True)
    assignee = fields.Nested(PersonSchema, allow_none=True)
    on_behalf_of = fields.Nested(PersonSchema, allow_none=True)
    completed_by = fields.Nested(PersonSchema, allow_none=True)
    opened_at = fields.DateTime()
    due_at = fields.DateTime(allow_none=True)
    completed_at = fields.DateTime(allow_none=True)
    overdue = fields.Boolean()
    answers = Plain(allow_none=True)
    draft = fields.Nested(DraftSchema, allow_none=True)
    form = fields.Nested(FormSchema, allow_none=True)
    gate = fields.Nested(GateSchema, allow_none=True)
    candidates = fields.List(fields.Nested(PersonSchema))
    initiative_number = fields.String(attribute="initiative.number")
    initiative_title = fields.String(attribute="initiative.title")
    may_work = fields.Boolean()
    may_delegate = fields.Boolean()


class DelegationSchema(Schema):
    to = fields.UUID(required=True, metadata={"description": "The person who is to have the task."})


class AnswersSchema(Schema):
    answers = fields.Dict(keys=fields.String(), values=Plain(allow_none=True), load_default=dict)


class DraftInputSchema(Schema):
    answers = fields.Dict(keys=fields.String(), values=Plain(allow_none=True), required=True)
    revision = fields.Integer(
        load_default=None,
        allow_none=True,
        strict=True,
        validate=validate.Range(min=0, max=2**31 - 1),
        metadata={"description": "The draft's revision as last read; an older one is answered with 409."},
    )


class DraftSavedSchema(Schema):
    revision = fields.Integer()
    saved_at = fields.DateTime()


class CheckAnswerSchema(Schema):
    answer = fields.String(required=True, validate=validate.OneOf(ANSWERS))
    note = fields.String(load_default="", validate=TEXT)


class ConditionSchema(Schema):
    text = fields.String(required=True, validate=validate.Length(min=1, max=10_000))
    responsible = fields.UUID(required=True)
    due = fields.Date(required=True)


class VerdictSchema(Schema):
    """What the decider says. Which members are needed follows from `outcome`: godkjenn: checks. godkjenn_vilkar:
    checks, conditions. returner: target, reason. vent: hold_until, reason. avvis: cause, reason. henvis: target,
    reason."""

    outcome = fields.Enum(Outcome, by_value=True, required=True)
    reason = fields.String(load_default="", validate=TEXT)
    dissent = fields.String(load_default="", validate=TEXT)
    checks = fields.Dict(
        keys=fields.String(validate=validate.Length(max=100)),
        values=fields.Nested(CheckAnswerSchema),
        load_default=dict,
    )
    conditions = fields.List(fields.Nested(ConditionSchema), load_default=list, validate=validate.Length(max=50))
    target = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=100))
    hold_until = fields.Date(load_default=None, allow_none=True)
    cause = fields.String(load_default=None, allow_none=True, validate=validate.OneOf(CAUSES))
    overrides = fields.Dict(
        keys=fields.String(validate=validate.Length(max=100)), values=fields.String(validate=TEXT), load_default=dict
    )
    answers = fields.Dict(keys=fields.String(), values=Plain(allow_none=True), load_default=dict)


class CompletedSchema(Schema):
    task_id = fields.UUID()
    initiative_id = fields.UUID()
    initiative_number = fields.String()
    opened = fields.List(fields.UUID())
    ended = fields.Boolean(metadata={"description": "Whether the case has ended."})
