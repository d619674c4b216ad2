"""Tells the toolboxes what has happened: an outbox message per event somebody reacts to, then their reactions one by one."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from uuid import NAMESPACE_URL, UUID, uuid5

from sqlalchemy import select

from engine.contract.toolbox import Event, Reaction
from engine.model.initiative import Initiative, InitiativeStatus
from engine.model.toolwork import Artefact
from engine.model.work import OutboxMessage
from engine.services.desk import ActingDesk
from engine.services.outcomes import TOOLBOX_EVENT
from engine.services.runtime import Runtime

DAY_BEGUN = "day_begun"


class Reactions:
    """The receiver of the outbox's toolbox events."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    def tell(self, message: OutboxMessage) -> None:
        """Runs every reaction to the message's event, each in a transaction of its own. The first that fails ends it: the
        message is delivered again, to all of them."""
        payload = message.payload if isinstance(message.payload, Mapping) else {}
        data = payload.get("data")
        event = Event(
            id=message.id,
            name=str(payload["name"]),
            at=message.created_at,
            initiative_id=UUID(str(payload["initiative"])) if payload.get("initiative") else None,
            case_id=message.case_id,
            data=data if isinstance(data, Mapping) else {},
        )
        for box in self._runtime.toolboxes.by_name.values():
            for reaction in box.reactions:
                if event.name in reaction.on:
                    for each in self._spread(box.name, event):
                        self._run(box.name, reaction, each)

    def begin_day(self, day: date) -> None:
        """Leaves the event `day_begun` once for each day, however often it is asked."""
        if DAY_BEGUN not in self._runtime.toolboxes.heard:
            return
        now = self._runtime.clock.now()
        message_id = uuid5(NAMESPACE_URL, f"{DAY_BEGUN}/{day.isoformat()}")
        with self._runtime.database.reading() as session:
            if session.get(OutboxMessage, message_id) is not None:
                return
        with self._runtime.database.transaction() as session:
            if session.get(OutboxMessage, message_id) is None:
                payload = {"name": DAY_BEGUN, "data": {"day": day.isoformat()}}
                session.add(
                    OutboxMessage(id=message_id, topic=TOOLBOX_EVENT, payload=payload, created_at=now, available_at=now)
                )
                session.info.setdefault("outbox", []).append((message_id, None))

    def _spread(self, toolbox: str, event: Event) -> list[Event]:
        """A new day is told once for each running initiative that has something made with the toolbox, so that each is
        looked at in a transaction of its own."""
        if event.name != DAY_BEGUN:
            return [event]
        with self._runtime.database.reading() as session:
            initiatives = session.execute(
                select(Artefact.initiative_id)
                .join(Initiative, Initiative.id == Artefact.initiative_id)
                .where(
                    Artefact.tool.startswith(f"{toolbox}.", autoescape=True),
                    Artefact.removed_at.is_(None),
                    Initiative.status.in_((InitiativeStatus.RUNNING, InitiativeStatus.ON_HOLD)),
                )
                .distinct()
            ).scalars()
            return [replace(event, initiative_id=found) for found in initiatives]

    def _run(self, toolbox: str, reaction: Reaction, event: Event) -> None:
        with self._runtime.database.transaction() as session:
            desk = ActingDesk(
                session=session, now=self._runtime.clock.now(), runtime=self._runtime, toolbox=toolbox, works={}
            )
            reaction.run(desk, event)
            desk.finish()
