"""Cursor paging: `after` continues where the last page ended, and every page says where the next one is."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from flask import request
from marshmallow import Schema, fields, validate


class PageQuery(Schema):
    """What every list is asked with."""

    after = fields.String(
        load_default=None,
        validate=validate.Length(min=1, max=200),
        metadata={"description": "The key of the page, as given by the `next` link of the page before it."},
    )
    limit = fields.Integer(load_default=25, validate=validate.Range(min=1, max=100), strict=False)


def page(items: Sequence[object], following: str | None) -> dict[str, Any]:
    """A page of items with the link to the next, None on the last."""
    link = None
    if following is not None:
        asked = {name: value for name, value in request.args.items() if name != "after"}
        link = f"{request.path}?{urlencode({**asked, 'after': following})}"
    return {"items": items, "next": link}
