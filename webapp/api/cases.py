"""Cases over HTTP: start one with an idea, look at it, cancel it."""

from dataclasses import asdict
from typing import Any
from uuid import UUID

from engine.model.access import ApiScope
from webapp.api.area import LOCATION, ROOT, area
from webapp.api.conditions import IDEMPOTENCY_KEY, idempotency_key
from webapp.api.schemas.initiatives import ReplayQuery, ReplaySchema
from webapp.api.schemas.models import (
    BeginSchema,
    CancellationSchema,
    CaseDetailSchema,
    OfferedActivitiesSchema,
    StartSchema,
    SubmittedSchema,
)
from webapp.auth import engine, identity

cases = area("cases", "Running processes: start with an idea, read, cancel.")


@cases.operation(
    "POST",
    "/cases",
    ApiScope.IDEAS,
    body=StartSchema,
    status=201,
    answer=SubmittedSchema,
    answer_headers=LOCATION,
    headers=[IDEMPOTENCY_KEY],
)
def start_case(given: dict[str, Any]) -> Any:
    """Submit an idea: an initiative with a running case, its first task completed with the answers"""
    submitted = engine().cases.submit(identity(), given["answers"], process=given["process"], key=idempotency_key())
    return submitted, {"Location": f"{ROOT}/cases/{submitted.case_id}"}


@cases.operation("GET", "/cases/<uuid:case_id>", ApiScope.READ, answer=CaseDetailSchema)
def read_case(case_id: UUID) -> dict[str, Any]:
    """One case: where it stands, its steps, and the initiative's open tasks"""
    view = engine().queries.initiatives.by_case(identity(), case_id)
    case = next(case for case in view.cases if case.id == case_id)
    return {
        **asdict(case),
        "initiative_id": view.id,
        "initiative_number": view.number,
        "initiative_title": view.title,
        "open_tasks": view.open_tasks,
    }


@cases.operation(
    "POST", "/cases/<uuid:case_id>/cancellation", ApiScope.READ, ApiScope.TASKS, body=CancellationSchema, status=204
)
def cancel_case(given: dict[str, Any], case_id: UUID) -> None:
    """End the case for good, with a reason"""
    engine().cases.cancel(case_id, identity(), given["reason"])


@cases.operation(
    "GET", "/cases/<uuid:case_id>/activities", ApiScope.READ, ApiScope.TASKS, answer=OfferedActivitiesSchema
)
def offered_activities(case_id: UUID) -> dict[str, Any]:
    """What may be begun in the ad hoc subprocesses that run"""
    return {"items": engine().activities.offered(case_id, identity())}


@cases.operation(
    "POST", "/cases/<uuid:case_id>/activities", ApiScope.READ, ApiScope.TASKS, body=BeginSchema, status=204
)
def begin_activity(given: dict[str, Any], case_id: UUID) -> None:
    """Begin an activity of a running ad hoc subprocess once more"""
    engine().activities.begin(case_id, identity(), given["token"], given["element"])


@cases.operation("GET", "/cases/<uuid:case_id>/replay", ApiScope.READ, query=ReplayQuery, answer=ReplaySchema)
def replay_case(wanted: dict[str, Any], case_id: UUID) -> object:
    """A case played back: the steps around one step, and where the case stood after it"""
    return engine().queries.replays.view(identity(), case_id=case_id, step=wanted["step"])
