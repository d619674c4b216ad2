"""Checking and deploying a model folder."""

import shutil
from pathlib import Path

import pytest

from engine.bootstrap import Engine
from tests.cli.conftest import Command
from tests.conftest import MODELS


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of a shipped model, to be changed."""
    return Path(shutil.copytree(MODELS / "hurtigspor", tmp_path / "hurtigspor"))


def test_a_shipped_model_is_deployed_once(command: Command) -> None:
    assert "hurtigspor: version 1\n" in command("deploy", MODELS / "hurtigspor").output
    again = command("deploy", MODELS / "hurtigspor")
    assert (again.exit_code, again.output.splitlines()[-1]) == (0, "hurtigspor: version 1 was deployed already")


def test_a_changed_model_becomes_the_next_version(command: Command, engine: Engine, folder: Path) -> None:
    command("deploy", MODELS / "hurtigspor")
    (folder / "README.md").write_text("Noe nytt.\n", encoding="utf-8")
    assert "hurtigspor: version 2\n" in command("deploy", folder, "--note", "Noe nytt").output


@pytest.mark.parametrize("verb", ["check", "deploy"])
def test_problems_are_listed_in_norwegian_with_file_and_element(command: Command, folder: Path, verb: str) -> None:
    (folder / "forms" / "h2_sorter.json").unlink()
    refused = command(verb, folder)
    assert refused.exit_code == 1
    assert "error: hurtigspor.bpmn h2_sorter: Skjemaet" in refused.output
    assert "can be deployed" not in refused.output


def test_problems_can_be_read_in_english(command: Command, folder: Path) -> None:
    (folder / "model.toml").unlink()
    assert "The model lacks the file model.toml." in command("check", folder, "--lang", "en").output
    assert "Modellen mangler filen model.toml." in command("check", folder).output


def test_broken_xml_is_a_problem_and_not_a_crash(command: Command, folder: Path) -> None:
    (folder / "hurtigspor.bpmn").write_bytes(b"<bpmn:definitions")
    refused = command("check", folder)
    assert refused.exit_code == 1
    assert "error: hurtigspor.bpmn" in refused.output


def test_a_refused_model_leaves_the_version_in_use(command: Command, engine: Engine, folder: Path) -> None:
    command("deploy", MODELS / "hurtigspor")
    (folder / "model.toml").unlink()
    assert command("deploy", folder).exit_code == 1
    assert engine.idea_form("hurtigspor") is not None


@pytest.mark.parametrize("verb", ["check", "deploy"])
def test_a_folder_that_is_not_there_is_named(command: Command, tmp_path: Path, verb: str) -> None:
    refused = command(verb, tmp_path / "nei")
    assert refused.exit_code == 2
    assert "does not exist" in refused.output


def test_a_check_needs_no_migrated_database(command: Command, tmp_path: Path) -> None:
    passed = command("check", MODELS / "standard", env={"NYTTIGGJORT_DATABASE_URL": f"sqlite:///{tmp_path}/new.db"})
    assert (passed.exit_code, passed.output.splitlines()[-1]) == (0, "The model can be deployed.")
