"""One artefact: picture, figures and rows, edited one row at a time; its documents, versions and comments."""

from io import BytesIO
from uuid import UUID

from flask import Blueprint, flash, jsonify, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from engine.contract.errors import FormRejected, InvalidInput, NotAllowed, NotFound, RowChanged
from engine.contract.result import Table
from engine.documents import pdf, png, workbook
from engine.services.artefactview import ArtefactView, RowView
from webapp import answers
from webapp.artefact_changes import compared
from webapp.artefact_pages import begin, content_tables, drawn, sheet_of
from webapp.auth import engine, identity
from webapp.errors import what_changed

blueprint = Blueprint("artefact", __name__)
ROOT = "/artefacts/<uuid:artefact_id>"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.get(ROOT)
def show(artefact_id: UUID) -> str:
    """The artefact's page; `rediger` names the row whose form is open."""
    return _page(engine().artefact(identity(), artefact_id), editing=request.args.get("rediger", type=UUID))


@blueprint.post("/initiatives/<number>/artefacts")
def create(number: str) -> Response:
    """Begins an artefact in an initiative, from its page or a task's."""
    initiative_id = engine().queries.initiatives.id_of(identity(), number)
    task_id = request.form.get("task", type=UUID)
    return begin(request.form.get("tool", "")[:90], initiative_id=initiative_id, unit_id=None, task_id=task_id)


@blueprint.post(ROOT + "/parts/<part>/rows")
def add_row(artefact_id: UUID, part: str) -> Response:
    """Adds a row and opens its form."""
    try:
        saved = engine().artefact_rows.add(artefact_id, identity(), part)
    except InvalidInput as problem:
        if problem.code != "full":
            raise
        flash(
            _("Det er ikke plass til flere rader. Grensen er %(maximum)s.", maximum=problem.params["maximum"]), "danger"
        )
        return redirect(url_for("artefact.show", artefact_id=artefact_id))
    return _to_row(artefact_id, saved.row_id)


@blueprint.post(ROOT + "/rows/<uuid:row_id>")
def save_row(artefact_id: UUID, row_id: UUID) -> str | Response | tuple[str, int]:
    """Keeps a row; when somebody else has saved it meanwhile, both are shown and the writer chooses."""
    view = engine().artefact(identity(), artefact_id)
    row = _row(view, row_id)
    given = answers.submitted(view.tool.forms[row.part])
    try:
        saved = engine().artefact_rows.save(artefact_id, row_id, identity(), given, revision=_number("revision"))
    except RowChanged as changed:
        fresh = engine().artefact(identity(), artefact_id)
        return _page(fresh, editing=row_id, typed=given, changed=what_changed(changed)), 409
    except FormRejected:
        flash(_("Det er for mye tekst i raden. Kort den ned."), "danger")
        return _page(view, editing=row_id, typed=given), 422
    if saved.rejected:
        return _page(engine().artefact(identity(), artefact_id), editing=row_id), 422
    flash(_("Lagret."), "success")
    return redirect(url_for("artefact.show", artefact_id=artefact_id, _anchor=f"row-{row_id}"))


@blueprint.post(ROOT + "/rows/<uuid:row_id>/draft")
def autosave_row(artefact_id: UUID, row_id: UUID) -> Response:
    """Keeps what is typed, called by the page while typing."""
    view = engine().artefact(identity(), artefact_id)
    given = answers.submitted(view.tool.forms[_row(view, row_id).part])
    saved = engine().artefact_rows.save(artefact_id, row_id, identity(), given, revision=_number("draft_revision"))
    return jsonify(revision=saved.revision, saved_at=engine().clock.now().isoformat())


@blueprint.post(ROOT + "/rows/<uuid:row_id>/removal")
def remove_row(artefact_id: UUID, row_id: UUID) -> Response:
    """Takes a row out; the page offers to put it back."""
    engine().artefact_rows.remove(artefact_id, row_id, identity())
    flash(_("Raden er fjernet."), "success")
    return redirect(url_for("artefact.show", artefact_id=artefact_id, angre=row_id))


@blueprint.post(ROOT + "/rows/<uuid:row_id>/restoration")
def restore_row(artefact_id: UUID, row_id: UUID) -> Response:
    """Puts a removed row back."""
    engine().artefact_rows.restore(artefact_id, row_id, identity())
    flash(_("Raden er tilbake."), "success")
    return redirect(url_for("artefact.show", artefact_id=artefact_id, _anchor=f"row-{row_id}"))


