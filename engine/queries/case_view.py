"""One case as its initiative's page shows it: phases, and every step with its state."""

from engine.model.case import Case, CaseStatus
from engine.model.definition import ModelDefinition
from engine.model.task import Task
from engine.model.work import Incident, Timer
from engine.queries.initiative_rows import CallRow, CaseView, PhaseRow, StepRow, WaitingMessage
from engine.queries.operator_rows import SuspensionRow


def element_name(definition: ModelDefinition, element: str) -> str:
    """What the diagram calls an element, its id when it has no name."""
    return next((e.name for e in definition.elements if e.id == element), element) or element


def waiting_in(case: Case, timers: list[Timer], listening: list[WaitingMessage], calls: list[CallRow]) -> set[str]:
    """The elements where the case waits for something else than a person."""
    return {
        *(timer.element for timer in timers if timer.case_id == case.id),
        *(message.element for message in listening if message.case_id == case.id),
        *(call.element for call in calls if call.parent_id == case.id and not call.ended),
    }


def case_view(
    case: Case,
    number: int,
    key: str,
    name: str,
    definition: ModelDefinition,
    tasks: list[Task],
    waiting: set[str],
    incidents: list[Incident],
    suspension: SuspensionRow | None,
) -> CaseView:
    """One process instance with its phases and steps, as they stand."""
    visits = case.visits if isinstance(case.visits, dict) else {}
    now: dict[str, int] = {}
    for task in tasks:
        if task.case_id == case.id and task.token is not None:
            now[task.element] = now.get(task.element, 0) + 1
    stopped = {incident.element for incident in incidents if incident.case_id == case.id}

    def state(element: str) -> str:
        if element in stopped:
            return "incident"
        if element in now:
            return "now"
        if element in waiting:
            return "waiting"
        return "done" if visits.get(element) else "ahead"

    order = [phase.key for phase in definition.phases]
    at = order.index(case.phase) if case.phase in order else 0
    ended = case.status == CaseStatus.COMPLETED
    return CaseView(
        id=case.id,
        version_id=case.version_id,
        model_key=key,
        model_name=name,
        version_number=number,
        status=case.status,
        started_at=case.started_at,
        ended_at=case.ended_at,
        end=element_name(definition, case.end) if case.end else None,
        suspension=suspension,
        beside=case.beside,
        phases=tuple(
            PhaseRow(
                key=phase.key,
                name=phase.name,
                state="done"
                if place < at or (ended and place == at)
                else "now"
                if place == at and not ended
                else "next",
            )
            for place, phase in enumerate(definition.phases)
        ),
        steps=tuple(
            StepRow(
                element=e.id,
                name=e.name,
                kind=e.kind,
                lane=e.lane,
                phase=e.phase,
                depth=e.depth,
                state=state(e.id),
                count=now.get(e.id) or int(visits.get(e.id, 0)),
            )
            for e in definition.elements
        ),
    )
