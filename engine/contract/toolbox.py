"""What a plugin declares: one frozen `Toolbox` naming its tools and service steps."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from uuid import UUID

API_VERSION = 1

type_names = ("string", "number", "boolean", "date", "context", "list", "any")


class StepContext(Protocol):
    """What a service step may know: where it runs, when, and the database session of the case's transaction."""

    @property
    def case_id(self) -> UUID: ...
    @property
    def initiative_id(self) -> UUID: ...
    @property
    def now(self) -> datetime: ...
    @property
    def session(self) -> object: ...


StepFunction = Callable[[StepContext, Mapping[str, object]], Mapping[str, object]]


@dataclass(frozen=True, kw_only=True)
class ServiceStep:
    """A step the engine runs by itself inside the case's transaction; it does no network I/O.

    `inputs` and `outputs` map a parameter name to one of `type_names`. Raising any exception leaves the case at its
    last wait state with an incident.
    """

    name: str
    run: StepFunction
    inputs: Mapping[str, str] = field(default_factory=dict)
    outputs: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Tool:
    """A human step that produces an artefact; a user task names it as `<toolbox>.<tool>`."""

    name: str
    title: str


@dataclass(frozen=True, kw_only=True)
class Toolbox:
    """A plugin's declaration, found through the entry point group `nyttiggjort.toolbox`."""

    name: str
    api: int = API_VERSION
    tools: tuple[Tool, ...] = ()
    steps: tuple[ServiceStep, ...] = ()
