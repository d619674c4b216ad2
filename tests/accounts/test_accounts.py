"""Logins and tokens: what they open, how they end, and what they never tell."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from engine.bootstrap import Engine
from engine.contract.errors import InvalidInput, LoginRefused, NotAllowed
from engine.model.people import ApiToken, LoginSession, Person
from engine.services import passwords
from engine.testing import FakeClock, Town

PASSWORD = "en lang nok setning"


@pytest.fixture
def anna(engine: Engine, town: Town) -> str:
    engine.people.set_password(None, town.people["ansatt"], PASSWORD)
    return "ansatt"


def test_a_login_opens_and_ends(engine: Engine, town: Town, anna: str) -> None:
    token = engine.logins.login(" ANSATT ", PASSWORD)
    assert engine.logins.resolve(token) == town["ansatt"]
    assert engine.logins.resolve(token + "x") is None
    engine.logins.logout(token)
    assert engine.logins.resolve(token) is None


def test_each_login_is_a_session_of_its_own(engine: Engine, anna: str) -> None:
    first, second = engine.logins.login(anna, PASSWORD), engine.logins.login(anna, PASSWORD)
    assert first != second
    engine.logins.logout(first)
    assert engine.logins.resolve(second) is not None


def test_a_login_ends_when_idle_and_in_any_case(engine: Engine, clock: FakeClock, anna: str) -> None:
    idle = engine.logins.login(anna, PASSWORD)
    clock.move(hours=9)
    assert engine.logins.resolve(idle) is None
    busy = engine.logins.login(anna, PASSWORD)
    for _ in range(5):
        clock.move(hours=4)
        assert engine.logins.resolve(busy) is not None
    clock.move(hours=5)
    assert engine.logins.resolve(busy) is None


@pytest.mark.parametrize("username", ["ansatt", "finnesikke", "kollega"])
def test_refusals_are_alike_and_do_the_same_work(
    engine: Engine, anna: str, username: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Unknown, without a password, and with another: one answer, and a hash is worked on each time."""
    worked = []
    real = passwords._hasher.verify
    monkeypatch.setattr(
        type(passwords._hasher), "verify", lambda _self, stored, given: worked.append(1) or real(stored, given)
    )
    with pytest.raises(LoginRefused) as refused:
        engine.logins.login(username, "feil passord her")
    assert str(refused.value) == ""
    assert worked == [1]


def test_a_closed_account_is_out_everywhere(engine: Engine, town: Town, anna: str) -> None:
    token = engine.logins.login(anna, PASSWORD)
    bearer = engine.tokens.create(None, town.people[anna], "uttrekk", frozenset({"read"}))
    engine.people.deactivate(None, town.people[anna])
    assert engine.logins.resolve(token) is None
    assert engine.tokens.resolve(bearer) is None
    with pytest.raises(LoginRefused):
        engine.logins.login(anna, PASSWORD)


@pytest.mark.parametrize("password", ["kort", "x" * 1001, ""])
def test_passwords_have_bounds(engine: Engine, town: Town, password: str) -> None:
    with pytest.raises(InvalidInput):
        engine.people.set_password(None, town.people["ansatt"], password)


def test_secrets_are_stored_as_digests_only(engine: Engine, town: Town, anna: str) -> None:
    token = engine.logins.login(anna, PASSWORD)
    bearer = engine.tokens.create(None, town.people[anna], "uttrekk", frozenset({"read"}))
    with engine.database.reading() as session:
        stored = str(
            [
                *session.execute(select(LoginSession.token_hash)).scalars(),
                *session.execute(select(ApiToken.token_hash, ApiToken.name)).all(),
                *session.execute(select(Person.password_hash)).scalars(),
            ]
        )
    assert token not in stored
    assert bearer not in stored
    assert PASSWORD not in stored
    assert "$argon2id$" in stored


def test_a_token_ends_on_its_day_and_when_revoked(engine: Engine, town: Town, clock: FakeClock) -> None:
    owner = town.people["fag1"]
    short = engine.tokens.create(None, owner, "kort", frozenset({"read"}), expires_at=clock.now() + timedelta(days=1))
    long = engine.tokens.create(None, owner, "lang", frozenset({"read", "tasks"}))
    found = engine.tokens.resolve(long)
    assert found is not None
    assert found.scopes == {"read", "tasks"}
    clock.move(days=2)
    assert engine.tokens.resolve(short) is None
    with engine.database.reading() as session:
        token_id = session.execute(select(ApiToken.id).where(ApiToken.name == "lang")).scalar_one()
    engine.tokens.revoke(town["admin"], token_id)
    assert engine.tokens.resolve(long) is None


@pytest.mark.parametrize("who", ["ansatt", "leder", "prosesseier", "revisor", "styre"])
def test_only_the_administrator_handles_accounts(engine: Engine, town: Town, who: str) -> None:
    with pytest.raises(NotAllowed):
        engine.tokens.create(town[who], town.people["ansatt"], "x", frozenset({"read"}))
    with pytest.raises(NotAllowed):
        engine.people.grant(town[who], town.people["ansatt"], "prosesseier")
    with pytest.raises(NotAllowed):
        engine.people.deactivate(town[who], town.people["ansatt"])


def test_nobody_gives_themselves_a_role(engine: Engine, town: Town) -> None:
    with pytest.raises(NotAllowed) as refused:
        engine.people.grant(town["admin"], town.people["admin"], "prosesseier")
    assert refused.value.reason == "own_role"
