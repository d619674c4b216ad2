"""What the executor may ask of the outside while it moves a case: facts, decisions and toolbox steps."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy.orm import Session

from engine.contract.errors import StepFailed
from engine.dmn import DecisionFailed
from engine.feel import FeelError
from engine.model.calendar import OSLO
from engine.model.definition import ServiceTaskDefinition
from engine.model.modification import Detour
from engine.services.versions import LoadedVersion
from engine.toolboxes import Toolboxes


@dataclass(frozen=True, kw_only=True)
class RunningStep:
    """The surroundings of one service step (`engine.contract.toolbox.StepContext`)."""

    case_id: UUID
    initiative_id: UUID
    now: datetime
    session: Session


@dataclass(frozen=True, kw_only=True)
class CaseHost:
    """The executor's host for one advance of one case."""

    facts: Mapping[str, object]
    version: LoadedVersion
    toolboxes: Toolboxes
    step: RunningStep
    detours: Sequence[Detour] = ()
    taken: list[Detour] = field(default_factory=list)

    def detoured(self, detour: Detour) -> None:
        """The case has passed what it was to pass by."""
        self.taken.append(detour)

    def decide(self, decision_id: str, facts: Mapping[str, object]) -> object:
        """Evaluates a decision of the model's own DMN files."""
        try:
            return self.version.decisions[decision_id].evaluate(facts, now=self.step.now.astimezone(OSLO))
        except (DecisionFailed, FeelError) as error:
            raise StepFailed(element=decision_id, reason=error.sentence("nb")) from error

    def run_step(self, definition: ServiceTaskDefinition, inputs: Mapping[str, object]) -> object:
        """Runs a toolbox step inside the case's transaction. Raises StepFailed when its toolbox has gone."""
        step = self.toolboxes.steps.get(definition.step)
        if step is None:
            raise StepFailed(element=definition.id, reason=f"no installed toolbox has the step {definition.step}")
        for name, type_name in step.inputs.items():
            if not fits(inputs.get(name), type_name):
                raise StepFailed(element=definition.id, reason=f"the input {name} must be of type {type_name}")
        return dict(step.run(self.step, inputs))


def fits(value: object, type_name: str) -> bool:
    """Whether a value is of one of the contract's `type_names`; nothing (null) fits them all."""
    if value is None or type_name == "any":
        return True
    if type_name == "boolean":
        return isinstance(value, bool)
    if type_name == "number":
        return isinstance(value, Decimal | int) and not isinstance(value, bool)
    if type_name == "list":
        return isinstance(value, list | tuple)
    if type_name == "context":
        return isinstance(value, Mapping)
    return isinstance(value, str) if type_name == "string" else isinstance(value, date)
