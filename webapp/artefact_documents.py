"""An artefact as a document and as tables: what was written, what the tool made of it, true numbers and dates."""

from collections.abc import Mapping

from flask_babel import gettext as _

from engine.contract.content import Content
from engine.contract.result import Column, ColumnKind, Table
from engine.documents import Paragraphs, Sheet
from engine.forms import Form
from engine.forms.form import Kind
from engine.services.artefactview import ArtefactView, label_of
from engine.services.tooling import LoadedTool
from webapp import answers
from webapp.formatting import short_day


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
            tables.append(
                Table(key=part.key, title=_("Utfylt: %(part)s", part=part.title), columns=_columns(form), rows=rows)
            )
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
