"""What was answered, as label and text, for pages that only show it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from babel.dates import format_date
from babel.numbers import format_decimal

from engine.forms.form import Field, FormDefinition, Kind


@dataclass(frozen=True, kw_only=True)
class SummaryRow:
    """One answered question: its text, or a table with headings and rows. `lines` keeps a list's entries apart."""

    key: str
    label: str
    text: str = ""
    lines: tuple[str, ...] = ()
    headings: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


def summarise(
    form: FormDefinition,
    values: Mapping[str, object],
    people: Mapping[str, str],
    units: Mapping[str, str],
    rows: Mapping[str, str],
) -> tuple[SummaryRow, ...]:
    """Every question that was answered, in the form's order."""
    found = []
    for field in form.fields:
        value = values.get(field.key)
        if value is None or value == "" or value == []:
            continue
        if field.kind == Kind.ROW:
            found.append(SummaryRow(key=field.key, label=field.label, text=rows.get(str(value), "")))
        else:
            found.append(_row(field, value, people, units))
    return tuple(found)


def _row(field: Field, value: object, people: Mapping[str, str], units: Mapping[str, str]) -> SummaryRow:
    if field.kind == Kind.TABLE and isinstance(value, list | tuple):
        rows = tuple(
            tuple(shown(c, row.get(c.key), people, units) for c in field.columns)
            for row in value
            if isinstance(row, Mapping)
        )
        return SummaryRow(key=field.key, label=field.label, headings=tuple(c.label for c in field.columns), rows=rows)
    if field.kind == Kind.MANY and isinstance(value, list | tuple):
        return SummaryRow(key=field.key, label=field.label, lines=tuple(_choice(field, v) for v in value))
    return SummaryRow(key=field.key, label=field.label, text=shown(field, value, people, units))


def shown(field: Field, value: object, people: Mapping[str, str], units: Mapping[str, str]) -> str:
    """One value as people read it, in Norwegian."""
    if value is None or value == "":
        return ""
    if field.kind == Kind.PERSON:
        return people.get(str(value), "Ukjent person").strip()
    if field.kind == Kind.UNIT:
        return units.get(str(value), "Ukjent enhet").strip()
    if field.choices:
        return _choice(field, value)
    if isinstance(value, bool):
        return "Ja" if value else "Nei"
    if isinstance(value, date) and not isinstance(value, datetime):
        return format_date(value, "d. MMMM y", locale="nb_NO")
    if isinstance(value, Decimal | int) and _is_year(field):
        return str(value)
    if isinstance(value, Decimal | int):
        text = format_decimal(value, locale="nb_NO", decimal_quantization=False)
        return f"{text} {field.unit}" if field.unit else text
    return str(value)


def _is_year(field: Field) -> bool:
    """A number that can only be a year is written as one, 2027 and not 2 027."""
    return field.minimum is not None and field.maximum is not None and 1900 <= field.minimum <= field.maximum <= 2200


def _choice(field: Field, value: object) -> str:
    token = str(value).lower() if isinstance(value, bool) else str(value)
    return next((choice.label for choice in field.choices if choice.token == token), token)
