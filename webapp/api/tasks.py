"""Tasks over HTTP: the worklist, one task, and what people do with it."""

from typing import Any
from uuid import UUID

from engine.forms import Form
from engine.model.access import ApiScope
from engine.queries.tasks import TaskView
from engine.queries.worklist import WorklistFilter
from engine.services.gates import CheckAnswer, Condition, Verdict
from webapp.api.area import area
from webapp.api.conditions import ETAG, IDEMPOTENCY_KEY, IF_MATCH, etag, expected_revision, idempotency_key
from webapp.api.paging import page
from webapp.api.schemas.initiatives import GivenSchema
from webapp.api.schemas.tasks import (
    AnswersSchema,
    CompletedSchema,
    DelegationSchema,
    DraftInputSchema,
    DraftSavedSchema,
    TaskSchema,
    VerdictSchema,
    WorklistQuery,
    WorklistSchema,
)
from webapp.auth import engine, identity

tasks = area("tasks", "What waits for people: list, claim, complete, decide.")


@tasks.operation("GET", "/tasks", ApiScope.READ, query=WorklistQuery, answer=WorklistSchema)
def list_tasks(wanted: dict[str, Any]) -> dict[str, Any]:
    """The worklist of the token's owner, by deadline"""
    found = engine().queries.worklist.page(identity(), WorklistFilter(**wanted))
    counts = {str(view): count for view, count in found.counts.items()}
    return {**page(found.rows, found.next), "counts": counts}


@tasks.operation("GET", "/tasks/<uuid:task_id>", ApiScope.READ, answer=TaskSchema, answer_headers=ETAG)
def read_task(task_id: UUID) -> Any:
    """One task with its form, draft and, for a gate, what a decision needs

    The ETag is the task's revision, to be sent as If-Match with what is done to it.
    """
    view = engine().queries.tasks.view(identity(), task_id)
    return _task(view), etag(view.revision)


@tasks.operation("POST", "/tasks/<uuid:task_id>/claim", ApiScope.TASKS, status=204, headers=[IF_MATCH])
def claim_task(task_id: UUID) -> None:
    """Take the task; taking one's own task again changes nothing"""
    engine().tasks.claim(task_id, identity(), revision=expected_revision())


@tasks.operation("POST", "/tasks/<uuid:task_id>/release", ApiScope.TASKS, status=204, headers=[IF_MATCH])
def release_task(task_id: UUID) -> None:
    """Give the task back to its role"""
    engine().tasks.release(task_id, identity(), revision=expected_revision())


@tasks.operation(
    "POST",
    "/tasks/<uuid:task_id>/delegation",
    ApiScope.READ,
    ApiScope.TASKS,
    body=DelegationSchema,
    status=204,
    headers=[IF_MATCH],
)
def delegate_task(given: dict[str, Any], task_id: UUID) -> None:
    """Hand the task to another person"""
    engine().tasks.delegate(task_id, identity(), given["to"], revision=expected_revision())


@tasks.operation("PUT", "/tasks/<uuid:task_id>/draft", ApiScope.TASKS, body=DraftInputSchema, answer=DraftSavedSchema)
def save_draft(given: dict[str, Any], task_id: UUID) -> dict[str, Any]:
    """Keep what is answered so far, without completing the task"""
    revision, saved_at = engine().tasks.save_draft(task_id, identity(), given["answers"], given["revision"])
    return {"revision": revision, "saved_at": saved_at}


@tasks.operation(
    "POST",
    "/tasks/<uuid:task_id>/completion",
    ApiScope.TASKS,
    body=AnswersSchema,
    answer=CompletedSchema,
    headers=[IF_MATCH, IDEMPOTENCY_KEY],
)
def complete_task(given: dict[str, Any], task_id: UUID) -> object:
    """Complete the task with its answers; the case moves on"""
    return engine().tasks.complete(
        task_id, identity(), given["answers"], revision=expected_revision(), key=idempotency_key()
    )


@tasks.operation(
    "POST",
    "/tasks/<uuid:task_id>/decision",
    ApiScope.GATES,
    body=VerdictSchema,
    answer=CompletedSchema,
    headers=[IF_MATCH, IDEMPOTENCY_KEY],
)
def decide_gate(given: dict[str, Any], task_id: UUID) -> object:
    """Decide the gate; the case moves on"""
    return engine().gates.decide(
        task_id, identity(), _verdict(given), revision=expected_revision(), key=idempotency_key()
    )


def _verdict(given: dict[str, Any]) -> Verdict:
    checks = {key: CheckAnswer(**answer) for key, answer in given.pop("checks").items()}
    conditions = tuple(Condition(**condition) for condition in given.pop("conditions"))
    return Verdict(checks=checks, conditions=conditions, **given)


def _task(view: TaskView) -> dict[str, Any]:
    form: Form | None = engine().form_of(view.version_id, view.element) if view.definition else None
    draft = None
    if view.draft is not None:
        draft = {"answers": view.draft, "revision": view.draft_revision, "saved_at": view.draft_saved_at}
    return {
        **{name: getattr(view, name) for name in TaskSchema().fields if hasattr(view, name)},
        "initiative": view.initiative,
        "draft": draft,
        "form": form,
        "gate": engine().gate(identity(), view.task_id) if view.is_gate else None,
    }


@tasks.operation("GET", "/tasks/<uuid:task_id>/answers", ApiScope.READ, answer=GivenSchema)
def read_answers(task_id: UUID) -> object:
    """The answers of a completed task as they were given"""
    return engine().queries.given.view(identity(), task_id)
