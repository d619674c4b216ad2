"""A decision with its reasons as plain JSON, the same from the API and from the command line."""

from typing import Any

from engine.dmn import Explanation
from webapp.api.values import plain


def decided(made: Explanation, language: str) -> dict[str, Any]:
    """The value, the rules that hit in each table, the decisions behind it, and what became null on the way."""
    failure = made.failure
    return {
        "value": plain(made.value),
        "tables": [
            {
                "owner": table.owner,
                "table": table.table,
                "policy": table.policy,
                "inputs": [plain(value) for value in table.inputs],
                "rules": list(table.rules),
            }
            for table in made.tables
        ],
        "decisions": {node: plain(value) for node, value in made.decisions.items()},
        "warnings": [{"code": warning.code, "detail": warning.detail} for warning in made.warnings],
        "failure": None
        if failure is None
        else {"code": failure.code, "message": failure.sentence(language), "rules": list(failure.rules)},
    }
