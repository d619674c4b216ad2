"""One artefact as a whole: its page, title, versions, copies and comments."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from engine.contract.errors import InvalidInput, NotFound
from webapp import answers
from webapp.artefact_changes import compared
from webapp.artefact_documents import content_tables
from webapp.artefact_pages import artefact_page, begin, drawn
from webapp.auth import engine, identity

blueprint = Blueprint("artefact", __name__)
ROOT = "/artefacts/<uuid:artefact_id>"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.get(ROOT)
def show(artefact_id: UUID) -> str:
    """The artefact's page; `rediger` names the row whose form is open."""
    return artefact_page(engine().artefact(identity(), artefact_id), editing=request.args.get("rediger", type=UUID))


@blueprint.post("/initiatives/<number>/artefacts")
def create(number: str) -> Response:
    """Begins an artefact in an initiative, from its page or a task's."""
    initiative_id = engine().queries.initiatives.id_of(identity(), number)
    task_id = request.form.get("task", type=UUID)
    return begin(request.form.get("tool", "")[:90], initiative_id=initiative_id, unit_id=None, task_id=task_id)


@blueprint.post(ROOT + "/title")
def rename(artefact_id: UUID) -> Response:
    """Gives the artefact another title."""
    try:
        engine().artefacts.rename(artefact_id, identity(), request.form.get("title", ""))
    except InvalidInput:
        flash(_("Skriv en tittel på høyst 200 tegn."), "danger")
    else:
        flash(_("Tittelen er endret."), "success")
    return redirect(url_for("artefact.show", artefact_id=artefact_id))


@blueprint.post(ROOT + "/versions")
def keep_version(artefact_id: UUID) -> Response:
    """Keeps the content as it is now."""
    number = engine().artefacts.keep_version(artefact_id, identity(), request.form.get("reason", ""))
    flash(_("Versjon %(number)s er tatt vare på.", number=number), "success")
    return redirect(url_for("artefact.show", artefact_id=artefact_id, _anchor="versions"))


@blueprint.get(ROOT + "/versions/<int:number>")
def version(artefact_id: UUID, number: int) -> str:
    """A kept version, and what has changed from it until now or until another one (`mot`)."""
    against = request.args.get("mot", type=int)
    view = engine().artefact(identity(), artefact_id)
    kept = engine().artefact_version(identity(), artefact_id, number)
    other = engine().artefact_version(identity(), artefact_id, against) if against else None
    names = answers.Names()
    changes = compared(view.tool, kept.content, other.content if other else view.content, names)
    return render_template(
        "artefact/version.html",
        view=view,
        kept=kept,
        against=other,
        changes=changes,
        pictures=[drawn(p) for p in kept.result.pictures],
        tables=[*kept.result.tables, *content_tables(view.tool, kept.content)],
    )


@blueprint.post(ROOT + "/copies")
def copy(artefact_id: UUID) -> Response:
    """Uses the artefact as a template in another initiative."""
    view = engine().artefact(identity(), artefact_id)
    number = request.form.get("initiative", "").strip().upper()
    try:
        initiative_id = engine().queries.initiatives.id_of(identity(), number)
    except NotFound:
        flash(_("Fant ikke initiativet %(number)s.", number=number[:20]), "danger")
        return redirect(url_for("artefact.show", artefact_id=artefact_id))
    created = engine().artefacts.create(
        identity(), view.tool.key, title=view.title, initiative_id=initiative_id, copy_of=artefact_id
    )
    flash(_("Kopien ligger i %(number)s.", number=number), "success")
    return redirect(url_for("artefact.show", artefact_id=created))


@blueprint.post(ROOT + "/comments")
def comment(artefact_id: UUID) -> Response:
    """Adds a remark."""
    try:
        row_id = request.form.get("row", type=UUID)
        engine().artefacts.comment(artefact_id, identity(), request.form.get("text", ""), row_id=row_id)
    except InvalidInput as problem:
        text = _("Skriv noe før du sender.") if problem.code == "required" else _("Kommentaren er for lang.")
        flash(text, "danger")
    else:
        flash(_("Kommentaren er lagt til."), "success")
    return redirect(url_for("artefact.show", artefact_id=artefact_id, _anchor="comments"))


@blueprint.post(ROOT + "/removal")
def remove(artefact_id: UUID) -> Response:
    """Takes the artefact out of view."""
    view = engine().artefact(identity(), artefact_id)
    engine().artefacts.remove(artefact_id, identity())
    flash(_("«%(title)s» er fjernet.", title=view.title), "success")
    if view.initiative_number:
        return redirect(url_for("initiative.show", number=view.initiative_number))
    return redirect(url_for("toolbox.board", unit_id=view.unit_id))
