"""Delivering an artefact with a task: it must be of the right tool and whole; a version of it is kept as what was delivered."""

from collections.abc import Mapping
from uuid import UUID

from engine.contract.errors import ArtefactLocked, FieldProblem, FormRejected, NotFound
from engine.contract.result import Severity
from engine.model.access import Identity
from engine.model.task import Task
from engine.services.artefacts import keep
from engine.services.artefactwork import on_artefact
from engine.services.casework import Casework
from engine.services.evaluation import evaluate, stored_content

FIELD = "artefact"
"""The answer that names the artefact a task delivers."""


def deliver(
    work: Casework, task: Task, tool: str, identity: Identity, answers: Mapping[str, object]
) -> dict[str, object]:
    """Keeps the artefact's version and returns the task's answers: its id and version, and the fact its tool makes.

    Raises FormRejected at `artefact`: required, unknown_artefact, artefact_incomplete (with what is missing), artefact_locked.
    """
    try:
        artefact_id = UUID(str(answers.get(FIELD) or ""))
    except ValueError:
        raise _refused("required") from None
    try:
        found = on_artefact(work.session, work.runtime, artefact_id, identity)
    except NotFound:
        raise _refused("unknown_artefact") from None
    if found.artefact.initiative_id != work.initiative.id or found.artefact.tool != tool:
        raise _refused("unknown_artefact")
    try:
        found.require_unlocked()
    except ArtefactLocked:
        raise _refused("artefact_locked") from None
    content = stored_content(work.session, found.artefact)
    result = evaluate(work.session, work.runtime, found.tool, content, work.initiative.id)
    missing = [remark.text for remark in result.remarks if remark.severity == Severity.BLOCK]
    if missing:
        raise _refused("artefact_incomplete", missing=" ".join(missing)[:500])
    number = keep(found, "", task.id)
    work.journal.record(
        "artefact_delivered", task_id=task.id, element=task.element, data={FIELD: str(artefact_id), "version": number}
    )
    return {**result.fact, FIELD: str(artefact_id), "versjon": number}


def _refused(code: str, **params: str) -> FormRejected:
    return FormRejected([FieldProblem(path=FIELD, code=code, params=params)])
