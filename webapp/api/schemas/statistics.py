"""What happens at each element of a version."""

from marshmallow import Schema, fields

from engine.queries.statistics import Period
from webapp.api.paging import PageQuery
from webapp.api.schemas.shared import NextSchema, PersonSchema


class StatisticsQuery(Schema):
    period = fields.Enum(Period, by_value=True, load_default=Period.MONTHS_3)
    unit_id = fields.UUID(load_default=None, metadata={"description": "A unit with those below it."})


class WaitingQuery(PageQuery):
    unit_id = fields.UUID(load_default=None)


class LogQuery(Schema):
    first = fields.Date(load_default=None, metadata={"description": "Cases that were started on this day or later."})
    last = fields.Date(load_default=None, metadata={"description": "Cases that were started on this day or earlier."})


class SpreadSchema(Schema):
    count = fields.Integer()
    median = fields.TimeDelta()
    p75 = fields.TimeDelta()
    p90 = fields.TimeDelta()
    p95 = fields.TimeDelta()


class FiguresSchema(Schema):
    completed = fields.Integer()
    cancelled = fields.Integer()
    failed = fields.Integer()
    returned = fields.Integer()
    waiting = fields.Nested(SpreadSchema, allow_none=True)
    handling = fields.Nested(SpreadSchema, allow_none=True)
    total = fields.Nested(SpreadSchema, allow_none=True)


class ElementFiguresSchema(Schema):
    element = fields.String()
    name = fields.String()
    kind = fields.String()
    lane = fields.String()
    role = fields.String()
    now = fields.Integer()
    since = fields.DateTime(allow_none=True)
    figures = fields.Nested(FiguresSchema)


class RoleFiguresSchema(Schema):
    role = fields.String()
    now = fields.Integer()
    figures = fields.Nested(FiguresSchema)


class StatisticsSchema(Schema):
    version_id = fields.UUID()
    key = fields.String()
    name = fields.String()
    number = fields.Integer()
    current = fields.Boolean()
    period = fields.Enum(Period, by_value=True)
    first = fields.Date(allow_none=True)
    unit_id = fields.UUID(allow_none=True)
    elements = fields.List(fields.Nested(ElementFiguresSchema))
    roles = fields.List(fields.Nested(RoleFiguresSchema))


class WaitingCaseSchema(Schema):
    number = fields.String()
    title = fields.String()
    unit_name = fields.String()
    since = fields.DateTime()
    task_id = fields.UUID(allow_none=True)
    role = fields.String()
    assignee = fields.Nested(PersonSchema, allow_none=True)


class WaitingCasesSchema(NextSchema):
    items = fields.List(fields.Nested(WaitingCaseSchema))
