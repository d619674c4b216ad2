"""A case and its versions as operators see them: where tokens stand, what was done to it and why, what is on pause."""

from collections.abc import Callable
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.contract.errors import NotAllowed, NotFound
from engine.model.access import Identity
from engine.model.case import Case
from engine.model.definition import ModelDefinition
from engine.model.modification import Standing
from engine.model.operation import Intervention
from engine.model.operators import may_operate
from engine.model.process import ProcessModel, ProcessVersion
from engine.queries.case_view import element_name
from engine.queries.operator_rows import ElementRow, InterventionRow, OperatedCase, PlaceRow, SuspensionRow, WayRow
from engine.queries.reading import Reading, names_of, readable
from engine.queries.stopped import Stopped

SHOWN = 50
NOT_STARTED_AT = ("startEvent", "")
Look = Callable[[Session, UUID, bytes], tuple[Standing, ...]]


class Operating:
    """The queries."""

    def __init__(self, reading: Reading, stopped: Stopped, look: Look) -> None:
        self._reading, self._stopped, self._look = reading, stopped, look

    def case(self, identity: Identity, case_id: UUID) -> OperatedCase:
        """One case. Raises NotFound, NotAllowed."""
        with self._reading.as_actor(identity) as (session, actor):
            row = session.execute(
                select(Case, ProcessVersion.number, ProcessModel)
                .join(ProcessVersion, ProcessVersion.id == Case.version_id)
                .join(ProcessModel, ProcessModel.id == ProcessVersion.model_id)
                .where(Case.id == case_id)
            ).one_or_none()
            if row is None:
                raise NotFound("case", case_id)
            case, number, model = row
            actor, initiative, _ = readable(session, actor, self._reading.clock.now(), id=case.initiative_id)
            if not may_operate(actor):
                raise NotAllowed("operate_case", "role_missing")
            definition = self._reading.definition_of(session, case.version_id)
            current = session.get(ProcessVersion, model.current_version_id) if model.current_version_id else None
            return OperatedCase(
                id=case.id,
                revision=case.revision,
                status=case.status,
                initiative_number=initiative.number,
                initiative_title=initiative.title,
                version_id=case.version_id,
                version_number=number,
                current_version_id=current.id if current else None,
                current_number=current.number if current else None,
                model_key=model.key,
                model_name=model.name,
                places=tuple(self._places(session, case, definition)) if case.ended_at is None else (),
                elements=tuple(
                    ElementRow(id=e.id, name=e.name or e.id, kind=e.kind, depth=e.depth)
                    for e in definition.elements
                    if e.kind not in NOT_STARTED_AT
                ),
                ways=tuple(
                    WayRow(
                        id=flow.id,
                        name=f"{element_name(definition, flow.source)} → {element_name(definition, flow.target)}"
                        + (f" ({flow.name})" if flow.name else ""),
                    )
                    for flow in definition.flows
                ),
                incidents=self._stopped.of_case(session, actor, case.id),
                interventions=interventions(session, definition, Intervention.case_id == case.id),
                suspension=suspension_of(session, case.suspension_id),
            )

    def _places(self, session: Session, case: Case, definition: ModelDefinition) -> list[PlaceRow]:
        known = {element.id for element in definition.elements}
        standing = self._look(session, case.version_id, case.state)
        names = {place.token: element_name(definition, place.element) for place in standing}
        return [
            PlaceRow(
                token=place.token,
                element=place.element,
                name=names[place.token],
                kind=place.kind,
                waits=place.waits,
                within=".".join(map(str, place.path)),
                scope=place.scope,
                scope_name=names.get(place.scope, "") if place.scope else "",
                on=place.on,
            )
            for place in standing
            if place.element in known
        ]


def interventions(session: Session, definition: ModelDefinition, which: object) -> tuple[InterventionRow, ...]:
    """What operators did, newest first."""
    rows = list(
        session.execute(select(Intervention).where(which).order_by(Intervention.at.desc()).limit(SHOWN)).scalars()  # type: ignore[arg-type]
    )
    names = names_of(session, {row.by_id for row in rows})
    return tuple(
        InterventionRow(
            id=row.id,
            kind=row.kind,
            element_name=element_name(definition, row.element) if row.element else "",
            reason=row.reason,
            by=names[row.by_id],
            at=row.at,
        )
        for row in rows
    )


def suspension_of(session: Session, suspension_id: UUID | None) -> SuspensionRow | None:
    """Who set something on pause, None when it is not."""
    found = session.get(Intervention, suspension_id) if suspension_id is not None else None
    if found is None:
        return None
    return SuspensionRow(by=names_of(session, {found.by_id})[found.by_id], at=found.at, reason=found.reason)
