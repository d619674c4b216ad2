"""Stopped steps for those who repair them: the list, and all about one, with what it read for those who may read the case."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from uuid import UUID

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from engine.contract.errors import NotAllowed, NotFound
from engine.feel import FeelSyntaxError, compile_expression
from engine.model.access import Actor, Identity, may_read, may_retry
from engine.model.artefact import Draft
from engine.model.case import Case, Fact, assemble
from engine.model.definition import ElementKind, ModelDefinition
from engine.model.initiative import Initiative
from engine.model.operation import Bypass
from engine.model.operators import may_operate
from engine.model.people import Unit
from engine.model.process import ProcessModel, ProcessVersion
from engine.model.work import Incident
from engine.queries.case_view import element_name
from engine.queries.comments import cursor
from engine.queries.operator_rows import InputRow, StoppedPage, StoppedRow, StoppedView, WayRow
from engine.queries.reading import Reading, names_of
from engine.store.actors import within

LIMIT = 50
MAXIMUM_INPUTS = 60
CHOOSING = ("exclusiveGateway", "inclusiveGateway", "complexGateway")
UNSKIPPED = (ElementKind.USER_TASK, ElementKind.MANUAL_TASK, ElementKind.START_EVENT, ElementKind.END_EVENT, "")


@dataclass(frozen=True, kw_only=True)
class StoppedFilter:
    """Which stopped steps; '' for all."""

    model: str = ""
    element: str = ""
    code: str = ""
    after: str | None = None


class Stopped:
    """The queries."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading

    def page(self, identity: Identity, wanted: StoppedFilter, limit: int = LIMIT) -> StoppedPage:
        """Open incidents, oldest first. Raises NotAllowed, InvalidInput (`after`)."""
        with self._reading.as_actor(identity) as (session, actor):
            _require(actor)
            query = _QUERY.where(Incident.resolved_at.is_(None))
            if wanted.model:
                query = query.where(ProcessModel.key == wanted.model)
            if wanted.element:
                query = query.where(Incident.element == wanted.element)
            if wanted.code:
                query = query.where(Incident.code == wanted.code)
            if wanted.after:
                query = query.where(tuple_(Incident.opened_at, Incident.id) > cursor(wanted.after))
            found = session.execute(query.order_by(Incident.opened_at, Incident.id).limit(limit + 1)).all()
            rows = tuple(self._row(session, actor, row) for row in found[:limit])
            last = rows[-1] if len(found) > limit else None
            return StoppedPage(rows=rows, next=f"{last.opened_at.isoformat()}_{last.id}" if last else None)

    def one(self, identity: Identity, incident_id: UUID) -> StoppedView:
        """All about one. Raises NotFound, NotAllowed."""
        with self._reading.as_actor(identity) as (session, actor):
            _require(actor)
            found = session.execute(_QUERY.where(Incident.id == incident_id)).one_or_none()
            if found is None:
                raise NotFound("incident", incident_id)
            incident: Incident = found.Incident
            actor = within(session, actor, found.Initiative.id, self._reading.clock.now())
            row = self._row(session, actor, found)
            definition = self._reading.definition_of(session, row.version_id)
            kind = next((e.kind for e in definition.elements if e.id == incident.element), "")
            passing = session.get(Bypass, (incident.case_id, incident.element, incident.path)) is not None
            person = _person(incident)
            operates = may_operate(actor) and row.readable
            return StoppedView(
                row=row,
                kind=kind,
                expression=incident.expression if row.readable else "",
                path=incident.path,
                inputs=tuple(_inputs(session, incident, definition)) if operates else (),
                ways=tuple(ways_of(definition, incident.element)) if kind in CHOOSING else (),
                may_skip=operates and kind not in UNSKIPPED,
                may_operate=operates,
                passing=passing,
                person=names_of(session, {person}).get(person) if person and row.readable else None,
                resolved_at=incident.resolved_at,
            )

    def of_case(self, session: Session, actor: Actor, case_id: UUID) -> tuple[StoppedRow, ...]:
        """The open incidents of a case."""
        query = _QUERY.where(Incident.case_id == case_id, Incident.resolved_at.is_(None)).order_by(Incident.opened_at)
        return tuple(self._row(session, actor, row) for row in session.execute(query))

    def _row(self, session: Session, actor: Actor, found: object) -> StoppedRow:
        incident: Incident = found.Incident  # type: ignore[attr-defined]
        initiative: Initiative = found.Initiative  # type: ignore[attr-defined]
        case: Case = found.Case  # type: ignore[attr-defined]
        unit: Unit = found.Unit  # type: ignore[attr-defined]
        readable = may_read(actor, initiative, unit.lineage)
        definition = self._reading.definition_of(session, case.version_id)
        return StoppedRow(
            id=incident.id,
            case_id=case.id,
            version_id=case.version_id,
            version_number=found.number,  # type: ignore[attr-defined]
            model_key=found.key,  # type: ignore[attr-defined]
            model_name=found.name,  # type: ignore[attr-defined]
            element=incident.element,
            element_name=element_name(definition, incident.element),
            code=incident.code,
            detail=incident.detail if readable else "",
            opened_at=incident.opened_at,
            initiative_number=initiative.number,
            initiative_title=initiative.title if readable else "",
            readable=readable,
            suspended=case.suspension_id is not None,
        )


