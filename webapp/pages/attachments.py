"""Files laid in an initiative: always sent as downloads that cannot run."""

from io import BytesIO
from uuid import UUID

from flask import Blueprint, flash, redirect, request, send_file, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from engine.contract.errors import InvalidInput
from webapp.auth import engine, identity
from webapp.security import sandboxed

blueprint = Blueprint("attachments", __name__)


@blueprint.post("/initiatives/<number>/attachments")
def attach(number: str) -> Response:
    """Adds a file, from the initiative's page or a task's."""
    initiative = engine().queries.initiatives.view(identity(), number)
    task_id = request.form.get("task", type=UUID)
    back = url_for("task.show", task_id=task_id) if task_id else url_for("initiative.show", number=number)
    file = request.files.get("file")
    try:
        content = file.read() if file else b""
        engine().remarks.attach(initiative.id, identity(), (file and file.filename) or "", content, task_id=task_id)
    except InvalidInput as problem:
        flash(_refusal(problem), "danger")
    else:
        flash(_("Filen er lagt ved."), "success")
    return redirect(back + "#attachments")


@blueprint.get("/attachments/<uuid:attachment_id>")
@sandboxed
def download(attachment_id: UUID) -> Response:
    """Sends the bytes, never to be shown in place."""
    found = engine().queries.files.download(identity(), attachment_id)
    return send_file(BytesIO(found.content), found.media_type, as_attachment=True, download_name=found.filename)


@blueprint.post("/attachments/<uuid:attachment_id>/removal")
def remove(attachment_id: UUID) -> Response:
    """Takes an own file out of view."""
    engine().remarks.remove(attachment_id, identity())
    flash(_("Filen er fjernet."), "success")
    number = request.form.get("number", "")
    return redirect(url_for("initiative.show", number=number) if number else url_for("worklist.show"))


def _refusal(problem: InvalidInput) -> str:
    if problem.code == "empty":
        return _("Velg en fil som ikke er tom.")
    if problem.code == "too_large":
        return _("Filen er for stor. Grensen er %(maximum)s.", maximum=problem.params["maximum"])
    return _("Denne filtypen kan ikke legges ved. Du kan bruke: %(allowed)s.", allowed=problem.params["allowed"])
