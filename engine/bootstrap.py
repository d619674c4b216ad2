"""The only place that assembles the engine from its parts."""

from dataclasses import dataclass

from engine.contract.clock import Clock, SystemClock
from engine.services.cases import Cases
from engine.services.gates import Gates
from engine.services.incidents import Incidents
from engine.services.models import Models
from engine.services.remarks import Remarks
from engine.services.runtime import Runtime
from engine.services.tasks import Tasks
from engine.services.versions import Versions
from engine.settings import Settings
from engine.store.database import Database
from engine.toolboxes import Toolboxes, installed_toolboxes


@dataclass(frozen=True, kw_only=True)
class Engine:
    """The assembled engine: its services by noun, and what they stand on."""

    settings: Settings
    runtime: Runtime
    cases: Cases
    tasks: Tasks
    gates: Gates
    incidents: Incidents
    models: Models
    remarks: Remarks

    @property
    def database(self) -> Database:
        return self.runtime.database

    @property
    def clock(self) -> Clock:
        return self.runtime.clock


def build_engine(settings: Settings, clock: Clock | None = None, toolboxes: Toolboxes | None = None) -> Engine:
    """Assembles an engine. Raises UnsafeSettings for a database or plugin that cannot be used."""
    boxes = toolboxes if toolboxes is not None else installed_toolboxes()
    runtime = Runtime(
        database=Database(settings.database_url),
        clock=clock or SystemClock(),
        versions=Versions(boxes, settings.version_cache),
        toolboxes=boxes,
        step_budget=settings.step_budget,
        upload_limit=settings.upload_limit_mb * 1024 * 1024,
    )
    return Engine(
        settings=settings,
        runtime=runtime,
        cases=Cases(runtime),
        tasks=Tasks(runtime),
        gates=Gates(runtime),
        incidents=Incidents(runtime),
        models=Models(runtime),
        remarks=Remarks(runtime),
    )
