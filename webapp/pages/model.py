"""Process models: which there are, their diagrams, and putting a new version in place."""

from io import BytesIO
from uuid import UUID
from zipfile import BadZipFile, ZipFile

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from engine.contract.errors import ModelRejected, NotAllowed, Problem, RemarksUnseen
from engine.services.models import MAXIMUM_BYTES, MAXIMUM_FILES
from engine.services.problems import sentence
from webapp.auth import engine, identity, me
from webapp.security import sandboxed

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
    """Deploys an uploaded zip of a model folder; a refused one lists every problem."""
    person = me()
    if person is None or not person.may_deploy:
        raise NotAllowed("deploy_model", "role_missing")
    upload = request.files.get("archive")
    try:
        files = _unpacked(upload.read() if upload else b"")
        note, acknowledged = request.form.get("note", ""), request.form.get("acknowledged") == "true"
        deployed = engine().models.deploy(files, identity(), note=note, acknowledged=acknowledged)
    except RemarksUnseen as remarked:
        return _page(problems=remarked.problems, unseen=True), 422
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


def _page(problems: tuple[Problem, ...] = (), *, unseen: bool = False) -> str:
    locale = str(get_locale() or "nb")
    return render_template(
        "model/index.html",
        models=engine().queries.models.models(identity()),
        problems=[(p, sentence(p, locale)) for p in problems],
        unseen=unseen,
    )


def _unpacked(archive: bytes) -> dict[str, bytes]:
    """The files of a zip, without its one top folder. Sizes are judged before anything is unpacked."""
    try:
        with ZipFile(BytesIO(archive)) as zipped:
            entries = [e for e in zipped.infolist() if not e.is_dir() and "__MACOSX" not in e.filename]
            if len(entries) > MAXIMUM_FILES:
                raise ModelRejected([Problem(code="too_many_files", params={"maximum": str(MAXIMUM_FILES)})])
            if sum(e.file_size for e in entries) > MAXIMUM_BYTES:
                params = {"maximum": f"{MAXIMUM_BYTES // 1024 // 1024} MB"}
                raise ModelRejected([Problem(code="model_too_large", params=params)])
            tops = {e.filename.split("/", 1)[0] for e in entries}
            nested = len(tops) == 1 and all("/" in e.filename for e in entries)
            return {e.filename.split("/", 1)[1] if nested else e.filename: zipped.read(e) for e in entries}
    except (BadZipFile, RuntimeError, NotImplementedError, OSError, EOFError) as error:
        raise ModelRejected([Problem(code="not_a_zip")]) from error
