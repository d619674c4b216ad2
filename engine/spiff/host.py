"""What the executor asks of the outside while it moves a case."""

from collections.abc import Mapping
from typing import Protocol

from engine.model.definition import ServiceTaskDefinition


class Host(Protocol):
    """The outside."""

    @property
    def facts(self) -> Mapping[str, object]:
        """What expressions read, by name."""
        ...

    def decide(self, decision_id: str, facts: Mapping[str, object]) -> object:
        """Evaluates a decision of the model."""
        ...

    def run_step(self, definition: ServiceTaskDefinition, inputs: Mapping[str, object]) -> object:
        """Runs a toolbox step."""
        ...
