"""Why a decision came out as it did: which rules hit in each table, and what the decisions behind it gave."""

from collections.abc import Mapping
from dataclasses import dataclass

from engine.dmn.errors import DecisionFailed
from engine.feel.budget import Warning
from engine.feel.values import Value

MAX_TABLES = 1_000
"""Tables kept of one explanation; a table inside a loop may be asked any number of times."""


@dataclass(frozen=True, kw_only=True)
class TableHits:
    """One evaluation of one table. `rules` are the ids of the rules that hit, in their order; `owner` the decision or
    business knowledge model that the table belongs to."""

    owner: str
    table: str
    policy: str
    inputs: tuple[Value, ...]
    rules: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Explanation:
    """A decision with its reasons. `failure` is set, and the value null, when a table contradicts itself.

    `decisions` are the values of the decisions that were made on the way, by id, itself included.
    """

    value: Value
    tables: tuple[TableHits, ...]
    decisions: Mapping[str, Value]
    warnings: tuple[Warning, ...]
    failure: DecisionFailed | None
