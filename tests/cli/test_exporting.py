"""`nyttiggjort log export`: a file that a parser reads, and plain words for what is wrong."""

from pathlib import Path

from lxml import etree

from tests.cli.conftest import ROOT, Command


def test_a_log_is_written_to_a_file(command: Command, tmp_path: Path) -> None:
    assert command("deploy", ROOT / "bpmn" / "hurtigspor").exit_code == 0
    file = tmp_path / "log.xes"
    assert command("log", "export", "hurtigspor", file).exit_code == 0
    assert etree.parse(file).getroot().tag == "{http://www.xes-standard.org/}log"
    shown = command("log", "export", "hurtigspor", "-", "--format", "csv", "--from", "2026-01-01", "--version", 1)
    assert shown.exit_code == 0 and shown.stdout.startswith("case,activity,transition,timestamp")


def test_what_is_wrong_is_said_and_no_file_is_made(command: Command, tmp_path: Path) -> None:
    command("deploy", ROOT / "bpmn" / "hurtigspor")
    file = tmp_path / "log.xes"
    missing = command("log", "export", "finnesikke", file)
    assert missing.exit_code == 1 and "There is no process finnesikke." in missing.output
    swapped = command("log", "export", "hurtigspor", file, "--from", "2026-02-01", "--to", "2026-01-01")
    assert swapped.exit_code == 1 and "--to cannot be before --from." in swapped.output
    assert command("log", "export", "hurtigspor", file, "--from", "i går").exit_code == 2
    assert not file.exists()
