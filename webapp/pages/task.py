"""One task: its form, what is known so far, and what can be done with it."""

from uuid import UUID

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from engine.contract.errors import CaseChanged, CaseStopped, FieldProblem, FormRejected
from engine.forms import Form, table_action
from engine.queries.artefacts import ArtefactRow
from engine.queries.tasks import TaskView
from engine.services.tooling import LoadedTool
from webapp import answers
from webapp.artefacts import artefacts_of
from webapp.auth import engine, identity
from webapp.errors import what_changed

blueprint = Blueprint("task", __name__, url_prefix="/tasks/<uuid:task_id>")


@blueprint.get("")
def show(task_id: UUID) -> str | Response:
    """The task's page; a gate has its own."""
    task = engine().queries.tasks.view(identity(), task_id)
    if task.is_gate:
        return redirect(url_for("gate.show", task_id=task_id))
    return _page(task, values=task.draft if isinstance(task.draft, dict) else dict(task.opening))


@blueprint.post("/completion")
def complete(task_id: UUID) -> str | Response | tuple[str, int]:
    """Sends the answers in; on any problem what was typed stays on the page."""
    task = engine().queries.tasks.view(identity(), task_id)
    form = engine().form_of(task.version_id, task.element)
    if task.kind == "condition":
        given: dict[str, object] = {"merknad": request.form.get("merknad", "")}
    else:
        given = answers.submitted(form) if form else {}
        if task.definition and task.definition.tool:
            given["artefact"] = request.form.get("artefact", "")
    action = request.form.get("_action", "")
    if form and action.startswith(("add_row:", "remove_row:")):
        return _page(task, values=table_action(form, given, action))
    if action == "save_draft":
        engine().tasks.save_draft(task_id, identity(), given)
        flash(_("Kladden er lagret. Du kan fortsette når du vil."), "success")
        return redirect(url_for("task.show", task_id=task_id))
    try:
        done = engine().tasks.complete(
            task_id, identity(), given, revision=_number("revision"), key=request.form.get("key") or None
        )
    except FormRejected as rejected:
        return _page(task, values=given, problems=rejected.problems), 422
    except CaseChanged as changed:
        fresh = engine().queries.tasks.view(identity(), task_id)
        if not fresh.may_work:
            raise
        return _page(fresh, values=given, changed=what_changed(changed)), 409
    except CaseStopped:
        flash(
            _(
                "Svarene dine er tatt vare på, men prosessen stoppet på neste steg. Prosesseieren ser det og ordner opp."
            ),
            "warning",
        )
        return redirect(url_for("initiative.show", number=task.initiative.number))
    flash(_("Takk! «%(name)s» er levert.", name=task.name), "success")
    return redirect(url_for("initiative.show", number=done.initiative_number, _anchor="now"))


@blueprint.post("/draft")
def save_draft(task_id: UUID) -> Response:
    """Keeps what is typed, called by the page while typing."""
    task = engine().queries.tasks.view(identity(), task_id)
    form = engine().form_of(task.version_id, task.element)
    given = answers.submitted(form) if form else {"merknad": request.form.get("merknad", "")}
    revision, saved_at = engine().tasks.save_draft(task_id, identity(), given, _number("draft_revision"))
    return jsonify(revision=revision, saved_at=saved_at.isoformat())


@blueprint.post("/claim")
def claim(task_id: UUID) -> Response:
    """Takes the task."""
    engine().tasks.claim(task_id, identity())
    flash(_("Oppgaven er din."), "success")
    return redirect(url_for("task.show", task_id=task_id))


@blueprint.post("/release")
def release(task_id: UUID) -> Response:
    """Gives the task back to its role."""
    engine().tasks.release(task_id, identity())
    flash(_("Oppgaven er lagt tilbake til de andre i rollen."), "success")
    return redirect(url_for("worklist.show"))


@blueprint.post("/delegate")
def delegate(task_id: UUID) -> Response:
    """Hands the task to another person."""
    to = request.form.get("to", type=UUID)
    if to is None:
        flash(_("Velg hvem som skal få oppgaven."), "danger")
        return redirect(url_for("task.show", task_id=task_id))
    engine().tasks.delegate(task_id, identity(), to)
    flash(_("Oppgaven er overført."), "success")
    return redirect(url_for("worklist.show"))


def _page(
    task: TaskView, *, values: dict[str, object], problems: tuple[FieldProblem, ...] = (), changed: str | None = None
) -> str:
    form = engine().form_of(task.version_id, task.element) if task.definition else None
    tool = engine().tools.get(task.definition.tool or "") if task.definition else None
    return render_template(
        "task/page.html",
        task=task,
        form=_rendered(form, values, problems) if form and task.may_work else None,
        values=values,
        problems=problems,
        changed=changed,
        artefacts=artefacts_of(task.initiative),
        people=answers.Names().people if task.may_delegate else {},
        tool=tool,
        sheets=_sheets(task, tool) if tool else (),
        key=request.form.get("key") or answers.new_key(),
    )


def _sheets(task: TaskView, tool: LoadedTool) -> tuple[ArtefactRow, ...]:
    """What has been made with the task's tool in its initiative."""
    return engine().queries.artefacts.of_initiative(identity(), task.initiative.number, tool=tool.key).rows


def _rendered(form: Form, values: dict[str, object], problems: tuple[FieldProblem, ...]) -> object:
    return answers.rendered(form, values, problems=problems)


def _number(name: str) -> int | None:
    value = request.form.get(name, "")
    return int(value) if value.isdigit() and len(value) < 10 else None
