"""The text of a pattern to its parts, strictly as XPath has it: what other dialects add is refused."""

from dataclasses import dataclass

from engine.feel.patterns.charsets import (
    EVERYTHING,
    LINE_ENDS,
    CharSet,
    complement,
    escape,
    in_any_case,
    joined,
    named,
    single,
    without,
)
from engine.feel.patterns.parts import Anchor, Choice, Group, Letter, Part, Reference, Repeat, Sequence

MAX_DEPTH = 40
MAX_COUNT = 1000
_ESCAPABLE = {**{c: c for c in "\\|.?*+(){}-[]^$"}, "n": "\n", "r": "\r", "t": "\t"}


class BadPattern(ValueError):
    """The pattern, its flags or the replacement is not valid; the function is then null."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A pattern taken apart. `refers`: it refers back to a group; `line_starts`: it looks for the start of any line."""

    part: Part
    groups: int
    refers: bool
    line_starts: bool


def read(text: str, flags: str) -> Reading:
    """Take a pattern apart. Raises BadPattern."""
    reader = _Reader(text, flags)
    part = reader.read()
    return Reading(part, reader.groups, reader.refers, reader.line_starts)


class _Reader:
    """One pass over one pattern."""

    def __init__(self, text: str, flags: str) -> None:
        if not set(flags) <= set("smixq"):
            raise BadPattern(flags)
        self.literal = "q" in flags
        self.text = _without_blanks(text) if "x" in flags and not self.literal else text
        self.any_case, self.lines, self.dot_all = "i" in flags, "m" in flags, "s" in flags
        self.position = 0
        self.depth = 0
        self.groups = 0
        self.closed: set[int] = set()
        self.refers = self.line_starts = False

    def read(self) -> Part:
        """The whole pattern. Raises BadPattern."""
        if self.literal:
            return Sequence(tuple(self._letter(single(c)) for c in self.text))
        part = self._choice()
        if self.position < len(self.text):
            raise BadPattern(self.text)
        return part

    def _peek(self) -> str:
        return self.text[self.position : self.position + 1]

    def _take(self) -> str:
        letter = self._peek()
        if not letter:
            raise BadPattern(self.text)
        self.position += 1
        return letter

    def _skips(self, text: str) -> bool:
        if self.text.startswith(text, self.position):
            self.position += len(text)
            return True
        return False

    def _letter(self, these: CharSet) -> Letter:
        return Letter(in_any_case(these) if self.any_case else these)

    def _choice(self) -> Part:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise BadPattern("depth")
        branches = [self._sequence()]
        while self._skips("|"):
            branches.append(self._sequence())
        self.depth -= 1
        return branches[0] if len(branches) == 1 else Choice(tuple(branches))

    def _sequence(self) -> Part:
        parts: list[Part] = []
        while self._peek() not in ("", "|", ")"):
            parts.append(self._repeated(self._atom()))
        return Sequence(tuple(parts))

    def _repeated(self, inner: Part) -> Part:
        counts: tuple[int, int | None]
        if self._skips("?"):
            counts = 0, 1
        elif self._skips("*"):
            counts = 0, None
        elif self._skips("+"):
            counts = 1, None
        elif self._skips("{"):
            counts = self._counts()
        else:
            return inner
        return Repeat(inner, *counts, lazy=self._skips("?"))

    def _counts(self) -> tuple[int, int | None]:
        least = self._number()
        most: int | None = least
        if self._skips(","):
            most = None if self._peek() == "}" else self._number()
        if not self._skips("}") or max(least, most or 0) > MAX_COUNT or (most is not None and most < least):
            raise BadPattern(self.text)
        return least, most

    def _number(self) -> int:
        start = self.position
        while self._peek() and self._peek() in "0123456789":
            self.position += 1
        if not 1 <= self.position - start <= 6:
            raise BadPattern(self.text)
        return int(self.text[start : self.position])

    def _atom(self) -> Part:
        letter = self._take()
        if letter == "(":
            return self._group()
        if letter == "[":
            return Letter(self._class())
        if letter == ".":
            return Letter(EVERYTHING if self.dot_all else complement(LINE_ENDS))
        if letter in "^$":
            self.line_starts |= letter == "^" and self.lines
            return Anchor(letter == "$", self.lines)
        if letter == "\\":
            if self._peek() and self._peek() in "123456789":
                return self._reference()
            these, plain = self._escaped()
            return self._letter(these) if plain else Letter(these)
        if letter in "?*+{}]":
            raise BadPattern(self.text)
        return self._letter(single(letter))

    def _group(self) -> Part:
        if self._skips("?:"):
            inner = self._choice()
        else:
            self.groups += 1
            number = self.groups
            inner = Group(number, self._choice())
            self.closed.add(number)
        if not self._skips(")"):
            raise BadPattern(self.text)
        return inner

    def _reference(self) -> Part:
        number = int(self._take())
        while self._peek() and self._peek() in "0123456789" and number * 10 + int(self._peek()) <= self.groups:
            number = number * 10 + int(self._take())
        if number not in self.closed:
            raise BadPattern(self.text)
        self.refers = True
        return Reference(number)

    def _escaped(self) -> tuple[CharSet, bool]:
        """The set after a backslash, and whether it is one plain character."""
        letter = self._take()
        if letter in _ESCAPABLE:
            return single(_ESCAPABLE[letter]), True
        if letter in "pP":
            end = self.text.find("}", self.position)
            these = named(self.text[self.position + 1 : end]) if self._peek() == "{" and end > 0 else None
            self.position = end + 1
        else:
            these = escape(letter) if letter.isalpha() else None
            letter = ""
        if these is None:
            raise BadPattern(self.text)
        return (complement(these) if letter == "P" else these), False

    def _class(self) -> CharSet:
        """What stands between `[` and `]`, perhaps less another class."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise BadPattern("depth")
        negated = self._skips("^")
        ranges: list[tuple[int, int]] = []
        minus: CharSet = ()
        first = True
        while first or self._peek() != "]":
            if not first and self._skips("-["):
                minus = self._class()
                if self._peek() != "]":
                    raise BadPattern(self.text)
                break
            ranges.extend(self._class_part())
            first = False
        self._take()
        self.depth -= 1
        these = joined(ranges)
        these = complement(these) if negated else these
        return without(these, minus) if minus else these

    def _class_part(self) -> CharSet:
        these, plain = self._class_letter()
        if (
            not plain
            or not self.text.startswith("-", self.position)
            or self.text[self.position + 1 :][:1] in ("]", "[")
        ):
            return in_any_case(these) if plain and self.any_case else these
        self._take()
        last, plain = self._class_letter()
        if not plain or last[0][0] < these[0][0]:
            raise BadPattern(self.text)
        these = ((these[0][0], last[0][0]),)
        return in_any_case(these) if self.any_case else these

    def _class_letter(self) -> tuple[CharSet, bool]:
        letter = self._take()
        if letter in "[]":
            raise BadPattern(self.text)
        return self._escaped() if letter == "\\" else (single(letter), True)


def _without_blanks(pattern: str) -> str:
    """Flag x: blanks outside brackets do not count."""
    kept, inside, escaped = [], 0, False
    for letter in pattern:
        if letter == "[" and not escaped:
            inside += 1
        elif letter == "]" and not escaped and inside:
            inside -= 1
        if inside or letter not in " \t\r\n":
            kept.append(letter)
            escaped = letter == "\\" and not escaped
    return "".join(kept)
