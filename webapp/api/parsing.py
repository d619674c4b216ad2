"""Reads what a request carries, strictly: only the announced format, nothing unknown, nothing too deep."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, NoReturn

import marshmallow
import orjson
from flask import Request, g, request
from webargs.flaskparser import FlaskParser

from webapp.errors import Fault, Faulty
from webapp.sentences import sentence

MAXIMUM_DEPTH = 24
JSON_LIMIT = 4 * 1024 * 1024
"""Bytes of JSON an operation reads, unless its schema says otherwise with `json_limit`."""


class StrictParser(FlaskParser):
    """webargs with our own JSON, and with every location refusing what it does not know."""

    DEFAULT_UNKNOWN_BY_LOCATION = dict.fromkeys(FlaskParser.DEFAULT_UNKNOWN_BY_LOCATION, marshmallow.RAISE)

    def load_json(self, req: Request, schema: marshmallow.Schema) -> Any:
        return json_body(getattr(schema, "json_limit", JSON_LIMIT))

    def handle_error(self, error: marshmallow.ValidationError, *_: Any, **__: Any) -> NoReturn:
        raise Faulty(422, tuple(faults_in(error.messages)))


def json_body(limit: int | None = JSON_LIMIT) -> dict[str, Any]:
    """The request's JSON object; numbers with a fraction as Decimal. Aborts with 400, 413, 415 or 422."""
    if request.mimetype != "application/json":
        raise Faulty(415, accepted=["application/json"])
    if limit is not None:
        request.max_content_length = limit
    content = request.get_data(cache=False)
    try:
        found = orjson.loads(content)
    except orjson.JSONDecodeError as error:
        raise Faulty(400, line=error.lineno, column=error.colno) from error
    if not isinstance(found, dict):
        raise Faulty(400, (fault("", "object_expected"),))
    read: dict[str, Any] = _exact(found, "", 0)
    return read


def json_input(schema: marshmallow.Schema) -> dict[str, Any]:
    """The request's JSON through a schema, for operations that read more than one format."""
    try:
        loaded: dict[str, Any] = schema.load(json_body(getattr(schema, "json_limit", JSON_LIMIT)))
    except marshmallow.ValidationError as error:
        raise Faulty(422, tuple(faults_in(error.messages))) from error
    return loaded


def fault(path: str, code: str, **params: str) -> Fault:
    """A fault with its sentence in the language of the request."""
    return Fault(code=code, path=path, params=params, message=sentence(path, code, params, g.locale))


def faults_in(messages: object, path: str = "") -> Iterator[Fault]:
    """marshmallow's tree of messages as a list, each with its path. The location at the top is left out."""
    if isinstance(messages, Mapping):
        for key, inner in messages.items():
            if not path and key in StrictParser.DEFAULT_UNKNOWN_BY_LOCATION and isinstance(inner, Mapping):
                yield from faults_in(inner)
                continue
            place = str(key).replace("\0", "")
            if place in ("key", "value", "_schema"):
                yield from faults_in(inner, path)
            else:
                yield from faults_in(inner, f"{path}.{place}" if path else place)
    elif isinstance(messages, list | tuple):
        for inner in messages:
            yield from faults_in(inner, path)
    else:
        code = _CODES.get(str(messages))
        yield fault(path, code) if code else fault(path, "invalid_value", expected=str(messages))


_CODES = {"Missing data for required field.": "required", "Unknown field.": "unknown_field"}


def _exact(value: Any, path: str, depth: int) -> Any:
    """The same value with fractions exact; refuses depth and the character NUL."""
    if depth > MAXIMUM_DEPTH:
        raise Faulty(422, (fault(path[:200], "nested_too_deep", maximum=str(MAXIMUM_DEPTH)),))
    if isinstance(value, str):
        return _text(value, path)
    if isinstance(value, float):
        return Decimal(repr(value))
    if isinstance(value, list):
        return [_exact(item, f"{path}.{number}", depth + 1) for number, item in enumerate(value)]
    if isinstance(value, dict):
        return {_text(key, path): _exact(item, f"{path}.{key}".lstrip("."), depth + 1) for key, item in value.items()}
    return value


def _text(value: str, path: str) -> str:
    if "\0" in value:
        raise Faulty(422, (fault(path.replace("\0", "")[:200], "nul"),))
    return value
