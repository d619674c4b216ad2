"""What a plugin's own code may ask of the engine, and let it do, inside the transaction it runs in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Protocol
from uuid import UUID

from engine.contract.content import Content


@dataclass(frozen=True, kw_only=True)
class Held:
    """An artefact and what stands in it. `locked` is the reason nobody may change it, '' while they may."""

    id: UUID
    tool: str
    initiative_id: UUID | None
    content: Content
    unit_id: UUID | None = None
    locked: str = ""
    removed: bool = False


@dataclass(frozen=True, kw_only=True)
class InitiativeCard:
    """An initiative by name."""

    id: UUID
    number: str
    title: str
    unit: str


class Desk(Protocol):
    """For looking: gate checks and reports get one. `session` is the SQLAlchemy session, for the plugin's own tables."""

    @property
    def session(self) -> object: ...
    @property
    def now(self) -> datetime: ...

    def artefacts(self, tool: str, initiative_id: UUID) -> Sequence[Held]:
        """What has been made with `<toolbox>.<tool>` in an initiative, oldest first."""
        ...

    def verdicts(self, initiative_id: UUID) -> Mapping[str, str]:
        """The latest outcome of each gate of an initiative, by the gate's key (`B2` → `godkjenn`)."""
        ...

    def rate(self, name: str, on: date) -> Decimal | None:
        """A dated setting: the value that held on that day, None when there is none."""
        ...

    def initiatives(self, *, unit_ids: Sequence[UUID] = (), restricted: bool = False) -> Sequence[InitiativeCard]:
        """Every initiative, or those of some units, by number; the restricted ones only if asked for."""
        ...


class WritingDesk(Desk, Protocol):
    """For acting: reactions get one. What is done through it is written in the initiative's log."""

    def lock(self, artefact_id: UUID, reason: str, *, parts: Sequence[str] = ()) -> None:
        """Nobody may change the artefact any more, or only these parts of it, for a reason in a few plain words. Repeatable."""
        ...

    def unlock(self, artefact_id: UUID) -> None:
        """The artefact may be changed again. Repeatable."""
        ...

    def open_task(
        self, initiative_id: UUID, key: str, name: str, *, role: str, due: date, person: UUID | None = None
    ) -> bool:
        """Gives somebody something to do outside the diagram: whoever holds `role` in the initiative, or one person. It is
        closed with a note of what was done.

        `key` names it within the toolbox: while one with the same key is open, or was opened for the same due date, no other
        is. Returns whether it was opened now; an initiative without a running case gets none."""
        ...
