"""What a pattern is made of."""

from dataclasses import dataclass

from engine.feel.patterns.charsets import CharSet

_FEW_RANGES, _WIDE = 4, 5


@dataclass(frozen=True, slots=True)
class Letter:
    """One character of a set."""

    these: CharSet


@dataclass(frozen=True, slots=True)
class Anchor:
    """`^` or `$`; of any line when `lines`."""

    end: bool
    lines: bool


@dataclass(frozen=True, slots=True)
class Reference:
    """`\\1`: what a group has matched, once more."""

    group: int


@dataclass(frozen=True, slots=True)
class Sequence:
    parts: tuple["Part", ...]


@dataclass(frozen=True, slots=True)
class Choice:
    branches: tuple["Part", ...]


@dataclass(frozen=True, slots=True)
class Group:
    number: int
    inner: "Part"


@dataclass(frozen=True, slots=True)
class Repeat:
    """`inner` at least and at most so often (None: without limit), as few as possible when `lazy`."""

    inner: "Part"
    least: int
    most: int | None
    lazy: bool


Part = Letter | Anchor | Reference | Sequence | Choice | Group | Repeat


def weight(part: Part) -> int:
    """How many states a matcher has for a part, about: what each character of a text may cost."""
    if isinstance(part, Letter):
        return 1 if len(part.these) <= _FEW_RANGES else _WIDE
    if isinstance(part, Sequence):
        return 1 + sum(weight(inner) for inner in part.parts)
    if isinstance(part, Choice):
        return 1 + sum(weight(branch) for branch in part.branches)
    if isinstance(part, Group):
        return 1 + weight(part.inner)
    if isinstance(part, Repeat):
        return weight(part.inner) * max(part.least + 1 if part.most is None else part.most, 1)
    return 1
