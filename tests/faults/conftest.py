"""The engine in the test's own process: it settles the town before, and looks at the rows after."""

from pathlib import Path

import pytest

from engine.bootstrap import Engine, build_engine
from engine.services.mail import MemoryMailer
from engine.settings import load_settings
from engine.store.migrate import migrate
from engine.testing import Town, settle_town
from engine.toolboxes import Toolboxes, installed_toolboxes


@pytest.fixture
def prepared(database_url: str, tmp_path: Path) -> tuple[Engine, Town]:
    """The engine in this process, real clock: it settles the town and looks at the rows afterwards."""
    settings = load_settings(
        {
            "NYTTIGGJORT_DATABASE_URL": database_url,
            "NYTTIGGJORT_SECRET_KEY": "k" * 40,
            "NYTTIGGJORT_DATA_DIR": str(tmp_path / "var"),
        },
        env_file=tmp_path / "none",
    )
    engine = build_engine(settings, toolboxes=Toolboxes([]), mailer=MemoryMailer())
    # The served process has every installed toolbox, and wants their tables.
    migrate(engine.database, installed_toolboxes().by_name.values())
    return engine, settle_town(engine.database)
