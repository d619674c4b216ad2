"""What the tests of a whole case share."""

from collections.abc import Callable

import pytest

from engine.bootstrap import Engine
from engine.services.cases import Submitted
from engine.testing import Town
from tests.integration.models import SIMPLE

Submit = Callable[..., Submitted]


@pytest.fixture
def submit(engine: Engine, town: Town) -> Submit:
    """Deploys a model and submits an idea on it."""

    def submit(files: dict[str, bytes] = SIMPLE, who: str = "ansatt", **more: str) -> Submitted:
        engine.models.install(files)
        unit = str(town.units["hjemmetjenesten"])
        return engine.cases.submit(town[who], {"tittel": "Ny vaktliste", "enhet": unit}, process="prove", **more)

    return submit
