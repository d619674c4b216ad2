"""The headers that make a repetition and a stale page harmless: Idempotency-Key, ETag and If-Match."""

import re

from flask import request

from webapp.api.parsing import fault
from webapp.errors import Faulty

_ETAG = re.compile(r'(?:W/)?"([0-9]{1,9})"')

IF_MATCH = {
    "name": "If-Match",
    "in": "header",
    "required": False,
    "description": "The task's ETag as last read. When the task has changed since, the answer is 409.",
    "schema": {"type": "string", "pattern": r'^(W/)?"[0-9]{1,9}"$', "examples": ['"3"']},
}
ETAG = {"ETag": {"schema": {"type": "string"}, "description": "The task's revision, for If-Match."}}
IDEMPOTENCY_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "The same key with the same request gets the first answer again, and nothing happens twice.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 200},
}


def etag(revision: int) -> dict[str, str]:
    """The header that names a task's revision."""
    return {"ETag": f'"{revision}"'}


def expected_revision() -> int | None:
    """The revision that If-Match asks for, None without one. Aborts with 422 for one that is not ours."""
    header = request.headers.get("If-Match")
    if header is None or header.strip() == "*":
        return None
    match = _ETAG.fullmatch(header.strip())
    if match is None:
        raise Faulty(422, (fault("If-Match", "not_an_etag"),))
    return int(match.group(1))


def idempotency_key() -> str | None:
    """The request's key, None without one; its length is the engine's to judge."""
    key = request.headers.get("Idempotency-Key")
    return None if key is None else key.strip()
