"""Headers that make the browser refuse what we never ask for, and the check of where a write comes from."""

from collections.abc import Callable
from typing import TypeVar
from urllib.parse import urlsplit

from flask import Flask, abort, g, request
from flask_talisman import Talisman
from werkzeug.wrappers import Response

from engine.settings import Settings

CSP = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "object-src": "'none'",
}


SANDBOX = "default-src 'none'; sandbox"
"""The policy of what somebody uploaded: it may be saved, and does nothing when it is opened."""

View = TypeVar("View", bound=Callable[..., object])


def sandboxed(view: View) -> View:
    """Marks a view whose answer gets the policy SANDBOX. A header set in the view itself would be overwritten: Talisman
    writes its own over every answer, last of all."""
    view.talisman_view_options = {"content_security_policy": SANDBOX}  # type: ignore[attr-defined]
    return view


def register_security(app: Flask, settings: Settings) -> None:
    """Sets the headers on every answer and refuses writes from other origins."""
    Talisman(
        app,
        force_https=False,
        session_cookie_secure=settings.secure_cookies,
        strict_transport_security=settings.secure_cookies,
        content_security_policy=CSP,
        referrer_policy="same-origin",
        frame_options="DENY",
        permissions_policy={"camera": "()", "geolocation": "()", "microphone": "()"},
    )

    @app.before_request
    def same_origin() -> None:
        if request.method in ("GET", "HEAD", "OPTIONS"):
            return
        origin = request.headers.get("Origin")
        if origin is not None and urlsplit(origin).netloc != request.host:
            abort(403)

    @app.after_request
    def harden(response: Response) -> Response:
        response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
        response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        if g.get("identity") is not None and request.endpoint != "static":
            response.headers["Cache-Control"] = "no-store"
        return response
