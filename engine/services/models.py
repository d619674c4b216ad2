"""Process models: check, deploy a new version. What is deployed never changes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.contract.errors import ModelRejected, NotAllowed, Problem, RemarksUnseen
from engine.contract.ids import new_id
from engine.model.access import Identity, may_deploy
from engine.model.process import ProcessFile, ProcessModel, ProcessVersion
from engine.services.runtime import Runtime
from engine.services.starts import renew
from engine.services.versions import LoadedVersion
from engine.store.actors import load_actor
from engine.store.audit import Who, record_installation
from engine.store.prepared import append

MAXIMUM_FILES = 200
MAXIMUM_BYTES = 10 * 1024 * 1024


@dataclass(frozen=True, kw_only=True)
class Deployed:
    """A version in place. `fresh` is False when the same files were deployed already."""

    version_id: UUID
    key: str
    number: int
    fresh: bool
    warnings: tuple[Problem, ...] = ()


class Models:
    """The process owner's verbs."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    def check(self, files: Mapping[str, bytes]) -> list[Problem]:
        """Every problem in a model's files, errors and warnings; touches no database."""
        return [*_size_problems(files)] or self._runtime.versions.check(files)

    def oversize(self, files: Mapping[str, bytes]) -> list[Problem]:
        """Only what is wrong with the number, size and names of the files."""
        return _size_problems(files)

    def deploy(
        self, files: Mapping[str, bytes], identity: Identity, *, note: str = "", acknowledged: bool = False
    ) -> Deployed:
        """Deploys a model's files as the newest version; new cases start on it. Raises NotAllowed, ModelRejected, and
        RemarksUnseen when a case might get stuck and nobody has `acknowledged` that."""
        with self._runtime.database.transaction() as session:
            now = self._runtime.clock.now()
            actor = load_actor(session, identity.person_id, now, identity.scopes)
            if not may_deploy(actor):
                raise NotAllowed("deploy_model", "role_missing")
            return self._deploy(session, files, now, Who(person_id=actor.person_id), note, acknowledged)

    def install(self, files: Mapping[str, bytes], *, note: str = "") -> Deployed:
        """Deploys on behalf of the installation itself (first start, command line), which sees its remarks in the answer.
        Raises ModelRejected."""
        with self._runtime.database.transaction() as session:
            return self._deploy(session, files, self._runtime.clock.now(), Who(), note, acknowledged=True)

    def _deploy(
        self,
        session: Session,
        files: Mapping[str, bytes],
        now: datetime,
        who: Who,
        note: str,
        acknowledged: bool,
    ) -> Deployed:
        problems = _size_problems(files)
        if problems:
            raise ModelRejected(problems)
        loaded = self._runtime.versions.compile(files, version_id=new_id(), number=0)
        warnings = tuple(p for p in self._runtime.versions.check(files) if p.severity != "error")
        checksum = _checksum(files)
        model = _model(session, loaded)
        same = (
            session.execute(
                select(ProcessVersion).where(ProcessVersion.model_id == model.id, ProcessVersion.checksum == checksum)
            )
            .scalars()
            .first()
        )
        if same is not None and model.current_version_id == same.id:
            return Deployed(version_id=same.id, key=model.key, number=same.number, fresh=False, warnings=warnings)
        if not acknowledged and any(p.acknowledge for p in warnings):
            raise RemarksUnseen(warnings)
        latest = session.execute(
            select(func.max(ProcessVersion.number)).where(ProcessVersion.model_id == model.id)
        ).scalar()
        version = ProcessVersion(
            id=loaded.id,
            model_id=model.id,
            number=(latest or 0) + 1,
            checksum=checksum,
            note=note[:2000],
            deployed_at=now,
            conditional=loaded.definition.conditional,
            pins=_pins(session, loaded),
            deployed_by_id=who.person_id,
        )
        session.add(version)
        session.flush()
        rows = [{"version_id": version.id, "path": path, "content": content} for path, content in files.items()]
        append(session, ProcessFile, rows)
        model.name, model.description = loaded.definition.name, loaded.definition.description
        model.current_version_id = version.id
        renew(session, loaded, model, now)
        record_installation(
            session, now, "model_deployed", who, {"key": model.key, "number": version.number, "checksum": checksum}
        )
        return Deployed(version_id=version.id, key=model.key, number=version.number, fresh=True, warnings=warnings)


def _model(session: Session, loaded: LoadedVersion) -> ProcessModel:
    model = session.execute(select(ProcessModel).where(ProcessModel.key == loaded.key).with_for_update()).scalar()
    if model is None:
        model = ProcessModel(
            id=new_id(), key=loaded.key, name=loaded.definition.name, description=loaded.definition.description
        )
        session.add(model)
        session.flush()
    return model


def _pins(session: Session, loaded: LoadedVersion) -> dict[str, int]:
    """The current versions of the models it calls as they are at deployment. Raises ModelRejected for one that is not there."""
    pins, problems = {}, []
    for call in loaded.definition.calls.values():
        if call.binding != "deployment":
            continue
        number = session.execute(
            select(ProcessVersion.number)
            .join(ProcessModel, ProcessModel.current_version_id == ProcessVersion.id)
            .where(ProcessModel.key == call.process)
        ).scalar_one_or_none()
        if number is None:
            problems.append(Problem(code="call_not_deployed", element=call.id, params={"process": call.process[:64]}))
        else:
            pins[call.process] = number
    if problems:
        raise ModelRejected(problems)
    return pins


def _checksum(files: Mapping[str, bytes]) -> str:
    digest = sha256()
    for path in sorted(files):
        digest.update(f"{path}\0{len(files[path])}\0".encode() + files[path])
    return digest.hexdigest()


def _size_problems(files: Mapping[str, bytes]) -> list[Problem]:
    problems = []
    if len(files) > MAXIMUM_FILES:
        problems.append(Problem(code="too_many_files", params={"maximum": str(MAXIMUM_FILES)}))
    if sum(map(len, files.values())) > MAXIMUM_BYTES:
        problems.append(Problem(code="model_too_large", params={"maximum": f"{MAXIMUM_BYTES // 1024 // 1024} MB"}))
    for path in files:
        if len(path) > 200 or path.startswith("/") or ".." in path.split("/") or "\\" in path or "\0" in path:
            problems.append(Problem(code="bad_path", file=path[:200]))
    return problems
