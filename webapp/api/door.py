"""Who may come in: a Bearer token becomes an identity before any operation runs, and its scopes are compared."""

import re
from collections.abc import Callable
from typing import TypeVar

from flask import current_app, g, request
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import NotFound, Unauthorized

from engine.contract.errors import NotAllowed
from engine.model.access import ApiScope, Identity
from webapp.api.parsing import fault
from webapp.auth import engine
from webapp.errors import Faulty

PREFIX = "/api/"
OPEN_ENDPOINTS = frozenset({"api-docs.openapi_json"})
"""What needs no token: the description of the API, which says nothing about anybody."""

_SCOPES = "_nyttiggjort_scopes"
_BEARER = re.compile(r"bearer +([A-Za-z0-9._~+/-]{1,200}=*)", re.IGNORECASE)
_LANGUAGES = ("nb", "nn", "en", "no")

View = TypeVar("View", bound=Callable[..., object])


def closed_without(*scopes: ApiScope) -> Callable[[View], View]:
    """Marks a view as open to tokens that have all of `scopes`. A view that is not marked is closed."""

    def mark(view: View) -> View:
        setattr(view, _SCOPES, frozenset(scopes))
        return view

    return mark


def scopes_of(endpoint: str) -> frozenset[str]:
    """The scopes an operation names; none for one that is closed."""
    return getattr(current_app.view_functions.get(endpoint), _SCOPES, frozenset())


def guard() -> None:
    """Runs before every request. Aborts with 401 or raises NotAllowed (`scope_missing`)."""
    if not request.path.startswith(PREFIX):
        return
    _choose_language()
    _refuse_nul()
    if request.endpoint in OPEN_ENDPOINTS:
        return
    identity = g.identity = _authenticate()
    if request.endpoint is None or request.method == "OPTIONS":
        return
    wanted = scopes_of(request.endpoint)
    if not wanted:
        raise NotAllowed("use_api", "operation_closed")
    missing = sorted(wanted - (identity.scopes or frozenset()))
    if missing:
        raise NotAllowed("use_token", "scope_missing", scope=" ".join(missing))


def _authenticate() -> Identity:
    header = request.headers.get("Authorization")
    if header is None:
        raise _unauthorized()
    match = _BEARER.fullmatch(header.strip())
    identity: Identity | None = engine().tokens.resolve(match.group(1)) if match else None
    # A session's identity has no scopes and may do everything its person may: no token may ever look like one.
    if identity is None or identity.scopes is None:
        raise _unauthorized(error="invalid_token")
    return identity


def _unauthorized(**parts: str) -> Unauthorized:
    return Unauthorized(www_authenticate=WWWAuthenticate("bearer", {"realm": "nyttiggjort", **parts}))


def _choose_language() -> None:
    chosen = request.accept_languages.best_match(_LANGUAGES, "nb") or "nb"
    g.locale = "nb" if chosen == "no" else chosen


def _refuse_nul() -> None:
    """PostgreSQL cannot store the character NUL, so nothing with it can be a name of anything."""
    if "\0" in request.path:
        raise NotFound()
    for name, values in request.args.lists():
        if "\0" in name or any("\0" in value for value in values):
            path = name.replace("\0", "")
            raise Faulty(422, (fault(path, "nul"),))
