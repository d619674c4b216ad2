"""Idempotency: the same key from the same person gets the same answer, and nothing happens twice."""

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from engine.contract.errors import InvalidInput, KeyReused
from engine.feel import codec
from engine.model.work import Replay
from engine.store.prepared import Prepared, append

_replay = Replay.__table__.c
_EARLIER = Prepared(
    select(_replay.request, _replay.answer).where(
        _replay.person_id == bindparam("person"), _replay.key == bindparam("key")
    )
)


class Replays:
    """The keys of one transaction. Without a key it does nothing."""

    def __init__(self, session: Session, person_id: UUID, key: str | None, request: object) -> None:
        """Raises InvalidInput for a key over 200 characters."""
        if key is not None and not 0 < len(key) <= 200:
            raise InvalidInput("idempotency_key", "length", maximum="200")
        self._session, self._person_id, self._key = session, person_id, key
        self._request = sha256(codec.dump(request)).digest() if key else b""

    def earlier(self) -> Mapping[str, object] | None:
        """The answer given before, or None. Raises KeyReused when the key came with another request."""
        if self._key is None:
            return None
        self._wait()
        row = _EARLIER.first(self._session, {"person": self._person_id, "key": self._key})
        if row is None:
            return None
        request, answer = row
        if request != self._request:
            raise KeyReused(self._key)
        return answer if isinstance(answer, Mapping) else {}

    def _wait(self) -> None:
        """On PostgreSQL two requests with one key can run at once, on cases that do not lock each other out: the
        second waits here for the first to commit, and then finds its answer. SQLite has one writer anyway."""
        if self._session.get_bind().dialect.name == "postgresql":
            digest = sha256(f"{self._person_id}\0{self._key}".encode()).digest()
            number = int.from_bytes(digest[:8], "big", signed=True)
            self._session.execute(select(func.pg_advisory_xact_lock(number)))

    def remember(self, answer: Mapping[str, object], at: datetime) -> None:
        """Keeps the answer with the work it tells of."""
        if self._key is not None:
            row = {
                "person_id": self._person_id,
                "key": self._key,
                "request": self._request,
                "answer": answer,
                "created_at": at,
            }
            append(self._session, Replay, [row])
