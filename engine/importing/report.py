"""What an import says about a file: each thing that was mapped, kept, dropped, or must be mended, at its element."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum


class What(StrEnum):
    """What became of one thing in a foreign file. Nothing is ever removed from the file."""

    PROBLEM = "problem"
    """It means something here, but not without a person's hand."""
    DROPPED = "dropped"
    """It did something there and does nothing here; the reason is said."""
    MAPPED = "mapped"
    """It works here as it did there."""
    KEPT = "kept"
    """It stays in the file and has no say here."""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One line of an import's report. `code` finds the sentence, `params` fill it; `element` is the id after the import."""

    what: What
    code: str
    file: str = ""
    element: str = ""
    params: dict[str, str] = field(default_factory=dict)


class Report:
    """Gathers entries; the same thing said twice is said once."""

    def __init__(self) -> None:
        self._entries: dict[object, Entry] = {}

    def add(self, what: What, code: str, file: str = "", element: str = "", /, **params: str) -> None:
        """One more line. Long values are cut: they come from strangers."""
        short = {name: value if len(value) <= 200 else value[:199] + "…" for name, value in params.items()}
        key = (what, code, file, element, tuple(sorted(short.items())))
        self._entries.setdefault(key, Entry(what=what, code=code, file=file, element=element[:100], params=short))

    def entries(self) -> tuple[Entry, ...]:
        """All lines: what a person must do first, then what was lost, mapped and kept; else in the order found."""
        order = list(What)
        return tuple(sorted(self._entries.values(), key=lambda entry: order.index(entry.what)))


def listed(names: Iterable[str]) -> str:
    """Names for a sentence."""
    return ", ".join(names)
