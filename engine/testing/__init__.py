"""For tests and demonstrations: a clock that moves, a small municipality, and what a toolbox is tried with."""

from engine.testing.sheets import Around, Everybody, blocks, content, example, said
from engine.testing.town import START, FakeClock, Town, settle_town

__all__ = [
    "START",
    "Around",
    "Everybody",
    "FakeClock",
    "Town",
    "blocks",
    "content",
    "example",
    "said",
    "settle_town",
]
