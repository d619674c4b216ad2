"""Who comes in: nobody without a token, nobody past its scopes, and no operation without a scope."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from engine.bootstrap import Engine
from engine.model.people import ApiToken
from tests.api.conftest import ALL_SCOPES, ROOT, Caller, Calling
from webapp.api.door import OPEN_ENDPOINTS, scopes_of
from webapp.limits import limiter

SOME_ID = "01999999-0000-7000-8000-000000000000"


def _operations(app: Flask) -> list[tuple[str, str, str]]:
    """(endpoint, method, path) of every operation, with some value in every place of the path."""
    found = []
    urls = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        if not rule.rule.startswith("/api/"):
            continue
        values = {name: 1 if "/versions/" in rule.rule and name == "number" else SOME_ID for name in rule.arguments}
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            found.append((rule.endpoint, method, urls.build(rule.endpoint, values, method=method)))
    return found


def test_every_operation_names_its_scopes(app: Flask) -> None:
    operations = _operations(app)
    assert len(operations) >= 30
    with app.app_context():
        closed = {endpoint for endpoint, _, _ in operations if not scopes_of(endpoint)}
    assert closed == OPEN_ENDPOINTS


def test_an_operation_without_scopes_is_closed(app: Flask, call: Calling) -> None:
    app.add_url_rule("/api/v1/forgotten", "forgotten", lambda: "secret")
    response = call("ansatt", *ALL_SCOPES).get("/forgotten")
    assert response.status_code == 403
    assert response.json["reason"] == "operation_closed"


def test_nobody_comes_in_without_a_token(app: Flask, anybody: FlaskClient) -> None:
    for endpoint, method, path in _operations(app):
        if endpoint in OPEN_ENDPOINTS:
            continue
        response = anybody.open(path, method=method)
        assert response.status_code == 401, path
        assert response.headers["WWW-Authenticate"].startswith("Bearer")
        assert response.mimetype == "application/problem+json"


@pytest.mark.parametrize(
    "header", ["Bearer ", "Bearer no such token", "Bearer nosuchtoken", "Basic a2FyaTp4", "Bearer \xe6"]
)
def test_a_wrong_token_is_nobody(anybody: FlaskClient, header: str) -> None:
    response = anybody.get(f"{ROOT}/me", headers={"Authorization": header})
    assert response.status_code == 401
    assert "invalid_token" in response.headers["WWW-Authenticate"]


def test_one_scope_opens_nothing_of_another(app: Flask, call: Calling) -> None:
    operations = _operations(app)
    for scope in ALL_SCOPES:
        limited = call("styre", scope)
        for endpoint, method, path in operations:
            with app.app_context():
                wanted = scopes_of(endpoint)
            if wanted and not wanted <= {scope}:
                response = limited.send(method, path.removeprefix(ROOT))
                assert (response.status_code, response.json["reason"]) == (403, "scope_missing"), (scope, path)
                assert 'error="insufficient_scope"' in response.headers["WWW-Authenticate"]


def test_a_revoked_token_ends_at_once(ansatt: Caller, engine: Engine) -> None:
    assert ansatt.get("/me").status_code == 200
    with engine.database.transaction() as session:
        session.execute(update(ApiToken).values(revoked_at=engine.clock.now()))
    assert ansatt.get("/me").status_code == 401


def test_a_login_cookie_opens_no_operation(anybody: FlaskClient, engine: Engine, login_cookie: str) -> None:
    assert engine.logins.resolve(login_cookie) is not None
    anybody.set_cookie("sid", login_cookie)
    assert anybody.get(f"{ROOT}/me").status_code == 401


def test_a_foreign_origin_is_refused(ansatt: Caller, idea: dict[str, object]) -> None:
    assert ansatt.post("/cases", idea, headers={"Origin": "https://ond.example"}).status_code == 403


def test_the_description_is_open_and_complete(app: Flask, anybody: FlaskClient) -> None:
    description = anybody.get(f"{ROOT}/openapi.json")
    assert description.status_code == 200
    assert description.json["openapi"].startswith("3.1")
    described = {(m.upper(), p) for p, item in description.json["paths"].items() for m in item if m != "parameters"}
    assert len(described) == len(_operations(app)) - len(OPEN_ENDPOINTS)
    for item in description.json["paths"].values():
        assert all(operation["x-scopes"] for method, operation in item.items() if method != "parameters")


def test_too_many_requests_are_told_when_to_come_back(app: Flask, ansatt: Caller) -> None:
    app.config["API_RATE_PER_TOKEN"] = "2 per minute"
    limiter.enabled = True
    limiter.reset()
    answers = [ansatt.get("/me") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert 1 <= int(answers[2].headers["Retry-After"]) <= 60
    assert answers[2].mimetype == "application/problem+json"
