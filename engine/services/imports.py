"""Models of other tools: translated, checked as they stand after it, and given back. Nothing is stored."""

from collections.abc import Mapping
from dataclasses import dataclass

from engine.contract.errors import ModelRejected, NotAllowed, Problem
from engine.importing import Entry, import_model
from engine.model.access import Identity, may_deploy
from engine.services.models import Models
from engine.services.runtime import Runtime
from engine.store.actors import load_actor


@dataclass(frozen=True, kw_only=True)
class Translated:
    """A model folder, what the import and the deployment check say of it, and what its elements are called by people."""

    files: Mapping[str, bytes]
    report: tuple[Entry, ...]
    findings: tuple[Problem, ...]
    names: Mapping[str, str]

    @property
    def deployable(self) -> bool:
        """Whether the check finds nothing that stops it."""
        return not any(finding.severity == "error" for finding in self.findings)


class Imports:
    """The process owner's way in from other tools."""

    def __init__(self, runtime: Runtime, models: Models) -> None:
        self._runtime, self._models = runtime, models

    def look(self, files: Mapping[str, bytes], identity: Identity) -> Translated:
        """Translates for somebody who may deploy. Raises NotAllowed, ModelRejected."""
        with self._runtime.database.reading() as session:
            actor = load_actor(session, identity.person_id, self._runtime.clock.now(), identity.scopes)
            if not may_deploy(actor):
                raise NotAllowed("deploy_model", "role_missing")
        return self.translate(files)

    def translate(self, files: Mapping[str, bytes]) -> Translated:
        """Translates for the installation itself; touches no database. Raises ModelRejected."""
        too_large = self._models.oversize(files)
        if too_large:
            raise ModelRejected(too_large)
        imported = import_model(files, steps=frozenset(self._runtime.toolboxes.steps))
        return Translated(
            files=imported.files,
            report=imported.report,
            findings=tuple(self._models.check(imported.files)),
            names=imported.names,
        )
