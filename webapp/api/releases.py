"""Versions in use over HTTP: which is current, on pause or retired; taking cases to another, and how far that has come."""

from typing import Any
from uuid import UUID

from flask import g
from marshmallow import fields, validate

from engine.contract.errors import NotFound, Problem
from engine.model.access import ApiScope
from engine.model.migration import Plan
from engine.queries.operator_rows import BatchRow, ReportRow
from webapp.api.area import LOCATION, ROOT, area
from webapp.api.paging import PageQuery, page
from webapp.api.schemas.operation import (
    BatchSchema,
    CountSchema,
    ItemListSchema,
    MigrationSchema,
    OrderedSchema,
    ProposalQuery,
    ProposalSchema,
    ReasonSchema,
    SuspendVersionSchema,
)
from webapp.auth import engine, identity
from webapp.errors import model_fault

releases = area("releases", "Versions in use, migrations of running cases, and work on many cases.")
VERSION = "/models/<key>/versions/<int(max=2147483647):number>"


class ItemQuery(PageQuery):
    """Which items of a batch."""

    status = fields.String(load_default="", validate=validate.Length(max=20))


@releases.operation("POST", f"{VERSION}/current", ApiScope.MODELS, ApiScope.READ, body=ReasonSchema, status=204)
def choose_version(given: dict[str, Any], key: str, number: int) -> None:
    """Let new cases start on this version; those that run stay where they are"""
    engine().releases.choose(_version(key, number), identity(), given["reason"])


@releases.operation(
    "POST", f"{VERSION}/suspension", ApiScope.MODELS, ApiScope.READ, body=SuspendVersionSchema, answer=CountSchema
)
def suspend_version(given: dict[str, Any], key: str, number: int) -> dict[str, int]:
    """Let nothing start on a version until it is resumed, and set its cases on pause too if asked"""
    version = _version(key, number)
    return {"cases": engine().releases.suspend(version, identity(), given["reason"], cases=given["cases"])}


@releases.operation(
    "POST", f"{VERSION}/resumption", ApiScope.MODELS, ApiScope.READ, body=ReasonSchema, answer=CountSchema
)
def resume_version(given: dict[str, Any], key: str, number: int) -> dict[str, int]:
    """Take a version up again, with the cases that were set on pause with it"""
    return {"cases": engine().releases.resume(_version(key, number), identity(), given["reason"])}


@releases.operation("POST", f"{VERSION}/retirement", ApiScope.MODELS, ApiScope.READ, body=ReasonSchema, status=204)
def retire_version(given: dict[str, Any], key: str, number: int) -> None:
    """Take an empty version out of use for good; its files stay"""
    engine().releases.retire(_version(key, number), identity(), given["reason"])


@releases.operation(
    "GET", f"{VERSION}/migration", ApiScope.MODELS, ApiScope.READ, query=ProposalQuery, answer=ProposalSchema
)
def propose_migration(asked: dict[str, Any], key: str, number: int) -> dict[str, Any]:
    """A plan for taking the cases of a version to another, from ids, names and kinds"""
    rows, wrong = engine().migrations.propose(identity(), _version(key, number), _version(key, asked["target"]))
    return {"plan": rows, "problems": [model_fault(problem, g.locale) for problem in wrong.values()]}


@releases.operation(
    "POST",
    f"{VERSION}/migration",
    ApiScope.MODELS,
    ApiScope.READ,
    body=MigrationSchema,
    status=202,
    answer=OrderedSchema,
    answer_headers=LOCATION,
)
def prepare_migration(given: dict[str, Any], key: str, number: int) -> Any:
    """Order a dry run of a plan on every running case of a version, or on some; the batch tells how it goes"""
    batch = engine().migrations.prepare(
        identity(),
        _version(key, number),
        _version(key, given["target"]),
        Plan(targets=given["targets"], again=frozenset(given["again"])),
        given["reason"],
        cases=given["cases"],
    )
    return {"batch_id": batch}, {"Location": f"{ROOT}/batches/{batch}"}


@releases.operation("GET", "/batches/<uuid:batch_id>", ApiScope.READ, ApiScope.TASKS, answer=BatchSchema)
def read_batch(batch_id: UUID) -> BatchRow:
    """How far work on many cases has come"""
    return engine().queries.batches.one(identity(), batch_id)


@releases.operation(
    "GET", "/batches/<uuid:batch_id>/items", ApiScope.READ, ApiScope.TASKS, query=ItemQuery, answer=ItemListSchema
)
def list_batch_items(asked: dict[str, Any], batch_id: UUID) -> dict[str, Any]:
    """What came of each case, and why"""
    engine().queries.batches.one(identity(), batch_id)
    found = engine().queries.batches.items(
        identity(), batch_id, status=asked["status"], after=_key(asked["after"]), limit=asked["limit"]
    )
    rows = [
        {
            "subject": item.subject,
            "case_id": item.case_id,
            "initiative_number": item.initiative_number,
            "status": item.status,
            "report": [_fault(row) for row in item.report],
            "at": item.at,
        }
        for item in found.rows
    ]
    return page(rows, found.next)


@releases.operation("POST", "/batches/<uuid:batch_id>/start", ApiScope.MODELS, ApiScope.READ, status=204)
def start_migration(batch_id: UUID) -> None:
    """Take over the cases that the dry run found to fit"""
    engine().migrations.start(batch_id, identity())


@releases.operation("POST", "/batches/<uuid:batch_id>/undo", ApiScope.MODELS, ApiScope.READ, status=204)
def undo_migration(batch_id: UUID) -> None:
    """Take back every case that has not moved since"""
    engine().migrations.undo(batch_id, identity())


def _version(key: str, number: int) -> UUID:
    for model in engine().queries.models.models(identity()):
        if model.key == key:
            for version in model.versions:
                if version.number == number:
                    return version.id
    raise NotFound("version", number)


def _fault(row: ReportRow) -> object:
    params = {"element": row.element, **row.params}
    return model_fault(Problem(code=row.code, element=row.element, params=params, severity=row.severity), g.locale)


def _key(text: str | None) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError as error:
        raise NotFound("page", text) from error
