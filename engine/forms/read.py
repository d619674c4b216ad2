"""Reads form-js JSON into a form, and says everything that is wrong with it."""

from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from pathlib import PurePosixPath
from typing import Any

import orjson

from engine.contract.errors import Problem
from engine.feel import Expression, FeelError, compile_expression
from engine.forms.form import Choice, Field, FormDefinition, Group, Kind, Part, Text, fields_in

MAXIMUM_BYTES = 512 * 1024
MAXIMUM_FIELDS = 300
MAXIMUM_DEPTH = 8
MAXIMUM_DIGITS = 18
RESERVED = frozenset({"forrige", "item", "loopCounter", "initiativ"})
SIMPLE: Mapping[str, Kind] = {
    "textfield": Kind.TEXT,
    "textarea": Kind.LONG_TEXT,
    "number": Kind.NUMBER,
    "checkbox": Kind.TICK,
    "radio": Kind.CHOICE,
    "select": Kind.SELECT,
    "checklist": Kind.MANY,
    "taglist": Kind.MANY,
    "datetime": Kind.DATE,
}
OURS: Mapping[str, Kind] = {
    "person": Kind.PERSON,
    "unit": Kind.UNIT,
    "initiative": Kind.INITIATIVE,
    "scale": Kind.SCALE,
    "money": Kind.MONEY,
    "row": Kind.ROW,
}
SILENT = frozenset({"filepicker", "separator", "spacer", "button", "html"})
"""Components without an answer. Buttons and files are the page's own; separators are drawn by groups."""


