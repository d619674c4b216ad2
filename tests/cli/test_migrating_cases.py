"""`nyttiggjort migrate-cases`: checks on a copy, and migrates when told to."""

from pathlib import Path

from sqlalchemy import select

from engine.bootstrap import build_engine
from engine.model.case import Case
from engine.settings import load_settings
from engine.testing import Town, settle_town
from engine.toolboxes import Toolboxes
from tests.cli.conftest import Command, settings_for
from tests.operation.conftest import LINE


def test_cases_are_checked_and_then_migrated(command: Command, database_url: str, tmp_path: Path) -> None:
    settings = load_settings(settings_for(database_url, tmp_path), env_file=tmp_path / "none")
    engine = build_engine(settings, toolboxes=Toolboxes([]))
    town: Town = settle_town(engine.database)
    engine.models.install(LINE)
    answers = {"tittel": "Ny vaktliste", "enhet": str(town.units["hjemmetjenesten"])}
    case = engine.cases.submit(town["ansatt"], answers, process="prove").case_id
    new = engine.models.install({**LINE, "LES.md": b"ny"}).version_id
    order = ("migrate-cases", "prove", "--from", "1", "--to", "2", "--reason", "ny", "--by")
    refused = command(*order, "fag1")
    assert refused.exit_code != 0
    assert "process owner" in refused.output
    checked = command(*order, "prosesseier")
    assert checked.exit_code == 0, checked.output
    assert "1 can be migrated" in checked.output
    with engine.database.reading() as session:
        assert session.execute(select(Case.version_id).where(Case.id == case)).scalar_one() != new
    done = command(*order, "prosesseier", "--start")
    assert "1 migrated" in done.output
    with engine.database.reading() as session:
        assert session.execute(select(Case.version_id).where(Case.id == case)).scalar_one() == new
    assert command(*order, "ingen").exit_code != 0
    assert command(
        "migrate-cases", "prove", "--from", "1", "--to", "9", "--reason", "x", "--by", "prosesseier"
    ).exit_code
    engine.database.dispose()
