"""Passwords as argon2id hashes (RFC 9106)."""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from engine.contract.errors import InvalidInput

MINIMUM_LENGTH = 12
_hasher = PasswordHasher()
_dummy = _hasher.hash("nobody has this password")


def hashed(password: str) -> str:
    """The hash to store. Raises InvalidInput (`password`: too_short, too_long)."""
    if len(password) < MINIMUM_LENGTH:
        raise InvalidInput("password", "too_short", minimum=str(MINIMUM_LENGTH))
    if len(password) > 1000:
        raise InvalidInput("password", "too_long", maximum="1000")
    return _hasher.hash(password)


def matches(stored: str | None, password: str) -> bool:
    """Whether the password is right; without a stored hash the same work is done and the answer is no."""
    try:
        return _hasher.verify(stored or _dummy, password) and stored is not None
    except (VerificationError, InvalidHashError):
        return False


def outdated(stored: str) -> bool:
    """Whether the hash was made with older parameters than today's."""
    return _hasher.check_needs_rehash(stored)
