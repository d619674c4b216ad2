"""Static files under names that carry their content's hash, so that browsers may keep them for good."""

from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from flask import Flask, request, url_for
from werkzeug.wrappers import Response

FOLDER = Path(__file__).parent / "static"
FOREVER = "public, max-age=31536000, immutable"


@lru_cache(maxsize=256)
def fingerprint(name: str) -> str:
    """The first part of the file's SHA-256."""
    return sha256((FOLDER / name).read_bytes()).hexdigest()[:12]


def register_assets(app: Flask) -> None:
    """`asset('css/app.css')` in templates; far-future caching for addresses with a fingerprint."""

    def asset(name: str) -> str:
        return url_for("static", filename=name, v=fingerprint(name))

    app.jinja_env.globals["asset"] = asset

    @app.after_request
    def cache(response: Response) -> Response:
        if request.endpoint == "static" and request.args.get("v"):
            response.headers["Cache-Control"] = FOREVER
        return response
