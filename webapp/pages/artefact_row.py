"""The rows of an artefact, one at a time: add, save, remove, put back, move, vote, answer a poll."""

from uuid import UUID

from flask import Blueprint, flash, jsonify, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from engine.contract.errors import FormRejected, InvalidInput, NotAllowed, NotFound, RowChanged
from engine.services.artefactview import ArtefactView, RowView
from webapp import answers
from webapp.artefact_pages import artefact_page
from webapp.auth import engine, identity
from webapp.errors import what_changed

blueprint = Blueprint("artefact_row", __name__, url_prefix="/artefacts/<uuid:artefact_id>")


@blueprint.post("/parts/<part>/rows")
def add(artefact_id: UUID, part: str) -> Response:
    """Adds a row and opens its form."""
    try:
        saved = engine().artefact_rows.add(artefact_id, identity(), part)
    except InvalidInput as problem:
        if problem.code != "full":
            raise
        flash(
            _("Det er ikke plass til flere rader. Grensen er %(maximum)s.", maximum=problem.params["maximum"]), "danger"
        )
        return redirect(url_for("artefact.show", artefact_id=artefact_id))
    return _to_row(artefact_id, saved.row_id)


@blueprint.post("/rows/<uuid:row_id>")
def save(artefact_id: UUID, row_id: UUID) -> str | Response | tuple[str, int]:
    """Keeps a row; when somebody else has saved it meanwhile, both are shown and the writer chooses."""
    view = engine().artefact(identity(), artefact_id)
    row = _row(view, row_id)
    given = answers.submitted(view.tool.forms[row.part])
    try:
        saved = engine().artefact_rows.save(artefact_id, row_id, identity(), given, revision=_number("revision"))
    except RowChanged as changed:
        fresh = engine().artefact(identity(), artefact_id)
        return artefact_page(fresh, editing=row_id, typed=given, changed=what_changed(changed)), 409
    except FormRejected:
        flash(_("Det er for mye tekst i raden. Kort den ned."), "danger")
        return artefact_page(view, editing=row_id, typed=given), 422
    if saved.rejected:
        return artefact_page(engine().artefact(identity(), artefact_id), editing=row_id), 422
    flash(_("Lagret."), "success")
    return redirect(url_for("artefact.show", artefact_id=artefact_id, _anchor=f"row-{row_id}"))


@blueprint.post("/rows/<uuid:row_id>/draft")
def autosave(artefact_id: UUID, row_id: UUID) -> Response:
    """Keeps what is typed, called by the page while typing."""
    view = engine().artefact(identity(), artefact_id)
    given = answers.submitted(view.tool.forms[_row(view, row_id).part])
    saved = engine().artefact_rows.save(artefact_id, row_id, identity(), given, revision=_number("draft_revision"))
    return jsonify(revision=saved.revision, saved_at=engine().clock.now().isoformat())


@blueprint.post("/rows/<uuid:row_id>/removal")
def remove(artefact_id: UUID, row_id: UUID) -> Response:
    """Takes a row out; the page offers to put it back."""
    engine().artefact_rows.remove(artefact_id, row_id, identity())
    flash(_("Raden er fjernet."), "success")
    return redirect(url_for("artefact.show", artefact_id=artefact_id, angre=row_id))


@blueprint.post("/rows/<uuid:row_id>/restoration")
def restore(artefact_id: UUID, row_id: UUID) -> Response:
    """Puts a removed row back."""
    engine().artefact_rows.restore(artefact_id, row_id, identity())
    flash(_("Raden er tilbake."), "success")
    return redirect(url_for("artefact.show", artefact_id=artefact_id, _anchor=f"row-{row_id}"))


@blueprint.post("/rows/<uuid:row_id>/place")
def move(artefact_id: UUID, row_id: UUID) -> Response:
    """Moves a row up or down, or (dragged) to a place."""
    view = engine().artefact(identity(), artefact_id)
    row = _row(view, row_id)
    here = view.parts[row.part].index(row)
    to = _number("to")
    step = {"up": -1, "down": 1}.get(request.form.get("step", ""), 0)
    engine().artefact_rows.move(artefact_id, row_id, identity(), here + step if to is None else to)
    return redirect(url_for("artefact.show", artefact_id=artefact_id, _anchor=f"row-{row_id}"))


@blueprint.post("/rows/<uuid:row_id>/vote")
def vote(artefact_id: UUID, row_id: UUID) -> Response:
    """Lays votes on a row."""
    try:
        left = engine().artefact_rows.vote(artefact_id, row_id, identity(), _number("count") or 0)
    except InvalidInput as problem:
        flash(_("Du har bare %(left)s stemmer igjen.", left=problem.params.get("left", "0")), "danger")
    else:
        flash(_("Stemmen er lagt. Du har %(left)s igjen.", left=left), "success")
    return redirect(url_for("artefact.show", artefact_id=artefact_id, _anchor=f"row-{row_id}"))


@blueprint.post("/polls/<part>")
def answer_poll(artefact_id: UUID, part: str) -> str | Response | tuple[str, int]:
    """Answers an anonymous poll, once."""
    view = engine().artefact(identity(), artefact_id)
    form = view.tool.forms.get(part)
    given = answers.submitted(form) if form else {}
    try:
        engine().artefact_rows.answer(artefact_id, identity(), part, given)
    except FormRejected as rejected:
        return artefact_page(view, poll=(part, given, rejected)), 422
    except NotAllowed as refused:
        if refused.reason != "already_answered":
            raise
        flash(_("Du har svart før. Svaret ditt er med."), "info")
    else:
        flash(_("Takk! Svaret ditt er med, og ingen kan se at det er ditt."), "success")
    return redirect(url_for("artefact.show", artefact_id=artefact_id))


def _row(view: ArtefactView, row_id: UUID) -> RowView:
    found = next((row for rows in view.parts.values() for row in rows if row.id == row_id), None)
    if found is None:
        raise NotFound("artefact_row", row_id)
    return found


def _to_row(artefact_id: UUID, row_id: UUID) -> Response:
    return redirect(url_for("artefact.show", artefact_id=artefact_id, rediger=row_id, _anchor=f"row-{row_id}"))


def _number(name: str) -> int | None:
    value = request.form.get(name, "")
    return int(value) if value.isdigit() and len(value) < 10 else None
