"""The toolbox (verktøykassen): which tools there are, when each is used and how, and the boards of the units."""

from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from engine.contract.errors import NotFound
from engine.queries.initiatives import InitiativeFilter
from engine.services.tooling import LoadedTool
from webapp import answers
from webapp.artefact_pages import begin
from webapp.auth import engine, identity

blueprint = Blueprint("toolbox", __name__)


@blueprint.get("/toolbox")
def index() -> str:
    """Every installed tool, by toolbox."""
    shelves: dict[str, list[LoadedTool]] = {}
    for tool in engine().tools.values():
        shelves.setdefault(tool.toolbox.title or tool.toolbox.name, []).append(tool)
    return render_template("toolbox/index.html", shelves=shelves)


@blueprint.get("/toolbox/<key>")
def guide(key: str) -> str:
    """One tool's method guide, its examples, and a way to begin."""
    tool = _tool(key)
    listed = [
        engine().queries.initiatives.page(identity(), InitiativeFilter(status="running", mine=m)) for m in (True, False)
    ]
    initiatives = {row.number: row.title for page in listed for row in page.rows}
    return render_template("toolbox/guide.html", tool=tool, initiatives=initiatives, key=answers.new_key())


@blueprint.post("/toolbox/<key>/artefacts")
def start(key: str) -> Response:
    """Begins an artefact with the tool: in an initiative, a task of it, or on a unit's board."""
    _tool(key)
    number = request.form.get("initiative", "").strip().upper()
    try:
        initiative_id = engine().queries.initiatives.id_of(identity(), number) if number else None
    except NotFound:
        flash(_("Fant ikke initiativet %(number)s. Skriv nummeret slik: INN-2026-014.", number=number[:20]), "danger")
        return redirect(url_for("toolbox.guide", key=key))
    return begin(key, initiative_id=initiative_id, unit_id=request.form.get("unit", type=UUID) if not number else None)


@blueprint.get("/boards")
@blueprint.get("/boards/<uuid:unit_id>")
def board(unit_id: UUID | None = None) -> str:
    """What a unit has on its own board, outside any initiative; the reader's own unit first."""
    try:
        shelf = engine().queries.artefacts.of_unit(identity(), unit_id)
    except NotFound:
        if unit_id is not None:
            raise
        shelf = None
    offered = [tool for tool in engine().tools.values() if tool.tool.for_unit]
    return render_template(
        "toolbox/board.html", shelf=shelf, offered=offered, units=answers.Names().units, key=answers.new_key()
    )


def _tool(key: str) -> LoadedTool:
    found = engine().tools.get(key)
    if found is None:
        abort(404)
    return found
