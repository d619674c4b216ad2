"""What the pages of artefacts have in common: beginning one, the document, and the result ready for a template."""

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from engine.contract.content import Content
from engine.contract.errors import InvalidInput
from engine.contract.result import Column, ColumnKind, Picture, Table
from engine.documents import Paragraphs, Sheet
from engine.forms import Form
from engine.forms.form import Kind
from engine.services.artefactview import ArtefactView, label_of
from engine.services.tooling import LoadedTool
from webapp import answers
from webapp.auth import engine, identity
from webapp.formatting import short_day


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


def sheet_of(view: ArtefactView) -> Sheet:
    """The artefact as a document: pictures, figures, what was written, tables."""
    place = [(_("Initiativ"), f"{view.initiative_number} {view.initiative_title}")] if view.initiative_number else []
    meta = [*place, (_("Enhet"), view.unit_name), (_("Sist endret"), short_day(view.changed_at))]
    names = answers.Names()
    labels = {row: label for rows in view.labels().values() for row, label in rows.items()}
    texts = []
    for part in view.tool.tool.parts:
        if part.repeated or part.poll or not view.parts[part.key]:
            continue
        form = view.tool.forms[part.key]
        rows = form.summary(view.parts[part.key][0].values, people=names.people, units=names.units, rows=labels)
        lines = [(row.label, row.text or "\n".join(row.lines)) for row in rows]
        if lines:
            texts.append(Paragraphs(heading=part.title, lines=lines))
    return Sheet(
        title=view.title,
        subtitle=view.tool.tool.title,
        meta=meta,
        figures=view.result.figures,
        pictures=view.result.pictures,
        texts=texts,
        tables=[*view.result.tables, *content_tables(view.tool, view.content)],
        paper=view.tool.tool.paper,
    )


def content_tables(tool: LoadedTool, content: Content) -> list[Table]:
    """Every repeated part as a table: what was filled in, with true numbers and dates."""
    names = answers.Names()
    labels = {
        str(row.id): label_of(tool, part, row.values, number)
        for part, rows in content.parts.items()
        for number, row in enumerate(rows, start=1)
    }
    tables = []
    for part in tool.tool.parts:
        if part.repeated and not part.poll:
            form = tool.forms[part.key]
            rows = [_cells(form, row.values, names, labels) for row in content.rows(part.key)]
            tables.append(Table(key=part.key, title=part.title, columns=_columns(form), rows=rows))
    return tables


def _columns(form: Form) -> list[Column]:
    kinds = {Kind.MONEY: ColumnKind.MONEY, Kind.NUMBER: ColumnKind.NUMBER, Kind.DATE: ColumnKind.DATE}
    return [
        Column(
            label=field.label,
            kind=kinds.get(field.kind, ColumnKind.TEXT),
            unit=field.unit if field.kind == Kind.NUMBER else "",
            decimals=field.decimals or 0,
        )
        for field in form.fields
    ]


def _cells(form: Form, values: Mapping[str, object], names: answers.Names, labels: Mapping[str, str]) -> list[object]:
    shown = {r.key: r for r in form.summary(values, people=names.people, units=names.units, rows=labels)}
    cells: list[object] = []
    for field in form.fields:
        if field.kind in (Kind.MONEY, Kind.NUMBER, Kind.DATE):
            cells.append(values.get(field.key))
        else:
            row = shown.get(field.key)
            cells.append((row.text or ", ".join(row.lines)) if row else None)
    return cells
