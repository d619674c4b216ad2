"""Translating other tools' models from the command line, and taking them back."""

from pathlib import Path

from tests.cli.conftest import Command
from tests.conftest import MODELS
from tests.unit.importing import foreign
from webapp.archives import packed

CAMUNDA = foreign.MODELS / "camunda7"


def test_a_folder_is_translated_and_the_report_printed(command: Command, tmp_path: Path) -> None:
    done = command("import", CAMUNDA, "--to", tmp_path / "ny")
    assert done.exit_code == 0, done.output
    assert "problem: innkjop.bpmn regn_ut_avgift: Skriptet er skrevet i groovy" in done.output
    assert "error: innkjop.bpmn vurder_tilbud:" in done.output
    assert done.output.splitlines()[-1] == "The model cannot be deployed yet."
    assert (tmp_path / "ny" / "forms" / "meld_inn_behov.json").exists()
    assert 'key = "innkjop_av_utstyr"' in (tmp_path / "ny" / "model.toml").read_text(encoding="utf-8")


def test_the_way_back(command: Command, tmp_path: Path) -> None:
    command("import", CAMUNDA, "--to", tmp_path / "ny")
    assert command("export", tmp_path / "ny", "--to", tmp_path / "tilbake").exit_code == 0
    back = (tmp_path / "tilbake" / "innkjop.bpmn").read_bytes()
    assert foreign.canonical(back) == foreign.canonical((CAMUNDA / "innkjop.bpmn").read_bytes())


def test_only_checking_writes_nothing_and_fails_when_something_must_be_mended(command: Command, tmp_path: Path) -> None:
    assert command("import", CAMUNDA, "--check", "--to", tmp_path / "ny", "--lang", "en").exit_code == 1
    assert not (tmp_path / "ny").exists()
    archive = tmp_path / "forslag.zip"
    archive.write_bytes(packed({"forslag.bpmn": foreign.ready()}))
    checked = command("import", archive, "--check", "--lang", "en")
    assert (checked.exit_code, checked.output.splitlines()[-1]) == (0, "The model can be deployed.")
    assert "mapped: forslag.bpmn foresla_forbedring:" in checked.output


def test_a_translated_model_is_deployed(command: Command, tmp_path: Path) -> None:
    (tmp_path / "forslag.bpmn").write_bytes(foreign.ready())
    command("import", tmp_path / "forslag.bpmn", "--to", tmp_path / "ny")
    assert "forslag: version 1\n" in command("deploy", tmp_path / "ny").output


def test_our_own_folder_comes_out_as_it_was(command: Command, tmp_path: Path) -> None:
    command("import", MODELS / "hurtigspor", "--to", tmp_path / "ny")
    for file in (MODELS / "hurtigspor").rglob("*"):
        if file.is_file():
            assert (tmp_path / "ny" / file.relative_to(MODELS / "hurtigspor")).read_bytes() == file.read_bytes()


def test_nothing_is_written_over(command: Command, tmp_path: Path) -> None:
    (tmp_path / "ny").mkdir()
    (tmp_path / "ny" / "notat.txt").write_text("mitt", encoding="utf-8")
    refused = command("import", CAMUNDA, "--to", tmp_path / "ny")
    assert refused.exit_code == 1
    assert "is not empty" in refused.output
    assert [path.name for path in (tmp_path / "ny").iterdir()] == ["notat.txt"]


def test_nothing_is_written_outside_the_folder(command: Command, tmp_path: Path) -> None:
    archive = tmp_path / "x.zip"
    archive.write_bytes(packed({"x.bpmn": foreign.ready(), "../ute.txt": b"ute"}))
    refused = command("import", archive, "--to", tmp_path / "ny")
    assert refused.exit_code == 1
    assert not (tmp_path / "ute.txt").exists()


def test_what_cannot_be_read_is_said(command: Command, tmp_path: Path) -> None:
    (tmp_path / "x.bpmn").write_bytes(b"<bpmn")
    refused = command("import", tmp_path / "x.bpmn", "--check")
    assert refused.exit_code == 1
    assert "error: x.bpmn: Filen er ikke gyldig XML" in refused.output
    assert command("import", tmp_path / "x.bpmn").exit_code == 2
