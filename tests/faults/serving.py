"""The real processes, to be killed: `nyttiggjort serve` and `nyttiggjort worker` on a database."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from http.client import HTTPConnection
from pathlib import Path
from typing import Any


class Process:
    """One process of the product. `kill` is SIGKILL: nothing in it gets to say goodbye."""

    def __init__(self, command: str, database_url: str, folder: Path) -> None:
        self.port = _free_port()
        arguments = ["--port", str(self.port), "--threads", "8"] if command == "serve" else []
        environment = {
            **os.environ,
            "NYTTIGGJORT_DATABASE_URL": database_url,
            "NYTTIGGJORT_SECRET_KEY": "k" * 40,
            "NYTTIGGJORT_DATA_DIR": str(folder / "var"),
            "NYTTIGGJORT_CARRIER": "embedded",
            "NYTTIGGJORT_API_REQUESTS_PER_MINUTE": "1000000",
        }
        self._process = subprocess.Popen(
            [sys.executable, "-m", "webapp.cli", command, *arguments],
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=(folder / "stderr.log").open("ab"),
        )
        if command == "serve":
            self._wait_until_open()

    def kill(self) -> None:
        """Ends it like a power cut of one process."""
        self._process.send_signal(signal.SIGKILL)
        self._process.wait(10)

    def end(self) -> int:
        """Ends it politely; the exit code."""
        self._process.terminate()
        return self._process.wait(20)

    def _wait_until_open(self) -> None:
        for _ in range(600):
            assert self._process.poll() is None, "the server ended before it served"
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.05)
        raise AssertionError("the server did not open its port")


class Client:
    """A machine with a token."""

    def __init__(self, port: int, token: str) -> None:
        self._connection = HTTPConnection("127.0.0.1", port, timeout=10)
        self._token = token

    def post(self, path: str, body: object, key: str) -> tuple[int, Any]:
        """Status and JSON. Raises OSError or HTTPException when the other side is gone."""
        headers = {"Authorization": f"Bearer {self._token}", "Content-Type": "application/json", "Idempotency-Key": key}
        self._connection.request("POST", f"/api/v1{path}", json.dumps(body), headers)
        answer = self._connection.getresponse()
        return answer.status, json.loads(answer.read() or b"null")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
