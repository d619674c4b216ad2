"""Process models over HTTP: what is deployed, its diagrams and forms, and deploying a new version."""

from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from typing import Any
from uuid import UUID

from flask import Response, g, request

from engine.contract.errors import InvalidInput, NotFound
from engine.forms import Form
from engine.model.access import ApiScope
from engine.queries.models import ModelRow
from engine.services.problems import line
from webapp.api.area import LOCATION, ROOT, area
from webapp.api.multipart import parts_of
from webapp.api.parsing import fault, json_input
from webapp.api.schemas.models import (
    DeployedSchema,
    DeploymentInputSchema,
    ImportedSchema,
    ModelListSchema,
    ModelSchema,
)
from webapp.api.schemas.tasks import FormSchema
from webapp.archives import gathered, packed
from webapp.auth import engine, identity
from webapp.errors import Faulty, model_fault

models = area("models", "Process models: what is deployed, and deploying.")

NOTE_LIMIT = 2000
DEPLOYMENT_BODY = {
    "required": True,
    "description": (
        'The files of a model folder. As JSON, `files` maps each path to its text, or to `{"base64": …}`. As '
        "multipart/form-data, each file is a part whose name is the path, and `note` and `acknowledged` are parts without "
        "file name."
    ),
    "content": {
        "application/json": {"schema": DeploymentInputSchema},
        "multipart/form-data": {
            "schema": {
                "type": "object",
                "properties": {
                    "note": {"type": "string", "maxLength": NOTE_LIMIT},
                    "acknowledged": {"type": "string", "enum": ["true", "false"]},
                },
                "additionalProperties": {"type": "string", "format": "binary"},
            }
        },
    },
}

IMPORT_BODY = {
    "required": True,
    "description": "The diagrams with their forms and decision tables, each as a part of any name, or one zip of them.",
    "content": {
        "multipart/form-data": {
            "schema": {"type": "object", "additionalProperties": {"type": "string", "format": "binary"}}
        }
    },
}
UNCHANGED = {
    "200": {
        "description": "These files are the current version already.",
        "content": {"application/json": {"schema": DeployedSchema}},
    }
}


@models.operation(
    "POST",
    "/deployments",
    ApiScope.MODELS,
    status=201,
    answer=DeployedSchema,
    answer_headers=LOCATION,
    doc={"requestBody": DEPLOYMENT_BODY, "responses": UNCHANGED},
)
def deploy_model() -> Any:
    """Deploy a set of files as the newest version of their model

    422 lists everything that is wrong with them, in the language of Accept-Language (nb or en). The code `remarks_unseen`
    means that a case might get stuck: send `acknowledged` when somebody has seen that and wants it so.
    """
    files, note, acknowledged = _sent_files()
    deployed = engine().models.deploy(files, identity(), note=note, acknowledged=acknowledged)
    shown = {
        "version_id": deployed.version_id,
        "key": deployed.key,
        "number": deployed.number,
        "fresh": deployed.fresh,
        "warnings": [model_fault(problem, g.locale) for problem in deployed.warnings],
    }
    return shown, 201 if deployed.fresh else 200, {"Location": f"{ROOT}/models/{deployed.key}"}


@models.operation("POST", "/models/import", ApiScope.MODELS, answer=ImportedSchema, doc={"requestBody": IMPORT_BODY})
def import_model() -> dict[str, Any]:
    """Translate a model of Camunda 7 or 8, Flowable or a bpmn.io tool

    Nothing is deployed. The answer says what became of everything, what the deployment check finds after it, and holds the
    translated folder as a zip. 422 says why the files cannot be read.
    """
    files, texts = parts_of(request)
    if texts:
        raise Faulty(422, tuple(fault(name[:200], "file_expected") for name in sorted(texts)))
    translated = engine().imports.look(gathered(files.values()), identity())
    return {
        "report": [
            {
                "what": entry.what,
                "code": entry.code,
                "file": entry.file,
                "path": entry.element,
                "params": entry.params,
                "message": line(entry, g.locale),
            }
            for entry in translated.report
        ],
        "findings": [model_fault(finding, g.locale) for finding in translated.findings],
        "deployable": translated.deployable,
        "archive": b64encode(packed(translated.files)).decode(),
    }


@models.operation("GET", "/models", ApiScope.READ, answer=ModelListSchema)
def list_models() -> dict[str, Any]:
    """All deployed models with their versions, newest first"""
    return {"items": engine().queries.models.models(identity())}


@models.operation("GET", "/models/<key>", ApiScope.READ, answer=ModelSchema)
def read_model(key: str) -> ModelRow:
    """One model with its versions"""
    return _model(key)


@models.operation("GET", "/models/<key>/form", ApiScope.READ, answer=FormSchema)
def read_start_form(key: str) -> Form:
    """The form that a case of this model is started with"""
    form = engine().idea_form(key)
    if form is None:
        raise InvalidInput("process", "no_first_form")
    return form


@models.operation(
    "GET",
    "/models/<key>/versions/<int(max=2147483647):number>/diagram",
    ApiScope.READ,
    answer={"type": "string"},
    content_type="application/xml",
)
def read_diagram(key: str, number: int) -> Response:
    """The main diagram of a version"""
    version_id = version_id_of(key, number)
    return Response(engine().queries.models.diagram(identity(), version_id), content_type="application/xml")


def version_id_of(key: str, number: int) -> UUID:
    """The id of a model's version. Raises NotFound."""
    return _version(_model(key), number)


def _model(key: str) -> ModelRow:
    for model in engine().queries.models.models(identity()):
        if model.key == key:
            return model
    raise NotFound("model", key)


def _version(model: ModelRow, number: int) -> UUID:
    for version in model.versions:
        if version.number == number:
            return version.id
    raise NotFound("version", number)


def _sent_files() -> tuple[dict[str, bytes], str, bool]:
    if request.mimetype == "multipart/form-data":
        files, texts = parts_of(request)
        note, acknowledged = texts.pop("note", ""), texts.pop("acknowledged", "false")
        if texts:
            raise Faulty(422, tuple(fault(name[:200], "file_expected") for name in sorted(texts)))
        if len(note) > NOTE_LIMIT:
            raise Faulty(422, (fault("note", "too_long", maximum=str(NOTE_LIMIT)),))
        if acknowledged not in ("true", "false"):
            raise Faulty(422, (fault("acknowledged", "invalid_value", expected="true or false"),))
        return {path: content for path, (_, content) in files.items()}, note, acknowledged == "true"
    given = json_input(DeploymentInputSchema())
    content = {path: _content(path, file) for path, file in given["files"].items()}
    return content, given["note"], given["acknowledged"]


def _content(path: str, file: str | dict[str, str]) -> bytes:
    if isinstance(file, str):
        return file.encode()
    try:
        return b64decode(file["base64"], validate=True)
    except (Base64Error, ValueError) as error:
        raise Faulty(422, (fault(f"files.{path}", "not_base64"),)) from error
