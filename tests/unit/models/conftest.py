"""The shipped models, compiled once, and a walker that takes a case through one of them."""

import pytest

from tests.unit.models.shipped import Shipped, shipped
from tests.unit.models.walking import Walk


@pytest.fixture(params=["standard", "hurtigspor"])
def model(request: pytest.FixtureRequest) -> Shipped:
    """Each shipped model in turn."""
    return shipped(request.param)


@pytest.fixture
def standard() -> Walk:
    """A new case of the standard process."""
    return Walk(shipped("standard"))


@pytest.fixture
def hurtigspor() -> Walk:
    """A new case of the fast track."""
    return Walk(shipped("hurtigspor"))
