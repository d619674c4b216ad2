"""From a page's posted fields to raw answers: `produkter.0.frist` is a cell; adding and removing rows without a script."""

from collections.abc import Mapping, Sequence

from engine.forms.form import Field, FormDefinition, Kind
from engine.forms.validate import MAXIMUM_ROWS


def parse(form: FormDefinition, posted: Mapping[str, Sequence[str]]) -> dict[str, object]:
    """Raw answers for the form's own fields; names that are not the form's are left for the page."""
    return {field.key: _answer(field, field.key, posted) for field in form.fields}


def _answer(field: Field, name: str, posted: Mapping[str, Sequence[str]]) -> object:
    given = posted.get(name, ())
    if field.kind == Kind.TABLE:
        return _table(field, posted)
    if field.kind == Kind.MANY:
        return [value for value in given if value]
    if field.kind == Kind.TICK:
        return bool(given)
    return given[-1] if given else None


def _table(field: Field, posted: Mapping[str, Sequence[str]]) -> list[dict[str, object]]:
    prefix = field.key + "."
    numbers = sorted(
        {
            int(part)
            for name in posted
            if name.startswith(prefix) and (part := name[len(prefix) :].partition(".")[0]).isdecimal() and len(part) < 6
        }
    )
    return [
        {column.key: _answer(column, f"{prefix}{number}.{column.key}", posted) for column in field.columns}
        for number in numbers[: MAXIMUM_ROWS + 1]
    ]


def table_action(form: FormDefinition, raw: Mapping[str, object], action: str) -> dict[str, object]:
    """Raw answers with a row added (`add_row:<field>`) or removed (`remove_row:<field>:<number>`)."""
    verb, _, rest = action.partition(":")
    key, _, number = rest.partition(":")
    field = form.field_of(key)
    changed = dict(raw)
    if field is None or field.kind != Kind.TABLE:
        return changed
    given = changed.get(key)
    rows = list(given) if isinstance(given, list | tuple) else []
    if verb == "add_row" and len(rows) < MAXIMUM_ROWS:
        rows.append({})
    elif verb == "remove_row" and number.isdecimal() and len(number) < 6 and int(number) < len(rows):
        del rows[int(number)]
    changed[key] = rows
    return changed
