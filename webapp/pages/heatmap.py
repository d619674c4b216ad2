"""Statistics of a deployed version on its diagram, and the cases that wait at one of its elements."""

from datetime import date
from uuid import UUID

from flask import Blueprint, render_template, request
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from engine.contract.errors import InvalidInput
from engine.queries.event_log import Wanted
from engine.queries.event_log_files import LogFormat
from engine.queries.statistics import Period
from webapp import answers
from webapp.auth import engine, identity
from webapp.heat import CHOICES, heat

blueprint = Blueprint("heatmap", __name__, url_prefix="/models/versions/<uuid:version_id>")


@blueprint.get("/statistics")
def show(version_id: UUID) -> str:
    """The heatmap and the same as a table, by the measure, period, unit and comparison that the address names."""
    asked = request.args
    period, unit_id = _period(asked), _id(asked, "unit")
    query = engine().queries.statistics
    found = query.view(identity(), version_id, period=period, unit_id=unit_id)
    against = _id(asked, "compare")
    known = {other for other, _ in found.others} - {version_id}
    other = query.view(identity(), against, period=period, unit_id=unit_id) if against in known and against else None
    measure = asked.get("measure", "")
    measure = measure if measure in CHOICES else next(iter(CHOICES))
    return render_template(
        "model/heatmap.html",
        found=found,
        other=other,
        measure=measure,
        choices=CHOICES,
        heat=heat(found, CHOICES[measure], other),
        units=answers.Names().units,
    )


@blueprint.get("/waiting/<element>")
def waiting(version_id: UUID, element: str) -> str:
    """The cases that wait at an element, page by page."""
    version = engine().queries.models.version(identity(), version_id)
    unit_id = _id(request.args, "unit")
    page = engine().queries.waiting.page(
        identity(), version_id, element, unit_id=unit_id, after=request.args.get("after") or None
    )
    names = {found.id: found for found in version.definition.elements}
    return render_template(
        "model/waiting.html", version=version, element=names.get(element), id=element, page=page, unit_id=unit_id
    )


@blueprint.post("/log")
def log(version_id: UUID) -> Response:
    """Sends the event log of the version, trace by trace; a form sends it, since every log handed out is put on record."""
    asked = request.form
    version = engine().queries.models.version(identity(), version_id)
    kind = LogFormat(asked["format"]) if asked.get("format") in set(LogFormat) else LogFormat.XES
    wanted = Wanted(
        key=version.definition.key,
        version=version.number,
        first=_day(asked, "first"),
        last=_day(asked, "last"),
        named=asked.get("named") == "1",
    )
    answer = Response(kind.lines(engine().event_logs.export(identity(), wanted)), content_type=kind.media_type)
    name = f"{version.definition.key}-versjon-{version.number}.{kind}"
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer


def _day(asked: MultiDict[str, str], name: str) -> date | None:
    text = asked.get(name, "")
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise InvalidInput(name, "not_a_date") from error


def _period(asked: MultiDict[str, str]) -> Period:
    period = asked.get("period", "")
    return Period(period) if period in set(Period) else Period.MONTHS_3


def _id(asked: MultiDict[str, str], name: str) -> UUID | None:
    return asked.get(name, type=UUID)
