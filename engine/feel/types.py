"""FEEL's types as written after `instance of` and in function parameters, and whether a value belongs to one."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from engine.feel.values import FeelFunction, Range, Value, type_name

SIMPLE = (
    "years and months duration",
    "days and time duration",
    "year month duration",
    "day time duration",
    "date and time",
    "dateTime",
    "number",
    "string",
    "boolean",
    "date",
    "time",
    "list",
    "context",
    "range",
    "function",
    "Null",
    "Any",
)
ALIASES = {
    "years and months duration": "years and months duration",
    "year month duration": "years and months duration",
    "yearMonthDuration": "years and months duration",
    "day time duration": "days and time duration",
    "dayTimeDuration": "days and time duration",
    "dateTime": "date and time",
    "any": "Any",
    "null": "Null",
}
MAX_DEPTH = 20

_SPACE = re.compile(r"\s*")
_SIMPLE = re.compile("|".join(rf"{name}(?!\w)".replace(" ", r"\s+") for name in SIMPLE))
_NAME = re.compile(r"[^\W\d]\w*(?:[ .]+[^\W\d]\w*)*")
_KEY = re.compile(r"([^:<>,]+?)\s*:")


@dataclass(frozen=True)
class FeelType:
    """`kind` is a simple type's name, or the name of an item definition (then `known` is false).

    `of` holds the element type of a list or range, or the parameter types of a function followed by its result;
    `entries` the members of a context type.
    """

    kind: str
    of: tuple["FeelType", ...] = ()
    entries: tuple[tuple[str, "FeelType"], ...] = field(default=())
    known: bool = True

    def unknown(self) -> Iterator[str]:
        """The names of types in it that are defined elsewhere, if at all."""
        if not self.known:
            yield self.kind
        for inner in (*self.of, *(t for _, t in self.entries)):
            yield from inner.unknown()


class NotAType(Exception):
    """The text at `position` is not a type; never leaves the lexer."""

    def __init__(self, position: int) -> None:
        self.position = position
        super().__init__(position)


def parse_type(text: str, position: int, depth: int = 0) -> tuple[FeelType, int]:
    """The type that begins at `position`, and the position after it. Raises NotAType."""
    if depth > MAX_DEPTH:
        raise NotAType(position)
    position = _skip(text, position)
    found = _SIMPLE.match(text, position)
    if not found:
        name = _NAME.match(text, position)
        if not name:
            raise NotAType(position)
        kind = " ".join(name.group().split())
        return FeelType(ALIASES.get(kind, kind), known=kind in ALIASES), name.end()
    kind = " ".join(found.group().split())
    kind = ALIASES.get(kind, kind)
    end = found.end()
    opening = _skip(text, end)
    if kind not in ("list", "range", "context", "function") or text[opening : opening + 1] != "<":
        return FeelType(kind), end
    if kind == "context":
        return _context_type(text, opening + 1, depth)
    if kind == "function":
        return _function_type(text, opening + 1, depth)
    element, end = parse_type(text, opening + 1, depth + 1)
    return FeelType(kind, (element,)), _expect(text, end, ">")


def _context_type(text: str, position: int, depth: int) -> tuple[FeelType, int]:
    entries = []
    while True:
        key = _KEY.match(text, _skip(text, position))
        if not key:
            raise NotAType(position)
        member, position = parse_type(text, key.end(), depth + 1)
        entries.append((" ".join(key.group(1).split()), member))
        position = _skip(text, position)
        if text[position : position + 1] != ",":
            return FeelType("context", entries=tuple(entries)), _expect(text, position, ">")
        position += 1


def _function_type(text: str, position: int, depth: int) -> tuple[FeelType, int]:
    parameters = []
    position = _skip(text, position)
    while text[position : position + 1] != ">":
        parameter, position = parse_type(text, position, depth + 1)
        parameters.append(parameter)
        position = _skip(text, position)
        if text[position : position + 1] == ",":
            position += 1
    result, position = parse_type(text, _expect(text, _expect(text, position + 1, "-"), ">"), depth + 1)
    return FeelType("function", (*parameters, result)), position


def _skip(text: str, position: int) -> int:
    found = _SPACE.match(text, position)
    return found.end() if found else position


def _expect(text: str, position: int, symbol: str) -> int:
    position = _skip(text, position)
    if text[position : position + 1] != symbol:
        raise NotAType(position)
    return position + 1


NamedTypes = Callable[[str, Value], bool]
"""Whether a value belongs to a type that is defined elsewhere, by its name."""


def no_named_types(name: str, value: Value) -> bool:
    """For texts that stand alone: no value belongs to a type nobody defined."""
    return False


def belongs(value: Value, kind: FeelType, named: NamedTypes = no_named_types) -> bool:
    """Whether `value instance of kind`; null belongs to `Null` only (standard, table 50)."""
    if not kind.known:
        return named(kind.kind, value)
    if kind.kind == "Any":
        return value is not None
    if type_name(value) != kind.kind:
        return False
    if kind.kind == "list" and kind.of:
        return all(belongs(item, kind.of[0], named) or item is None for item in value)
    if kind.kind == "range" and kind.of and isinstance(value, Range):
        return all(belongs(end, kind.of[0], named) for end in (value.start, value.end) if end is not None)
    if kind.kind == "context":
        return all(
            name in value and (value[name] is None or belongs(value[name], t, named)) for name, t in kind.entries
        )
    if kind.kind == "function" and kind.of and isinstance(value, FeelFunction):
        wanted = len(kind.of) - 1
        return value.takes(wanted) and conforms(type_of_function(value, wanted), kind)
    return True


ANY = FeelType("Any")


def type_of_function(function: FeelFunction, count: int) -> FeelType:
    """A function's type when called with so many arguments; what was not declared may be anything."""
    types = function.types or (None,) * count
    return FeelType("function", (*(t or ANY for t in types), function.result or ANY))


def conforms(narrow: FeelType, wide: FeelType) -> bool:
    """Whether every value of the first type belongs to the second (standard, 10.3.2.9.3).

    Parameters go the other way round. An undeclared result is taken on trust, and so are types defined elsewhere.
    """
    if wide.kind == "Any" or narrow.kind == "Null" or not (narrow.known and wide.known):
        return True
    if narrow.kind != wide.kind:
        return False
    if wide.kind in ("list", "range"):
        return conforms((narrow.of or (ANY,))[0], (wide.of or (ANY,))[0])
    if wide.kind == "context":
        own = dict(narrow.entries)
        return all(name in own and conforms(own[name], t) for name, t in wide.entries)
    if wide.kind == "function" and wide.of:
        if len(narrow.of) != len(wide.of):
            return False
        result = narrow.of[-1].kind == "Any" or conforms(narrow.of[-1], wide.of[-1])
        return result and all(conforms(w, n) for n, w in zip(narrow.of[:-1], wide.of[:-1], strict=True))
    return True
