"""Who knocks: the login cookie becomes an identity before any view runs, and what is not public needs one."""

from collections.abc import Callable
from typing import TypeVar, cast

from flask import Flask, abort, current_app, g, redirect, request, url_for
from werkzeug.exceptions import Unauthorized
from werkzeug.wrappers import Response

from engine.bootstrap import Engine
from engine.model.access import Identity
from engine.queries.people import Me

View = TypeVar("View", bound=Callable[..., object])
_PUBLIC = "_nyttiggjort_public"


def public(view: View) -> View:
    """Marks a view that needs no login. Everything else does."""
    setattr(view, _PUBLIC, True)
    return view


def engine() -> Engine:
    """The engine this application serves."""
    return cast(Engine, current_app.extensions["engine"])


def identity() -> Identity:
    """Who is logged in. Aborts with 401 outside a login."""
    found = g.get("identity")
    if found is None:
        abort(401)
    return cast(Identity, found)


def me() -> Me | None:
    """The person behind the login with what is open to them, read once per request; None when nobody is logged in."""
    if g.get("identity") is None:
        return None
    if "me" not in g:
        g.me = engine().queries.people.me(identity())
    return cast(Me, g.me)


def cookie_name() -> str:
    """`__Host-sid` behind TLS, plain on loopback where browsers would drop the prefixed one."""
    return "__Host-sid" if engine().settings.secure_cookies else "sid"


def register_auth(app: Flask) -> None:
    """Resolves the cookie and denies by default."""

    @app.before_request
    def recognise() -> Response | None:
        if request.endpoint == "static" or request.path.startswith("/api/"):
            return None
        token = request.cookies.get(cookie_name())
        g.identity = engine().logins.resolve(token) if token else None
        view = app.view_functions.get(request.endpoint or "")
        if view is None or getattr(view, _PUBLIC, False) or g.identity is not None:
            return None
        if request.method in ("GET", "HEAD"):
            wanted = request.full_path.rstrip("?") if request.path != "/" else None
            return redirect(url_for("login.show", next=wanted))
        raise Unauthorized
