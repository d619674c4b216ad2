"""String functions (10.3.4.3). Patterns are `patterns`' matter, so that none can hang."""

import re
from decimal import Decimal

from engine.feel.budget import Run
from engine.feel.functions.registry import builtin
from engine.feel.patterns import BadPattern, pattern_of
from engine.feel.values import Value

GROUP = re.compile(r"\\(.)|\$(\d+)|\$", re.DOTALL)


@builtin("substring", "string: string, start position: number, length?: number")
def substring(run: Run, text: str, start: Decimal, length: Decimal | None = None) -> Value:
    first = int(start)
    if first == 0 or (length is not None and length < 1) or abs(first) > len(text):
        return run.null("out_of_range", "substring")
    run.charge_text(len(text))
    begin = first - 1 if first > 0 else len(text) + first
    return text[begin:] if length is None else text[begin : begin + int(min(length, Decimal(len(text))))]


@builtin("string length", "string: string")
def string_length(run: Run, text: str) -> Value:
    return Decimal(len(text))


@builtin("upper case", "string: string")
def upper_case(run: Run, text: str) -> Value:
    run.charge_text(len(text))
    return text.upper()


@builtin("lower case", "string: string")
def lower_case(run: Run, text: str) -> Value:
    run.charge_text(len(text))
    return text.lower()


@builtin("trim", "string: string")
def trim(run: Run, text: str) -> Value:
    run.charge_text(len(text))
    return text.strip()


@builtin("substring before", "string: string, match: string")
def substring_before(run: Run, text: str, match: str) -> Value:
    run.charge_text(len(text))
    place = text.find(match)
    return text[:place] if place >= 0 else ""


@builtin("substring after", "string: string, match: string")
def substring_after(run: Run, text: str, match: str) -> Value:
    run.charge_text(len(text))
    place = text.find(match)
    return text[place + len(match) :] if place >= 0 else ""


@builtin("contains", "string: string, match: string")
def contains(run: Run, text: str, match: str) -> Value:
    run.charge_text(len(text))
    return match in text


@builtin("starts with", "string: string, match: string")
def starts_with(run: Run, text: str, match: str) -> Value:
    return text.startswith(match)


@builtin("ends with", "string: string, match: string")
def ends_with(run: Run, text: str, match: str) -> Value:
    return text.endswith(match)


@builtin("matches", "input: string, pattern: string, flags?: string?")
def matches(run: Run, text: str, pattern: str, flags: str | None = None) -> Value:
    return pattern_of(run, pattern, flags or "").is_in(run, text)


@builtin("replace", "input: string, pattern: string, replacement: string, flags?: string?")
def replace(run: Run, text: str, pattern: str, replacement: str, flags: str | None = None) -> Value:
    found = pattern_of(run, pattern, flags or "")
    # XPath forbids a pattern that matches nothing: what it should replace is undefined.
    if found.is_in(run, ""):
        return run.null("out_of_range", "replace")
    parts = [(replacement, -1)] if "q" in (flags or "") else _replacement(replacement, found.groups)
    pieces: list[str] = []
    length = position = 0
    for spans in found.found_in(run, text):
        pieces.append(text[position : spans[0]])
        pieces.extend(literal if group < 0 else _group(text, spans, group) for literal, group in parts)
        position = spans[1]
        length += sum(len(p) for p in pieces[-len(parts) - 1 :])
        run.charge(1 + len(parts))
        run.limit_text(length)
    pieces.append(text[position:])
    run.charge_text(length + len(text) - position)
    return "".join(pieces)


def _group(text: str, spans: tuple[int, ...], group: int) -> str:
    start, end = spans[2 * group], spans[2 * group + 1]
    return text[start:end] if 0 <= start <= end else ""


@builtin("split", "string: string, delimiter: string")
def split(run: Run, text: str, delimiter: str) -> Value:
    found = pattern_of(run, delimiter, "")
    if found.is_in(run, ""):
        return run.null("out_of_range", "split")
    pieces: list[Value] = []
    position = 0
    for spans in found.found_in(run, text):
        pieces.append(text[position : spans[0]])
        position = spans[1]
        run.limit_list(len(pieces))
    run.charge_list(len(pieces) + 1)
    return [*pieces, text[position:]]


@builtin("string join", "list: list, delimiter?: string?")
def string_join(run: Run, items: list[Value], delimiter: str | None = None) -> Value:
    run.charge(len(items))
    parts = [i for i in items if i is not None]
    if any(type(p) is not str for p in parts):
        return run.null("wrong_argument", "string join")
    run.charge_text(sum(len(p) for p in parts) + len(delimiter or "") * len(parts))
    return (delimiter or "").join(parts)


def _replacement(text: str, groups: int) -> list[tuple[str, int]]:
    """The replacement as (literal, -1) and ("", group) in order. `$12` is group 12, or group 1 and a 2."""
    parts: list[tuple[str, int]] = []
    position = 0
    for found in GROUP.finditer(text):
        parts.append((text[position : found.start()], -1))
        position = found.end()
        if found.group(2):
            digits = found.group(2)
            used = len(digits)
            while used > 1 and int(digits[:used]) > groups:
                used -= 1
            group = int(digits[:used])
            parts.append(("", group) if group <= groups else ("", -1))
            parts.append((digits[used:], -1))
        elif found.group(1) in ("\\", "$"):
            parts.append((found.group(1), -1))
        else:
            raise BadPattern(text)
    return [*parts, (text[position:], -1)]
