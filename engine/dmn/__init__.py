"""DMN decisions on FEEL: read a file once, evaluate its decisions many times."""

from engine.dmn.decisions import Decision, DecisionModel, read_decisions
from engine.dmn.errors import DecisionFailed

__all__ = ["Decision", "DecisionFailed", "DecisionModel", "read_decisions"]
