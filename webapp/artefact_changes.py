"""What has changed between two contents of an artefact, row by row and field by field, in words."""

from collections.abc import Mapping
from dataclasses import dataclass

from engine.contract.content import Content, Row
from engine.forms import Form
from engine.services.artefactview import label_of
from engine.services.tooling import LoadedTool
from webapp.answers import Names


@dataclass(frozen=True, kw_only=True)
class FieldChange:
    """One field before and after, as people read it."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, kw_only=True)
class RowChange:
    """A row that came (`added`), went (`removed`) or says something else (`changed`)."""

    part: str
    label: str
    kind: str
    fields: tuple[FieldChange, ...] = ()


def compared(tool: LoadedTool, before: Content, after: Content, names: Names) -> tuple[RowChange, ...]:
    """Every difference, in the order of the tool's parts."""
    found: list[RowChange] = []
    labels = {**_labels(tool, before), **_labels(tool, after)}
    for part in tool.tool.parts:
        if part.poll:
            continue
        form = tool.forms[part.key]
        old = {row.id: row for row in before.rows(part.key)}
        new = {row.id: row for row in after.rows(part.key)}
        for row_id, row in new.items():
            label = labels[str(row_id)]
            fields = _fields(form, old.get(row_id), row, names, labels)
            if row_id not in old:
                found.append(RowChange(part=part.title, label=label, kind="added", fields=fields))
            elif fields:
                found.append(RowChange(part=part.title, label=label, kind="changed", fields=fields))
        found += [
            RowChange(part=part.title, label=labels[str(row_id)], kind="removed") for row_id in old if row_id not in new
        ]
    return tuple(found)


def _fields(form: Form, old: Row | None, new: Row, names: Names, labels: Mapping[str, str]) -> tuple[FieldChange, ...]:
    before = _texts(form, old.values if old else {}, names, labels)
    after = _texts(form, new.values, names, labels)
    return tuple(
        FieldChange(label=field.label, before=before.get(field.key, ""), after=after.get(field.key, ""))
        for field in form.fields
        if before.get(field.key, "") != after.get(field.key, "")
    )


def _texts(form: Form, values: Mapping[str, object], names: Names, labels: Mapping[str, str]) -> dict[str, str]:
    rows = form.summary(values, people=names.people, units=names.units, rows=labels)
    return {row.key: row.text or ", ".join(row.lines) for row in rows}


def _labels(tool: LoadedTool, content: Content) -> dict[str, str]:
    return {
        str(row.id): label_of(tool, part, row.values, number)
        for part, rows in content.parts.items()
        for number, row in enumerate(rows, start=1)
    }
