"""A noun's part of the API: a flask-smorest blueprint with our parser, and one rate limit over all of them."""

from hashlib import sha256

from flask import current_app, request
from flask_limiter.util import get_remote_address
from flask_smorest import Blueprint

from webapp.api.parsing import StrictParser
from webapp.limits import limiter

ROOT = "/api/v1"


class Area(Blueprint):  # type: ignore[misc]
    """The operations on one noun."""

    ARGUMENTS_PARSER = StrictParser()


def area(name: str, description: str) -> Area:
    """An empty area under the root, within the rate limits."""
    blueprint = Area(f"api-{name}", __name__, url_prefix=ROOT, description=description)
    per_token = limiter.shared_limit(
        lambda: current_app.config["API_RATE_PER_TOKEN"], scope="api-token", key_func=_token
    )
    per_address = limiter.shared_limit(
        lambda: current_app.config["API_RATE_PER_ADDRESS"], scope="api-address", key_func=get_remote_address
    )
    per_token(blueprint)
    per_address(blueprint)
    return blueprint


def _token() -> str:
    # The limit is counted before the token is known to be one; its digest keeps the secret out of the counter.
    return sha256(request.headers.get("Authorization", "").encode("latin-1", "replace")).hexdigest()
