"""Settings, frozen at start, from the environment and an optional .env file."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from dotenv import dotenv_values

from engine.contract.errors import UnsafeSettings

PREFIX = "NYTTIGGJORT_"


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Everything that differs between installations. Names in the environment are upper case with `NYTTIGGJORT_`.

    `carrier`: who carries jobs, `embedded` (APScheduler in the serving process) or `procrastinate` (PostgreSQL and
    worker processes). `secret_key` signs CSRF tokens and short-lived browser state. `api_requests_per_minute` holds for
    one address; one token gets a fifth of it. `message_days`: so long a message that nobody catches is kept.
    """

    database_url: str
    secret_key: str
    carrier: Literal["embedded", "procrastinate"]
    base_url: str
    smtp_url: str
    mail_from: str
    secure_cookies: bool
    session_idle_minutes: int
    session_absolute_hours: int
    upload_limit_mb: int
    accessibility_statement_url: str
    data_dir: Path
    demo_accounts: bool
    api_requests_per_minute: int = 6000
    version_cache: int = 64
    step_budget: int = 1000
    message_days: int = 90

    @property
    def is_sqlite(self) -> bool:
        return self.database_url.startswith("sqlite")


def load_settings(environment: Mapping[str, str] | None = None, env_file: Path = Path(".env")) -> Settings:
    """Reads the settings. Raises UnsafeSettings for values that cannot work together."""
    found = {**{k: v for k, v in dotenv_values(env_file).items() if v is not None}, **(environment or os.environ)}

    def text(name: str, default: str) -> str:
        return found.get(PREFIX + name, default)

    def number(name: str, default: int) -> int:
        value = text(name, str(default))
        if not value.isdigit():
            raise UnsafeSettings([f"{PREFIX}{name} must be a whole number, not {value!r}."])
        return int(value)

    data_dir = Path(text("DATA_DIR", "var"))
    url = text("DATABASE_URL", f"sqlite:///{data_dir / 'nyttiggjort.db'}")
    if url.startswith(("postgres://", "postgresql://")):
        url = "postgresql+psycopg://" + url.split("://", 1)[1]
    carrier = text("CARRIER", "embedded" if url.startswith("sqlite") else "procrastinate")
    problems = []
    if carrier not in ("embedded", "procrastinate"):
        problems.append(f"{PREFIX}CARRIER must be embedded or procrastinate, not {carrier!r}.")
    if carrier == "procrastinate" and url.startswith("sqlite"):
        problems.append("The procrastinate carrier needs PostgreSQL.")
    secret = text("SECRET_KEY", "") or _kept_secret(data_dir)
    if len(secret) < 32:
        problems.append(f"{PREFIX}SECRET_KEY must be at least 32 characters.")
    if problems:
        raise UnsafeSettings(problems)
    base_url = text("BASE_URL", "http://127.0.0.1:8080").rstrip("/")
    return Settings(
        database_url=url,
        secret_key=secret,
        carrier="embedded" if carrier == "embedded" else "procrastinate",
        base_url=base_url,
        smtp_url=text("SMTP_URL", ""),
        mail_from=text("MAIL_FROM", "nyttiggjort@localhost"),
        secure_cookies=base_url.startswith("https://"),
        session_idle_minutes=number("SESSION_IDLE_MINUTES", 8 * 60),
        session_absolute_hours=number("SESSION_ABSOLUTE_HOURS", 24),
        upload_limit_mb=number("UPLOAD_LIMIT_MB", 20),
        accessibility_statement_url=text("ACCESSIBILITY_STATEMENT_URL", ""),
        data_dir=data_dir,
        demo_accounts=text("DEMO", "") == "1",
        api_requests_per_minute=number("API_REQUESTS_PER_MINUTE", 6000),
        message_days=number("MESSAGE_DAYS", 90),
    )


def _kept_secret(data_dir: Path) -> str:
    """The installation's own secret, made on first start and readable by its owner only. Raises UnsafeSettings."""
    path = data_dir / "secret_key"
    try:
        if not path.exists():
            data_dir.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w") as file:
                file.write(secrets.token_urlsafe(48))
        return path.read_text().strip()
    except OSError as error:
        raise UnsafeSettings([f"{PREFIX}DATA_DIR cannot be used: {error.filename}: {error.strerror}."]) from error
