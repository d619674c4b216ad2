"""Small forms for tests, and a directory that knows one of each."""

from typing import Any

import orjson

from engine.contract.errors import FormRejected
from engine.forms import Form, read_form

PERSON = "0192f0c1-0000-7000-8000-000000000001"
UNIT = "0192f0c1-0000-7000-8000-000000000002"
CASE = "INN-2026-014"


class Town:
    """Knows one person, one unit, one initiative."""

    def person_exists(self, key: str) -> bool:
        return key == PERSON

    def unit_exists(self, key: str) -> bool:
        return key == UNIT

    def case_exists(self, number: str) -> bool:
        return number == CASE


def component(kind: str = "textfield", key: str = "a", **more: Any) -> dict[str, Any]:
    return {"type": kind, "key": key, "label": key.upper(), **more}


def content(*components: object, **more: Any) -> bytes:
    return orjson.dumps({"type": "default", "components": list(components), **more})


def form(*components: object) -> Form:
    return read_form("forms/prove.json", content(*components))


def values(*labelled: object) -> list[dict[str, object]]:
    return [{"value": value, "label": str(value)} for value in labelled]


def answers(shown: Form, raw: dict[str, object], **facts: object) -> dict[str, object]:
    return shown.validate(raw, facts=facts, directory=Town())


def rejected(shown: Form, raw: dict[str, object], **facts: object) -> dict[str, str]:
    """Path to code of every problem; empty when it is accepted."""
    try:
        answers(shown, raw, **facts)
    except FormRejected as error:
        return {problem.path: problem.code for problem in error.problems}
    return {}
