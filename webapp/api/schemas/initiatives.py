"""Initiatives with their cases, remarks and history."""

from marshmallow import Schema, fields, validate

from engine.model.initiative import InitiativeStatus
from engine.queries.history import Matter
from webapp.api.paging import PageQuery
from webapp.api.schemas.messages import CallSchema, ListeningSchema
from webapp.api.schemas.shared import NextSchema, PersonSchema
from webapp.api.values import Plain


class InitiativeQuery(PageQuery):
    text = fields.String(load_default="", validate=validate.Length(max=200))
    phase = fields.String(load_default="", validate=validate.Length(max=40))
    status = fields.Enum(InitiativeStatus, by_value=True, load_default=None)
    unit_id = fields.UUID(load_default=None)
    mine = fields.Boolean(load_default=False)


class InitiativeRowSchema(Schema):
    id = fields.UUID()
    number = fields.String()
    title = fields.String()
    unit_name = fields.String()
    phase = fields.String()
    phase_name = fields.String()
    status = fields.String()
    submitter = fields.Nested(PersonSchema)
    created_at = fields.DateTime()
    changed_at = fields.DateTime()


class InitiativeListSchema(NextSchema):
    items = fields.List(fields.Nested(InitiativeRowSchema))


class PhaseSchema(Schema):
    key = fields.String()
    name = fields.String()
    state = fields.String()


class StepSchema(Schema):
    element = fields.String()
    name = fields.String()
    kind = fields.String()
    lane = fields.String()
    phase = fields.String(allow_none=True)
    depth = fields.Integer()
    state = fields.String()
    count = fields.Integer()


class CaseSchema(Schema):
    id = fields.UUID()
    version_id = fields.UUID()
    model_key = fields.String()
    model_name = fields.String()
    version_number = fields.Integer()
    status = fields.String()
    started_at = fields.DateTime()
    ended_at = fields.DateTime(allow_none=True)
    end = fields.String(allow_none=True)
    beside = fields.Boolean(metadata={"description": "It stands beside the initiative's own case."})
    phases = fields.List(fields.Nested(PhaseSchema))
    steps = fields.List(fields.Nested(StepSchema))


class OpenTaskSchema(Schema):
    task_id = fields.UUID()
    name = fields.String()
    element = fields.String()
    kind = fields.String()
    role = fields.String()
    assignee = fields.Nested(PersonSchema, allow_none=True)
    opened_at = fields.DateTime()
    due_at = fields.DateTime(allow_none=True)
    overdue = fields.Boolean()


class WaitingSchema(Schema):
    element = fields.String()
    name = fields.String()
    due_at = fields.DateTime()


class GivenAnswersSchema(Schema):
    case_id = fields.UUID()
    task_id = fields.UUID()
    element = fields.String()
    path = fields.String()
    name = fields.String()
    phase = fields.String()
    values = Plain()
    given_by = fields.Nested(PersonSchema)
    given_at = fields.DateTime()


class DecisionSchema(Schema):
    task_id = fields.UUID()
    gate = fields.String()
    name = fields.String()
    outcome = fields.String()
    reason = fields.String()
    dissent = fields.String()
    checklist = Plain()
    details = Plain()
    decided_by = fields.Nested(PersonSchema)
    on_behalf_of = fields.Nested(PersonSchema, allow_none=True)
    role = fields.String()
    decided_at = fields.DateTime()


class HolderSchema(Schema):
    role = fields.String()
    person = fields.Nested(PersonSchema)


class IncidentSchema(Schema):
    id = fields.UUID()
    element = fields.String()
    element_name = fields.String()
    code = fields.String()
    detail = fields.String()
    opened_at = fields.DateTime()
    resolved_at = fields.DateTime(allow_none=True)