class Reader:
    """Reads one file; `problems` is complete when `read` returns."""

    def __init__(self, file: str) -> None:
        self.file, self.key = file, PurePosixPath(file).stem
        self.problems: list[Problem] = []
        self._count = 0

    def read(self, content: bytes) -> FormDefinition | None:
        """The form, None when nothing can be made of the file."""
        if len(content) > MAXIMUM_BYTES:
            return self._refuse("form_too_large", maximum="512 kB")
        try:
            data = orjson.loads(content)
        except orjson.JSONDecodeError as error:
            return self._refuse("form_not_json", reason=str(error)[:200])
        if not isinstance(data, dict) or data.get("type") != "default" or not isinstance(data.get("components"), list):
            return self._refuse("form_not_form")
        if not (self.key.isascii() and self.key.isidentifier()):
            self._problem("form_bad_name", name=self.key[:64])
        parts = tuple(self._parts(data["components"], 1))
        fields = tuple(fields_in(parts))
        self._check_keys(fields)
        own = {field.key for field in fields}
        read = {name for part in _all_parts(parts) if part.hide for name in part.hide.names}
        title = data.get("title") or data.get("name") or ""
        return FormDefinition(
            key=self.key, title=str(title), parts=parts, fields=fields, fact_names=frozenset(read - own)
        )

    def _parts(self, components: list[Any], depth: int) -> Iterator[Part]:
        for component in components:
            self._count += 1
            if not isinstance(component, dict) or depth > MAXIMUM_DEPTH or self._count > MAXIMUM_FIELDS:
                self._problem("form_too_complex", maximum=str(MAXIMUM_FIELDS))
                return
            kind = str(component.get("type"))
            if kind == "group":
                inner = component.get("components")
                yield Group(
                    label=str(component.get("label") or ""),
                    parts=tuple(self._parts(inner if isinstance(inner, list) else [], depth + 1)),
                    hide=self._hide(component),
                )
            elif kind == "text":
                yield Text(text=str(component.get("text") or "").lstrip("# "), hide=self._hide(component))
            elif kind == "dynamiclist":
                yield self._table(component, depth)
            elif kind in SIMPLE:
                yield self._field(component)
            elif kind not in SILENT:
                self._problem("form_unknown_type", component, type=kind[:64])

    def _field(self, component: dict[str, Any]) -> Field:
        kind = SIMPLE[component["type"]]
        properties = component.get("properties")
        ours = properties.get("kind") if isinstance(properties, dict) else None
        if ours is not None and str(ours) not in OURS:
            self._problem("form_unknown_type", component, type=str(ours)[:64])
        kind = OURS.get(str(ours), kind)
        appearance = component.get("appearance")
        unit = str(appearance.get("suffixAdorner") or "") if isinstance(appearance, dict) else ""
        if kind == Kind.NUMBER and unit == "kr":
            kind = Kind.MONEY
        choices = self._choices(component)
        if kind in (Kind.CHOICE, Kind.SELECT, Kind.SCALE, Kind.MANY) and not choices:
            self._problem("form_no_choices", component)
        if kind == Kind.CHOICE and choices and all(isinstance(c.value, bool) for c in choices):
            kind = Kind.YES_NO
        rules = _mapping(component.get("validate"))
        label = component.get("label") or component.get("dateLabel")
        if not label:
            self._problem("form_no_label", component)
        return Field(
            key=str(component.get("key") or ""),
            kind=kind,
            label=str(label or ""),
            help=str(component.get("description") or ""),
            required=rules.get("required") is True,
            minimum=self._number(component, rules.get("min")),
            maximum=self._number(component, rules.get("max")),
            min_length=self._whole(component, rules.get("minLength")),
            max_length=self._whole(component, rules.get("maxLength")),
            decimals=self._whole(component, component.get("decimalDigits")),
            unit=unit,
            choices=choices,
            hide=self._hide(component),
            refers=tuple(str(_mapping(properties).get("part") or "").split()) if kind == Kind.ROW else (),
        )

    def _table(self, component: dict[str, Any], depth: int) -> Field:
        inner = component.get("components")
        columns = tuple(p for p in self._parts(inner if isinstance(inner, list) else [], depth + 1))
        simple = tuple(c for c in columns if isinstance(c, Field) and c.kind != Kind.TABLE and c.hide is None)
        if not simple or len(simple) != len(columns):
            self._problem("form_bad_table", component)
        rules = _mapping(component.get("validate"))
        rows = self._whole(component, component.get("defaultRepetitions")) or 0
        required = rules.get("required") is True
        return Field(
            key=str(component.get("path") or component.get("key") or ""),
            kind=Kind.TABLE,
            label=str(component.get("label") or ""),
            help=str(component.get("description") or ""),
            required=required,
            min_length=self._whole(component, rules.get("minLength")),
            columns=simple,
            rows=min(max(rows, 1 if required else 0), 20),
            hide=self._hide(component),
        )

    def _choices(self, component: dict[str, Any]) -> tuple[Choice, ...]:
        values = component.get("values")
        if not isinstance(values, list):
            return ()
        found = []
        for entry in values:
            value = entry.get("value") if isinstance(entry, dict) else None
            if not isinstance(value, str | int | bool) or not entry.get("label"):
                self._problem("form_no_choices", component)
                continue
            found.append(Choice(value=value, label=str(entry["label"])))
        return tuple(found)

    def _hide(self, component: dict[str, Any]) -> Expression | None:
        conditional = component.get("conditional")
        text = conditional.get("hide") if isinstance(conditional, dict) else None
        if not isinstance(text, str) or not text.strip():
            return None
        try:
            return compile_expression(text)
        except FeelError as error:
            said = {"nb": error.sentence("nb")[:300], "en": error.sentence("en")[:300]}
            self._problem("form_bad_condition", component, expression=text[:200], **said)
            return None

    def _check_keys(self, fields: tuple[Field, ...]) -> None:
        for group in (fields, *(f.columns for f in fields)):
            keys = [field.key for field in group]
            for field in group:
                if not (field.key.isascii() and field.key.isidentifier()) or len(field.key) > 64:
                    self.problems.append(_at(self.file, "form_bad_key", field.key or field.label, key=field.key[:64]))
                elif field.key in RESERVED:
                    self.problems.append(_at(self.file, "form_reserved_key", field.key, key=field.key))
                elif keys.count(field.key) > 1:
                    self.problems.append(_at(self.file, "form_duplicate_key", field.key, key=field.key))

    def _number(self, component: dict[str, Any], value: object) -> Decimal | None:
        if value is None or value == "":
            return None
        try:
            number = Decimal(str(value))
        except InvalidOperation:
            number = Decimal("NaN")
        if not number.is_finite() or abs(number.adjusted()) > MAXIMUM_DIGITS:
            self._problem("form_bad_rule", component)
            return None
        return number

    def _whole(self, component: dict[str, Any], value: object) -> int | None:
        number = self._number(component, value)
        return int(number) if number is not None and 0 <= number < 1_000_000 else None

    def _problem(self, code: str, component: object = None, **params: str) -> None:
        place = (
            component.get("key") or component.get("path") or component.get("id") if isinstance(component, dict) else ""
        )
        self.problems.append(_at(self.file, code, str(place or ""), **params))

    def _refuse(self, code: str, **params: str) -> FormDefinition | None:
        self._problem(code, **params)
        return None


def _mapping(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _at(file: str, code: str, element: str, **params: str) -> Problem:
    return Problem(code=code, element=element[:100], file=file, params=params)


def _all_parts(parts: tuple[Part, ...]) -> Iterator[Part]:
    for part in parts:
        yield part
        if isinstance(part, Group):
            yield from _all_parts(part.parts)
