"""The API against its own description: whatever is thought up from it, no answer is a 5xx, and 2xx fit their schema."""

from collections.abc import Mapping

import schemathesis
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings, strategies
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.openapi.checks import content_type_conformance  # noqa: F401

from tests.api.conftest import ROOT, Caller, Submission

EXAMPLES = 25
THOROUGH = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
