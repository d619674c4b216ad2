"""Decisions of deployed models, made on the spot for facts that somebody gives: nothing is stored, no case moves."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.contract.errors import InvalidInput, NotFound
from engine.dmn import Decision, Explanation
from engine.feel import Budget, FeelBudgetExceeded
from engine.model.access import Identity
from engine.model.calendar import OSLO
from engine.model.process import ProcessModel, ProcessVersion
from engine.services.runtime import Runtime
from engine.services.versions import LoadedVersion
from engine.store.actors import load_actor

# Less than a case may use: anybody with a token can ask again and again.
BUDGET = Budget(steps=100_000, items=20_000, characters=200_000, patterns=200_000)


@dataclass(frozen=True, kw_only=True)
class DecisionView:
    """One decision: the facts that it reads, and the declared types of its inputs by name ('' when undeclared)."""

    id: str
    name: str
    reads: tuple[str, ...]
    inputs: Mapping[str, str]


class Decisions:
    """What can be asked of a model's decisions; whoever may come in may ask, as they may read the models."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    def of(self, process: str, identity: Identity, *, version: int | None = None) -> tuple[DecisionView, ...]:
        """All decisions of a version, or of the current one. Raises NotFound."""
        with self._runtime.database.reading() as session:
            found = self._version(session, identity, process, version)
        return tuple(_view(decision) for _, decision in sorted(found.decisions.items()))

    def make(
        self,
        process: str,
        decision: str,
        facts: Mapping[str, object],
        identity: Identity,
        *,
        version: int | None = None,
    ) -> tuple[DecisionView, Explanation]:
        """Makes a decision for these facts and tells why it came out so.

        Facts are as JSON has them; texts become dates and the like where the decision declares its inputs so.
        Raises NotFound, and InvalidInput (`decision_too_heavy`) when it takes more work than is allowed here.
        """
        with self._runtime.database.reading() as session:
            found = self._version(session, identity, process, version)
        asked = found.decisions.get(decision)
        if asked is None:
            raise NotFound("decision", decision)
        now = self._runtime.clock.now().astimezone(OSLO)
        try:
            return _view(asked), asked.explain(asked.facts_from(facts), budget=BUDGET, now=now)
        except FeelBudgetExceeded as error:
            raise InvalidInput("facts", "decision_too_heavy", what=error.what, limit=str(error.limit)) from error

    def _version(self, session: Session, identity: Identity, process: str, number: int | None) -> LoadedVersion:
        load_actor(session, identity.person_id, self._runtime.clock.now(), identity.scopes)
        if number is None:
            return self._runtime.versions.current(session, process)
        row = session.execute(
            select(ProcessVersion.id)
            .join(ProcessModel, ProcessModel.id == ProcessVersion.model_id)
            .where(ProcessModel.key == process, ProcessVersion.number == number)
        ).scalar_one_or_none()
        if row is None:
            raise NotFound("process_version", number)
        return self._runtime.versions.get(session, row)


def _view(decision: Decision) -> DecisionView:
    return DecisionView(
        id=decision.id, name=decision.name, reads=tuple(sorted(decision.names)), inputs=dict(decision.inputs)
    )
