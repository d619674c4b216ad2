"""A play that an operator takes a hand in."""

from uuid import UUID

from engine.model.advance import Advance
from engine.model.migration import Migrated, Plan
from engine.model.modification import Instruction, Standing
from engine.spiff import compile_model, look, migrate, modify, propose
from tests.unit.spiff.playing import CATALOGUE, Play


class Operated(Play):
    """One case with an operator's moves."""

    def standing(self) -> list[Standing]:
        return list(look(self.model, self.state))

    def token(self, element: str, number: int = 0) -> UUID:
        """A live token at an element, the oldest first."""
        return [place.token for place in self.standing() if place.element == element][number]

    def modify(self, *instructions: Instruction) -> Advance:
        return self._take(modify(self.model, self.state, instructions, self._host(), self.now))

    def proposed(self, files: dict[str, bytes], **changes: str | None) -> Plan:
        """The plan that is proposed for another version, with changes."""
        found = {row.element: row.target for row in propose(self.model, compile_model(files, CATALOGUE))} | changes
        return Plan(targets={element: target for element, target in found.items() if target is not None})

    def migrate(self, files: dict[str, bytes], plan: Plan | None = None) -> Migrated:
        plan = plan if plan is not None else self.proposed(files)
        new = compile_model(files, CATALOGUE)
        migrated = migrate(self.model, new, self.state, plan, self._host(), self.now)
        self.model = new
        for moved in migrated.moved:
            if moved.token in self.tasks:
                self.tasks[moved.token] = moved.target
            if moved.token in self.timers:
                self.timers[moved.token] = (moved.target, self.timers[moved.token][1])
        self._take(migrated.advance)
        return migrated
