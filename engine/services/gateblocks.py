"""Whether a gate's hard blocks stand: by the model's own condition, or by a toolbox's gate check."""

import structlog

from engine.model.definition import GateBlock
from engine.services.casework import Casework
from engine.services.desk import ReadingDesk
from engine.services.expressions import evaluate, names_in

log = structlog.get_logger()
_FAILED = "Kontrollen kunne ikke gjennomføres."
_MISSING = "Verktøykassen med kontrollen er ikke installert."


def reason_of(work: Casework, element: str, block: GateBlock) -> str | None:
    """Why the block stands, None while it does not. A check that fails or is not installed stands: a gate is not opened by
    somebody else's fault. Raises ExpressionFailed for a condition that cannot be evaluated."""
    work.facts.need(names_in(block.when))
    if evaluate(block.when, work.facts.mapping, element=element, now=work.now) is True:
        return block.label
    if block.check is None:
        return None
    check = work.runtime.toolboxes.gate_checks.get(block.check)
    if check is None:
        return f"{block.label} {_MISSING}"
    try:
        found = check.run(ReadingDesk(session=work.session, now=work.now), work.initiative.id)
    except Exception as error:  # a toolbox may raise anything
        log.error("gate_check_failed", check=block.check, case=str(work.case.id), error=type(error).__name__)
        return f"{block.label} {_FAILED}"
    return f"{block.label} {found}" if found else None
