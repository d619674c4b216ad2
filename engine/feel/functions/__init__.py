"""The built-in functions of DMN 1.5, each module one family of the standard's chapter 10.3.4."""

from engine.feel.functions import contexts, conversion, lists, numbers, ranges, strings, times
from engine.feel.functions.registry import BUILTINS

FAMILIES = (conversion, strings, lists, numbers, times, ranges, contexts)

__all__ = ["BUILTINS", "FAMILIES"]
