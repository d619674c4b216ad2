"""String functions (10.3.4.3). Patterns run on re2, whose time is linear in the text, so that none can hang."""

import re
from decimal import Decimal
from functools import lru_cache
from typing import Any

import re2  # type: ignore[import-untyped]

from engine.feel.budget import Run
from engine.feel.functions.registry import builtin
from engine.feel.values import Value

MAX_PATTERN = 2_000
PATTERN_MEMORY = 4 << 20
GROUP = re.compile(r"\\(.)|\$(\d+)|\$", re.DOTALL)


class BadPattern(ValueError):
    """The pattern, its flags or the replacement is not valid; the function is then null."""


@builtin("substring", "string: string, start position: number, length?: number")
def substring(run: Run, text: str, start: Decimal, length: Decimal | None = None) -> Value:
    first = int(start)
    if first == 0 or (length is not None and length < 1) or abs(first) > len(text):
        return run.null("out_of_range", "substring")
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
    return text.strip()


@builtin("substring before", "string: string, match: string")
def substring_before(run: Run, text: str, match: str) -> Value:
    place = text.find(match)
    return text[:place] if place >= 0 else ""


@builtin("substring after", "string: string, match: string")
def substring_after(run: Run, text: str, match: str) -> Value:
    place = text.find(match)
    return text[place + len(match) :] if place >= 0 else ""


@builtin("contains", "string: string, match: string")
def contains(run: Run, text: str, match: str) -> Value:
    return match in text


@builtin("starts with", "string: string, match: string")
def starts_with(run: Run, text: str, match: str) -> Value:
    return text.startswith(match)


@builtin("ends with", "string: string, match: string")
def ends_with(run: Run, text: str, match: str) -> Value:
    return text.endswith(match)


@builtin("matches", "input: string, pattern: string, flags?: string?")
def matches(run: Run, text: str, pattern: str, flags: str | None = None) -> Value:
    run.charge_text(len(text) + 64)
    return pattern_of(pattern, flags or "").search(text) is not None


@builtin("replace", "input: string, pattern: string, replacement: string, flags?: string?")
def replace(run: Run, text: str, pattern: str, replacement: str, flags: str | None = None) -> Value:
    found = pattern_of(pattern, flags or "")
    # XPath forbids a pattern that matches nothing: what it should replace is undefined.
    if found.search("") is not None:
        return run.null("out_of_range", "replace")
    parts = [(replacement, -1)] if "q" in (flags or "") else _replacement(replacement, found.groups)
    pieces: list[str] = []
    length = position = 0
    for match in found.finditer(text):
        pieces.append(text[position : match.start()])
        pieces.extend(literal if group < 0 else match.group(group) or "" for literal, group in parts)
        position = match.end()
        length += sum(len(p) for p in pieces[-len(parts) - 1 :])
        run.charge(1)
        run.charge_text(length)
        run.steps += length >> 6
    pieces.append(text[position:])
    run.charge_text(length + len(text) - position)
    return "".join(pieces)


@builtin("split", "string: string, delimiter: string")
def split(run: Run, text: str, delimiter: str) -> Value:
    found = pattern_of(delimiter, "")
    run.charge_text(len(text))
    if found.search("") is not None:
        return run.null("out_of_range", "split")
    pieces: list[Value] = []
    position = 0
    for match in found.finditer(text):
        pieces.append(text[position : match.start()])
        position = match.end()
        run.charge_list(len(pieces))
        run.steps += len(pieces) - 1
    return [*pieces, text[position:]]


@builtin("string join", "list: list, delimiter?: string?, prefix?: string?, suffix?: string?")
def string_join(
    run: Run, items: list[Value], delimiter: str | None = None, prefix: str | None = None, suffix: str | None = None
) -> Value:
    run.charge(len(items))
    parts = [i for i in items if i is not None]
    if any(type(p) is not str for p in parts):
        return run.null("wrong_argument", "string join")
    run.charge_text(sum(len(p) for p in parts) + len(delimiter or "") * len(parts))
    return (prefix or "") + (delimiter or "").join(parts) + (suffix or "")


@lru_cache(maxsize=512)
def pattern_of(pattern: str, flags: str) -> Any:
    """A compiled pattern with XPath flags `s m i x q`. Raises BadPattern."""
    if len(pattern) > MAX_PATTERN or not set(flags) <= set("smixq"):
        raise BadPattern(flags)
    options = re2.Options()
    options.log_errors = False
    options.max_mem = PATTERN_MEMORY
    options.dot_nl = "s" in flags
    options.case_sensitive = "i" not in flags
    options.literal = "q" in flags
    if "x" in flags and "q" not in flags:
        pattern = _without_blanks(pattern)
    if "m" in flags and "q" not in flags:
        pattern = "(?m)" + pattern
    try:
        return re2.compile(pattern, options)
    except (re2.error, UnicodeError) as error:
        raise BadPattern(str(error)) from None


def _without_blanks(pattern: str) -> str:
    """Flag x: blanks outside brackets do not count."""
    kept, inside = [], 0
    for i, letter in enumerate(pattern):
        escaped = i > 0 and pattern[i - 1] == "\\"
        if letter == "[" and not escaped:
            inside += 1
        elif letter == "]" and not escaped and inside:
            inside -= 1
        if inside or letter not in " \t\r\n":
            kept.append(letter)
    return "".join(kept)


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
