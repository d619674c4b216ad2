"""The API against its own description: whatever is thought up from it, no answer is a 5xx, and 2xx fit their schema."""

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings, strategies
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance

from tests.api.conftest import ROOT, Caller, Submission

CHECKS = [not_a_server_error, content_type_conformance, response_schema_conformance]
THOROUGH = settings(
    max_examples=20,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["fitting", "unfitting"])
def test_no_request_is_answered_with_a_server_error(
    app: Flask, superior: Caller, at_gate: Submission, mode: GenerationMode
) -> None:
    """With ids of real things in half of the requests, so that they reach the engine and not only the door."""
    real = {
        "task_id": at_gate.task_id,
        "case_id": at_gate.case_id,
        "key": "prove",
        "number": at_gate.number,
    }
    schema = schemathesis.openapi.from_wsgi(f"{ROOT}/openapi.json", app)
    answered: dict[int, int] = {}
    for found in schema.get_all_operations():
        operation = found.ok()

        @THOROUGH
        @given(case=operation.as_strategy(mode), reach=strategies.booleans())
        def exercise(case: Case, reach: bool) -> None:
            if reach:
                known = {name: real[name] for name in case.path_parameters if name in real}
                if "/versions/" in case.path:
                    known["number"] = "1"
                case.path_parameters.update(known)
            case.headers["Authorization"] = f"Bearer {superior.token}"
            response = case.call()
            answered[response.status_code] = answered.get(response.status_code, 0) + 1
            case.validate_response(response, checks=CHECKS)

        exercise()
    assert not [status for status in answered if status >= 500]
    assert 404 in answered and 422 in answered
    if mode == GenerationMode.POSITIVE:
        assert answered[200] > 20
