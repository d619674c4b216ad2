"""Hands out event logs: who may have which, and a line in the installation's log about each."""

from collections.abc import Iterator
from dataclasses import replace

from sqlalchemy import select

from engine.contract.errors import InvalidInput, NotAllowed, NotFound
from engine.model.access import Identity
from engine.model.access_logs import may_analyse, may_name_people
from engine.model.process import ProcessModel, ProcessVersion
from engine.queries.event_log import EventLogs, Trace, Wanted
from engine.services.runtime import Runtime
from engine.store.actors import load_actor
from engine.store.audit import Who, record_installation


class LogExports:
    """The verb."""

    def __init__(self, runtime: Runtime, logs: EventLogs) -> None:
        self._runtime, self._logs = runtime, logs

    def export(self, identity: Identity | None, wanted: Wanted) -> Iterator[Trace]:
        """The traces of a log, read as they are used. `identity` None is the installation's own command, which gets what
        a process owner gets. `wanted.restricted` is decided here.

        Raises NotAllowed (`role_missing`; `names_for_auditor` when names are asked for by anybody else), NotFound,
        InvalidInput (`last` before `first`). What is exported is on record before the first trace is read.
        """
        with self._runtime.database.transaction() as session:
            now = self._runtime.clock.now()
            auditor = False
            if identity is not None:
                actor = load_actor(session, identity.person_id, now, identity.scopes)
                auditor = may_name_people(actor)
                if not may_analyse(actor):
                    raise NotAllowed("export_log", "role_missing")
            if wanted.named and not auditor:
                raise NotAllowed("export_log", "names_for_auditor")
            if wanted.first and wanted.last and wanted.last < wanted.first:
                raise InvalidInput("last", "before_first")
            known = select(ProcessVersion.id).join(ProcessModel, ProcessModel.id == ProcessVersion.model_id)
            known = known.where(ProcessModel.key == wanted.key)
            if wanted.version is not None:
                known = known.where(ProcessVersion.number == wanted.version)
            if session.execute(known.limit(1)).first() is None:
                raise NotFound("process_version", f"{wanted.key} {wanted.version or ''}".strip())
            data = {
                "process": wanted.key,
                "version": wanted.version,
                "first": wanted.first,
                "last": wanted.last,
                "named": wanted.named,
            }
            who = Who(person_id=identity.person_id if identity is not None else None)
            record_installation(session, now, "event_log_exported", who, data)
        return self._logs.traces(replace(wanted, restricted=auditor))
