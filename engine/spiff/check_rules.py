"""The structural rules of BPMN 2.0, in its schema and in its text, for every element, run here or not.

What we can run is judged beside this, by `check_structure`; what the rules here refuse is refused wherever BPMN is spoken.
"""

from collections.abc import Iterator

from engine.contract.errors import Problem
from engine.spiff.check_aside import aside_problems
from engine.spiff.check_connections import connection_problems
from engine.spiff.check_layout import layout_problems
from engine.spiff.check_pools import pool_problems
from engine.spiff.check_positions import position_problems
from engine.spiff.check_references import reference_problems
from engine.spiff.check_schema import schema_problems
from engine.spiff.diagram import Model


def rule_problems(model: Model) -> Iterator[Problem]:
    """All problems of the standard's structure."""
    for file, root in model.documents.items():
        yield from schema_problems(file, root)
    yield from reference_problems(model)
    yield from connection_problems(model)
    yield from position_problems(model)
    yield from aside_problems(model)
    yield from pool_problems(model)
    yield from layout_problems(model)
