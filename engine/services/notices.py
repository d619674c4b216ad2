"""Delivers the outbox after commit, at least once: mail to those who got something to do, follow-up processes."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from uuid import NAMESPACE_URL, UUID, uuid5

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from engine.contract.errors import EngineError
from engine.model.base import FAR_FUTURE
from engine.model.calendar import local_date
from engine.model.gate import GateDecision
from engine.model.initiative import Initiative, InitiativeStatus
from engine.model.people import Person, Unit
from engine.model.roles import INITIATIVE_ROLES, UNIT_ROLES
from engine.model.task import OPEN, Task
from engine.model.work import OutboxMessage
from engine.services import incidents
from engine.services.casework import on_case
from engine.services.mail import Mail, Mailer
from engine.services.receiving import CaseHalted
from engine.services.runtime import Runtime
from engine.services.setting_going import Topics
from engine.store.actors import holders_of
from engine.store.audit import ENGINE

ATTEMPTS = 8
RECEIVERS = 50
"""At most so many are written to about one group task."""

ENDED = {
    InitiativeStatus.COMPLETED: "er fullført",
    InitiativeStatus.REJECTED: "er avvist",
    InitiativeStatus.REFERRED: "er henvist videre",
    InitiativeStatus.MERGED: "er slått sammen med et annet initiativ",
    InitiativeStatus.CANCELLED: "er avsluttet",
}


class DeliveryFailed(EngineError):
    """A message could not be delivered after all its attempts."""

    element = ""


class Notices:
    """The verb of the outbox."""

    def __init__(self, runtime: Runtime, mailer: Mailer, base_url: str, others: Topics) -> None:
        """`others` are the topics that are not told to people."""
        self._runtime, self._mailer, self._base_url = runtime, mailer, base_url
        self._topics: Topics = {
            **others,
            "case_advanced": self._case_advanced,
            "task_reminder": self._task_reminder,
            "task_escalated": self._task_escalated,
        }

    def deliver(self, message_id: UUID) -> bool:
        """Delivers one message. False if it is done already."""
        return self.deliver_all([message_id]) == 1

    def deliver_all(self, message_ids: Sequence[UUID]) -> int:
        """Delivers messages and then marks them all at once; a crash in between repeats them with the same ids. Returns
        how many there still were.

        A failure is tried again later and later, and becomes an incident after ATTEMPTS.
        """
        now = self._runtime.clock.now()
        with self._runtime.database.reading() as session:
            waiting = session.execute(
                select(OutboxMessage)
                .where(
                    OutboxMessage.id.in_(message_ids),
                    OutboxMessage.delivered_at.is_(None),
                    OutboxMessage.available_at <= now,
                )
                .order_by(OutboxMessage.available_at, OutboxMessage.id)
            )
            messages = list(waiting.scalars())
        delivered = [message.id for message in messages if self._delivered(message)]
        if delivered:
            with self._runtime.database.transaction() as session:
                session.execute(
                    update(OutboxMessage).where(OutboxMessage.id.in_(delivered)).values(delivered_at=now),
                    execution_options={"synchronize_session": False},
                )
        return len(messages)

    def _delivered(self, message: OutboxMessage) -> bool:
        try:
            self._topics[message.topic](message)
        except CaseHalted as halted:
            self._stand_still(message, halted)
            return False
        except Exception as error:  # whatever a mail server or a plugin does, the case must not feel it
            self._put_off(message, error)
            return False
        return True

    def _stand_still(self, message: OutboxMessage, halted: CaseHalted) -> None:
        """The case's model failed: trying again by itself would not help, an operator must."""
        with self._runtime.database.transaction() as session:
            session.execute(
                update(OutboxMessage)
                .where(OutboxMessage.id == message.id, OutboxMessage.delivered_at.is_(None))
                .values(available_at=FAR_FUTURE, failure=str(halted.cause)[:500])
            )
            work = on_case(session, self._runtime, halted.case_id)
            incidents.open_incident(work, halted.cause, {"message": str(message.id)}, ENGINE)
            work.finish()

    def _put_off(self, message: OutboxMessage, error: Exception) -> None:
        attempts = message.attempts + 1
        now = self._runtime.clock.now()
        later = FAR_FUTURE if attempts >= ATTEMPTS else now + timedelta(minutes=2**attempts)
        with self._runtime.database.transaction() as session:
            session.execute(
                update(OutboxMessage)
                .where(OutboxMessage.id == message.id)
                .values(attempts=attempts, available_at=later, failure=f"{type(error).__name__}: {error}"[:500])
            )
            if attempts >= ATTEMPTS and message.case_id is not None:
                work = on_case(session, self._runtime, message.case_id)
                failed = DeliveryFailed(f"{message.topic}: {type(error).__name__}")
                incidents.open_incident(work, failed, {"message": str(message.id)}, ENGINE)
                work.finish()

    def _case_advanced(self, message: OutboxMessage) -> None:
        payload = message.payload if isinstance(message.payload, Mapping) else {}
        opened = payload.get("opened")
        with self._runtime.database.reading() as session:
            mails: list[Mail] = []
            for task_id in opened if isinstance(opened, list | tuple) else ():
                found = _open_task(session, UUID(str(task_id)))
                if found is not None:
                    mails += self._task_mails(session, message, *found)
            if payload.get("ended"):
                mails += self._ended_mail(session, message, UUID(str(payload["initiative"])))
        self._send(mails)

    def _task_mails(
        self, session: Session, message: OutboxMessage, task: Task, initiative: Initiative, unit: Unit
    ) -> list[Mail]:
        due = f"Frist: {_day(task)}\n" if task.due_at != FAR_FUTURE else ""
        mine = task.assignee_id is not None
        opening = "Du har fått en oppgave" if mine else "En oppgave venter på deg eller en kollega i samme rolle"
        text = (
            f"{opening} i Nyttiggjort.\n\nOppgave: {task.name}\nInitiativ: {initiative.number} {initiative.title}\n"
            f"{due}\nÅpne oppgaven: {self._link(task)}\n"
        )
        people = self._receivers(session, task, initiative, unit)
        return [_mail(message, person, f"Ny oppgave: {task.name}", text) for person in people]

    def _ended_mail(self, session: Session, message: OutboxMessage, initiative_id: UUID) -> list[Mail]:
        row = session.execute(
            select(Initiative, Person)
            .join(Person, Person.id == Initiative.submitter_id)
            .where(Initiative.id == initiative_id, Person.active)
        ).one_or_none()
        if row is None:
            return []
        initiative, person = row
        outcome = ENDED.get(InitiativeStatus(initiative.status), "er avsluttet")
        reason = session.execute(
            select(GateDecision.reason)
            .where(GateDecision.initiative_id == initiative_id)
            .order_by(GateDecision.decided_at.desc())
            .limit(1)
        ).scalar_one_or_none()
        because = f"\nBegrunnelse: {reason}\n" if reason else ""
        text = (
            f"Initiativet «{initiative.title}» ({initiative.number}) {outcome}.\n{because}\n"
            f"Les mer: {self._base_url}/initiatives/{initiative.number}\n"
        )
        return [_mail(message, person, f"{initiative.number} {outcome}", text)]

    def _task_reminder(self, message: OutboxMessage) -> None:
        with self._runtime.database.reading() as session:
            found = _open_task(session, _task_id(message))
            if found is None:
                return
            task, initiative, unit = found
            late = task.due_at < self._runtime.clock.now()
            state = f"hadde frist {_day(task)}" if late else f"har frist {_day(task)}"
            text = (
                f"Oppgaven «{task.name}» {state}.\n\nInitiativ: {initiative.number} {initiative.title}\n"
                f"Åpne oppgaven: {self._link(task)}\n"
            )
            people = self._receivers(session, task, initiative, unit)
            mails = [_mail(message, person, f"Påminnelse: {task.name}", text) for person in people]
        self._send(mails)

    def _task_escalated(self, message: OutboxMessage) -> None:
        payload = message.payload if isinstance(message.payload, Mapping) else {}
        with self._runtime.database.reading() as session:
            found = _open_task(session, _task_id(message))
            if found is None:
                return
            task, initiative, unit = found
            now = self._runtime.clock.now()
            ids = holders_of(session, str(payload.get("note")), now, unit_ids=unit.lineage, initiative_id=initiative.id)
            text = (
                f"Oppgaven «{task.name}» er forsinket. Fristen var {_day(task)}.\n\n"
                f"Initiativ: {initiative.number} {initiative.title}\nSe oppgaven: {self._link(task)}\n"
            )
            mails = [_mail(message, p, f"Forsinket: {task.name}", text) for p in _people(session, ids)]
        self._send(mails)

    def _receivers(self, session: Session, task: Task, initiative: Initiative, unit: Unit) -> list[Person]:
        if task.assignee_id is not None:
            return _people(session, (task.assignee_id,))
        ids = holders_of(
            session,
            task.role,
            self._runtime.clock.now(),
            unit_ids=unit.lineage if task.role in UNIT_ROLES else (),
            initiative_id=initiative.id if task.role in INITIATIVE_ROLES else None,
        )
        return _people(session, ids[:RECEIVERS])

    def _send(self, mails: list[Mail]) -> None:
        for mail in mails:
            if mail.to:
                self._mailer.send(mail)

    def _link(self, task: Task) -> str:
        return f"{self._base_url}/tasks/{task.id}"


def _open_task(session: Session, task_id: UUID) -> tuple[Task, Initiative, Unit] | None:
    row = session.execute(
        select(Task, Initiative, Unit)
        .join(Initiative, Initiative.id == Task.initiative_id)
        .join(Unit, Unit.id == Initiative.unit_id)
        .where(Task.id == task_id, Task.status.in_(OPEN))
    ).one_or_none()
    return (row[0], row[1], row[2]) if row else None


def _task_id(message: OutboxMessage) -> UUID:
    payload = message.payload if isinstance(message.payload, Mapping) else {}
    return UUID(str(payload.get("task")))


def _people(session: Session, ids: tuple[UUID, ...]) -> list[Person]:
    if not ids:
        return []
    return list(session.execute(select(Person).where(Person.id.in_(ids), Person.active)).scalars())


def _mail(message: OutboxMessage, person: Person, subject: str, text: str) -> Mail:
    return Mail(id=uuid5(NAMESPACE_URL, f"{message.id}/{person.id}"), to=person.email, subject=subject, text=text)


def _day(task: Task) -> str:
    day = local_date(task.due_at)
    return f"{day.day}.{day.month}.{day.year}"
