"""Deployed versions, read once and shared: diagram, forms and decisions, compiled, in a cache of bounded size."""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from threading import Lock
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from engine.contract.errors import ModelRejected, NotFound, Problem
from engine.dmn import Decision, read_library
from engine.forms import Form, check_form, read_form
from engine.model.definition import ModelDefinition
from engine.model.process import ProcessFile, ProcessModel, ProcessVersion
from engine.model.roles import Role
from engine.spiff import Catalogue, CompiledModel, ModelFiles, check_model, compile_model
from engine.store.prepared import Prepared
from engine.toolboxes import Toolboxes

_model = ProcessModel.__table__.c
_CURRENT = Prepared(select(_model.current_version_id).where(_model.key == bindparam("key")))


@dataclass(frozen=True, kw_only=True)
class LoadedVersion:
    """Everything one version needs at run time; immutable."""

    id: UUID
    key: str
    number: int
    compiled: CompiledModel
    forms: Mapping[str, Form]
    decisions: Mapping[str, Decision]
    pins: Mapping[str, int] = field(default_factory=dict)

    @property
    def definition(self) -> ModelDefinition:
        return self.compiled.definition

    @cached_property
    def phases(self) -> Mapping[str, str]:
        """Phase key by element id, of the elements that have one."""
        return {element.id: element.phase for element in self.definition.elements if element.phase}

    def form_of(self, element: str) -> Form | None:
        """The form of a task, None when it has none."""
        task = self.definition.tasks.get(element)
        return self.forms[task.form] if task and task.form else None


class Versions:
    """The cache of loaded versions. Safe between threads; a version never changes, so nothing is ever stale."""

    def __init__(self, toolboxes: Toolboxes, size: int) -> None:
        self._toolboxes, self._size = toolboxes, size
        self._loaded: OrderedDict[UUID, LoadedVersion] = OrderedDict()
        self._lock = Lock()

    def get(self, session: Session, version_id: UUID) -> LoadedVersion:
        """The version, compiled. Raises NotFound."""
        with self._lock:
            if version_id in self._loaded:
                self._loaded.move_to_end(version_id)
                return self._loaded[version_id]
        row = session.execute(
            select(ProcessVersion.number, ProcessVersion.pins, ProcessModel.key)
            .join(ProcessModel, ProcessModel.id == ProcessVersion.model_id)
            .where(ProcessVersion.id == version_id)
        ).one_or_none()
        if row is None:
            raise NotFound("process_version", version_id)
        rows = session.execute(
            select(ProcessFile.path, ProcessFile.content).where(ProcessFile.version_id == version_id)
        )
        files: dict[str, bytes] = dict(rows.all())
        pins = {str(key): int(number) for key, number in (row.pins or {}).items()}
        loaded = replace(self.compile(files, version_id=version_id, number=row.number, published=True), pins=pins)
        with self._lock:
            self._loaded[version_id] = loaded
            while len(self._loaded) > self._size:
                self._loaded.popitem(last=False)
        return loaded

    def current(self, session: Session, key: str) -> LoadedVersion:
        """The version new cases of a process start on. Raises NotFound."""
        (version_id,) = _CURRENT.first(session, {"key": key}) or (None,)
        if version_id is None:
            raise NotFound("process_model", key)
        return self.get(session, version_id)

    def compile(self, files: ModelFiles, *, version_id: UUID, number: int, published: bool = False) -> LoadedVersion:
        """Compiles a model's files. Raises ModelRejected with every problem found, unless they are `published` already."""
        forms, decisions, problems = _parts(files)
        catalogue = self._catalogue(forms, decisions)
        if problems:
            raise ModelRejected([*problems, *check_model(files, catalogue)])
        compiled = compile_model(files, catalogue, published=published)
        return LoadedVersion(
            id=version_id,
            key=compiled.definition.key,
            number=number,
            compiled=compiled,
            forms=forms,
            decisions=decisions,
        )

    def check(self, files: ModelFiles) -> list[Problem]:
        """All problems of a model's files, warnings too; empty when it can be deployed without a remark."""
        forms, decisions, problems = _parts(files)
        return [*check_model(files, self._catalogue(forms, decisions)), *problems]

    def _catalogue(self, forms: Mapping[str, Form], decisions: Mapping[str, Decision]) -> Catalogue:
        return Catalogue(
            roles=frozenset(Role),
            tools=frozenset(self._toolboxes.tools),
            steps=frozenset(self._toolboxes.steps),
            forms=frozenset(forms),
            gate_checks=frozenset(self._toolboxes.gate_checks),
            decisions={key: decision.names for key, decision in decisions.items()},
        )


def _parts(files: ModelFiles) -> tuple[dict[str, Form], dict[str, Decision], list[Problem]]:
    forms: dict[str, Form] = {}
    decisions: dict[str, Decision] = {}
    problems: list[Problem] = []
    for path, content in sorted(files.items()):
        try:
            if path.startswith("forms/") and path.endswith((".json", ".form")):
                found = check_form(path, content)
                problems.extend(found)
                if not any(p.severity == "error" for p in found):
                    form = read_form(path, content)
                    forms[form.key] = form
        except ModelRejected as rejected:
            problems.extend(rejected.problems)
    models, wrong = read_library({path: content for path, content in files.items() if path.endswith(".dmn")})
    problems.extend(wrong)
    for path, model in sorted(models.items()):
        problems.extend(
            Problem(code="decision_twice", element=key, file=path) for key in model.decisions if key in decisions
        )
        decisions.update(model.decisions)
    return forms, decisions, problems
