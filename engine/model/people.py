"""People and what they hold: units, persons, role bindings, substitutes. Personal data lives here and nowhere else."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engine.contract.ids import new_id
from engine.model.base import Base


class Unit(Base):
    """An organisational unit. `path` is `/<id of root>/…/<own id>/`, kept when the tree changes."""

    __tablename__ = "unit"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    key: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    parent_id: Mapped[UUID | None] = mapped_column(ForeignKey("unit.id"), index=True)
    path: Mapped[str] = mapped_column(String(1000))
    area: Mapped[bool] = mapped_column(default=False)

    @property
    def lineage(self) -> tuple[UUID, ...]:
        """Ids of this unit and all above it, root first."""
        return tuple(UUID(part) for part in self.path.strip("/").split("/"))


class Person(Base):
    """Somebody who can log in. `password_hash` is argon2id, None where login happens elsewhere."""

    __tablename__ = "person"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    username: Mapped[str] = mapped_column(String(100), unique=True)
    name: Mapped[str] = mapped_column(String(200), index=True)
    email: Mapped[str] = mapped_column(String(254))
    title: Mapped[str] = mapped_column(String(200), default="")
    unit_id: Mapped[UUID | None] = mapped_column(ForeignKey("unit.id"), index=True)
    password_hash: Mapped[str | None] = mapped_column(String(200))
    active: Mapped[bool] = mapped_column(default=True)
    locale: Mapped[str] = mapped_column(String(5), default="nb")
    created_at: Mapped[datetime]

    unit: Mapped[Unit | None] = relationship(lazy="raise")


class RoleBinding(Base):
    """That a person holds a role, from `granted_at` until `revoked_at`; globally, in a unit or in an initiative."""

    __tablename__ = "role_binding"
    __table_args__ = (
        Index("ix_role_binding_initiative_id_role", "initiative_id", "role"),
        Index("ix_role_binding_role_unit_id", "role", "unit_id"),
        Index("ix_role_binding_person_id_initiative_id", "person_id", "initiative_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    role: Mapped[str] = mapped_column(String(40))
    unit_id: Mapped[UUID | None] = mapped_column(ForeignKey("unit.id"))
    initiative_id: Mapped[UUID | None] = mapped_column(ForeignKey("initiative.id"))
    granted_at: Mapped[datetime]
    granted_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    revoked_at: Mapped[datetime | None]

    def revoke(self, at: datetime) -> None:
        """Ends the binding; it stays on record."""
        self.revoked_at = at


class Substitution(Base):
    """A stedfortreder: `substitute` acts for `person` from `starts_at` up to `ends_at`. It is never passed on.

    `role` narrows it to what the person does in that role; None means all of the person's roles and tasks.
    """

    __tablename__ = "substitution"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    substitute_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    role: Mapped[str | None] = mapped_column(String(40))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class LoginSession(Base):
    """A logged-in browser. The cookie holds a random value; only its SHA-256 is stored."""

    __tablename__ = "login_session"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    token_hash: Mapped[bytes] = mapped_column(unique=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class ApiToken(Base):
    """A machine's key. It can do what its `scopes` say, and never more than its owner. Only a SHA-256 is stored."""

    __tablename__ = "api_token"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    token_hash: Mapped[bytes] = mapped_column(unique=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    name: Mapped[str] = mapped_column(String(100))
    scopes: Mapped[str] = mapped_column(String(500))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
