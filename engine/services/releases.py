"""Which version of a model is in use: the current one, those on pause, those that are retired."""

from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.contract.errors import InvalidInput, NotAllowed, NotFound, VersionClosed
from engine.model.access import Actor, Identity, may_deploy
from engine.model.case import Case, CaseStatus
from engine.model.operation import InterventionKind
from engine.model.process import ProcessModel, ProcessVersion
from engine.services import starts
from engine.services.interventions import put_down, reasoned
from engine.services.runtime import Runtime
from engine.services.suspensions import let_go_on, set_on_pause
from engine.store.actors import load_actor
from engine.store.audit import Who, record_installation

LIVE = (CaseStatus.RUNNING, CaseStatus.INCIDENT)


class Releases:
    """The process owner's verbs on versions. Each needs a reason and leaves it on record."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    def choose(self, version_id: UUID, identity: Identity, reason: str) -> None:
        """New cases start on this version from now on; those that run stay where they are.

        Raises NotFound, NotAllowed, VersionClosed, InvalidInput (`reason`).
        """
        reason = reasoned(reason)
        with self._runtime.database.transaction() as session:
            actor = self._actor(session, identity, "choose_version")
            version = _locked(session, version_id)
            _require_open(version)
            model = session.get_one(ProcessModel, version.model_id, with_for_update=True)
            if model.current_version_id == version.id:
                return
            before, model.current_version_id = model.current_version_id, version.id
            loaded = self._runtime.versions.get(session, version.id)
            starts.renew(session, loaded, model, self._runtime.clock.now())
            self._note(
                session, InterventionKind.VERSION_CHOSEN, actor, version, model.key, reason, {"before": str(before)}
            )

    def suspend(self, version_id: UUID, identity: Identity, reason: str, *, cases: bool = False) -> int:
        """Nothing starts on this version until it is resumed; with `cases` those that run on it are set on pause too.
        Returns how many were. Raises NotFound, NotAllowed, VersionClosed (retired), InvalidInput."""
        reason = reasoned(reason)
        with self._runtime.database.transaction() as session:
            actor = self._actor(session, identity, "suspend_version")
            version = _locked(session, version_id)
            if version.retired_at is not None:
                raise VersionClosed(version.id, "retired")
            if version.suspension_id is None:
                key = session.get_one(ProcessModel, version.model_id).key
                version.suspension_id = self._note(
                    session, InterventionKind.VERSION_SUSPENDED, actor, version, key, reason, {"cases": cases}
                )
            if not cases:
                return 0
            return set_on_pause(session, (Case.version_id == version.id) & Case.status.in_(LIVE), version.suspension_id)

    def resume(self, version_id: UUID, identity: Identity, reason: str) -> int:
        """Cases can start again, and those that were set on pause with the version go on. Returns how many."""
        reason = reasoned(reason)
        with self._runtime.database.transaction() as session:
            actor = self._actor(session, identity, "resume_version")
            version = _locked(session, version_id)
            if version.suspension_id is None:
                return 0
            key = session.get_one(ProcessModel, version.model_id).key
            self._note(session, InterventionKind.VERSION_RESUMED, actor, version, key, reason, {})
            resumed = let_go_on(session, Case.suspension_id == version.suspension_id, self._runtime.clock.now())
            version.suspension_id = None
            starts.listen_again(session, version.id, self._runtime.clock.now())
            return resumed

    def retire(self, version_id: UUID, identity: Identity, reason: str) -> None:
        """Takes a version out of use for good: nothing starts on it; its files stay. Raises NotFound, NotAllowed,
        InvalidInput (`version`: `current`, or `cases_running`)."""
        reason = reasoned(reason)
        with self._runtime.database.transaction() as session:
            actor = self._actor(session, identity, "retire_version")
            version = _locked(session, version_id)
            if version.retired_at is not None:
                return
            model = session.get_one(ProcessModel, version.model_id, with_for_update=True)
            if model.current_version_id == version.id:
                raise InvalidInput("version", "current_version")
            running = select(func.count()).where(Case.version_id == version.id, Case.status.in_(LIVE))
            if session.execute(running).scalar_one():
                raise InvalidInput("version", "cases_running")
            version.retired_at = self._runtime.clock.now()
            self._note(session, InterventionKind.VERSION_RETIRED, actor, version, model.key, reason, {})

    def _actor(self, session: Session, identity: Identity, action: str) -> Actor:
        actor = load_actor(session, identity.person_id, self._runtime.clock.now(), identity.scopes)
        if not may_deploy(actor):
            raise NotAllowed(action, "role_missing")
        return actor

    def _note(
        self,
        session: Session,
        kind: InterventionKind,
        actor: Actor,
        version: ProcessVersion,
        key: str,
        reason: str,
        detail: dict[str, object],
    ) -> UUID:
        now = self._runtime.clock.now()
        number = put_down(session, kind, actor.person_id, reason, now, version_id=version.id, detail=detail)
        data = {"key": key, "number": version.number, "intervention": str(number)}
        record_installation(session, now, str(kind), Who(person_id=actor.person_id), data)
        return number


def _locked(session: Session, version_id: UUID) -> ProcessVersion:
    version = session.get(ProcessVersion, version_id, with_for_update={"key_share": True})
    if version is None:
        raise NotFound("process_version", version_id)
    return version


def _require_open(version: ProcessVersion) -> None:
    if version.retired_at is not None or version.suspension_id is not None:
        raise VersionClosed(version.id, "retired" if version.retired_at is not None else "suspended")
