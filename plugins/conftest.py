"""The engine's own fixtures, for toolboxes that are tested on a real database."""

from tests.conftest import (
    clock,
    database_url,
    engine,
    mailer,
    postgresql_server,
    sqlite_template,
    toolboxes,
    town,
)

__all__ = [
    "clock",
    "database_url",
    "engine",
    "mailer",
    "postgresql_server",
    "sqlite_template",
    "toolboxes",
    "town",
]
