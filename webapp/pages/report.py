"""Reports of the toolboxes: the list, one report with its question, and the same on paper and in Excel."""

from io import BytesIO
from uuid import UUID

from flask import Blueprint, abort, flash, render_template, request, send_file
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from engine.contract.errors import InvalidInput, NotFound
from engine.contract.toolbox import Level, Paper
from engine.documents import Sheet, pdf, workbook
from engine.services.reports import Ran
from webapp import answers
from webapp.artefact_pages import drawn
from webapp.auth import engine, identity
from webapp.formatting import short_day

blueprint = Blueprint("report", __name__, url_prefix="/reports")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.get("")
def index() -> str:
    """The reports this person may run."""
    return render_template("report/index.html", reports=engine().reports.available(identity()))


@blueprint.get("/<key>")
def show(key: str) -> str:
    """One report; without a question yet, the widest it can answer."""
    report = engine().reports.available(identity()).get(key)
    if report is None:
        abort(404)
    ran = None
    try:
        ran = _ran(key)
    except (NotFound, InvalidInput):
        flash(_("Velg hva rapporten skal handle om."), "info")
    return render_template(
        "report/page.html",
        key=key,
        report=report,
        ran=ran,
        level=_level(key),
        pictures=[drawn(p) for p in ran.result.pictures] if ran else [],
        units=answers.Names().units,
    )


@blueprint.get("/<key>/document.pdf")
def document(key: str) -> Response:
    """The report on paper."""
    ran = _ran(key)
    meta = [(_("Gjelder"), ran.about)] if ran.about else []
    sheet = Sheet(
        title=ran.report.title,
        subtitle=ran.report.summary,
        meta=[*meta, (_("Laget"), short_day(engine().clock.now()))],
        figures=ran.result.figures,
        pictures=ran.result.pictures,
        tables=ran.result.tables,
        paper=Paper.A4_LANDSCAPE,
    )
    name = f"{ran.report.title}.pdf"
    return send_file(BytesIO(pdf(sheet)), "application/pdf", as_attachment=True, download_name=name)


@blueprint.get("/<key>/workbook.xlsx")
def spreadsheet(key: str) -> Response:
    """The report's tables."""
    ran = _ran(key)
    content = workbook(ran.report.title, list(ran.result.tables))
    return send_file(BytesIO(content), XLSX, as_attachment=True, download_name=f"{ran.report.title}.xlsx")


def _ran(key: str) -> Ran:
    return engine().reports.run(
        identity(),
        key,
        _level(key),
        number=request.args.get("initiative", "").strip().upper() or None,
        unit_id=request.args.get("unit", type=UUID),
        year=request.args.get("year", type=int),
    )


def _level(key: str) -> Level:
    report = engine().runtime.toolboxes.reports.get(key)
    if report is None:
        abort(404)
    asked = request.args.get("level", "")
    widest = next(level for level in (Level.PORTFOLIO, Level.UNIT, Level.INITIATIVE) if level in report.levels)
    return Level(asked) if asked in report.levels else widest
