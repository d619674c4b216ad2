"""Which outbox messages set cases going, and what each asks for. The others are told to people (`notices`)."""

from collections.abc import Callable, Mapping
from uuid import UUID

from engine.model.work import OutboxMessage
from engine.services.batches import TOPIC, Batches
from engine.services.calls import Calls
from engine.services.cases import Cases
from engine.services.conditions import Conditions
from engine.services.delivery import Delivery
from engine.services.signals import Signals

Topics = Mapping[str, Callable[[OutboxMessage], object]]


class SettingGoing:
    """Reads what an outbox message says and asks the verb. Each may come twice and then does nothing more."""

    def __init__(
        self,
        cases: Cases,
        delivery: Delivery,
        signals: Signals,
        calls: Calls,
        conditions: Conditions,
        batches: Batches,
    ) -> None:
        self._cases, self._delivery, self._signals, self._calls = cases, delivery, signals, calls
        self._conditions, self._batches = conditions, batches

    @property
    def topics(self) -> Topics:
        """By topic."""
        return {
            "follow_up_wanted": self._follow_up_wanted,
            "facts_changed": self._facts_changed,
            "case_unwanted": lambda m: self._cases.cancel_beside(_id(m, "case")),
            "message_posted": lambda m: self._delivery.attempt(_id(m, "message")),
            "subscriptions_opened": self._subscriptions_opened,
            "start_opened": lambda m: self._delivery.offer_start(str(_said(m).get("name"))),
            "signal_sent": self._signal_sent,
            "signal_due": self._signal_due,
            "signal_start": lambda m: self._signals.start(m.id, _id(m, "message"), _id(m, "start")),
            "call_started": self._call_started,
            "call_cancelled": lambda m: self._calls.call_off(_id(m, "parent"), _id(m, "token")),
            TOPIC: lambda m: self._batches.work_off(_id(m, "batch")),
            "call_returned": lambda m: self._calls.give_back(_id(m, "child")),
        }

    def _follow_up_wanted(self, message: OutboxMessage) -> None:
        if message.case_id is not None:
            self._cases.follow_up(message.case_id, str(_said(message).get("process")))

    def _subscriptions_opened(self, message: OutboxMessage) -> None:
        opened = _said(message).get("subscriptions")
        for subscription in opened if isinstance(opened, list | tuple) else ():
            self._delivery.offer(UUID(str(subscription)))

    def _signal_sent(self, message: OutboxMessage) -> None:
        after = _said(message).get("after")
        self._signals.spread(message.id, _id(message, "message"), UUID(str(after)) if after else None)

    def _signal_due(self, message: OutboxMessage) -> None:
        if message.case_id is not None:
            ids = (message.id, _id(message, "message"), _id(message, "subscription"))
            self._signals.catch(*ids, message.case_id)

    def _facts_changed(self, message: OutboxMessage) -> None:
        self._conditions.recheck(_id(message, "case"))

    def _call_started(self, message: OutboxMessage) -> None:
        if message.case_id is not None:
            self._calls.begin(message.id, message.case_id, _said(message))


def _said(message: OutboxMessage) -> Mapping[str, object]:
    return message.payload if isinstance(message.payload, Mapping) else {}


def _id(message: OutboxMessage, name: str) -> UUID:
    return UUID(str(_said(message)[name]))
