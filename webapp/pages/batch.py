"""Work on many cases: how far it has come, what came of each, and the next step."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from engine.contract.errors import InvalidInput, Problem
from engine.queries.operator_rows import ReportRow
from engine.services.problems import sentence
from webapp.auth import engine, identity, me

blueprint = Blueprint("batch", __name__, url_prefix="/admin/batches/<uuid:batch_id>")


@blueprint.get("")
def show(batch_id: UUID) -> str:
    """Progress and report."""
    status = request.args.get("status", "")[:20]
    batch = engine().queries.batches.one(identity(), batch_id)
    names: dict[str, str] = {}
    if batch.source_id is not None:
        definition = engine().queries.models.version(identity(), batch.source_id).definition
        names = {element.id: element.name or element.id for element in definition.elements}
    person = me()
    return render_template(
        "operation/batch_part.html" if request.headers.get("HX-Request") else "operation/batch.html",
        batch=batch,
        items=engine().queries.batches.items(
            identity(), batch_id, status=status, after=request.args.get("after", type=UUID)
        ),
        status=status,
        said=lambda row: _said(row, names),
        may_migrate=person is not None and person.may_deploy,
    )


@blueprint.post("/start")
def start(batch_id: UUID) -> Response:
    """Takes over the cases that fit."""
    try:
        engine().migrations.start(batch_id, identity())
    except InvalidInput:
        flash(_("Flyttingen er allerede satt i gang."), "info")
    return redirect(url_for("batch.show", batch_id=batch_id))


@blueprint.post("/undo")
def undo(batch_id: UUID) -> Response:
    """Takes back what has not moved on."""
    try:
        engine().migrations.undo(batch_id, identity())
    except InvalidInput:
        flash(_("Det er ingenting å angre nå."), "info")
    return redirect(url_for("batch.show", batch_id=batch_id))


def _said(row: ReportRow, names: dict[str, str]) -> str:
    params = {"element": names.get(row.element, row.element), **row.params}
    if "target" in params:
        params["target"] = names.get(params["target"], params["target"])
    return sentence(Problem(code=row.code, element=row.element, params=params), str(get_locale() or "nb"))
