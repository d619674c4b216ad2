"""Initiatives: the list, and everything about one."""

from collections.abc import Mapping
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from engine.contract.errors import InvalidInput, NotFound
from engine.queries.history import Matter
from engine.queries.initiatives import InitiativeFilter
from webapp import answers
from webapp.artefacts import artefacts_of, assessment_of
from webapp.auth import engine, identity
from webapp.labels import STATUSES
from webapp.scene import scene

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
        offered=engine().activities.offered(initiative.current.id, identity()),
        sheets=engine().queries.artefacts.of_initiative(identity(), number),
        key=answers.new_key(),
    )


@blueprint.get("/<number>/history")
def history(number: str) -> str:
    """The whole hendelseslogg, page by page."""
    initiative = engine().queries.initiatives.view(identity(), number)
    wanted = request.args.get("matter", "")
    matter = Matter(wanted) if wanted in set(Matter) else None
    after = request.args.get("after") or None
    events = engine().queries.history.page(identity(), number, matter=matter, after=after)
    return render_template("initiative/history.html", initiative=initiative, events=events, matter=matter)


@blueprint.get("/<number>/replay")
def replay(number: str) -> str:
    """The case played back, at one step."""
    found = engine().queries.replays.view(
        identity(), number=number, case_id=request.args.get("case", type=UUID), step=request.args.get("steg", type=int)
    )
    return render_template("initiative/replay.html", replay=found, scene=scene(found))


@blueprint.get("/<number>/answers/<uuid:task_id>")
def given(number: str, task_id: UUID) -> str:
    """The answers of one task as they were given. Raises NotFound for a task of another initiative."""
    found = engine().queries.given.view(identity(), task_id)
    if found.number != number:
        raise NotFound("answers", task_id)
    form = engine().form_of(found.version_id, found.element)
    values = found.values if isinstance(found.values, Mapping) else {}
    names = answers.Names()
    rows = form.summary(values, people=names.people, units=names.units) if form else ()
    return render_template("initiative/given.html", given=found, rows=rows, note=values.get("merknad"))


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


@blueprint.post("/<number>/activities")
def begin(number: str) -> Response:
    """Begins an activity of a running ad hoc subprocess."""
    initiative = engine().queries.initiatives.view(identity(), number)
    token = request.form.get("token", type=UUID)
    if token is None:
        raise NotFound("activity", number)
    engine().activities.begin(initiative.current.id, identity(), token, request.form.get("element", "")[:100])
    flash(_("Aktiviteten er satt i gang."), "success")
    return redirect(url_for("initiative.show", number=number))


@blueprint.post("/<number>/incidents/<uuid:incident_id>/retry")
def retry(number: str, incident_id: UUID) -> Response:
    """Sets a stopped step going again."""
    engine().incidents.retry(incident_id, identity())
    flash(_("Steget prøves på nytt."), "success")
    return redirect(url_for("initiative.show", number=number))
