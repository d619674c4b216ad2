"""Where tokens are: the scopes of a case, and what stands in them."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from SpiffWorkflow.task import Task as Token

from engine.spiff.nodes import LOOP
from engine.spiff.state import CaseWorkflow


class Places:
    """The scopes of one case, outermost first, and their tokens in order of arrival."""

    def __init__(self, workflow: CaseWorkflow) -> None:
        self.workflow = workflow

    def scopes(self) -> list[Any]:
        """Every running scope."""
        return [self.workflow, *self.workflow.subprocesses.values()]

    def tokens(self) -> Iterator[Token]:
        """Every token, finished ones that are not pruned yet too."""
        for scope in self.scopes():
            yield from scope.tasks.values()

    def find(self, token_id: UUID) -> Token | None:
        """The token anywhere in the case."""
        return next((s.tasks[token_id] for s in self.scopes() if token_id in s.tasks), None)

    def around(self, scope: Any) -> Token | None:
        """The token of the activity that a scope is inside of, None for the outermost."""
        owner: Token | None = scope.owner if scope is not self.workflow else None
        return owner


def path_of(token: Token) -> tuple[int, ...]:
    """The counters of the multi-instance activities around a token, outermost first."""
    places = Places(token.workflow.top_workflow)
    found: list[int] = []
    current: Token | None = token
    while current is not None:
        if LOOP in current.internal_data:
            found.append(current.internal_data[LOOP])
        current = places.around(current.workflow)
    return tuple(found[::-1])