@blueprint.post(ROOT + "/rows/<uuid:row_id>/place")
def move_row(artefact_id: UUID, row_id: UUID) -> Response:
    """Moves a row up or down, or (dragged) to a place."""
    view = engine().artefact(identity(), artefact_id)
    row = _row(view, row_id)
    here = view.parts[row.part].index(row)
    to = _number("to")
    step = {"up": -1, "down": 1}.get(request.form.get("step", ""), 0)
    engine().artefact_rows.move(artefact_id, row_id, identity(), here + step if to is None else to)
    return redirect(url_for("artefact.show", artefact_id=artefact_id, _anchor=f"row-{row_id}"))


@blueprint.post(ROOT + "/rows/<uuid:row_id>/vote")
def vote(artefact_id: UUID, row_id: UUID) -> Response:
    """Lays votes on a row."""
    try:
        left = engine().artefact_rows.vote(artefact_id, row_id, identity(), _number("count") or 0)
    except InvalidInput as problem:
        flash(_("Du har bare %(left)s stemmer igjen.", left=problem.params.get("left", "0")), "danger")
    else:
        flash(_("Stemmen er lagt. Du har %(left)s igjen.", left=left), "success")
    return redirect(url_for("artefact.show", artefact_id=artefact_id, _anchor=f"row-{row_id}"))


@blueprint.post(ROOT + "/polls/<part>")
def answer_poll(artefact_id: UUID, part: str) -> str | Response | tuple[str, int]:
    """Answers an anonymous poll, once."""
    view = engine().artefact(identity(), artefact_id)
    form = view.tool.forms.get(part)
    given = answers.submitted(form) if form else {}
    try:
        engine().artefact_rows.answer(artefact_id, identity(), part, given)
    except FormRejected as rejected:
        return _page(view, poll=(part, given, rejected)), 422
    except NotAllowed as refused:
        if refused.reason != "already_answered":
            raise
        flash(_("Du har svart før. Svaret ditt er med."), "info")
    else:
        flash(_("Takk! Svaret ditt er med, og ingen kan se at det er ditt."), "success")
    return redirect(url_for("artefact.show", artefact_id=artefact_id))


@blueprint.post(ROOT + "/title")
def rename(artefact_id: UUID) -> Response:
    """Gives the artefact another title."""
    try:
        engine().artefacts.rename(artefact_id, identity(), request.form.get("title", ""))
    except InvalidInput:
        flash(_("Skriv en tittel på høyst 200 tegn."), "danger")
    else:
        flash(_("Tittelen er endret."), "success")
    return redirect(url_for("artefact.show", artefact_id=artefact_id))


@blueprint.post(ROOT + "/versions")
def keep_version(artefact_id: UUID) -> Response:
    """Keeps the content as it is now."""
    number = engine().artefacts.keep_version(artefact_id, identity(), request.form.get("reason", ""))
    flash(_("Versjon %(number)s er tatt vare på.", number=number), "success")
    return redirect(url_for("artefact.show", artefact_id=artefact_id, _anchor="versions"))


@blueprint.get(ROOT + "/versions/<int:number>")
def version(artefact_id: UUID, number: int) -> str:
    """A kept version, and what has changed from it until now or until another one (`mot`)."""
    against = request.args.get("mot", type=int)
    view = engine().artefact(identity(), artefact_id)
    kept = engine().artefact_version(identity(), artefact_id, number)
    other = engine().artefact_version(identity(), artefact_id, against) if against else None
    names = answers.Names()
    changes = compared(view.tool, kept.content, other.content if other else view.content, names)
    return render_template(
        "artefact/version.html",
        view=view,
        kept=kept,
        against=other,
        changes=changes,
        pictures=[drawn(p) for p in kept.result.pictures],
        tables=[*kept.result.tables, *content_tables(view.tool, kept.content)],
    )


@blueprint.post(ROOT + "/copies")
def copy(artefact_id: UUID) -> Response:
    """Uses the artefact as a template in another initiative."""
    view = engine().artefact(identity(), artefact_id)
    number = request.form.get("initiative", "").strip().upper()
    try:
        initiative_id = engine().queries.initiatives.id_of(identity(), number)
    except NotFound:
        flash(_("Fant ikke initiativet %(number)s.", number=number[:20]), "danger")
        return redirect(url_for("artefact.show", artefact_id=artefact_id))
    created = engine().artefacts.create(
        identity(), view.tool.key, title=view.title, initiative_id=initiative_id, copy_of=artefact_id
    )
    flash(_("Kopien ligger i %(number)s.", number=number), "success")
    return redirect(url_for("artefact.show", artefact_id=created))


