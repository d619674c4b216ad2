"""`nyttiggjort decide`: a DMN file's decisions on the command line, without any database."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Command
from tests.unit.dmn.test_explaining import DOUBLED, TWO, decision, library_file
from tests.unit.dmn.test_tables import RULES, table

pytestmark = pytest.mark.parametrize("database_url", ["sqlite:////nowhere/at/all.db"])


@pytest.fixture
def two(tmp_path: Path) -> Path:
    file = tmp_path / "haster.dmn"
    file.write_bytes(TWO)
    return file


def test_feel_json_and_files_are_put_together(command: Command, two: Path, tmp_path: Path) -> None:
    facts = tmp_path / "fakta.json"
    facts.write_text('{"sak": {"frist": "2026-05-20", "varsler": []}}')
    result = command("decide", two, "--input", facts, "--input", 'innsendt=date and time("2026-05-17T10:00:00")')
    assert (result.exit_code, json.loads(result.output)) == (0, True)
    dager = command(
        "decide",
        two,
        "--decision",
        "dager",
        "--input",
        '{"sak": {"frist": "2026-05-20", "varsler": null}, "innsendt": "2026-05-10T10:00:00"}',
    )
    assert json.loads(dager.output) == 10


def test_why_is_told(command: Command, tmp_path: Path) -> None:
    file = tmp_path / "nivå.dmn"
    file.write_bytes(table("FIRST", *RULES))
    told = json.loads(command("decide", file, "--input", "n=99", "--explain").output)
    assert (told["value"], told["reads"]) == ("høy", ["n"])
    assert [t["rules"] for t in told["tables"]] == [["r2"]]


def test_a_contradiction_ends_with_1_and_a_sentence(command: Command, tmp_path: Path) -> None:
    file = tmp_path / "nivå.dmn"
    file.write_bytes(table("UNIQUE", *RULES))
    result = command("decide", file, "--input", "n=7", "--lang", "en")
    assert result.exit_code == 1 and "must have at most one hit" in result.output


def test_imports_are_found_beside_the_file(command: Command, tmp_path: Path) -> None:
    (tmp_path / "z.dmn").write_bytes(library_file("z", body=DOUBLED))
    (tmp_path / "a.dmn").write_bytes(library_file("a", "z", body=decision("svar", "z.doblet(21)", "urn:z#doblet")))
    assert json.loads(command("decide", tmp_path / "a.dmn").output) == 42
    (tmp_path / "z.dmn").unlink()
    alone = command("decide", tmp_path / "a.dmn")
    assert alone.exit_code == 1 and "urn:z" in alone.output


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("n=1 +", "tegn"),
        ("{", "neither"),
        ("mangler.json", "neither"),
        ("[]", "neither"),
        ('x=__import__("os")', "finnes ikke"),
    ],
)
def test_wrong_input_is_told(command: Command, two: Path, given: str, said: str) -> None:
    result = command("decide", two, "--input", given)
    assert result.exit_code == 1 and said in result.output


def test_an_unknown_decision_is_told_with_those_there_are(command: Command, two: Path) -> None:
    result = command("decide", two, "--decision", "annet")
    assert result.exit_code == 1 and "dager, haster" in result.output


def test_a_file_that_is_no_dmn_is_told(command: Command, tmp_path: Path) -> None:
    file = tmp_path / "x.dmn"
    file.write_text("hei")
    result = command("decide", file)
    assert result.exit_code == 1 and "XML" in result.output
