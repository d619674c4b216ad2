"""What a template needs to draw a form: every question with its text, value, choices and problem. No HTML here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from engine.contract.errors import FieldProblem
from engine.forms.form import Field, FormDefinition, Group, Kind, Part, Text


@dataclass(frozen=True, kw_only=True)
class Option:
    """A choice on the page."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, kw_only=True)
class RenderedField:
    """A question. `name` is the field's name in the page, `value` what stands in it, `hide` FEEL for the browser."""

    name: str
    kind: str
    label: str
    help: str
    required: bool
    value: str
    options: tuple[Option, ...] = ()
    problem: FieldProblem | None = None
    max_length: int | None = None
    decimals: int | None = None
    unit: str = ""
    rows: tuple["RenderedRow", ...] = ()
    columns: tuple["RenderedField", ...] = ()
    hide: str = ""

    @property
    def id(self) -> str:
        """An id for the page."""
        return "f-" + self.name.replace(".", "-")


@dataclass(frozen=True, kw_only=True)
class RenderedRow:
    """A table's row."""

    number: int
    cells: tuple[RenderedField, ...]


@dataclass(frozen=True, kw_only=True)
class RenderedPart:
    """A field, a paragraph or a group of parts."""

    field: RenderedField | None = None
    text: str = ""
    label: str = ""
    parts: tuple["RenderedPart", ...] = ()
    hide: str = ""


@dataclass(frozen=True, kw_only=True)
class RenderedForm:
    """A form ready to draw."""

    key: str
    title: str
    parts: tuple[RenderedPart, ...]
    problems: tuple[FieldProblem, ...]


@dataclass(frozen=True, kw_only=True)
class _Page:
    values: Mapping[str, object]
    problems: Mapping[str, FieldProblem]
    people: Mapping[str, str]
    units: Mapping[str, str]
    rows: Mapping[str, Mapping[str, str]]


def render(
    form: FormDefinition,
    values: Mapping[str, object],
    *,
    problems: Sequence[FieldProblem],
    people: Mapping[str, str],
    units: Mapping[str, str],
    rows: Mapping[str, Mapping[str, str]],
) -> RenderedForm:
    """The form with what stands in it; `people` and `units` are id to name in the order to show them, `rows` the same by
    part of an artefact."""
    page = _Page(values=values, problems={p.path: p for p in problems}, people=people, units=units, rows=rows)
    return RenderedForm(
        key=form.key, title=form.title, parts=tuple(_part(p, page) for p in form.parts), problems=tuple(problems)
    )


def _part(part: Part, page: _Page) -> RenderedPart:
    hide = part.hide.text if part.hide else ""
    if isinstance(part, Text):
        return RenderedPart(text=part.text, hide=hide)
    if isinstance(part, Group):
        return RenderedPart(label=part.label, parts=tuple(_part(p, page) for p in part.parts), hide=hide)
    return RenderedPart(field=_field(part, part.key, page.values.get(part.key), page), hide=hide)


def _field(field: Field, name: str, value: object, page: _Page) -> RenderedField:
    rows: tuple[RenderedRow, ...] = ()
    columns: tuple[RenderedField, ...] = ()
    if field.kind == Kind.TABLE:
        given = [row for row in value if isinstance(row, Mapping)] if isinstance(value, list | tuple) else []
        given += [{}] * (max(field.rows, field.min_length or 0) - len(given))
        rows = tuple(
            RenderedRow(
                number=n,
                cells=tuple(_field(c, f"{name}.{n}.{c.key}", row.get(c.key), page) for c in field.columns),
            )
            for n, row in enumerate(given)
        )
        columns = tuple(_field(c, f"{name}.NUMBER.{c.key}", None, page) for c in field.columns)
    return RenderedField(
        name=name,
        kind=field.kind,
        label=field.label,
        help=field.help,
        required=field.required,
        value="" if field.kind in (Kind.TABLE, Kind.MANY) else text_in_field(value),
        options=_options(field, value, page),
        problem=page.problems.get(name),
        max_length=field.max_length,
        decimals=field.decimals,
        unit=field.unit,
        rows=rows,
        columns=columns,
        hide=field.hide.text if field.hide else "",
    )


def _options(field: Field, value: object, page: _Page) -> tuple[Option, ...]:
    if field.kind == Kind.PERSON:
        listed = tuple(page.people.items())
    elif field.kind == Kind.UNIT:
        listed = tuple(page.units.items())
    elif field.kind == Kind.ROW:
        listed = tuple(entry for part in field.refers for entry in page.rows.get(part, {}).items())
    else:
        listed = tuple((choice.token, choice.label) for choice in field.choices)
    given = value if isinstance(value, list | tuple) else [value]
    chosen = {str(v).lower() if isinstance(v, bool) else text_in_field(v) for v in given if v is not None}
    return tuple(Option(value=token, label=label, chosen=token in chosen) for token, label in listed)


def text_in_field(value: object) -> str:
    """A value as it stands in an input."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else ""
    if isinstance(value, Decimal):
        return f"{value.normalize():f}".replace(".", ",") if value else "0"
    if isinstance(value, date):
        return value.isoformat()
    return str(value)
