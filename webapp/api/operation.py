"""The operator's work over HTTP: stopped steps, and cases moved and set on pause."""

from dataclasses import asdict
from typing import Any
from uuid import UUID

from marshmallow import fields, validate

from engine.model.access import ApiScope
from engine.model.modification import Cancel, Instruction, Move, StartAfter, StartBefore
from engine.queries.operator_rows import OperatedCase
from engine.queries.stopped import StoppedFilter
from engine.services.modifications import Preview
from webapp.api.area import LOCATION, ROOT, area
from webapp.api.conditions import IDEMPOTENCY_KEY, idempotency_key
from webapp.api.paging import PageQuery, page
from webapp.api.schemas.operation import (
    FactsSchema,
    InstructionsSchema,
    ModificationSchema,
    OperatedCaseSchema,
    OrderedSchema,
    PreviewSchema,
    ReasonSchema,
    RepairSchema,
    RepairsSchema,
    SkipSchema,
    StoppedDetailSchema,
    StoppedListSchema,
)
from webapp.auth import engine, identity

operation = area("operation", "Stopped steps and running cases, for operators.")
SCOPES = (ApiScope.READ, ApiScope.TASKS)


class StoppedQuery(PageQuery):
    """Which stopped steps."""

    model = fields.String(load_default="", validate=validate.Length(max=64))
    element = fields.String(load_default="", validate=validate.Length(max=100))
    code = fields.String(load_default="", validate=validate.Length(max=60))


@operation.operation("GET", "/incidents", *SCOPES, query=StoppedQuery, answer=StoppedListSchema)
def list_incidents(asked: dict[str, Any]) -> dict[str, Any]:
    """Open incidents, oldest first"""
    wanted = StoppedFilter(model=asked["model"], element=asked["element"], code=asked["code"], after=asked["after"])
    found = engine().queries.stopped.page(identity(), wanted, asked["limit"])
    return page(found.rows, found.next)


@operation.operation("GET", "/incidents/<uuid:incident_id>", *SCOPES, answer=StoppedDetailSchema)
def read_incident(incident_id: UUID) -> dict[str, Any]:
    """What failed, where, why and with what; the input only for those who may operate the case"""
    found = engine().queries.stopped.one(identity(), incident_id)
    return {**asdict(found.row), **{name: getattr(found, name) for name in _DETAIL}}


_DETAIL = ("kind", "expression", "path", "inputs", "ways", "may_skip", "passing", "resolved_at")


@operation.operation("POST", "/incidents/<uuid:incident_id>/retry", *SCOPES, status=204)
def retry_incident(incident_id: UUID) -> None:
    """Set the stopped work going again; doing it twice changes nothing"""
    engine().incidents.retry(incident_id, identity())


@operation.operation("POST", "/incidents/<uuid:incident_id>/skip", *SCOPES, body=SkipSchema, answer=RepairSchema)
def skip_incident(given: dict[str, Any], incident_id: UUID) -> dict[str, Any]:
    """Let the case pass the failed element as if it had been carried out, with a reason"""
    return {"result": engine().incidents.skip(incident_id, identity(), given["reason"], flow=given["flow"])}


@operation.operation("POST", "/incidents/<uuid:incident_id>/facts", *SCOPES, body=FactsSchema, answer=RepairSchema)
def amend_incident(given: dict[str, Any], incident_id: UUID) -> dict[str, Any]:
    """Put facts right and try again, with a reason"""
    return {"result": engine().incidents.amend(incident_id, identity(), given["facts"], given["reason"])}


@operation.operation(
    "POST",
    "/incidents/repairs",
    *SCOPES,
    body=RepairsSchema,
    status=202,
    answer=OrderedSchema,
    answer_headers=LOCATION,
)
def repair_incidents(given: dict[str, Any]) -> Any:
    """Order the same repair of many stopped steps; the batch tells how it goes"""
    if given["skip"]:
        batch = engine().mending.skip_all(given["incidents"], identity(), given["reason"], flow=given["flow"])
    else:
        batch = engine().mending.retry_all(given["incidents"], identity())
    return {"batch_id": batch}, {"Location": f"{ROOT}/batches/{batch}"}


@operation.operation("GET", "/cases/<uuid:case_id>/operation", *SCOPES, answer=OperatedCaseSchema)
def read_operated_case(case_id: UUID) -> OperatedCase:
    """Where the tokens of a case stand, and what operators have done to it"""
    return engine().queries.operating.case(identity(), case_id)


@operation.operation(
    "POST", "/cases/<uuid:case_id>/modification/preview", *SCOPES, body=InstructionsSchema, answer=PreviewSchema
)
def preview_modification(given: dict[str, Any], case_id: UUID) -> Preview:
    """What instructions would lead to; carried out on the case and rolled back"""
    return engine().modifications.preview(case_id, identity(), _instructions(given))


@operation.operation(
    "POST",
    "/cases/<uuid:case_id>/modification",
    *SCOPES,
    body=ModificationSchema,
    status=204,
    headers=[IDEMPOTENCY_KEY],
)
def modify_case(given: dict[str, Any], case_id: UUID) -> None:
    """Cancel, start and move tokens of a running case, with a reason"""
    engine().modifications.apply(
        case_id,
        identity(),
        _instructions(given),
        given["reason"],
        revision=given["revision"],
        key=idempotency_key(),
    )


@operation.operation("POST", "/cases/<uuid:case_id>/suspension", *SCOPES, body=ReasonSchema, status=204)
def suspend_case(given: dict[str, Any], case_id: UUID) -> None:
    """Set a case on pause: it can be read, and nothing moves"""
    engine().suspensions.suspend(case_id, identity(), given["reason"])


@operation.operation("POST", "/cases/<uuid:case_id>/resumption", *SCOPES, body=ReasonSchema, status=204)
def resume_case(given: dict[str, Any], case_id: UUID) -> None:
    """Let a case go on; what became due meanwhile is due now"""
    engine().suspensions.resume(case_id, identity(), given["reason"])


def _instructions(given: dict[str, Any]) -> list[Instruction]:
    return [_instruction(row) for row in given["instructions"]]


def _instruction(row: dict[str, Any]) -> Instruction:
    match row["do"]:
        case "cancel":
            return Cancel(token=row["token"])
        case "move":
            return Move(token=row["token"], element=row["element"])
        case "start_before":
            return StartBefore(element=row["element"], scope=row["scope"])
    return StartAfter(at=row["element"], scope=row["scope"])