@blueprint.post(ROOT + "/comments")
def comment(artefact_id: UUID) -> Response:
    """Adds a remark."""
    try:
        row_id = request.form.get("row", type=UUID)
        engine().artefacts.comment(artefact_id, identity(), request.form.get("text", ""), row_id=row_id)
    except InvalidInput as problem:
        text = _("Skriv noe før du sender.") if problem.code == "required" else _("Kommentaren er for lang.")
        flash(text, "danger")
    else:
        flash(_("Kommentaren er lagt til."), "success")
    return redirect(url_for("artefact.show", artefact_id=artefact_id, _anchor="comments"))


@blueprint.post(ROOT + "/removal")
def remove(artefact_id: UUID) -> Response:
    """Takes the artefact out of view."""
    view = engine().artefact(identity(), artefact_id)
    engine().artefacts.remove(artefact_id, identity())
    flash(_("«%(title)s» er fjernet.", title=view.title), "success")
    if view.initiative_number:
        return redirect(url_for("initiative.show", number=view.initiative_number))
    return redirect(url_for("toolbox.board", unit_id=view.unit_id))


@blueprint.get(ROOT + "/document.pdf")
def document(artefact_id: UUID) -> Response:
    """The artefact on paper."""
    view = engine().artefact(identity(), artefact_id)
    return send_file(
        BytesIO(pdf(sheet_of(view))), "application/pdf", as_attachment=True, download_name=_name(view, "pdf")
    )


@blueprint.get(ROOT + "/workbook.xlsx")
def spreadsheet(artefact_id: UUID) -> Response:
    """The artefact's tables."""
    view = engine().artefact(identity(), artefact_id)
    tables: list[Table] = [*view.result.tables, *content_tables(view.tool, view.content)]
    return send_file(BytesIO(workbook(view.title, tables)), XLSX, as_attachment=True, download_name=_name(view, "xlsx"))


@blueprint.get(ROOT + "/pictures/<int:number>.png")
def picture(artefact_id: UUID, number: int) -> Response | tuple[str, int]:
    """One of its pictures, for a presentation."""
    view = engine().artefact(identity(), artefact_id)
    if not 1 <= number <= len(view.result.pictures):
        return render_template("error.html"), 404
    content = png(view.result.pictures[number - 1].svg)
    return send_file(BytesIO(content), "image/png", as_attachment=True, download_name=_name(view, f"{number}.png"))


def _page(
    view: ArtefactView,
    *,
    editing: UUID | None = None,
    typed: dict[str, object] | None = None,
    changed: str | None = None,
    poll: tuple[str, dict[str, object], FormRejected] | None = None,
) -> str:
    names = answers.Names()
    labels = view.labels()
    flat = {row: label for rows in labels.values() for row, label in rows.items()}
    open_row = (
        next((r for rows in view.parts.values() for r in rows if r.id == editing), None) if view.may_edit else None
    )
    form = None
    if open_row is not None:
        values = typed if typed is not None else open_row.typed
        form = view.tool.forms[open_row.part].render(
            values, problems=open_row.problems, people=names.people, units=names.units, rows=labels
        )
    polls = {
        part.key: view.tool.forms[part.key].render(
            poll[1] if poll and poll[0] == part.key else {},
            problems=poll[2].problems if poll and poll[0] == part.key else (),
            people=names.people,
            units=names.units,
        )
        for part in view.tool.tool.parts
        if part.poll and view.may_take_part and not view.answered
    }
    summaries = {
        row.id: view.tool.forms[part].summary(row.values, people=names.people, units=names.units, rows=flat)
        for part, rows in view.parts.items()
        for row in rows
    }
    return render_template(
        "artefact/page.html",
        view=view,
        pictures=[drawn(p) for p in view.result.pictures],
        open_row=open_row,
        form=form,
        changed=changed,
        polls=polls,
        summaries=summaries,
        labels=flat,
        undo=request.args.get("angre", type=UUID),
        key=answers.new_key(),
    )


def _row(view: ArtefactView, row_id: UUID) -> RowView:
    found = next((row for rows in view.parts.values() for row in rows if row.id == row_id), None)
    if found is None:
        raise NotFound("artefact_row", row_id)
    return found


def _to_row(artefact_id: UUID, row_id: UUID) -> Response:
    return redirect(url_for("artefact.show", artefact_id=artefact_id, rediger=row_id, _anchor=f"row-{row_id}"))


def _name(view: ArtefactView, ending: str) -> str:
    place = f"{view.initiative_number} " if view.initiative_number else ""
    return f"{place}{view.title}"[:120].replace("/", "-") + f".{ending}"


def _number(name: str) -> int | None:
    value = request.form.get(name, "")
    return int(value) if value.isdigit() and len(value) < 10 else None
