"""Process models: which there are, their diagrams, and putting a new version in place."""

import tomllib
from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from collections.abc import Iterator, Mapping
from uuid import UUID

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from engine.contract.errors import ModelRejected, NotAllowed, Problem, RemarksUnseen
from engine.importing import What
from engine.services.imports import Translated
from engine.services.problems import line, sentence
from webapp.archives import gathered, packed, unpacked
from webapp.auth import engine, identity, me
from webapp.security import sandboxed

CARRIED = 3_500_000
"""How much a page carries from the report to publishing; a larger folder is translated on the command line."""

blueprint = Blueprint("model", __name__, url_prefix="/models")


@blueprint.get("")
def index() -> str:
    """All models with their versions."""
    return _page()


@blueprint.get("/versions/<uuid:version_id>/diagram")
@sandboxed
def diagram(version_id: UUID) -> Response:
    """The diagram's XML, for the viewer."""
    response = make_response(engine().queries.models.diagram(identity(), version_id))
    response.headers["Content-Type"] = "application/xml; charset=utf-8"
    return response


@blueprint.get("/versions/<uuid:version_id>")
def version(version_id: UUID) -> str:
    """One version: diagram and the same as a list of steps."""
    found = engine().queries.models.version(identity(), version_id)
    return render_template("model/version.html", version=found)


@blueprint.post("")
def deploy() -> str | Response | tuple[str, int]:
    """Deploys an uploaded zip of a model folder; a refused one lists every problem, a doubtful one asks first."""
    _require_owner()
    upload = request.files.get("archive")
    try:
        files = unpacked(upload.read() if upload else _sent_archive())
        note, acknowledged = request.form.get("note", ""), request.form.get("acknowledged") == "true"
        deployed = engine().models.deploy(files, identity(), note=note, acknowledged=acknowledged)
    except RemarksUnseen as remarked:
        return _unseen(remarked, files, note), 422
    except ModelRejected as rejected:
        return _page(problems=rejected.problems), 422
    if deployed.fresh:
        flash(
            _(
                "Versjon %(number)s av «%(key)s» er publisert. Nye saker starter på den.",
                number=deployed.number,
                key=deployed.key,
            ),
            "success",
        )
    else:
        flash(_("Denne versjonen er allerede publisert."), "info")
    return redirect(url_for("model.index"))


@blueprint.post("/import")
def look() -> str | tuple[str, int]:
    """Translates another tool's files and shows what became of everything; nothing is published."""
    _require_owner()
    chosen = [(upload.filename or "", upload.read()) for upload in request.files.getlist("files")]
    try:
        translated = engine().imports.look(gathered(chosen), identity())
    except ModelRejected as rejected:
        return _page(unreadable=rejected.problems), 422
    archive = b64encode(packed(translated.files)).decode()
    places = list(_places(translated))
    return render_template(
        "model/import.html",
        name=_told(translated, "name") or _("Modellen"),
        translated=translated,
        places=places,
        diagram=translated.files.get(_told(translated, "diagram"), b"").decode("utf-8", "replace"),
        marks=[_mark(element, said) for element, _file, said in places],
        sections=[("advice", _advice(translated))]
        + [(str(what), _lines(translated, what)) for what in (What.DROPPED, What.MAPPED, What.KEPT)],
        archive=archive if len(archive) < CARRIED else None,
    )


@blueprint.post("/import/archive")
@sandboxed
def archive() -> Response:
    """The translated folder as a zip, from what the page carries."""
    _require_owner()
    content = _sent_archive()
    unpacked(content)
    response = make_response(content)
    response.headers["Content-Type"] = "application/zip"
    response.headers["Content-Disposition"] = 'attachment; filename="modell.zip"'
    return response


def _require_owner() -> None:
    person = me()
    if person is None or not person.may_deploy:
        raise NotAllowed("deploy_model", "role_missing")


def _sent_archive() -> bytes:
    """The zip that a page of ours carried as text; nothing of it is believed."""
    try:
        return b64decode(request.form.get("packed", ""), validate=True)
    except (Base64Error, ValueError):
        return b""


def _places(translated: Translated) -> Iterator[tuple[str, str, list[tuple[str, str]]]]:
    """(element, file, what to mend) by place, the import's own words before the deployment check's."""
    locale = str(get_locale() or "nb")
    found: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for entry in translated.report:
        if entry.what is What.PROBLEM:
            found.setdefault((entry.element, entry.file), []).append(("problem", line(entry, locale)))
    for finding in translated.findings:
        if finding.severity != "error":
            continue
        said = (finding.severity, sentence(finding, locale))
        found.setdefault((finding.element, finding.file), []).append(said)
    for (element, file), lines in found.items():
        yield element, file, lines


def _advice(translated: Translated) -> list[tuple[str, str, str]]:
    locale = str(get_locale() or "nb")
    return [(f.element, f.file, sentence(f, locale)) for f in translated.findings if f.severity != "error"]


def _lines(translated: Translated, what: What) -> list[tuple[str, str, str]]:
    locale = str(get_locale() or "nb")
    return [(e.element, e.file, line(e, locale)) for e in translated.report if e.what is what]


def _mark(element: str, said: list[tuple[str, str]]) -> dict[str, str]:
    stops = any(severity == "error" for severity, _text in said)
    return {
        "element": element,
        "state": "incident" if stops else "waiting",
        "label": _("Stopper") if stops else _("Se på"),
    }


def _told(translated: Translated, name: str) -> str:
    """What the folder's `model.toml` says, '' when it says nothing that can be read."""
    try:
        return str(tomllib.loads(translated.files["model.toml"].decode()).get(name, ""))
    except (ValueError, RecursionError):
        return ""


def _unseen(remarked: RemarksUnseen, files: Mapping[str, bytes], note: str) -> str:
    """The remarks, with the model itself for the next try: a browser does not choose a file again by itself."""
    locale = str(get_locale() or "nb")
    archive = b64encode(packed(files)).decode()
    return render_template(
        "model/remarks.html",
        problems=[(p, sentence(p, locale)) for p in remarked.problems],
        archive=archive if len(archive) < CARRIED else None,
        note=note,
    )


def _page(problems: tuple[Problem, ...] = (), unreadable: tuple[Problem, ...] = ()) -> str:
    locale = str(get_locale() or "nb")
    return render_template(
        "model/index.html",
        models=engine().queries.models.models(identity()),
        problems=[(p, sentence(p, locale)) for p in problems],
        unreadable=[(p, sentence(p, locale)) for p in unreadable],
    )
