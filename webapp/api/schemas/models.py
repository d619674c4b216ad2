"""Process models, deployments, cases to start, and who is who."""

from marshmallow import Schema, ValidationError, fields, validate

from engine.importing import What
from engine.services.cases import STANDARD
from webapp.api.schemas.initiatives import CaseSchema, OpenTaskSchema
from webapp.api.schemas.shared import FaultSchema, PersonSchema
from webapp.api.values import Plain


class FileContent(fields.Field[object]):
    """A file: its text, or `{"base64": …}` for one that is no text."""

    def _deserialize(self, value: object, attr: str | None, data: object, **kwargs: object) -> object:
        if isinstance(value, str):
            return value
        if isinstance(value, dict) and set(value) == {"base64"} and isinstance(value["base64"], str):
            return value
        raise ValidationError("not a file")


class DeploymentInputSchema(Schema):
    """The files of a model folder by their path in it, `model.toml` among them."""

    json_limit = None

    files = fields.Dict(
        keys=fields.String(validate=validate.Length(min=1, max=200)),
        values=FileContent(
            metadata={
                "oneOf": [
                    {"type": "string"},
                    {
                        "type": "object",
                        "required": ["base64"],
                        "properties": {"base64": {"type": "string"}},
                        "additionalProperties": False,
                    },
                ]
            }
        ),
        required=True,
        validate=validate.Length(min=1, max=300),
    )
    note = fields.String(load_default="", validate=validate.Length(max=2000))
    acknowledged = fields.Boolean(
        load_default=False, metadata={"description": "Somebody has seen that a case might get stuck, and wants it so."}
    )


class DeployedSchema(Schema):
    version_id = fields.UUID()
    key = fields.String()
    number = fields.Integer()
    fresh = fields.Boolean(metadata={"description": "False when these files are the current version already."})
    warnings = fields.List(fields.Nested(FaultSchema))


class ReportLineSchema(FaultSchema):
    """One line of an import's report, at its element."""

    what = fields.String(validate=validate.OneOf([str(what) for what in What]))


class ImportedSchema(Schema):
    report = fields.List(fields.Nested(ReportLineSchema))
    findings = fields.List(
        fields.Nested(FaultSchema), metadata={"description": "What the deployment check says of the result."}
    )
    deployable = fields.Boolean()
    archive = fields.String(metadata={"description": "The translated model folder: a zip, as base64."})


class VersionSchema(Schema):
    id = fields.UUID()
    number = fields.Integer()
    deployed_at = fields.DateTime()
    deployed_by = fields.String(allow_none=True)
    note = fields.String()
    current = fields.Boolean()
    running = fields.Integer(metadata={"description": "Running cases on this version, those on pause among them."})
    suspended = fields.Integer()
    ended = fields.Integer()
    on_pause = fields.Boolean()
    retired_at = fields.DateTime(allow_none=True)


class ModelSchema(Schema):
    key = fields.String()
    name = fields.String()
    description = fields.String()
    versions = fields.List(fields.Nested(VersionSchema))


class ModelListSchema(Schema):
    items = fields.List(fields.Nested(ModelSchema))


class StartSchema(Schema):
    """An idea: the answers to the form that the process begins with."""

    process = fields.String(load_default=STANDARD, validate=validate.Length(min=1, max=64))
    answers = fields.Dict(keys=fields.String(), values=Plain(allow_none=True), required=True)


class SubmittedSchema(Schema):
    initiative_id = fields.UUID()
    number = fields.String()
    case_id = fields.UUID()
    opened = fields.List(fields.UUID())


class OfferedActivitySchema(Schema):
    """An activity that may be begun; `token` is the ad hoc subprocess that it stands in."""

    token = fields.UUID()
    subprocess = fields.String()
    element = fields.String()
    name = fields.String()


class OfferedActivitiesSchema(Schema):
    items = fields.List(fields.Nested(OfferedActivitySchema))


class BeginSchema(Schema):
    token = fields.UUID(required=True)
    element = fields.String(required=True, validate=validate.Length(min=1, max=100))


class CancellationSchema(Schema):
    reason = fields.String(required=True, validate=validate.Length(min=1, max=10_000))


class CaseDetailSchema(CaseSchema):
    initiative_id = fields.UUID()
    initiative_number = fields.String()
    initiative_title = fields.String()
    open_tasks = fields.List(fields.Nested(OpenTaskSchema))


class MeSchema(Schema):
    id = fields.UUID()
    name = fields.String()
    username = fields.String()
    title = fields.String()
    locale = fields.String()
    unit_id = fields.UUID(allow_none=True)
    unit_name = fields.String()
    roles = fields.List(fields.String())
    scopes = fields.List(fields.String())
    may_submit = fields.Boolean()
    may_deploy = fields.Boolean()
    may_retry = fields.Boolean()


class PeopleSchema(Schema):
    items = fields.List(fields.Nested(PersonSchema))


class UnitSchema(Schema):
    id = fields.UUID()
    key = fields.String()
    name = fields.String()
    parent_id = fields.UUID(allow_none=True)
    depth = fields.Integer()


class UnitListSchema(Schema):
    items = fields.List(fields.Nested(UnitSchema))
