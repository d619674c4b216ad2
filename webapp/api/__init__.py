"""The API: `/api/v1` for machines with a Bearer token, described by itself in `/api/v1/openapi.json`."""

from http import HTTPStatus

from flask import Flask
from flask_smorest import Api
from flask_wtf.csrf import CSRFProtect

from webapp.api.area import ROOT
from webapp.api.cases import cases
from webapp.api.decisions import decisions
from webapp.api.directory import directory
from webapp.api.door import guard
from webapp.api.initiatives import initiatives
from webapp.api.messages import messages
from webapp.api.models import models
from webapp.api.operation import operation
from webapp.api.releases import releases
from webapp.api.remarks import remarks
from webapp.api.schemas.shared import ProblemSchema
from webapp.api.statistics import statistics
from webapp.api.tasks import tasks
from webapp.errors import PROBLEM_JSON

AREAS = (directory, models, decisions, cases, initiatives, tasks, remarks, statistics, operation, messages, releases)

SPEC = {
    "info": {
        "description": (
            "Everything the pages can do with ideas, tasks, gates and models. A token never reaches further than "
            "its owner; `x-scopes` names what it must be opened for. Errors are problem details (RFC 9457), in the "
            "language of Accept-Language. Lists are paged with `after`; `next` is the address of the next page."
        )
    },
    "components": {"securitySchemes": {"token": {"type": "http", "scheme": "bearer"}}},
    "security": [{"token": []}],
}


class DescribedApi(Api):  # type: ignore[misc]
    """flask-smorest without its error handlers, which would answer for the pages too."""

    def _register_error_handlers(self) -> None:
        """webapp.errors answers."""

    def _register_responses(self) -> None:
        for name, text in [(s.name, s.phrase) for s in HTTPStatus] + [("DEFAULT_ERROR", "Problem details")]:
            response = {"description": text, "content": {PROBLEM_JSON: {"schema": ProblemSchema}}}
            self.spec.components.response(name, response, lazy=True)


def register_api(app: Flask, csrf: CSRFProtect) -> None:
    """Adds the API to the application. It reads no cookies, so there is nothing to forge and no CSRF token."""
    app.config.update(
        API_TITLE="Nyttiggjort",
        API_VERSION="v1",
        OPENAPI_VERSION="3.1.0",
        OPENAPI_URL_PREFIX=ROOT,
        OPENAPI_JSON_PATH="openapi.json",
        API_SPEC_OPTIONS=SPEC,
    )
    requests: int = app.extensions["engine"].settings.api_requests_per_minute
    app.config.setdefault("API_RATE_PER_TOKEN", f"{max(1, requests // 5)} per minute")
    app.config.setdefault("API_RATE_PER_ADDRESS", f"{requests} per minute")
    app.before_request(guard)
    api = DescribedApi(app)
    for blueprint in AREAS:
        api.register_blueprint(blueprint)
        csrf.exempt(blueprint)
