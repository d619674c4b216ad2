"""The demonstration municipality, and a case run without a browser."""

import json
from pathlib import Path

import pytest
from sqlalchemy import func, select

from engine.bootstrap import Engine
from engine.model.initiative import Initiative
from engine.model.people import Person
from engine.testing import Town
from tests.cli.conftest import Command
from tests.conftest import MODELS
from webapp.demo import seed
from webapp.demo.accounts import ACCOUNTS, PASSWORD
from webapp.demo.texts import STORIES

# A whole seeding says the same on both databases, and costs seconds.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def _count(engine: Engine, table: type[Person] | type[Initiative]) -> int:
    with engine.database.reading() as session:
        return session.execute(select(func.count()).select_from(table)).scalar_one()


@pytest.fixture
def deployed(command: Command) -> None:
    for name in ("standard", "hurtigspor"):
        assert command("deploy", MODELS / name).exit_code == 0


def test_seeding_goes_on_where_it_was_cut_off_and_then_never_again(
    command: Command, deployed: None, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = seed._tell_story

    def cut_off(*arguments: object) -> None:
        if _count(engine, Initiative) == 2:
            raise KeyboardInterrupt
        told(*arguments)  # type: ignore[arg-type]

    with monkeypatch.context() as patched:
        patched.setattr(seed, "_tell_story", cut_off)
        assert command("demo", "seed").exit_code == 1
    assert _count(engine, Initiative) == 2

    went_on = command("demo", "seed")
    assert went_on.exit_code == 0
    assert STORIES[0].title not in went_on.output
    assert (_count(engine, Initiative), _count(engine, Person)) == (len(STORIES), len(ACCOUNTS))
    assert engine.logins.login("anne", PASSWORD)

    with engine.database.transaction() as session:
        session.execute(select(Initiative)).scalars().first().title = "Et nytt navn"  # type: ignore[union-attr]
    assert command("demo", "seed").output == ""
    assert _count(engine, Initiative) == len(STORIES)


def test_seeding_leaves_a_database_with_other_people_alone(command: Command, deployed: None, town: Town) -> None:
    assert command("demo", "seed").output == ""


def test_seeding_without_processes_says_what_to_do_and_makes_nobody(command: Command, engine: Engine) -> None:
    refused = command("demo", "seed")
    assert refused.exit_code == 1
    assert "nyttiggjort deploy" in refused.output
    assert _count(engine, Person) == 0


def test_a_case_runs_to_its_end_with_given_answers(
    command: Command, deployed: None, engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(seed, "STORIES", ())
    command("demo", "seed")
    answers = tmp_path / "answers.json"
    answers.write_text(json.dumps({"h1_forslag": {"tittel": "Merkede hyller"}}), encoding="utf-8")
    with engine.database.reading() as session:
        assert session.execute(select(func.count()).select_from(Initiative)).scalar_one() == 0
    ran = command("run", "hurtigspor", "--answers", answers)
    assert ran.exit_code == 0
    assert "INN-" in ran.output.splitlines()[0]
    assert "H7" in ran.output
    assert " is completed: " in ran.output.splitlines()[-1]
    with engine.database.reading() as session:
        assert session.execute(select(Initiative.title)).scalar_one() == "Merkede hyller"


def test_a_case_stops_after_the_wanted_number_of_tasks(
    command: Command, deployed: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(seed, "STORIES", ())
    command("demo", "seed")
    ran = command("run", "standard", "--steps", "2")
    assert ran.exit_code == 0
    assert "still going" in ran.output.splitlines()[-1]


@pytest.mark.parametrize(
    ("content", "said"),
    [("[1", "is no JSON"), ("[]", "must hold answers by element"), ('{"h1_forslag": 3}', "must hold answers")],
)
def test_answers_that_cannot_be_read_are_explained(command: Command, tmp_path: Path, content: str, said: str) -> None:
    file = tmp_path / "answers.json"
    file.write_text(content, encoding="utf-8")
    refused = command("run", "standard", "--answers", file)
    assert refused.exit_code == 1
    assert said in refused.output


def test_a_case_needs_people_and_a_process(command: Command, deployed: None, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "nyttiggjort demo seed" in command("run", "standard").output
    monkeypatch.setattr(seed, "STORIES", ())
    command("demo", "seed")
    unknown = command("run", "nei")
    assert unknown.exit_code == 1
    assert "There is no process nei here." in unknown.output
