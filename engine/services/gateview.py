"""What a decider needs to see before deciding: what stands in the way, and whether this person may decide."""

from dataclasses import dataclass
from uuid import UUID

from engine.contract.errors import InvalidInput, NotAllowed
from engine.model.access import Identity, require_read, require_stand, require_unprejudiced
from engine.model.definition import GateDefinition, Outcome
from engine.services.casework import on_task
from engine.services.gateblocks import reason_of
from engine.services.prejudice import excluded_people
from engine.services.runtime import Runtime


@dataclass(frozen=True, kw_only=True)
class BlockView:
    """A hard block of the gate; `standing` while its condition holds, `override` when a reason can lift it."""

    key: str
    label: str
    standing: bool
    override: bool


@dataclass(frozen=True, kw_only=True)
class TargetView:
    """Somewhere to return or refer to: element id or destination, and its name."""

    key: str
    name: str


@dataclass(frozen=True, kw_only=True)
class GateView:
    """The gate as this person meets it. `refusal` says why they may not decide: `own_gate`, `not_your_task`, `closed`."""

    gate: GateDefinition
    blocks: tuple[BlockView, ...]
    return_targets: tuple[TargetView, ...]
    referrals: tuple[str, ...]
    may_decide: bool
    refusal: str | None


def look_at_gate(runtime: Runtime, identity: Identity, task_id: UUID) -> GateView:
    """The gate behind a task. Raises NotFound, InvalidInput (`not_a_gate`)."""
    with runtime.database.reading() as session:
        work, task = on_task(session, runtime, task_id, lock=False)
        actor = work.actor(identity)
        definition = work.version.definition.tasks.get(task.element)
        if definition is None or definition.gate is None:
            require_read(actor, work.initiative, work.lineage)
            raise InvalidInput("task", "not_a_gate")
        refusal = None
        try:
            stand = require_stand(actor, task, work.initiative, work.lineage, action="decide_gate")
            require_unprejudiced(actor, stand, excluded_people(work, task))
        except NotAllowed as error:
            refusal = error.reason
        gate = definition.gate
        blocks = []
        for block in gate.blocks:
            reason = reason_of(work, task.element, block)
            blocks.append(
                BlockView(
                    key=block.key, label=reason or block.label, standing=reason is not None, override=block.override
                )
            )
        names = {element.id: element.name for element in work.version.definition.elements}
        targets = {outcome.type: outcome.targets for outcome in gate.outcomes}
        if not task.is_open:
            refusal = "closed"
        return GateView(
            gate=gate,
            blocks=tuple(blocks),
            return_targets=tuple(TargetView(key=t, name=names.get(t, t)) for t in targets.get(Outcome.RETURNER, ())),
            referrals=targets.get(Outcome.HENVIS, ()),
            may_decide=refusal is None,
            refusal=refusal,
        )
