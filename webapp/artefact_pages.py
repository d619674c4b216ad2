"""What the pages of artefacts have in common: beginning one, the document, and the result ready for a template."""

from base64 import b64encode
from dataclasses import dataclass
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from engine.contract.errors import FormRejected, InvalidInput
from engine.contract.result import Picture
from engine.services.artefactview import ArtefactView
from webapp import answers
from webapp.auth import engine, identity


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """A picture as a page shows it. `source` is a data address: as an image an SVG can neither run nor reach anything."""

    title: str
    description: str
    source: str
    wide: bool


def drawn(picture: Picture) -> Drawn:
    """The picture ready for an `img`."""
    encoded = b64encode(picture.svg.encode()).decode()
    return Drawn(
        title=picture.title,
        description=picture.description,
        source=f"data:image/svg+xml;base64,{encoded}",
        wide=picture.wide,
    )


def begin(key: str, *, initiative_id: UUID | None, unit_id: UUID | None, task_id: UUID | None = None) -> Response:
    """Begins an artefact as the posted form says and goes to it; back with a word when it cannot be."""
    try:
        artefact_id = engine().artefacts.create(
            identity(),
            key,
            title=request.form.get("title", ""),
            initiative_id=initiative_id,
            unit_id=unit_id,
            task_id=task_id,
            example=request.form.get("example") or None,
            copy_of=request.form.get("copy_of", type=UUID),
            key=request.form.get("key") or None,
        )
    except InvalidInput as problem:
        too_long = problem.code == "too_long"
        flash(_("Tittelen er for lang.") if too_long else _("Velg hvor verktøyet skal brukes."), "danger")
        return redirect(url_for("toolbox.guide", key=key))
    return redirect(url_for("artefact.show", artefact_id=artefact_id))


def artefact_page(
    view: ArtefactView,
    *,
    editing: UUID | None = None,
    typed: dict[str, object] | None = None,
    changed: str | None = None,
    poll: tuple[str, dict[str, object], FormRejected] | None = None,
) -> str:
    """The artefact's page. `editing` names the row whose form is open, `typed` what stands in it when it was not kept,
    `changed` who saved it meanwhile, `poll` a refused answer: part, what was typed, why."""
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
        row.id: [
            line
            for line in view.tool.forms[part].summary(row.values, people=names.people, units=names.units, rows=flat)
            if line.text != row.label
        ]
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
