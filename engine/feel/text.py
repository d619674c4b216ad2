"""Values as text, as `string(…)` gives them."""

import re
from decimal import Decimal

from engine.feel.budget import Run
from engine.feel.temporal import temporal_text
from engine.feel.values import FeelFunction, Range, Value

SIMPLE_ESCAPES = {"n": "\n", "r": "\r", "t": "\t"}
ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{6})|([\"'\\nrt]))")


def number_text(number: Decimal) -> str:
    """A number without exponent and without needless zeros."""
    if not number:
        return "0"
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def to_text(run: Run, value: Value, *, nested: bool = False) -> str:
    """The text of any value; strings inside lists and contexts stand in quotes. Raises FeelBudgetExceeded."""
    if value is None:
        return "null"
    if value is True or value is False:
        return "true" if value else "false"
    if type(value) is str:
        run.charge_text(len(value))
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"' if nested else value
    if type(value) is Decimal:
        run.charge_text(abs(value.adjusted()))
        return number_text(value)
    if type(value) is list or type(value) is dict:
        return _container_text(run, value)
    if type(value) is Range:
        return _range_text(run, value)
    if isinstance(value, FeelFunction):
        return f"function {value.name}"
    return f'@"{temporal_text(value)}"' if nested else temporal_text(value)


def _container_text(run: Run, value: Value) -> str:
    run.enter()
    run.charge(len(value))
    if type(value) is list:
        text = "[" + _joined(run, [to_text(run, item, nested=True) for item in value]) + "]"
    else:
        entries = [f"{_key_text(k)}: {to_text(run, v, nested=True)}" for k, v in value.items()]
        text = "{" + _joined(run, entries) + "}"
    run.leave()
    return text


def _joined(run: Run, parts: list[str]) -> str:
    run.charge_text(sum(len(p) + 2 for p in parts))
    return ", ".join(parts)


def _key_text(key: str) -> str:
    return key if key.isidentifier() else '"' + key.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _range_text(run: Run, value: Range) -> str:
    if value.of_operator:
        end, operator = (value.end, "<") if value.start is None else (value.start, ">")
        included = value.end_included if value.start is None else value.start_included
        return f"({operator}{'=' if included else ''} {to_text(run, end, nested=True)})"
    start, end = to_text(run, value.start, nested=True), to_text(run, value.end, nested=True)
    return f"{'[' if value.start_included else '('}{start}..{end}{']' if value.end_included else ')'}"


def unescape(text: str) -> str:
    """A string literal's inside as text. An unknown escape stays as written, so that patterns read naturally."""
    if "\\" not in text:
        return text
    plain = ESCAPE.sub(_escaped, text)
    try:
        return plain.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    except UnicodeError:
        return plain


def _escaped(found: re.Match[str]) -> str:
    code = found.group(1) or found.group(2)
    if code is None:
        return SIMPLE_ESCAPES.get(found.group(3), found.group(3))
    number = int(code, 16)
    return chr(number) if number <= 0x10FFFF else found.group()
