"""DMN decisions on FEEL: read a file once, evaluate its decisions many times."""

from engine.dmn.decisions import Decision, DecisionModel, read_decisions
from engine.dmn.errors import DecisionFailed
from engine.dmn.explaining import Explanation, TableHits
from engine.dmn.libraries import read_library

__all__ = [
    "Decision",
    "DecisionFailed",
    "DecisionModel",
    "Explanation",
    "TableHits",
    "read_decisions",
    "read_library",
]
