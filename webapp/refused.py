"""A form that was not taken: what was typed in it is shown again, and the way back to it."""

from urllib.parse import urlsplit

from flask import request
from werkzeug.exceptions import HTTPException

HIDDEN = {"csrf_token", "key", "revision", "draft_revision", "_action"}
FORMS_WITH_SECRETS = {"login.submit", "admin.create_person"}
SHOWN_FROM = 40
"""A single word shorter than this is a choice or an id, not something anybody would miss."""


def typed_texts() -> list[str]:
    """The texts of a form that was not taken, so that nobody has to write them again. Never a password."""
    if request.method != "POST" or request.endpoint in FORMS_WITH_SECRETS:
        return []
    try:
        values = [value.strip() for name in request.form for value in request.form.getlist(name) if name not in HIDDEN]
    except HTTPException:  # the form itself was what could not be read
        return []
    return [value for value in values if " " in value or len(value) > SHOWN_FROM]


def way_back() -> str | None:
    """Where the form stands: the referring page, when it is one of ours."""
    referrer = urlsplit(request.referrer or "")
    if request.method != "POST" or referrer.netloc != request.host:
        return None
    return referrer.path + (f"?{referrer.query}" if referrer.query else "")
