"""A compiled pattern: on re2, whose time is linear in the text, or on our own counted machine when it refers back."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import re2  # type: ignore[import-untyped]

from engine.feel.budget import Run
from engine.feel.patterns.charsets import SURROGATES, CharSet, without
from engine.feel.patterns.machine import Machine, Spans
from engine.feel.patterns.parts import Anchor, Choice, Group, Letter, Part, Reference, Repeat, Sequence, weight
from engine.feel.patterns.syntax import BadPattern, Reading, read

MAX_PATTERN = 2_000
MAX_TRANSLATED = 200_000
PATTERN_MEMORY = 8 << 20


@dataclass(frozen=True)
class Pattern:
    """A pattern ready to search with: `fast` is re2's, None for one that refers back.

    With both, `machine` is for texts that end in a line end: unlike re2's, XPath's `^` begins no line after the last.
    `cost` is what a character of the text counts for.
    """

    groups: int
    cost: int
    fast: Any
    machine: Machine | None

    def is_in(self, run: Run, text: str) -> bool:
        """Whether the pattern matches anywhere. Raises FeelBudgetExceeded."""
        if self._slow(text) is None:
            self._charge(run, text)
            return self.fast.search(text) is not None
        return next(self.found_in(run, text), None) is not None

    def found_in(self, run: Run, text: str) -> Iterator[Spans]:
        """All matches from left to right, none overlapping. Raises FeelBudgetExceeded."""
        machine = self._slow(text)
        if machine is None:
            self._charge(run, text)
            for match in self.fast.finditer(text):
                run.charge_pattern(1)
                yield tuple(place for group in range(self.groups + 1) for place in match.span(group))
            return
        place = 0
        while place <= len(text):
            spans = machine.match(run, text, place)
            if spans is None:
                place += 1
                continue
            yield spans
            place = spans[1] if spans[1] > spans[0] else place + 1

    def _slow(self, text: str) -> Machine | None:
        return self.machine if self.fast is None or text.endswith("\n") else None

    def _charge(self, run: Run, text: str) -> None:
        run.charge_pattern((len(text) + 16) * self.cost // 2)


def pattern_of(run: Run, text: str, flags: str) -> Pattern:
    """Compile a pattern with XPath's flags `s m i x q`, charged once per run. Raises BadPattern, FeelBudgetExceeded."""
    if run.compiled_patterns is None:
        run.compiled_patterns = {}
    known = run.compiled_patterns.get((text, flags))
    if known is None:
        run.charge_pattern(200 + 20 * len(text))
        read = _read(text, flags)
        if not isinstance(read, BadPattern):
            run.charge_pattern(100 * weight(read.part))
        known = run.compiled_patterns[text, flags] = _compiled(text, flags)
    if isinstance(known, BadPattern):
        raise BadPattern(str(known))
    compiled: Pattern = known
    return compiled


# Both keep what is wrong as well: a pattern that cannot be used must not cost anew each time.
@lru_cache(maxsize=512)
def _read(text: str, flags: str) -> Reading | BadPattern:
    if len(text) > MAX_PATTERN:
        return BadPattern("length")
    try:
        return read(text, flags)
    except BadPattern as error:
        return error


@lru_cache(maxsize=512)
def _compiled(text: str, flags: str) -> Pattern | BadPattern:
    found = _read(text, flags)
    if isinstance(found, BadPattern):
        return found
    try:
        machine = None
        if found.refers or found.line_starts:
            machine = Machine(any_case="i" in flags, groups=found.groups)
            machine.build(found.part)
        if found.refers:
            return Pattern(found.groups, weight(found.part), None, machine)
        options = re2.Options()
        options.log_errors = False
        options.max_mem = PATTERN_MEMORY
        translated = "".join(_translated(found.part))
        if len(translated) > MAX_TRANSLATED:
            return BadPattern("length")
        return Pattern(found.groups, weight(found.part), re2.compile(translated, options), machine)
    except BadPattern as error:
        return error
    except (re2.error, UnicodeError) as error:
        return BadPattern(str(error))


def _translated(part: Part) -> Iterator[str]:
    """A part in re2's own writing."""
    if isinstance(part, Letter):
        yield _class(part.these)
    elif isinstance(part, Anchor):
        yield ("(?m:$)" if part.lines else r"\z") if part.end else ("(?m:^)" if part.lines else r"\A")
    elif isinstance(part, Sequence):
        for inner in part.parts:
            yield from _translated(inner)
    elif isinstance(part, Choice):
        yield "(?:" + "|".join("".join(_translated(b)) for b in part.branches) + ")"
    elif isinstance(part, Group):
        yield "(" + "".join(_translated(part.inner)) + ")"
    elif isinstance(part, Repeat):
        count = {(0, 1): "?", (0, None): "*", (1, None): "+"}.get((part.least, part.most))
        if count is None:
            count = f"{{{part.least},{'' if part.most is None else part.most}}}"
        yield "(?:" + "".join(_translated(part.inner)) + ")" + count + ("?" if part.lazy else "")
    elif isinstance(part, Reference):
        raise BadPattern("reference")


@lru_cache(maxsize=256)
def _class(these: CharSet) -> str:
    if len(these) == 1 and these[0][0] == these[0][1]:
        return rf"\x{{{these[0][0]:X}}}"
    encodable = without(these, SURROGATES)
    if not encodable:
        return r"[^\x{0}-\x{10FFFF}]"
    return "[" + "".join(rf"\x{{{a:X}}}" + (rf"-\x{{{b:X}}}" if b > a else "") for a, b in encodable) + "]"
