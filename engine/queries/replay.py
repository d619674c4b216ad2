"""Plays a case back: what happened step by step, and where it stood after each, from its activations.

A step costs one look through the rows of its own case. Which flow a token took is not stored: it is read from the diagram, as
the flow to what comes next from what was left last in the same instant.
"""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from engine.contract.errors import NotFound
from engine.model.access import Identity
from engine.model.activation import Activation, Left
from engine.model.artefact import Answers
from engine.model.case import Case
from engine.model.definition import ElementDefinition, ModelDefinition
from engine.model.gate import GateDecision
from engine.model.initiative import Initiative
from engine.model.process import ProcessModel, ProcessVersion
from engine.model.task import Task
from engine.queries.given import is_sealed, sealed
from engine.queries.reading import PersonName, Reading, names_of, readable, submitter_name
from engine.queries.replay_rows import Happening, Replay, Standing, Step

WINDOW = 100
"""Steps that are read at once."""
LOOK_BACK = 30
"""How many steps before the window its first flows are looked for in."""


class Replays:
    """The query."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading

    def view(
        self, identity: Identity, *, number: str | None = None, case_id: UUID | None = None, step: int | None = None
    ) -> Replay:
        """A case after `step` (None: its last), or an initiative's latest case. Raises NotFound, also for a case of another
        initiative."""
        with self._reading.as_actor(identity) as (session, actor):
            initiative_id = None
            if number is None:
                query = select(Case.initiative_id).where(Case.id == case_id)
                initiative_id = session.execute(query).scalar_one_or_none()
            _, initiative, _ = readable(session, actor, self._reading.clock.now(), number=number, id=initiative_id)
            cases = session.execute(
                select(Case.id, Case.version_id, Case.steps, ProcessVersion.number, ProcessModel.name)
                .join(ProcessVersion, ProcessVersion.id == Case.version_id)
                .join(ProcessModel, ProcessModel.id == ProcessVersion.model_id)
                .where(Case.initiative_id == initiative.id)
                .order_by(Case.started_at, Case.id)
            ).all()
            case = next((row for row in reversed(cases) if case_id in (None, row.id)), None)
            if case is None:
                raise NotFound("case", case_id)
            definition = self._reading.definition_of(session, case.version_id)
            at = case.steps if step is None else max(1, min(step, case.steps))
            first = max(1, min(at - WINDOW // 2, case.steps - WINDOW + 1))
            told = _Told(self._reading, session, initiative, case.id, definition)
            return Replay(
                number=initiative.number,
                title=initiative.title,
                case_id=case.id,
                version_id=case.version_id,
                version_number=case.number,
                model_name=case.name,
                total=case.steps,
                step=at,
                steps=told.steps(first, first + WINDOW - 1),
                standing=told.standing(at),
                visited=told.visited(at),
                before=told.standing(first - 1),
                visited_before=told.visited(first - 1),
                cases=tuple((row.id, row.name) for row in cases),
            )


class _Told:
    """The rows of one case, as steps and as places."""

    def __init__(
        self, reading: Reading, session: Session, initiative: Initiative, case_id: UUID, definition: ModelDefinition
    ) -> None:
        self._reading, self._session, self._initiative, self._case_id = reading, session, initiative, case_id
        self._elements = {element.id: element for element in definition.elements}
        self._flows = {(flow.source, flow.target): flow.id for flow in reversed(definition.flows)}

    def standing(self, step: int) -> tuple[Standing, ...]:
        """Where the case waited after `step`."""
        rows = self._session.execute(
            select(Activation.element, func.count(), func.min(Activation.entered_at))
            .where(
                Activation.case_id == self._case_id,
                Activation.step <= step,
                or_(Activation.left_step.is_(None), Activation.left_step > step),
            )
            .group_by(Activation.element)
            .order_by(func.min(Activation.step))
        )
        return tuple(
            Standing(element=e, name=self._name(e), kind=self._kind(e), count=count, since=since)
            for e, count, since in rows
        )

    def visited(self, step: int) -> tuple[str, ...]:
        """What had been carried out by then."""
        return tuple(
            self._session.execute(
                select(Activation.element)
                .where(
                    Activation.case_id == self._case_id,
                    Activation.left_step <= step,
                    Activation.outcome == Left.COMPLETED,
                )
                .distinct()
                .order_by(Activation.element)
            ).scalars()
        )

    def steps(self, first: int, last: int) -> tuple[Step, ...]:
        """The steps from `first` to `last`, in order."""
        since = first - LOOK_BACK
        rows = (
            self._session.execute(
                select(Activation).where(
                    Activation.case_id == self._case_id,
                    or_(Activation.step.between(since, last), Activation.left_step.between(since, last)),
                )
            )
            .scalars()
            .all()
        )
        events = sorted(
            (event for row in rows for event in _events(row) if since <= event[0] <= last),
            key=lambda event: (event[0], event[2].step),
        )
        people, answered, verdicts, behalf = self._around([row for row in rows if row.task_id])
        versions = self._versions({row.version_id for row in rows})
        return tuple(
            Step(
                number=number,
                at=(row.entered_at if happening == Happening.ENTERED else row.left_at) or row.entered_at,
                happening=happening,
                outcome=None if happening == Happening.ENTERED else row.outcome,
                element=row.element,
                name=self._name(row.element),
                kind=self._kind(row.element),
                path=row.path,
                task_id=row.task_id,
                person=people.get(row.person_id) if row.person_id and happening == Happening.LEFT else None,
                on_behalf_of=_whom(row, happening, behalf, people),
                answered=happening == Happening.LEFT and row.task_id in answered,
                verdict=verdicts.get(row.task_id) if row.task_id and happening == Happening.LEFT else None,
                version_number=versions.get(row.version_id, 0),
                flows=self._taken(events[:place], happening, row),
            )
            for place, (number, happening, row) in enumerate(events)
            if number >= first
        )

    def _taken(
        self, before: Sequence[tuple[int, Happening, Activation]], happening: Happening, row: Activation
    ) -> tuple[str, ...]:
        if happening not in (Happening.ENTERED, Happening.PASSED) or row.outcome == Left.CANCELLED:
            return ()
        for _, earlier, other in reversed(before):
            if earlier in (Happening.LEFT, Happening.PASSED) and other.left_at != row.entered_at:
                return ()
            flow = self._flows.get((other.element, row.element))
            if flow is not None and earlier in (Happening.LEFT, Happening.PASSED) and other.outcome == Left.COMPLETED:
                return (flow,)
        return ()

    def _around(
        self, rows: Sequence[Activation]
    ) -> tuple[dict[UUID, PersonName], set[UUID], dict[UUID, str], dict[UUID, UUID]]:
        """Names, which tasks have answers, the verdicts, and whom a substitute stood for."""
        ids = [row.task_id for row in rows]
        answered = set(self._session.execute(select(Answers.task_id).where(Answers.task_id.in_(ids))).scalars())
        verdicts = dict(
            self._session.execute(
                select(GateDecision.task_id, GateDecision.outcome).where(GateDecision.task_id.in_(ids))
            ).all()
        )
        tasks = {task.id: task for task in self._session.execute(select(Task).where(Task.id.in_(ids))).scalars()}
        places = sealed(self._session, {self._case_id})
        answered = {task for task in answered if not is_sealed(tasks[task], places)}
        behalf = {task.id: task.on_behalf_of_id for task in tasks.values() if task.on_behalf_of_id}
        initiative = self._initiative
        people = names_of(self._session, {initiative.submitter_id, *(row.person_id for row in rows), *behalf.values()})
        people[initiative.submitter_id] = submitter_name(initiative, people)
        return people, answered, verdicts, behalf

    def _versions(self, ids: Iterable[UUID]) -> dict[UUID, int]:
        """Numbers by id; elements that only an earlier version has get their names from it."""
        found = dict(
            self._session.execute(
                select(ProcessVersion.id, ProcessVersion.number).where(ProcessVersion.id.in_(list(ids)))
            ).all()
        )
        for version in found:
            for element in self._reading.definition_of(self._session, version).elements:
                self._elements.setdefault(element.id, element)
        return found

    def _element(self, id: str) -> ElementDefinition | None:
        return self._elements.get(id)

    def _name(self, id: str) -> str:
        element = self._element(id)
        return element.name if element is not None else id

    def _kind(self, id: str) -> str:
        element = self._element(id)
        return element.kind if element is not None else ""


def _events(row: Activation) -> list[tuple[int, Happening, Activation]]:
    if row.outcome == Left.FAILED:
        return [(row.step, Happening.FAILED, row)]
    if row.left_step == row.step:
        # What opened and closed in one step; a human task of an older database is told as done by somebody.
        return [(row.step, Happening.LEFT if row.task_id else Happening.PASSED, row)]
    entered = (row.step, Happening.ENTERED, row)
    return [entered] if row.left_step is None else [entered, (row.left_step, Happening.LEFT, row)]


def _whom(
    row: Activation, happening: Happening, behalf: Mapping[UUID, UUID], people: Mapping[UUID, PersonName]
) -> PersonName | None:
    principal = behalf.get(row.task_id) if row.task_id and happening == Happening.LEFT else None
    return people.get(principal) if principal else None
