"""Submitting an idea, with a receipt that says what happens now."""

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from engine.contract.errors import FieldProblem, FormRejected, NotAllowed, NotFound
from engine.forms import Form, table_action
from engine.services.cases import STANDARD
from webapp import answers
from webapp.auth import engine, identity, me

blueprint = Blueprint("idea", __name__, url_prefix="/ideas")


@blueprint.get("/new")
def new() -> str:
    """The form, with what the person typed before. Administrators and auditors have no part in the process."""
    person = me()
    if person is None or not person.may_submit:
        raise NotAllowed("submit_idea", "role_missing")
    draft = engine().queries.files.idea(identity(), STANDARD)
    values = draft.values if draft and isinstance(draft.values, dict) else {}
    return _page(values, saved_at=draft.saved_at if draft else None, revision=draft.revision if draft else 0)


@blueprint.post("")
def submit() -> str | Response | tuple[str, int]:
    """Submits; on any problem what was typed stays on the page."""
    form = _form()
    given = answers.submitted(form)
    action = request.form.get("_action", "")
    if action.startswith(("add_row:", "remove_row:")):
        return _page(table_action(form, given, action))
    if action == "save_draft":
        engine().cases.save_idea_draft(identity(), given)
        flash(_("Kladden er lagret. Du finner den igjen under «Meld inn idé»."), "success")
        return redirect(url_for("idea.new"))
    try:
        receipt = engine().cases.submit(identity(), given, key=request.form.get("key") or None)
    except FormRejected as rejected:
        return _page(given, problems=rejected.problems), 422
    return redirect(url_for("idea.receipt", number=receipt.number))


@blueprint.post("/draft")
def save_draft() -> Response:
    """Keeps what is typed, called by the page while typing."""
    revision, saved_at = engine().cases.save_idea_draft(identity(), answers.submitted(_form()))
    return jsonify(revision=revision, saved_at=saved_at.isoformat())


@blueprint.post("/draft/removal")
def drop_draft() -> Response:
    """Starts over with an empty form."""
    engine().cases.drop_idea_draft(identity())
    flash(_("Kladden er slettet."), "success")
    return redirect(url_for("idea.new"))


@blueprint.get("/<number>/receipt")
def receipt(number: str) -> str:
    """The receipt."""
    return render_template("idea/receipt.html", initiative=engine().queries.initiatives.view(identity(), number))


def _form() -> Form:
    form = engine().idea_form(STANDARD)
    if form is None:
        raise NotFound("form", STANDARD)
    return form


def _page(
    values: dict[str, object],
    *,
    problems: tuple[FieldProblem, ...] = (),
    saved_at: object = None,
    revision: int = 0,
) -> str:
    person = me()
    if "enhet" not in values and person is not None and person.unit_id is not None:
        values = {**values, "enhet": str(person.unit_id)}
    return render_template(
        "idea/page.html",
        form=answers.rendered(_form(), values, problems=problems),
        problems=problems,
        saved_at=saved_at,
        draft_revision=revision,
        key=request.form.get("key") or answers.new_key(),
    )
