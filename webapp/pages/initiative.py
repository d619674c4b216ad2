"""Initiatives: the list, and everything about one."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from engine.contract.errors import InvalidInput
from engine.queries.initiatives import InitiativeFilter
from webapp import answers
from webapp.artefacts import artefacts_of, assessment_of
from webapp.auth import engine, identity
from webapp.labels import STATUSES

blueprint = Blueprint("initiative", __name__, url_prefix="/initiatives")


@blueprint.get("")
def index() -> str:
    """One page of the list, filtered as the address says."""
    status = request.args.get("status", "")
    wanted = InitiativeFilter(
        text=request.args.get("text", "").strip()[:100],
        phase=request.args.get("phase", "")[:40],
        status=status if status in STATUSES else "",
        unit_id=request.args.get("unit", type=UUID),
        mine=request.args.get("mine") == "1",
        after=request.args.get("after", "")[:20] or None,
    )
    page = engine().queries.initiatives.page(identity(), wanted)
    template = "initiative/list.html" if request.headers.get("HX-Request") else "initiative/index.html"
    return render_template(template, page=page, wanted=wanted, units=answers.Names().units)


@blueprint.get("/<number>")
def show(number: str) -> str:
    """The initiative's page."""
    initiative = engine().queries.initiatives.view(identity(), number)
    return render_template(
        "initiative/page.html",
        initiative=initiative,
        artefacts=artefacts_of(initiative),
        assessment=assessment_of(initiative),
        events=engine().queries.history.page(identity(), number, limit=8),
        sheets=engine().queries.artefacts.of_initiative(identity(), number),
        key=answers.new_key(),
    )


@blueprint.get("/<number>/history")
def history(number: str) -> str:
    """The whole hendelseslogg, page by page."""
    initiative = engine().queries.initiatives.view(identity(), number)
    events = engine().queries.history.page(identity(), number, after=request.args.get("after") or None)
    return render_template("initiative/history.html", initiative=initiative, events=events)


@blueprint.post("/<number>/comments")
def comment(number: str) -> Response:
    """Adds a remark, from the initiative's page or a task's."""
    initiative = engine().queries.initiatives.view(identity(), number)
    task_id = request.form.get("task", type=UUID)
    back = url_for("task.show", task_id=task_id) if task_id else url_for("initiative.show", number=number)
    try:
        engine().remarks.comment(initiative.id, identity(), request.form.get("text", ""), task_id=task_id)
    except InvalidInput as problem:
        text = _("Skriv noe før du sender.") if problem.code == "required" else _("Kommentaren er for lang.")
        flash(text, "danger")
    else:
        flash(_("Kommentaren er lagt til."), "success")
    return redirect(back + "#comments")


@blueprint.post("/<number>/cancellation")
def cancel(number: str) -> Response:
    """Ends the initiative for good, with a reason."""
    initiative = engine().queries.initiatives.view(identity(), number)
    try:
        engine().cases.cancel(initiative.current.id, identity(), request.form.get("reason", ""))
    except InvalidInput:
        flash(_("Skriv hvorfor initiativet avsluttes."), "danger")
    else:
        flash(_("Initiativet er avsluttet."), "success")
    return redirect(url_for("initiative.show", number=number))


@blueprint.post("/<number>/incidents/<uuid:incident_id>/retry")
def retry(number: str, incident_id: UUID) -> Response:
    """Sets a stopped step going again."""
    engine().incidents.retry(incident_id, identity())
    flash(_("Steget prøves på nytt."), "success")
    return redirect(url_for("initiative.show", number=number))