class InitiativeSchema(Schema):
    id = fields.UUID()
    number = fields.String()
    title = fields.String()
    summary = fields.String()
    unit_id = fields.UUID()
    unit_name = fields.String()
    status = fields.String()
    phase = fields.String()
    restricted = fields.Boolean()
    anonymous = fields.Boolean()
    submitter = fields.Nested(PersonSchema)
    created_at = fields.DateTime()
    changed_at = fields.DateTime()
    cases = fields.List(fields.Nested(CaseSchema))
    open_tasks = fields.List(fields.Nested(OpenTaskSchema))
    waiting = fields.List(fields.Nested(WaitingSchema))
    listening = fields.List(fields.Nested(ListeningSchema))
    calls = fields.List(fields.Nested(CallSchema))
    answers = fields.List(fields.Nested(GivenAnswersSchema))
    decisions = fields.List(fields.Nested(DecisionSchema))
    people = fields.List(fields.Nested(HolderSchema))
    incidents = fields.List(fields.Nested(IncidentSchema))


class CommentInputSchema(Schema):
    text = fields.String(required=True, validate=validate.Length(min=1, max=10_000))
    task_id = fields.UUID(load_default=None, allow_none=True)


class CommentSchema(Schema):
    id = fields.UUID()
    author = fields.Nested(PersonSchema)
    text = fields.String()
    written_at = fields.DateTime()
    task_id = fields.UUID(allow_none=True)


class CommentListSchema(NextSchema):
    items = fields.List(fields.Nested(CommentSchema))


class AttachmentSchema(Schema):
    id = fields.UUID()
    filename = fields.String()
    media_type = fields.String()
    size = fields.Integer()
    attached_by = fields.Nested(PersonSchema)
    attached_at = fields.DateTime()
    own = fields.Boolean()


class AttachmentListSchema(Schema):
    items = fields.List(fields.Nested(AttachmentSchema))


class CreatedSchema(Schema):
    id = fields.UUID()


class EventSchema(Schema):
    id = fields.UUID()
    seq = fields.Integer()
    at = fields.DateTime()
    action = fields.String()
    subject = fields.String()
    actor = fields.Nested(PersonSchema, allow_none=True)
    on_behalf_of = fields.Nested(PersonSchema, allow_none=True)
    data = Plain()
    task_id = fields.UUID(allow_none=True)
    answered = fields.Boolean()
    version = fields.Integer(allow_none=True)


class EventQuery(PageQuery):
    matter = fields.Enum(Matter, by_value=True, load_default=None)


class EventListSchema(NextSchema):
    items = fields.List(fields.Nested(EventSchema))


class ReplayQuery(Schema):
    step = fields.Integer(
        load_default=None,
        strict=False,
        validate=validate.Range(min=1, max=2**31 - 1),
        metadata={"description": "The number of a step; the last one when left out."},
    )


class ReplayStepSchema(Schema):
    number = fields.Integer()
    at = fields.DateTime()
    happening = fields.String()
    outcome = fields.String(allow_none=True)
    element = fields.String()
    name = fields.String()
    kind = fields.String()
    path = fields.String()
    task_id = fields.UUID(allow_none=True)
    person = fields.Nested(PersonSchema, allow_none=True)
    on_behalf_of = fields.Nested(PersonSchema, allow_none=True)
    answered = fields.Boolean()
    verdict = fields.String(allow_none=True)
    version_number = fields.Integer()
    flows = fields.List(fields.String())


class StandingSchema(Schema):
    element = fields.String()
    name = fields.String()
    kind = fields.String()
    count = fields.Integer()
    since = fields.DateTime()


class ReplaySchema(Schema):
    number = fields.String()
    case_id = fields.UUID()
    version_id = fields.UUID()
    version_number = fields.Integer()
    total = fields.Integer()
    step = fields.Integer()
    steps = fields.List(fields.Nested(ReplayStepSchema))
    standing = fields.List(fields.Nested(StandingSchema))
    visited = fields.List(fields.String())
    before = fields.List(fields.Nested(StandingSchema))
    visited_before = fields.List(fields.String())


class GivenSchema(Schema):
    task_id = fields.UUID()
    number = fields.String()
    name = fields.String()
    element = fields.String()
    path = fields.String()
    form = fields.String()
    version_id = fields.UUID()
    version_number = fields.Integer()
    given_by = fields.Nested(PersonSchema)
    on_behalf_of = fields.Nested(PersonSchema, allow_none=True)
    given_at = fields.DateTime()
    values = Plain()
    outcome = fields.String(allow_none=True)
    reason = fields.String()
    later = fields.Integer()
