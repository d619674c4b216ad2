"""A noun's part of the API: a blueprint whose operations cannot be written without naming the scopes they need."""

from collections.abc import Callable, Mapping, Sequence
from functools import reduce
from hashlib import sha256
from typing import Any, TypeVar

from flask import current_app, request
from flask_limiter.util import get_remote_address
from flask_smorest import Blueprint
from marshmallow import Schema

from engine.model.access import ApiScope
from webapp.api.door import closed_without
from webapp.api.parsing import StrictParser
from webapp.limits import limiter

ROOT = "/api/v1"
LOCATION = {"Location": {"schema": {"type": "string"}, "description": "Where the new thing is."}}

View = TypeVar("View", bound=Callable[..., object])


class Area(Blueprint):  # type: ignore[misc]
    """The operations on one noun."""

    ARGUMENTS_PARSER = StrictParser()

    def operation(
        self,
        method: str,
        path: str,
        *scopes: ApiScope,
        query: type[Schema] | None = None,
        body: type[Schema] | None = None,
        answer: type[Schema] | Mapping[str, str] | None = None,
        status: int = 200,
        headers: Sequence[Mapping[str, object]] = (),
        **about: Any,
    ) -> Callable[[View], View]:
        """Makes a function the operation at `path`. It gets the loaded query or body first, then the path's values.

        A token needs all of `scopes`. `answer` is the schema of what the function returns (a JSON schema for bytes).
        `headers` are OpenAPI parameters. `about`: `content_type`, `answer_headers` and `doc` for the description.
        """
        doc = {**about.get("doc", {}), "x-scopes": sorted(scopes)}
        if headers:
            doc["parameters"] = list(headers)
        layers: list[Callable[[Any], Any]] = [
            self.response(
                status,
                answer,
                content_type=about.get("content_type"),
                headers=about.get("answer_headers"),
            ),
            *([self.arguments(body, location="json")] if body else []),
            *([self.arguments(query, location="query")] if query else []),
            closed_without(*scopes),
            self.route(path, methods=[method]),
        ]

        def register(view: View) -> View:
            name = self.doc(operationId=view.__name__, **doc)
            decorated: View = reduce(lambda inner, layer: layer(inner), layers, name(view))
            return decorated

        return register


def area(name: str, description: str) -> Area:
    """An empty area under the root, within the rate limits."""
    blueprint = Area(f"api-{name}", __name__, url_prefix=ROOT, description=description)
    limiter.shared_limit(lambda: current_app.config["API_RATE_PER_TOKEN"], scope="api-token", key_func=_token)(
        blueprint
    )
    limiter.shared_limit(
        lambda: current_app.config["API_RATE_PER_ADDRESS"], scope="api-address", key_func=get_remote_address
    )(blueprint)
    return blueprint


def _token() -> str:
    # The limit is counted before the token is known to be one; its digest keeps the secret out of the counter.
    return sha256(request.headers.get("Authorization", "").encode("latin-1", "replace")).hexdigest()
