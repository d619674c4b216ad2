"""What every service is given: database, clock, deployed versions and plugins. Assembled in `engine.bootstrap`."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from engine.contract.clock import Clock
from engine.services.tooling import LoadedTool
from engine.services.versions import Versions
from engine.store.database import Database
from engine.toolboxes import Toolboxes


@dataclass(frozen=True, kw_only=True)
class Runtime:
    """The services' surroundings; shared between threads."""

    database: Database
    clock: Clock
    versions: Versions
    toolboxes: Toolboxes
    tools: Mapping[str, LoadedTool] = field(default_factory=dict)
    step_budget: int = 1000
    upload_limit: int = 20 * 1024 * 1024
    message_days: int = 90
