"""The real processes: ports, signals, first and second start, and the start script without a usable Python."""

import re
import shutil
import signal
import socket
import subprocess
import threading
from collections.abc import Callable
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from urllib.parse import urlencode

import pytest

from engine.bootstrap import Engine
from engine.jobs import start_carrier
from tests.cli.conftest import ROOT, Command, Started, settings_for

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
Start = Callable[..., Started]


def _status(port: int, path: str, headers: dict[str, str] | None = None) -> tuple[int, str]:
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", path, headers=headers or {})
    answer = connection.getresponse()
    found = answer.status, answer.getheader("Location", "")
    connection.close()
    return found


@on_sqlite
@pytest.mark.parametrize("verb", ["serve", "start"])
@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_a_busy_port_is_named_with_another_one(command: Command, verb: str, host: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as busy:
        port = busy.getsockname()[1]
        refused = command(verb, "--port", port, "--host", host)
    assert refused.exit_code == 1
    assert f"Port {port} on {host} is in use." in refused.output
    assert f"--port {port + 1}" in refused.output


@on_sqlite
def test_an_address_of_another_machine_is_not_called_busy(command: Command, free_port: int) -> None:
    refused = command("serve", "--host", "192.0.2.1", "--port", free_port)
    assert refused.exit_code == 1
    assert "192.0.2.1 is no address of this machine." in refused.output


@on_sqlite
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_server_ends_cleanly(
    started: Start, database_url: str, tmp_path: Path, free_port: int, number: signal.Signals
) -> None:
    server = started("serve", "--port", free_port, env=settings_for(database_url, tmp_path))
    server.wait_for("Nyttiggjort is ready")
    assert _status(free_port, "/login")[0] == 200
    code, printed = server.end(number)
    assert (code, printed.splitlines()[-1]) == (0, "Stopped.")
    assert "Traceback" not in printed
    assert not list(tmp_path.glob("*.db-wal")), "the last connection closed and left one tidy file"


@on_sqlite
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_worker_ends_cleanly(started: Start, database_url: str, tmp_path: Path, number: signal.Signals) -> None:
    worker = started("worker", env=settings_for(database_url, tmp_path))
    worker.wait_for("Carrying jobs")
    code, printed = worker.end(number)
    assert (code, printed.splitlines()[-1]) == (0, "Stopped.")
    assert "Traceback" not in printed


@on_sqlite
def test_the_embedded_carrier_ends_quietly_however_soon(engine: Engine) -> None:
    broken: list[object] = []
    threading.excepthook, before = broken.append, threading.excepthook
    try:
        for _ in range(30):
            start_carrier(engine).stop()
    finally:
        threading.excepthook = before
    assert not broken


def test_first_and_second_start(started: Start, tmp_path: Path, free_port: int) -> None:
    environment = settings_for(f"sqlite:///{tmp_path}/new.db", tmp_path)
    for version in ("version 1 (new)", "version 1\n"):
        server = started("start", "--port", free_port, env=environment)
        server.wait_for("Nyttiggjort is ready")
        assert _status(free_port, "/")[0] == 302
        code, printed = server.end(signal.SIGTERM)
        assert code == 0
        assert f"standard: {version}" in printed
        assert "Demo accounts" not in printed, "a real installation has none"


@on_sqlite
def test_behind_a_proxy_cookies_are_secure_and_callers_are_told_apart(
    started: Start, database_url: str, tmp_path: Path, free_port: int
) -> None:
    base = "https://innovasjon.example"
    environment = {**settings_for(database_url, tmp_path), "NYTTIGGJORT_BASE_URL": base}
    server = started("serve", "--port", free_port, env=environment)
    server.wait_for("Nyttiggjort is ready")
    proxied = {"Host": "innovasjon.example", "X-Forwarded-Proto": "https", "Referer": f"{base}/login", "Origin": base}
    connection = HTTPConnection("127.0.0.1", free_port, timeout=10)

    def ask(method: str, body: str = "", **headers: str) -> tuple[HTTPResponse, str]:
        connection.request(method, "/login", body, {**proxied, **headers})
        answer = connection.getresponse()
        return answer, answer.read().decode()

    shown, page = ask("GET")
    cookie = str(shown.getheader("Set-Cookie"))
    assert cookie.startswith("__Host-")
    assert "Secure" in cookie
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert token is not None
    form = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": cookie.partition(";")[0]}

    def log_in(caller: str, attempt: int) -> int:
        body = urlencode({"csrf_token": token[1], "username": f"nobody{attempt}", "password": "x"})
        return ask("POST", body, **form, **{"X-Forwarded-For": caller})[0].status

    assert [log_in("198.51.100.1", attempt) for attempt in range(31)] == [401] * 30 + [429]
    assert log_in("198.51.100.2", 99) == 401, "another caller is not limited with the first"
    connection.close()


@pytest.fixture
def poor_path(tmp_path: Path) -> Path:
    """A folder of programs with the few that the script needs, and no Python."""
    folder = tmp_path / "programs"
    folder.mkdir()
    for name in ("sh", "dirname", "cat"):
        (folder / name).symlink_to(str(shutil.which(name)))
    return folder


def _run_script(path: Path, tmp_path: Path) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": str(path), "HOME": str(tmp_path), "NYTTIGGJORT_VENV": str(tmp_path / "venv")}
    script = [str(ROOT / "scripts" / "run")]
    return subprocess.run(["/bin/sh", *script], env=environment, capture_output=True, text=True, check=False)


def test_the_start_script_says_that_python_is_missing(poor_path: Path, tmp_path: Path) -> None:
    refused = _run_script(poor_path, tmp_path)
    assert refused.returncode == 1
    assert "needs Python 3.11, 3.12 or 3.13" in refused.stderr
    assert not (tmp_path / "venv").exists()


def test_the_start_script_names_the_python_that_is_too_old(poor_path: Path, tmp_path: Path) -> None:
    old = poor_path / "python3"
    old.write_text('#!/bin/sh\ncase "$1" in --version) echo "Python 3.9.2";; *) exit 1;; esac\n')
    old.chmod(0o755)
    refused = _run_script(poor_path, tmp_path)
    assert refused.returncode == 1
    assert "Python 3.9.2" in refused.stderr
    assert "needs Python 3.11, 3.12 or 3.13" in refused.stderr
