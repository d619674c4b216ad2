"""The application factory: assembles Flask from its parts around one engine."""

from datetime import timedelta

from flask import Flask, g, redirect, url_for
from flask_babel import Babel
from flask_wtf.csrf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.wrappers import Response

from engine.bootstrap import Engine
from webapp import auth, errors, security
from webapp.api import register_api
from webapp.assets import register_assets
from webapp.context import register_context
from webapp.limits import limiter
from webapp.pages import (
    admin,
    artefact,
    artefact_document,
    artefact_row,
    attachments,
    batch,
    gate,
    heatmap,
    idea,
    initiative,
    login,
    model,
    operation,
    profile,
    release,
    report,
    task,
    toolbox,
    worklist,
)

csrf = CSRFProtect()
PAGES = (
    login,
    worklist,
    task,
    gate,
    heatmap,
    idea,
    initiative,
    artefact,
    artefact_row,
    artefact_document,
    toolbox,
    report,
    attachments,
    model,
    profile,
    admin,
    operation,
    release,
    batch,
)


def create_app(engine: Engine) -> Flask:
    """A Flask application serving this engine. Behind TLS the base URL starts with https and cookies are `__Host-`."""
    settings = engine.settings
    app = Flask("webapp", static_folder="static", static_url_path="/static")
    prefix = "__Host-" if settings.secure_cookies else ""
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SESSION_COOKIE_NAME=f"{prefix}form",
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=timedelta(hours=settings.session_absolute_hours),
        WTF_CSRF_TIME_LIMIT=None,
        MAX_CONTENT_LENGTH=settings.upload_limit_mb * 1024 * 1024 + 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=4 * 1024 * 1024,
        MAX_FORM_PARTS=20_000,
        BABEL_DEFAULT_LOCALE="nb",
        BABEL_DEFAULT_TIMEZONE="Europe/Oslo",
    )
    app.extensions["engine"] = engine
    app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1) if settings.secure_cookies else app.wsgi_app  # type: ignore[method-assign]
    Babel(app, locale_selector=lambda: getattr(g, "locale", "nb"))
    limiter.init_app(app)
    csrf.init_app(app)
    security.register_security(app, settings)
    auth.register_auth(app)
    errors.register_errors(app)
    register_assets(app)
    register_context(app)
    for page in PAGES:
        app.register_blueprint(page.blueprint)
    register_api(app, csrf)

    @app.get("/")
    def front() -> Response:
        return redirect(url_for("worklist.show"))

    return app
