"""Cases that call other cases: begun once per call, ended with their caller, answered when they are done."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from engine.contract.errors import (
    CallsTooDeep,
    EngineError,
    InvalidInput,
    NotFound,
    StepFailed,
    TaskNotOpen,
    VersionClosed,
)
from engine.contract.ids import new_id
from engine.model.case import Case, Fact, assemble
from engine.model.process import ProcessModel, ProcessVersion
from engine.model.starting import CalledCase
from engine.services import incidents
from engine.services.beginning import GOING_ON, begin
from engine.services.casework import Casework, on_case
from engine.services.ending import cut_short
from engine.services.outbox import take_up
from engine.services.receiving import CaseHalted
from engine.services.runtime import Runtime
from engine.services.versions import LoadedVersion
from engine.spiff import return_call
from engine.store.audit import ENGINE

MAXIMUM_DEPTH = 12
"""So many cases may have called each other; more means models that call each other in a circle."""


class Calls:
    """What the outbox asks for. All may come twice."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    def begin(self, outbox_id: UUID, parent_id: UUID, call: Mapping[str, object]) -> None:
        """Begins the called case on the caller's initiative, unless the call was taken back. Raises CaseHalted."""
        try:
            with self._runtime.database.transaction() as session:
                self._begin(session, outbox_id, parent_id, call)
        except (*incidents.STOPPING, NotFound, InvalidInput, VersionClosed) as error:
            raise CaseHalted(parent_id, _at_caller(str(call["element"]), str(call["process"]), error)) from error

    def _begin(self, session: Session, outbox_id: UUID, parent_id: UUID, call: Mapping[str, object]) -> None:
        if not take_up(session, outbox_id, self._runtime.clock.now()):
            return
        # The caller stays locked: it may not take the call back while the new case comes into being.
        parent = on_case(session, self._runtime, parent_id)
        token, element, inputs = UUID(str(call["token"])), str(call["element"]), call["inputs"]
        known = select(CalledCase.id).where(CalledCase.parent_id == parent_id, CalledCase.token == token)
        if parent.case.status not in GOING_ON or session.execute(known).first() is not None:
            return
        if parent.case.depth >= MAXIMUM_DEPTH:
            raise CallsTooDeep(element=element, depth=parent.case.depth + 1)
        version = self._version(session, str(call["process"]), call["version"])
        child = begin(
            session,
            self._runtime,
            version,
            parent.initiative,
            parent.unit,
            ENGINE,
            inputs=inputs if isinstance(inputs, Mapping) else {},
            depth=parent.case.depth + 1,
        )
        session.add(
            CalledCase(
                id=new_id(),
                parent_id=parent_id,
                token=token,
                element=element,
                child_id=child.case.id,
                called_at=parent.now,
            )
        )
        child.finish()

    def call_off(self, parent_id: UUID, token: UUID) -> None:
        """Ends the case that was called by a token, or sees to it that it never begins."""
        with self._runtime.database.transaction() as session:
            now = self._runtime.clock.now()
            dialect = sqlite if self._runtime.database.is_sqlite else postgresql
            tombstone = {"id": new_id(), "parent_id": parent_id, "token": token, "element": "", "called_at": now}
            session.execute(dialect.insert(CalledCase).values({**tombstone, "ended_at": now}).on_conflict_do_nothing())
            called = session.execute(
                select(CalledCase).where(CalledCase.parent_id == parent_id, CalledCase.token == token)
            ).scalar_one()
            if called.child_id is None or called.ended_at is not None:
                return
            called.ended_at = now
            session.flush()
            child = on_case(session, self._runtime, called.child_id)
            if child.case.ended_at is None:
                cut_short(child)
                child.journal.record("case_called_off")
                child.finish()

    def give_back(self, child_id: UUID) -> None:
        """Tells the caller that the called case has ended: with its facts by name, or with the code of an error. Raises
        CaseHalted."""
        with self._runtime.database.reading() as session:
            called = session.execute(select(CalledCase).where(CalledCase.child_id == child_id)).scalar_one_or_none()
            child = session.get(Case, child_id)
            if called is None or called.ended_at is not None or child is None or child.ended_at is None:
                return
        try:
            with self._runtime.database.transaction() as session:
                parent = on_case(session, self._runtime, called.parent_id)
                # A caller at rest is told when it is taken up again; one that has ended never.
                if parent.case.status in GOING_ON and parent.case.suspension_id is None:
                    self._answer(parent, called.id, child)
        except incidents.STOPPING as failed:
            raise CaseHalted(called.parent_id, failed) from failed

    def _answer(self, parent: Casework, called_id: UUID, child: Case) -> None:
        session = parent.session
        called = session.get(CalledCase, called_id, with_for_update=True, populate_existing=True)
        if called is None or called.ended_at is not None:
            return
        called.ended_at = parent.now
        session.flush()
        result = result_of(session, child.id)
        parent.journal.record("call_returned", element=called.element, data={"case": str(child.id)})
        try:
            parent.advance(
                lambda host: return_call(
                    parent.version.compiled,
                    parent.case.state,
                    called.token,
                    host,
                    parent.now,
                    result=result,
                    error=child.failure,
                )
            )
        except TaskNotOpen:
            parent.journal.record("call_superseded", element=called.element)
        parent.finish()

    def _version(self, session: Session, key: str, number: object) -> LoadedVersion:
        if number is None:
            return self._runtime.versions.current(session, key)
        found = session.execute(
            select(ProcessVersion.id)
            .join(ProcessModel, ProcessModel.id == ProcessVersion.model_id)
            .where(ProcessModel.key == key, ProcessVersion.number == int(str(number)))
        ).scalar_one_or_none()
        if found is None:
            raise NotFound("process_version", f"{key} {number}")
        return self._runtime.versions.get(session, found)


def result_of(session: Session, case_id: UUID) -> Mapping[str, object]:
    """What a called case gives back: all its facts by name, as its own expressions saw them."""
    rows = session.execute(
        select(Fact.name, Fact.path, Fact.value).where(Fact.case_id == case_id).order_by(Fact.name, Fact.path)
    ).all()
    return assemble([(name, path, value) for name, path, value in rows if "." not in name])


def _at_caller(element: str, process: str, error: EngineError) -> EngineError:
    """What went wrong in the called case, told at the call activity: the place that a reader of the caller knows."""
    if isinstance(error, CallsTooDeep):
        return error
    return StepFailed(element=element, reason=f"{process}: {error}")
