"""Validates answers on the server with marshmallow: only the form's own fields, all problems at once, hidden fields dropped."""

from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import orjson
from marshmallow import RAISE, Schema, ValidationError, fields

from engine.contract.errors import FieldProblem, FormRejected
from engine.forms.form import Directory, Field, FormDefinition, Kind, fields_in, visible_fields
from engine.forms.values import Unfit, convert, is_empty

MAXIMUM_BYTES = 1024 * 1024
MAXIMUM_ROWS = 200


_DIRECTORY: ContextVar[Directory] = ContextVar("directory")
"""Where a running validation looks up people and units; the schemas themselves are shared."""


class _Answer(fields.Field[Any]):
    """A field of ours as a marshmallow field."""

    def __init__(self, field: Field, **kwargs: Any) -> None:
        super().__init__(required=False, allow_none=True, **kwargs)
        self._field = field

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Any:
        if is_empty(value):
            return None
        if self._field.kind == Kind.TABLE:
            return _rows(self._field, value)
        try:
            return convert(self._field, value, _DIRECTORY.get())
        except Unfit as unfit:
            raise ValidationError([{"": (unfit.code, unfit.params)}]) from unfit


def validate(
    form: FormDefinition, raw: Mapping[str, object], *, facts: Mapping[str, object], directory: Directory
) -> dict[str, object]:
    """Typed answers of every visible field (None where an optional one is empty). Raises FormRejected."""
    problems = _size_problems(raw)
    if problems:
        raise FormRejected(problems)
    values: dict[str, object]
    token = _DIRECTORY.set(directory)
    try:
        values = _schema(tuple(fields_in(form.parts))).load(dict(raw))
    except ValidationError as error:
        values = error.valid_data if isinstance(error.valid_data, dict) else {}
        problems = list(_from_marshmallow(error.messages))
    finally:
        _DIRECTORY.reset(token)
    known = {field.key for field in form.fields}
    visible = list(visible_fields(form.parts, {**facts, **dict.fromkeys(known), **values}))
    shown = {field.key for field in visible}
    problems = [p for p in problems if p.path.split(".")[0] in shown or p.path.split(".")[0] not in known]
    wrong = {p.path.split(".")[0] for p in problems}
    for field in visible:
        if field.key not in wrong:
            problems += _required_problems(field, values.get(field.key))
    if problems:
        raise FormRejected(problems)
    return {field.key: values.get(field.key) for field in visible}


def keep_typed(form: FormDefinition, raw: Mapping[str, object]) -> dict[str, object]:
    """A draft: what was typed for the form's own fields, as it was typed. Raises FormRejected when it is too large."""
    problems = _size_problems(raw)
    if problems:
        raise FormRejected(problems)
    known = {field.key for field in form.fields}
    return {key: value for key, value in raw.items() if key in known}


@dataclass(frozen=True, kw_only=True)
class SortedOut:
    """Typed values of what could be understood; what was typed where it could not, and why."""

    values: dict[str, object]
    rejected: dict[str, object]
    problems: tuple[FieldProblem, ...]


def sort_out(form: FormDefinition, raw: Mapping[str, object], directory: Directory) -> SortedOut:
    """Sorts what was typed so far. Raises FormRejected when it is too large."""
    values: dict[str, object] = {}
    rejected: dict[str, object] = {}
    problems: list[FieldProblem] = []
    for key, answer in keep_typed(form, raw).items():
        field = form.field_of(key)
        assert field is not None
        try:
            values[key] = validate(_only(field), {key: answer}, facts={}, directory=directory)[key]
        except FormRejected as error:
            rejected[key] = answer
            problems += error.problems
    return SortedOut(values=values, rejected=rejected, problems=tuple(problems))


def _only(field: Field) -> FormDefinition:
    shown = replace(field, hide=None, required=False)
    return FormDefinition(key=field.key, title="", parts=(shown,), fields=(shown,))


@lru_cache(maxsize=1)
def _base() -> type[Schema]:
    class Answers(Schema):
        class Meta:
            unknown = RAISE

    return Answers


@lru_cache(maxsize=500)
def _schema(form_fields: tuple[Field, ...]) -> Schema:
    # A field may be called `Meta`, which is a name with a meaning in a schema's class.
    answers: dict[str, fields.Field[Any]] = {
        f"answer_{n}": _Answer(field, data_key=field.key, attribute=field.key) for n, field in enumerate(form_fields)
    }
    return _base().from_dict(answers)(unknown=RAISE)


def _rows(table: Field, value: Any) -> list[dict[str, object]] | None:
    if not isinstance(value, list | tuple) or not all(isinstance(row, Mapping) for row in value):
        raise ValidationError([{"": ("not_table", {})}])
    rows = [(number, row) for number, row in enumerate(value) if not _is_blank(table, row)]
    if len(rows) > MAXIMUM_ROWS:
        raise ValidationError([{"": ("too_many_rows", {"maximum": str(MAXIMUM_ROWS)})}])
    schema = _schema(table.columns)
    problems: list[dict[str, object]] = []
    found: list[dict[str, object]] = []
    for number, row in rows:
        try:
            cells = schema.load(dict(row))
        except ValidationError as error:
            cells = error.valid_data if isinstance(error.valid_data, dict) else {}
            problems += [{f"{number}.{p.path}": (p.code, p.params)} for p in _from_marshmallow(error.messages)]
        wrong = {key for problem in problems for key in problem}
        problems += [
            {f"{number}.{column.key}": ("required", {})}
            for column in table.columns
            if column.required and is_empty(cells.get(column.key)) and f"{number}.{column.key}" not in wrong
        ]
        found.append({column.key: cells.get(column.key) for column in table.columns})
    if problems:
        raise ValidationError(problems)
    return found or None


def _is_blank(table: Field, row: Mapping[str, object]) -> bool:
    """Nothing was filled in; a page sends an untouched tick as false."""
    ticks = {column.key for column in table.columns if column.kind == Kind.TICK}
    return all(is_empty(cell) or (key in ticks and cell is False) for key, cell in row.items())


def _required_problems(field: Field, value: object) -> list[FieldProblem]:
    if field.required and (is_empty(value) or (field.kind == Kind.TICK and value is not True)):
        return [FieldProblem(path=field.key, code="required")]
    if field.kind == Kind.TABLE and field.min_length and isinstance(value, list) and len(value) < field.min_length:
        return [FieldProblem(path=field.key, code="too_few_rows", params={"minimum": str(field.min_length)})]
    return []


def _from_marshmallow(messages: Any) -> list[FieldProblem]:
    problems: list[FieldProblem] = []
    for key, entries in messages.items():
        for entry in entries:
            if isinstance(entry, dict):
                for place, (code, params) in entry.items():
                    path = f"{key}.{place}" if place else str(key)
                    problems.append(FieldProblem(path=path, code=code, params=params))
            else:
                problems.append(FieldProblem(path=str(key)[:100], code="unknown_field"))
    return problems


def _size_problems(raw: Mapping[str, object]) -> list[FieldProblem]:
    try:
        size = len(orjson.dumps(dict(raw), default=str))
    except (TypeError, orjson.JSONEncodeError, RecursionError):
        return [FieldProblem(path="", code="not_answers")]
    return [FieldProblem(path="", code="answers_too_large", params={"maximum": "1 MB"})] if size > MAXIMUM_BYTES else []
