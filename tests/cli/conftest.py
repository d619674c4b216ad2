"""The command in this process, on a database of its own, and as a real process where signals and ports count."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
import structlog
from argon2 import PasswordHasher
from click.testing import CliRunner, Result

from engine.services import passwords
from engine.store.database import Database
from engine.store.migrate import migrate
from engine.toolboxes import installed_toolboxes
from webapp.cli import cli

Command = Callable[..., Result]
ROOT = Path(__file__).parents[2]


def settings_for(database_url: str, folder: Path) -> dict[str, str]:
    """The environment of an installation of its own."""
    return {
        "NYTTIGGJORT_DATABASE_URL": database_url,
        "NYTTIGGJORT_DATA_DIR": str(folder / "var"),
        "NYTTIGGJORT_SECRET_KEY": "k" * 40,
        "NYTTIGGJORT_CARRIER": "embedded",
        "NYTTIGGJORT_DEMO": "",
    }


@pytest.fixture(autouse=True)
def _quiet_again() -> Iterator[None]:
    """The command sets up logging for a process of its own; other tests here should not notice."""
    yield
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))


@pytest.fixture(autouse=True)
def _quick_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """The real hash is meant to be slow; here it only has to be right."""
    monkeypatch.setattr(passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=64))


@pytest.fixture(autouse=True)
def _tables_of_toolboxes(request: pytest.FixtureRequest) -> None:
    """The command, here or as a process, finds the toolboxes that are installed: their tables are there too."""
    if "database_url" in request.fixturenames:
        database = Database(request.getfixturevalue("database_url"))
        migrate(database, installed_toolboxes().by_name.values())
        database.dispose()


@pytest.fixture
def command(database_url: str, tmp_path: Path) -> Command:
    """Runs a command on a fresh, migrated database: `command("user", "create", ...)`, `env=` for other settings."""

    def run(*arguments: object, env: Mapping[str, str] | None = None, input: str | None = None) -> Result:
        runner = CliRunner(env={**settings_for(database_url, tmp_path), **(env or {})})
        result = runner.invoke(cli, [str(argument) for argument in arguments], input=input)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return run


@pytest.fixture
def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _heed_interrupts() -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class Started:
    """A real process of the command, with what it printed."""

    def __init__(self, arguments: list[str], environment: Mapping[str, str]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "webapp.cli", *arguments],
            cwd=ROOT,
            env={**os.environ, **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            # A shell that runs the tests in the background hands down that Ctrl-C is to be ignored.
            preexec_fn=_heed_interrupts,
        )
        self.printed: list[str] = []

    def wait_for(self, text: str) -> None:
        """Reads what is printed until a line holds `text`."""
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self.printed.append(line)
            if text in line:
                return
        raise AssertionError(f"it ended without {text!r}: {''.join(self.printed)}")

    def end(self, number: int) -> tuple[int, str]:
        """Sends a signal; the exit code and all that was printed."""
        self._process.send_signal(number)
        rest, _ = self._process.communicate(timeout=20)
        return self._process.returncode, "".join(self.printed) + rest

    def stop(self) -> None:
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait(10)


@pytest.fixture
def started(tmp_path: Path) -> Iterator[Callable[..., Started]]:
    """Starts real processes and sees to it that none is left."""
    processes: list[Started] = []

    def start(*arguments: object, env: Mapping[str, str]) -> Started:
        processes.append(Started([str(argument) for argument in arguments], env))
        return processes[-1]

    yield start
    for process in processes:
        process.stop()
