"""Logging in and out."""

from datetime import timedelta
from urllib.parse import urlsplit

from flask import Blueprint, g, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from engine.contract.errors import LoginRefused
from webapp.auth import cookie_name, engine, public
from webapp.limits import limiter

blueprint = Blueprint("login", __name__)


def _username() -> str:
    return "login:" + request.form.get("username", "").strip().lower()[:100]


@blueprint.get("/login")
@public
def show() -> str | Response:
    """The form; somebody who is logged in already goes on."""
    if g.get("identity") is not None:
        return redirect(_safe_next())
    return render_template("login/page.html", username="", next=request.args.get("next", ""), refused=False)


@blueprint.post("/login")
@public
@limiter.limit("30 per minute")
@limiter.limit("8 per minute", key_func=_username)
def submit() -> Response | tuple[str, int]:
    """Checks name and password; the answer is the same for an unknown name."""
    username = request.form.get("username", "").strip()[:100]
    try:
        token = engine().logins.login(username, request.form.get("password", "")[:1000])
    except LoginRefused:
        page = render_template("login/page.html", username=username, next=request.form.get("next", ""), refused=True)
        return page, 401
    session.clear()
    response = redirect(_safe_next())
    settings = engine().settings
    response.set_cookie(
        cookie_name(),
        token,
        max_age=timedelta(hours=settings.session_absolute_hours),
        secure=settings.secure_cookies,
        httponly=True,
        samesite="Lax",
        path="/",
    )
    return response


@blueprint.post("/logout")
@public
def logout() -> Response:
    """Ends the login here and on the server."""
    token = request.cookies.get(cookie_name())
    if token:
        engine().logins.logout(token)
    session.clear()
    response = redirect(url_for("login.show"))
    response.delete_cookie(cookie_name(), path="/", secure=engine().settings.secure_cookies, httponly=True)
    return response


def _safe_next() -> str:
    """Where to go after login: only a path of ours, never another host."""
    wanted = request.values.get("next", "")
    parts = urlsplit(wanted)
    ours = wanted.startswith("/") and not wanted.startswith(("//", "/\\")) and not parts.netloc and not parts.scheme
    return wanted if ours else url_for("worklist.show")
