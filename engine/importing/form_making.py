"""Other tools' own forms as form-js: Camunda 7's and Flowable's fields inside the diagram, and Flowable's form files."""

from collections.abc import Callable, Iterator
from typing import Any

from lxml import etree

from engine.importing.dialects import said, told, within
from engine.importing.juel import has_expression

Component = dict[str, Any]
Told = Callable[[str, str], None]
"""Called with a code and a field's name for what could not be carried over."""

TYPES: dict[str, Component] = {
    "string": {"type": "textfield"},
    "text": {"type": "textfield"},
    "multi-line-text": {"type": "textarea"},
    "long": {"type": "number", "decimalDigits": 0},
    "integer": {"type": "number", "decimalDigits": 0},
    "int": {"type": "number", "decimalDigits": 0},
    "double": {"type": "number"},
    "decimal": {"type": "number"},
    "amount": {"type": "number", "decimalDigits": 2},
    "boolean": {"type": "checkbox"},
    "date": {"type": "datetime", "subtype": "date"},
    "enum": {"type": "select"},
    "dropdown": {"type": "select"},
    "radio-buttons": {"type": "radio"},
    "people": {"type": "textfield", "properties": {"kind": "person"}},
    "upload": {"type": "filepicker"},
    "spacer": {"type": "spacer"},
    "horizontal-line": {"type": "separator"},
    "headline": {"type": "text"},
    "headline-with-line": {"type": "text"},
}
"""form-js components by the names that both families use."""
RULES = {"min": "min", "max": "max", "minlength": "minLength", "maxlength": "maxLength"}
SILENT = {"text", "spacer", "separator", "filepicker"}


def generated_form(element: etree._Element, key: str, tell: Told) -> Component | None:
    """The form inside a task's extension elements, None when there is none."""
    fields = [f for data in told(element, "formData") for f in within(data, "formField")]
    components = [*(_camunda(f, tell) for f in fields), *(_flowable(f, tell) for f in told(element, "formProperty"))]
    return _form(key, element.get("name") or key, components) if components else None


def flowable_file(data: Component, key: str, tell: Told) -> Component:
    """A form of Flowable's own format."""
    components = list(_flowable_fields(data.get("fields"), tell, 0))
    outcomes = data.get("outcomes")
    names = [str(o.get("name")) for o in outcomes if isinstance(o, dict)] if isinstance(outcomes, list) else []
    if len(names) > 1:
        # Flowable keeps which button was pressed in a variable of this name.
        values = [{"label": name, "value": name} for name in names]
        label = {"type": "radio", "key": f"form_{key}_outcome", "label": "Utfall", "values": values}
        components.append({**label, "validate": {"required": True}})
    return _form(key, str(data.get("name") or key), components)


def _form(key: str, title: str, components: list[Component]) -> Component:
    return {"type": "default", "schemaVersion": 16, "id": key, "title": title, "components": components}


def _camunda(field: etree._Element, tell: Told) -> Component:
    name = field.get("id", "")
    component = _component(field.get("type", "string"), name, field.get("label") or name, tell)
    constraints = [c for v in within(field, "validation") for c in within(v, "constraint")]
    rules: Component = {}
    for constraint in constraints:
        rule, config = constraint.get("name", ""), constraint.get("config", "")
        if rule == "required":
            rules["required"] = config != "false"
        elif rule == "readonly":
            component["disabled"] = config != "false"
        elif rule in RULES and _number(config) is not None:
            rules[RULES[rule]] = _number(config)
        else:
            tell("form_rule", name)
    _finish(component, within(field, "value"), field.get("defaultValue"), rules, name, tell)
    return component


def _flowable(field: etree._Element, tell: Told) -> Component:
    name = field.get("id", "")
    variable = field.get("variable") or name
    component = _component(field.get("type", "string"), variable, field.get("name") or name, tell)
    rules: Component = {"required": True} if field.get("required") == "true" else {}
    if field.get("writable") == "false":
        component["disabled"] = True
    if field.get("expression"):
        tell("form_rule", name)
    _finish(component, within(field, "value"), field.get("default"), rules, name, tell)
    return component


def _component(type_: str, key: str, label: str, tell: Told) -> Component:
    made = TYPES.get(type_)
    if made is None:
        tell("form_type", key)
        made = TYPES["string"]
    shown = {"text": label} if made["type"] == "text" else {"label": label}
    return {**made, **shown} if made["type"] in SILENT else {**made, "key": key, **shown}


def _finish(
    component: Component,
    values: list[etree._Element],
    default: str | None,
    rules: Component,
    name: str,
    tell: Told,
) -> None:
    if component["type"] in ("select", "radio"):
        component["values"] = [{"label": v.get("name") or v.get("id"), "value": v.get("id")} for v in values]
    if default and has_expression(default):
        tell("form_default", name)
    elif default:
        component["defaultValue"] = default == "true" if component["type"] == "checkbox" else default
    if rules:
        component["validate"] = rules


def _flowable_fields(fields: object, tell: Told, depth: int) -> Iterator[Component]:
    for field in fields if isinstance(fields, list) and depth < 5 else []:
        if not isinstance(field, dict):
            continue
        name = str(field.get("id") or "")
        if isinstance(field.get("fields"), dict):
            for column in field["fields"].values():
                yield from _flowable_fields(column, tell, depth + 1)
            continue
        component = _component(str(field.get("type", "text")), name, str(field.get("name") or name), tell)
        options = field.get("options")
        if component["type"] in ("select", "radio") and isinstance(options, list):
            names = [str(o["name"]) for o in options if isinstance(o, dict) and o.get("name")]
            component["values"] = [{"label": n, "value": n} for n in names]
        if field.get("required") is True:
            component["validate"] = {"required": True}
        if field.get("readOnly") is True:
            component["disabled"] = True
        yield component


def _number(text: str) -> int | float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    if number != number or number in (float("inf"), float("-inf")):
        return None
    return int(number) if number.is_integer() else number


def form_reference(element: etree._Element) -> str:
    """What a task of the Camunda 7 family calls its form, '' for none."""
    return said(element, "formRef") or said(element, "formKey")
