"""A case takes what came in, in the transaction that the sender's side is settled in."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from uuid import UUID

from sqlalchemy import delete

from engine.contract.errors import EngineError, TaskNotOpen
from engine.model.message import Message, Subscription
from engine.services import incidents
from engine.services.casework import Casework
from engine.spiff import catch
from engine.store.audit import ENGINE, Who


class CaseHalted(EngineError):
    """What came in could not be taken by this case: its model failed. `cause` is the executor's error."""

    def __init__(self, case_id: UUID, cause: EngineError) -> None:
        self.case_id, self.cause = case_id, cause
        super().__init__(f"case {case_id}: {cause}")


@contextmanager
def halting(case_id: UUID) -> Iterator[None]:
    """Says of a model's failure which case it stopped."""
    try:
        yield
    except incidents.STOPPING as error:
        raise CaseHalted(case_id, error) from error


def receive(work: Casework, waiting: Subscription, message: Message) -> bool:
    """Moves the case on. False for a token that no longer waits, whose row then goes."""
    who = Who(person_id=message.person_id) if message.person_id else ENGINE
    payload = payload_of(message)
    work.journal.record(
        f"{message.kind}_received",
        who,
        element=waiting.element,
        data={"message": str(message.id), "name": message.name},
    )
    try:
        work.advance(
            lambda host: catch(work.version.compiled, work.case.state, waiting.token, host, work.now, payload), who
        )
    except TaskNotOpen:
        work.session.execute(
            delete(Subscription).where(Subscription.id == waiting.id), execution_options={"synchronize_session": False}
        )
        work.journal.record("message_superseded", element=waiting.element)
        return False
    return True


def payload_of(message: Message) -> Mapping[str, object]:
    return message.payload if isinstance(message.payload, Mapping) else {}
