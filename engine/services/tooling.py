"""Installed tools with their forms and examples read: what artefacts are made with. Read once at start."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from engine.contract.errors import ModelRejected, UnsafeSettings
from engine.contract.toolbox import Example, Part, Tool, Toolbox
from engine.forms import Form, read_form
from engine.forms.form import Kind
from engine.toolboxes import Toolboxes, resource


@dataclass(frozen=True, kw_only=True)
class LoadedExample:
    """An example's title and its rows by part, as raw answers; `_id` names a row inside the example."""

    name: str
    title: str
    parts: Mapping[str, tuple[Mapping[str, object], ...]]


@dataclass(frozen=True, kw_only=True)
class LoadedTool:
    """A tool ready for use; `key` is `<toolbox>.<tool>`."""

    key: str
    toolbox: Toolbox
    tool: Tool
    forms: Mapping[str, Form]
    examples: Mapping[str, LoadedExample]

    def part(self, key: str) -> Part | None:
        """The part of this key."""
        return next((part for part in self.tool.parts if part.key == key), None)


def load_tools(toolboxes: Toolboxes) -> Mapping[str, LoadedTool]:
    """Every installed tool by key. Raises UnsafeSettings for forms and examples that cannot be used."""
    problems: list[str] = []
    found: dict[str, LoadedTool] = {}
    for toolbox in toolboxes.by_name.values():
        for tool in toolbox.tools:
            key = f"{toolbox.name}.{tool.name}"
            forms = {part.key: form for part in tool.parts if (form := _form(toolbox, key, part, problems)) is not None}
            examples = {e.name: loaded for e in tool.examples if (loaded := _example(toolbox, key, tool, e, problems))}
            found[key] = LoadedTool(key=key, toolbox=toolbox, tool=tool, forms=forms, examples=examples)
            for part in tool.parts:
                if part.key in forms:
                    problems += _part_problems(key, tool, part, forms[part.key])
    if problems:
        raise UnsafeSettings(problems)
    return found


def _form(toolbox: Toolbox, key: str, part: Part, problems: list[str]) -> Form | None:
    path = f"forms/{part.form}.json"
    try:
        return read_form(path, resource(toolbox, path).read_bytes())
    except ModelRejected as rejected:
        problems += [f"{key}: {path}: {p.code} at {p.element or 'the form'}." for p in rejected.problems]
        return None


def _example(toolbox: Toolbox, key: str, tool: Tool, example: Example, problems: list[str]) -> LoadedExample | None:
    path = f"examples/{example.file}"
    try:
        data: Any = orjson.loads(resource(toolbox, path).read_bytes())
        parts = {str(part): tuple(dict(row) for row in rows) for part, rows in data["parts"].items()}
        loaded = LoadedExample(name=example.name, title=str(data["title"]), parts=parts)
    except (orjson.JSONDecodeError, KeyError, TypeError, ValueError, AttributeError) as error:
        problems.append(f"{key}: {path} cannot be read: {type(error).__name__}: {error}.")
        return None
    strangers = sorted(set(parts) - {part.key for part in tool.parts})
    problems += [f"{key}: {path} has the unknown part {part}." for part in strangers]
    return loaded


def _part_problems(key: str, tool: Tool, part: Part, form: Form) -> list[str]:
    fields = {field.key: field for field in form.fields}
    place = f"{key}: part {part.key}"
    named = [name for name in (part.label, part.erase_on, *part.erases) if name]
    problems = [f"{place}: there is no field {name}." for name in named if name not in fields]
    if part.erase_on in fields and fields[part.erase_on].kind != Kind.DATE:
        problems.append(f"{place}: {part.erase_on} must be a date.")
    others = {other.key for other in tool.parts if other.repeated}
    for field in form.fields:
        for column in (field, *field.columns):
            problems += [
                f"{place}: {column.key} refers to the unknown part {p}." for p in column.refers if p not in others
            ]
    return problems
