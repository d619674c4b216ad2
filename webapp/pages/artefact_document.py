"""An artefact to take along: PDF, Excel workbook, and its pictures as PNG."""

from io import BytesIO
from uuid import UUID

from flask import Blueprint, abort, send_file
from werkzeug.wrappers import Response

from engine.contract.result import Table
from engine.documents import ics, pdf, png, workbook
from engine.services.artefactview import ArtefactView
from webapp.artefact_documents import content_tables, sheet_of
from webapp.auth import engine, identity

blueprint = Blueprint("artefact_document", __name__, url_prefix="/artefacts/<uuid:artefact_id>")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.get("/document.pdf")
def document(artefact_id: UUID) -> Response:
    """The artefact on paper."""
    view = engine().artefact(identity(), artefact_id)
    return send_file(
        BytesIO(pdf(sheet_of(view))), "application/pdf", as_attachment=True, download_name=_name(view, "pdf")
    )


@blueprint.get("/workbook.xlsx")
def spreadsheet(artefact_id: UUID) -> Response:
    """The artefact's tables."""
    view = engine().artefact(identity(), artefact_id)
    tables: list[Table] = [*view.result.tables, *content_tables(view.tool, view.content)]
    return send_file(BytesIO(workbook(view.title, tables)), XLSX, as_attachment=True, download_name=_name(view, "xlsx"))


@blueprint.get("/calendar.ics")
def calendar(artefact_id: UUID) -> Response:
    """Its days, for one's own calendar."""
    view = engine().artefact(identity(), artefact_id)
    if view.result.calendar is None:
        abort(404)
    content = ics(view.result.calendar, engine().clock.now())
    return send_file(BytesIO(content), "text/calendar", as_attachment=True, download_name=_name(view, "ics"))


@blueprint.get("/pictures/<int:number>.png")
def picture(artefact_id: UUID, number: int) -> Response:
    """One of its pictures, for a presentation."""
    view = engine().artefact(identity(), artefact_id)
    if not 1 <= number <= len(view.result.pictures):
        abort(404)
    content = png(view.result.pictures[number - 1].svg)
    return send_file(BytesIO(content), "image/png", as_attachment=True, download_name=_name(view, f"{number}.png"))


def _name(view: ArtefactView, ending: str) -> str:
    place = f"{view.initiative_number} " if view.initiative_number else ""
    return f"{place}{view.title}"[:120].replace("/", "-") + f".{ending}"
