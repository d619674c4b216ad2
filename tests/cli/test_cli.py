"""The `nyttiggjort` command: what it does, and what it says when it cannot."""

import json
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import MODELS
from webapp import cli

ROOT = Path(__file__).parents[2]


class Shell:
    """Runs the command in this process, as `main` does, on a database of its own."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self._monkeypatch, self._capsys = folder, monkeypatch, capsys

    def run(self, *arguments: object) -> tuple[int, str]:
        """Exit code, and what was printed on either stream."""
        self._monkeypatch.setattr(sys, "argv", ["nyttiggjort", *map(str, arguments)])
        code = 0
        try:
            cli.main()
        except SystemExit as left:
            code = left.code if isinstance(left.code, int) else 1
        printed = self._capsys.readouterr()
        return code, printed.out + printed.err


@pytest.fixture
def shell(
    sqlite_template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Shell:
    shutil.copy(sqlite_template, tmp_path / "nyttiggjort.db")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NYTTIGGJORT_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("NYTTIGGJORT_DEMO", "0")
    return Shell(tmp_path, monkeypatch, capsys)


def test_help_names_every_command(shell: Shell) -> None:
    code, text = shell.run("--help")
    assert code == 0
    for command in (
        "serve",
        "worker",
        "migrate",
        "deploy",
        "check",
        "user",
        "unit",
        "token",
        "run",
        "backup",
        "restore",
    ):
        assert f"  {command} " in text


def test_a_model_is_checked_and_deployed(shell: Shell) -> None:
    assert shell.run("check", MODELS / "hurtigspor") == (0, "The model can be deployed.\n")
    assert shell.run("deploy", MODELS / "hurtigspor") == (0, "hurtigspor: version 1\n")
    assert shell.run("deploy", MODELS / "hurtigspor") == (0, "hurtigspor: version 1 was deployed already\n")


@pytest.mark.parametrize(("language", "word"), [("nb", "Skjemaet"), ("en", "form")])
def test_a_faulty_model_is_refused_with_every_problem(shell: Shell, language: str, word: str) -> None:
    folder = shell.folder / "feil"
    shutil.copytree(MODELS / "hurtigspor", folder)
    for form in list((folder / "forms").iterdir())[:2]:
        form.unlink()
    code, text = shell.run("check", folder, "--lang", language)
    assert code == 1
    assert text.count("\n") >= 2
    assert word in text
    assert shell.run("deploy", folder)[0] == 1


def test_units_people_roles_and_tokens(shell: Shell) -> None:
    assert shell.run("unit", "create", "moss", "--name", "Moss kommune") == (0, "moss was added.\n")
    assert shell.run("unit", "create", "skole", "--name", "Skoler", "--parent", "moss")[0] == 0
    assert shell.run("unit", "create", "x", "--name", "X", "--parent", "borte")[0] == 1
    made = shell.run("user", "create", "kari", "--name", "Kari", "--password", "et langt nok passord")
    assert made == (0, "kari was added.\n")
    assert shell.run("user", "role", "kari", "administrator") == (0, "kari is now administrator.\n")
    code, secret = shell.run("token", "create", "kari", "--name", "x", "--scope", "read")
    assert code == 0
    assert secret.startswith("nyt_")
    assert shell.run("user", "password", "kari", "--password", "et annet langt passord")[0] == 0


@pytest.mark.parametrize(
    "arguments",
    [
        ("user", "create", "ola", "--name", "Ola", "--password", "kort"),
        ("user", "create", "kari", "--name", "En til", "--password", "et langt nok passord"),
        ("user", "role", "kari", "konge"),
        ("user", "role", "kari", "enhetsleder"),
        ("user", "role", "finnesikke", "administrator"),
        ("user", "create", "per", "--name", "Per", "--unit", "borte", "--password", "et langt nok passord"),
        ("token", "create", "kari", "--name", "x", "--scope", "alt"),
        ("run", "finnesikke"),
        ("run", "hurtigspor", "--answers", "tull.json"),
        ("deploy", "finnesikke"),
        ("restore", "finnesikke"),
        ("tull",),
    ],
)
def test_what_cannot_be_done_is_said_in_a_line_or_two(shell: Shell, arguments: tuple[str, ...]) -> None:
    shell.run("user", "create", "kari", "--name", "Kari", "--password", "et langt nok passord")
    (shell.folder / "tull.json").write_text("{ikke json")
    code, text = shell.run(*arguments)
    assert code in (1, 2)
    assert text.strip()
    assert "Traceback" not in text


def test_a_case_runs_headless_to_its_end(shell: Shell) -> None:
    shell.run("demo", "seed")
    code, text = shell.run("run", "hurtigspor")
    assert code == 0
    assert "H2 Sorter" in text
    assert "H7" in text


def test_backup_and_restore(shell: Shell) -> None:
    shell.run("user", "create", "kari", "--name", "Kari", "--password", "et langt nok passord")
    assert shell.run("backup", "kopi.db")[0] == 0
    assert shell.run("backup", "kopi.db")[0] == 1
    shell.run("user", "create", "ola", "--name", "Ola", "--password", "et langt nok passord")
    code, text = shell.run("restore", "kopi.db")
    assert code == 1
    assert "--force" in text
    assert shell.run("restore", "kopi.db", "--force") == (0, "Restored.\n")
    assert shell.run("user", "role", "ola", "administrator")[0] == 1, "ola came after the backup"


def test_a_database_without_the_schema_says_what_to_run(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NYTTIGGJORT_DATABASE_URL", f"sqlite:///{shell.folder}/tom.db")
    code, text = shell.run("serve")
    assert code == 1
    assert "nyttiggjort migrate" in text
    assert shell.run("migrate") == (0, "The database is up to date.\n")


def test_unsafe_settings_are_a_sentence(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NYTTIGGJORT_SECRET_KEY", "kort")
    code, text = shell.run("migrate")
    assert code == 1
    assert "at least 32 characters" in text


def test_a_busy_port_is_said_plainly(shell: Shell) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        code, text = shell.run("serve", "--port", taken.getsockname()[1])
    assert code == 1
    assert "port" in text.lower()


def test_the_server_ends_when_told(shell: Shell) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "webapp.cli", "serve", "--port", str(port)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert process.stdout is not None
    for line in process.stdout:
        if "ready" in line:
            break
    process.send_signal(signal.SIGINT)
    rest = process.communicate(timeout=20)[0]
    assert "Traceback" not in rest
    assert process.returncode in (0, 1, -signal.SIGINT)


def test_no_suitable_python_is_said_plainly(tmp_path: Path) -> None:
    for name in ("sh", "dirname", "cat"):
        (tmp_path / name).symlink_to(shutil.which(name) or "")
    result = subprocess.run(
        [str(ROOT / "scripts" / "venv"), "requirements.lock"],
        env={"PATH": str(tmp_path), "NYTTIGGJORT_VENV": str(tmp_path / "venv")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 1
    assert "Python 3.11" in result.stderr


def test_answers_can_be_given_to_a_headless_case(shell: Shell) -> None:
    shell.run("demo", "seed")
    given = {"h1_forslag": {"tittel": "Fra en fil"}}
    (shell.folder / "svar.json").write_text(json.dumps(given))
    code, text = shell.run("run", "hurtigspor", "--answers", "svar.json", "--steps", "2")
    assert code == 0
    assert text
