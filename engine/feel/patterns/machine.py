"""Patterns with references back, which no linear-time engine can match: a backtracking machine that counts each step."""

from dataclasses import dataclass, field
from typing import Any

from engine.feel.budget import Run
from engine.feel.patterns.charsets import contains, same_in_any_case
from engine.feel.patterns.parts import Anchor, Choice, Group, Letter, Part, Repeat, Sequence
from engine.feel.patterns.syntax import BadPattern

MAX_PROGRAM = 5_000
Spans = tuple[int, ...]
"""Start and end of the whole match and of each group; -1 where a group took no part."""


@dataclass
class Machine:
    """A program of steps `(kind, operand)`; made by `build`, run by `match`."""

    any_case: bool
    groups: int
    steps: list[tuple[str, Any]] = field(default_factory=list)
    marks: int = 0

    def build(self, part: Part) -> None:
        """Add the steps that match one part. Raises BadPattern when the program becomes too long."""
        if len(self.steps) > MAX_PROGRAM:
            raise BadPattern("length")
        if isinstance(part, Sequence):
            for inner in part.parts:
                self.build(inner)
        elif isinstance(part, Choice):
            self._choice(part)
        elif isinstance(part, Group):
            self.steps.append(("save", 2 * part.number))
            self.build(part.inner)
            self.steps.append(("save", 2 * part.number + 1))
        elif isinstance(part, Repeat):
            self._repeat(part)
        elif isinstance(part, Letter):
            self.steps.append(("letter", part.these))
        elif isinstance(part, Anchor):
            self.steps.append(("anchor", part))
        else:
            self.steps.append(("again", part.group))

    def _choice(self, part: Choice) -> None:
        leaving = []
        for branch in part.branches[:-1]:
            fork = len(self.steps)
            self.steps.append(("fork", 0))
            self.build(branch)
            leaving.append(len(self.steps))
            self.steps.append(("go", 0))
            self.steps[fork] = "fork", (fork + 1, len(self.steps))
        self.build(part.branches[-1])
        for place in leaving:
            self.steps[place] = "go", len(self.steps)

    def _repeat(self, part: Repeat) -> None:
        for _ in range(part.least):
            self.build(part.inner)
        if part.most is not None:
            forks = []
            for _ in range(part.most - part.least):
                forks.append(len(self.steps))
                self.steps.append(("fork", 0))
                self.build(part.inner)
            for place in forks:
                self.steps[place] = self._fork(place + 1, len(self.steps), part.lazy)
            return
        # A turn that matches nothing ends the loop.
        mark, start = self.marks, len(self.steps)
        self.marks += 1
        self.steps += [("fork", 0), ("mark", mark)]
        self.build(part.inner)
        self.steps += [("moved", mark), ("go", start)]
        self.steps[start] = self._fork(start + 1, len(self.steps), part.lazy)

    def _fork(self, go_on: int, leave: int, lazy: bool) -> tuple[str, Any]:
        return "fork", (leave, go_on) if lazy else (go_on, leave)

    def match(self, run: Run, text: str, begin: int) -> Spans | None:
        """The match that starts exactly there. Raises FeelBudgetExceeded."""
        start = (begin,) + (-1,) * (2 * self.groups + 1)
        waiting = [(0, begin, start, (-1,) * self.marks)]
        while waiting:
            at, place, spans, marks = waiting.pop()
            while True:
                run.charge_pattern(4)
                if at == len(self.steps):
                    return (spans[0], place, *spans[2:])
                kind, operand = self.steps[at]
                at += 1
                if kind == "letter":
                    if place >= len(text) or not contains(operand, text[place]):
                        break
                    place += 1
                elif kind == "fork":
                    first, other = operand
                    waiting.append((other, place, spans, marks))
                    run.charge_pattern(1 + len(spans) // 2)
                    at = first
                elif kind == "go":
                    at = operand
                elif kind == "save":
                    spans = _with(spans, operand, place)
                elif kind == "mark":
                    marks = _with(marks, operand, place)
                elif kind == "moved":
                    if marks[operand] == place:
                        break
                elif kind == "anchor":
                    if not _holds(operand, text, place):
                        break
                else:
                    length = self._repeated(run, text, place, spans, operand)
                    if length < 0:
                        break
                    place += length
        return None

    def _repeated(self, run: Run, text: str, place: int, spans: Spans, group: int) -> int:
        """The length of a group's text if it stands here once more, else -1; an unmatched group is empty text."""
        first, last = spans[2 * group], spans[2 * group + 1]
        if first < 0 or last < 0:
            return 0
        run.charge_pattern(last - first)
        found, wanted = text[place : place + last - first], text[first:last]
        if len(found) != len(wanted):
            return -1
        alike = same_in_any_case(found, wanted) if self.any_case else found == wanted
        return len(wanted) if alike else -1


def _with(places: tuple[int, ...], index: int, place: int) -> tuple[int, ...]:
    return (*places[:index], place, *places[index + 1 :])


def _holds(anchor: Anchor, text: str, place: int) -> bool:
    if anchor.end:
        return place == len(text) or (anchor.lines and text[place] == "\n")
    return place == 0 or (anchor.lines and text[place - 1] == "\n" and place < len(text))
