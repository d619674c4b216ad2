"""People, roles and tokens from the command line."""

import pytest

from engine.bootstrap import Engine
from engine.contract.errors import LoginRefused
from engine.testing import Town
from tests.cli.conftest import Command

SECRET = "en-lang-nok-setning"


def test_a_person_that_was_added_can_log_in(command: Command, engine: Engine, town: Town) -> None:
    made = command("user", "create", "nora", "--name", "Nora Ny", "--unit", "skole", "--password", SECRET)
    assert (made.exit_code, made.output) == (0, "nora was added.\n")
    assert engine.logins.login("nora", SECRET)


def test_the_password_is_asked_for_twice_when_left_out(command: Command, engine: Engine) -> None:
    made = command("user", "create", "nora", "--name", "Nora Ny", input=f"{SECRET}\n{SECRET}\n")
    assert made.exit_code == 0
    assert SECRET not in made.output
    assert engine.logins.login("nora", SECRET)


def test_a_name_that_is_taken_is_refused_and_the_first_password_stays(command: Command, engine: Engine) -> None:
    command("user", "create", "nora", "--name", "Nora Ny", "--password", SECRET)
    again = command("user", "create", "Nora", "--name", "En annen", "--password", "en-helt-annen-setning")
    assert again.exit_code == 1
    assert "There is a user with that name already." in again.output
    assert engine.logins.login("nora", SECRET)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nora", "--name", "Nora", "--password", "kort"], "at least 12 characters"),
        (["no ra", "--name", "Nora", "--password", SECRET], "A username is"),
        (["nora", "--name", "  ", "--password", SECRET], "Give a name"),
        (["nora", "--name", "Nora", "--unit", "nei", "--password", SECRET], "There is no unit nei."),
    ],
)
def test_bad_input_for_a_person_is_explained(command: Command, arguments: list[str], said: str) -> None:
    refused = command("user", "create", *arguments)
    assert refused.exit_code == 1
    assert said in refused.output


def test_a_role_in_a_unit_shows_for_the_person(command: Command, engine: Engine, town: Town) -> None:
    granted = command("user", "role", "ansatt", "enhetsleder", "--unit", "skole")
    assert granted.exit_code == 0
    (person,) = engine.queries.people.people(town["admin"], "Anna")
    assert [(held.role, held.unit_name) for held in person.bindings] == [("enhetsleder", "Skole")]


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["ansatt", "konge"], 2, "'portefoljestyre'"),
        (["ansatt", "enhetsleder"], 1, "Give --unit"),
        (["ansatt", "revisor", "--unit", "skole"], 1, "Give --unit"),
        (["ansatt", "enhetsleder", "--unit", "nei"], 1, "There is no unit nei."),
        (["ukjent", "revisor"], 1, "There is no user ukjent."),
    ],
)
def test_a_role_that_cannot_be_given_is_explained(
    command: Command, town: Town, arguments: list[str], code: int, said: str
) -> None:
    refused = command("user", "role", *arguments)
    assert refused.exit_code == code
    assert said in refused.output


def test_a_new_password_ends_the_old_one_and_its_logins(command: Command, engine: Engine) -> None:
    command("user", "create", "nora", "--name", "Nora Ny", "--password", SECRET)
    cookie = engine.logins.login("nora", SECRET)
    assert command("user", "password", "nora", "--password", "en-helt-annen-setning").exit_code == 0
    assert engine.logins.resolve(cookie) is None
    with pytest.raises(LoginRefused):
        engine.logins.login("nora", SECRET)
    assert engine.logins.login("nora", "en-helt-annen-setning")


def test_a_token_stands_for_its_owner_with_its_scopes(command: Command, engine: Engine, town: Town) -> None:
    made = command("token", "create", "fag1", "--name", "rapport", "--scope", "read", "--scope", "tasks")
    identity = engine.tokens.resolve(made.output.strip())
    assert identity is not None
    assert (identity.person_id, identity.scopes) == (town.people["fag1"], frozenset({"read", "tasks"}))


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["ukjent", "--name", "x", "--scope", "read"], 1, "There is no user ukjent."),
        (["fag1", "--name", " ", "--scope", "read"], 1, "Give a name"),
        (["fag1", "--name", "x", "--scope", "alt"], 2, "'alt' is not one of"),
        (["fag1", "--name", "x"], 2, "Missing option '--scope'"),
    ],
)
def test_a_token_that_cannot_be_made_is_explained(
    command: Command, town: Town, arguments: list[str], code: int, said: str
) -> None:
    refused = command("token", "create", *arguments)
    assert refused.exit_code == code
    assert said in refused.output


def test_units_are_made_from_the_top_down(command: Command, engine: Engine, town: Town) -> None:
    assert command("unit", "create", "kultur", "--name", "Kultur", "--parent", "kommune", "--area").exit_code == 0
    assert command("unit", "create", "bibliotek", "--name", "Biblioteket", "--parent", "kultur").exit_code == 0
    names = {row.name for row in engine.queries.people.units(town["ansatt"])}
    assert {"Kultur", "Biblioteket"} <= names
    taken = command("unit", "create", "kultur", "--name", "En til")
    assert taken.exit_code == 1
    assert "There is no unit borte." in command("unit", "create", "x", "--name", "X", "--parent", "borte").output