_QUERY = (
    select(Incident, Case, Initiative, Unit, ProcessVersion.number, ProcessModel.key, ProcessModel.name)
    .join(Case, Case.id == Incident.case_id)
    .join(Initiative, Initiative.id == Case.initiative_id)
    .join(Unit, Unit.id == Initiative.unit_id)
    .join(ProcessVersion, ProcessVersion.id == Case.version_id)
    .join(ProcessModel, ProcessModel.id == ProcessVersion.model_id)
)


def ways_of(definition: ModelDefinition, element: str) -> Iterator[WayRow]:
    """The flows out of an element, by what they are called or where they lead."""
    for flow in definition.flows:
        if flow.source == element:
            end = element_name(definition, flow.target)
            yield WayRow(id=flow.id, name=f"{flow.name}: {end}" if flow.name else end)


def _require(actor: Actor) -> None:
    if not may_retry(actor):
        raise NotAllowed("read_incidents", "role_missing")


def _person(incident: Incident) -> UUID | None:
    retry = incident.retry if isinstance(incident.retry, Mapping) else {}
    return UUID(str(retry["person"])) if "person" in retry else None


def _inputs(session: Session, incident: Incident, definition: ModelDefinition) -> Iterator[InputRow]:
    """What the failed step read of what the case knows, and of what somebody has just sent."""
    names = _read_names(incident, definition)
    rows = session.execute(
        select(Fact.name, Fact.path, Fact.value).where(Fact.case_id == incident.case_id, Fact.name.in_(names))
    ).all()
    single = {name for name, path, _ in rows if not path}
    named = partial(element_name, definition)
    found = list(_leaves(assemble(sorted((n, p, v) for n, p, v in rows)), single, named))
    retry = incident.retry if isinstance(incident.retry, Mapping) else {}
    element = str(retry.get("element", ""))
    if element in names and "person" in retry:
        draft = session.execute(
            select(Draft.values).where(Draft.person_id == _person(incident), Draft.subject == str(retry.get("task")))
        ).scalar()
        if isinstance(draft, Mapping):
            found += [
                InputRow(place=row.place, label=row.label, value=row.value, editable=False, sent=True)
                for row in _leaves({element: draft}, set(), named)
            ]
    yield from found[:MAXIMUM_INPUTS]


def _read_names(incident: Incident, definition: ModelDefinition) -> set[str]:
    if incident.expression:
        return _names_in([incident.expression])
    service = definition.service_tasks.get(incident.element)
    if service is not None:
        return _names_in(service.inputs.values())
    out = [flow.condition for flow in definition.flows if flow.source == incident.element and flow.condition]
    return _names_in(out) if out else set(definition.fact_names)


def _names_in(texts: Iterable[str]) -> set[str]:
    names: set[str] = set()
    for text in texts:
        try:
            expression = compile_expression(text.strip().removeprefix("="))
        except FeelSyntaxError:
            continue
        names |= expression.names | expression.possible_names
    return names


def _leaves(facts: Mapping[str, object], single: set[str], named: Callable[[str], str]) -> Iterator[InputRow]:
    for name, value in sorted(facts.items()):
        inner = value.items() if isinstance(value, Mapping) else [("", value)]
        for key, leaf in inner:
            if key != "forrige":
                plain = isinstance(leaf, str | int | Decimal | date | datetime | None)
                place, label = (f"{name}.{key}", f"{named(name)}: {key}") if key else (name, named(name))
                yield InputRow(place=place, label=label, value=leaf, editable=plain and name in single)
