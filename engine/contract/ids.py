"""Identity: time-ordered ids, so that rows written together lie together in every index."""

from uuid import UUID

from uuid_utils.compat import uuid7


def new_id() -> UUID:
    """A new UUIDv7 (RFC 9562), unique everywhere and increasing within a process."""
    return uuid7()
