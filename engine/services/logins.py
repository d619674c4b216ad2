"""Logging in with name and password, and the server-side sessions behind the cookie."""

import secrets
from datetime import timedelta
from hashlib import sha256

from sqlalchemy import select, update

from engine.contract.errors import LoginRefused
from engine.contract.ids import new_id
from engine.model.access import Identity
from engine.model.people import LoginSession, Person
from engine.services.passwords import hashed, matches, outdated
from engine.services.runtime import Runtime

TOUCH_EVERY = timedelta(minutes=1)


class Logins:
    """The verbs. `idle` and `absolute` bound how long a login lasts."""

    def __init__(self, runtime: Runtime, *, idle: timedelta, absolute: timedelta) -> None:
        self._runtime, self._idle, self._absolute = runtime, idle, absolute

    def login(self, username: str, password: str) -> str:
        """A new session's token for the cookie. Raises LoginRefused, the same after the same work for an unknown name,
        a wrong password and a closed account."""
        with self._runtime.database.reading() as session:
            person = session.execute(
                select(Person).where(Person.username == username.strip().lower())
            ).scalar_one_or_none()
        # The hash is worked on outside any transaction: it takes long by design.
        fits = matches(person.password_hash if person else None, password)
        if person is None or not fits or not person.active:
            raise LoginRefused
        fresh = hashed(password) if person.password_hash and outdated(person.password_hash) else None
        token = secrets.token_urlsafe(32)
        now = self._runtime.clock.now()
        with self._runtime.database.transaction() as session:
            session.add(
                LoginSession(
                    id=new_id(),
                    token_hash=digest(token),
                    person_id=person.id,
                    created_at=now,
                    seen_at=now,
                    expires_at=now + self._absolute,
                )
            )
            if fresh is not None:
                session.execute(update(Person).where(Person.id == person.id).values(password_hash=fresh))
        return token

    def resolve(self, token: str) -> Identity | None:
        """Who the cookie stands for, None for one that is unknown, ended, idle too long or of a closed account."""
        now = self._runtime.clock.now()
        with self._runtime.database.reading() as session:
            row = session.execute(
                select(LoginSession.id, LoginSession.person_id, LoginSession.seen_at)
                .join(Person, Person.id == LoginSession.person_id)
                .where(
                    LoginSession.token_hash == digest(token),
                    LoginSession.revoked_at.is_(None),
                    LoginSession.expires_at > now,
                    LoginSession.seen_at > now - self._idle,
                    Person.active,
                )
            ).one_or_none()
        if row is None:
            return None
        if now - row.seen_at > TOUCH_EVERY:
            with self._runtime.database.transaction() as session:
                session.execute(update(LoginSession).where(LoginSession.id == row.id).values(seen_at=now))
        return Identity(person_id=row.person_id)

    def logout(self, token: str) -> None:
        """Ends the session."""
        with self._runtime.database.transaction() as session:
            session.execute(
                update(LoginSession)
                .where(LoginSession.token_hash == digest(token), LoginSession.revoked_at.is_(None))
                .values(revoked_at=self._runtime.clock.now())
            )


def digest(token: str) -> bytes:
    """What is stored of a secret: its SHA-256. The secret itself has 256 random bits, so no salt is needed."""
    return sha256(token.encode()).digest()
