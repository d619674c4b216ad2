"""API tokens: made by the administrator, shown once, never further than their owner reaches."""

import secrets
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, or_, select

from engine.contract.errors import InvalidInput, NotAllowed, NotFound
from engine.contract.ids import new_id
from engine.model.access import ApiScope, Identity, may_administer
from engine.model.base import UtcDateTime
from engine.model.people import ApiToken, Person
from engine.services.logins import digest
from engine.services.runtime import Runtime
from engine.store.actors import load_actor
from engine.store.audit import Who, record_installation
from engine.store.prepared import Prepared

PREFIX = "nyt_"
_token, _person = ApiToken.__table__.c, Person.__table__.c
_OWNER = Prepared(
    select(_token.person_id, _token.scopes)
    .join(Person.__table__, _person.id == _token.person_id)
    .where(
        _token.token_hash == bindparam("hash"),
        _token.revoked_at.is_(None),
        or_(_token.expires_at.is_(None), _token.expires_at > bindparam("now", type_=UtcDateTime)),
        _person.active.is_(True),
    )
)


class Tokens:
    """The verbs. An `identity` of None is the installation itself."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    def create(
        self,
        identity: Identity | None,
        owner: UUID,
        name: str,
        scopes: frozenset[str],
        *,
        expires_at: datetime | None = None,
    ) -> str:
        """The new token's secret, shown this once. Raises NotAllowed, NotFound, InvalidInput (`scopes`, `name`)."""
        if not scopes or not scopes <= set(ApiScope):
            raise InvalidInput("scopes", "unknown_choice")
        if not name.strip():
            raise InvalidInput("name", "required")
        secret = PREFIX + secrets.token_urlsafe(32)
        with self._runtime.database.transaction() as session:
            now = self._runtime.clock.now()
            who = Who()
            if identity is not None:
                actor = load_actor(session, identity.person_id, now, identity.scopes)
                if not may_administer(actor):
                    raise NotAllowed("create_token", "role_missing")
                who = Who(person_id=actor.person_id)
            person = session.get(Person, owner)
            if person is None or not person.active:
                raise NotFound("person", owner)
            token = ApiToken(
                id=new_id(),
                token_hash=digest(secret),
                person_id=owner,
                name=name.strip()[:100],
                scopes=" ".join(sorted(scopes)),
                created_at=now,
                expires_at=expires_at,
            )
            session.add(token)
            record_installation(session, now, "token_created", who, {"token": str(token.id), "owner": str(owner)})
        return secret

    def revoke(self, identity: Identity | None, token_id: UUID) -> None:
        """Ends a token at once. Raises NotAllowed, NotFound."""
        with self._runtime.database.transaction() as session:
            now = self._runtime.clock.now()
            who = Who()
            if identity is not None:
                actor = load_actor(session, identity.person_id, now, identity.scopes)
                if not may_administer(actor):
                    raise NotAllowed("revoke_token", "role_missing")
                who = Who(person_id=actor.person_id)
            token = session.get(ApiToken, token_id)
            if token is None or token.revoked_at is not None:
                raise NotFound("api_token", token_id)
            token.revoked_at = now
            record_installation(session, now, "token_revoked", who, {"token": str(token_id)})

    def resolve(self, bearer: str) -> Identity | None:
        """Whom a token stands for and with which scopes, None for one that is unknown or ended."""
        now = self._runtime.clock.now()
        with self._runtime.database.reading() as session:
            row = _OWNER.first(session, {"hash": digest(bearer), "now": now})
        if row is None:
            return None
        person_id, scopes = row
        return Identity(person_id=person_id, scopes=frozenset(scopes.split()))
