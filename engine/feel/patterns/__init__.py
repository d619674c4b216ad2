"""Regular expressions of XPath and XQuery (Functions and Operators 3.1, 5.6), matched in bounded work."""

from engine.feel.patterns.pattern import BadPattern, Pattern, pattern_of

__all__ = ["BadPattern", "Pattern", "pattern_of"]
