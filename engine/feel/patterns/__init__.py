"""Regular expressions of XPath and XQuery (Functions and Operators 3.1, 5.6), matched in bounded work."""

from engine.feel.patterns.pattern import Pattern, pattern_of
from engine.feel.patterns.syntax import BadPattern

__all__ = ["BadPattern", "Pattern", "pattern_of"]
