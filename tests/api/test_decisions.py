"""Decisions over HTTP: what a model can decide, made for facts that are sent along."""

import pytest
from flask import Flask

from engine.bootstrap import Engine
from tests.api.conftest import Caller, Calling, model_files

TABLE = """<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="x">
<inputData id="frist" name="frist"><variable name="frist" typeRef="date"/></inputData>
<decision id="ro" name="Ro"><variable name="Ro"/>
<informationRequirement id="q"><requiredInput href="#frist"/></informationRequirement>
<decisionTable id="t" hitPolicy="{policy}"><input id="i"><inputExpression id="e"><text>frist</text></inputExpression></input>
<output id="o"/>
<rule id="snart"><inputEntry id="a"><text>&lt; date("2026-06-01")</text></inputEntry><outputEntry id="b"><text>"travelt"</text>
</outputEntry></rule>
<rule id="alltid"><inputEntry id="c"><text>-</text></inputEntry><outputEntry id="d2"><text>"rolig"</text></outputEntry></rule>
</decisionTable></decision>
<decision id="tung" name="Tung"><variable name="Tung"/><literalExpression><text>for x in 1..antall return x</text>
</literalExpression></decision></definitions>"""


@pytest.fixture
def deciding(app: Flask, engine: Engine) -> None:
    """The small process with a file of decisions, once with a table that decides and once with one that contradicts itself."""
    for policy in ("FIRST", "UNIQUE"):
        engine.models.install({**model_files(), "decisions/ro.dmn": TABLE.format(policy=policy).encode()})


@pytest.mark.usefixtures("deciding")
def test_a_decision_is_made_and_explained(ansatt: Caller) -> None:
    made = ansatt.post("/models/prove/decisions/ro", {"facts": {"frist": "2026-05-17"}, "version": 2}).json
    assert made["value"] == "travelt" and made["failure"] is None
    assert made["tables"] == [
        {"owner": "ro", "table": "t", "policy": "FIRST", "inputs": ["2026-05-17"], "rules": ["snart"]}
    ]
    assert made["decisions"] == {"ro": "travelt"}
    assert made["decision"] == {"id": "ro", "name": "Ro", "reads": ["frist"], "inputs": {"frist": "date"}}


@pytest.mark.usefixtures("deciding")
def test_a_table_that_contradicts_itself_names_its_rules(ansatt: Caller) -> None:
    response = ansatt.post(
        "/models/prove/decisions/ro", {"facts": {"frist": "2026-05-17"}}, headers={"Accept-Language": "en"}
    )
    assert response.status_code == 200 and response.json["value"] is None
    failure = response.json["failure"]
    assert (failure["code"], failure["rules"]) == ("unique_violated", ["snart", "alltid"])
    assert failure["message"].startswith("The decision ro must have at most one hit")


@pytest.mark.usefixtures("deciding")
def test_the_decisions_of_a_model_are_listed_with_what_they_read(ansatt: Caller) -> None:
    listed = ansatt.get("/models/prove/decisions").json["items"]
    assert [(d["id"], d["reads"]) for d in listed] == [("ro", ["frist"]), ("tung", ["antall"])]
    assert ansatt.get("/models/prove/decisions?version=1").json["items"] == []


@pytest.mark.usefixtures("deciding")
def test_a_decision_that_is_too_heavy_is_refused(ansatt: Caller) -> None:
    response = ansatt.post("/models/prove/decisions/tung", {"facts": {"antall": 10**9}})
    assert response.status_code == 422
    assert [p["code"] for p in response.json["problems"]] == ["decision_too_heavy"]


@pytest.mark.usefixtures("deciding")
@pytest.mark.parametrize(
    "path", ["/models/ukjent/decisions/ro", "/models/prove/decisions/ukjent", "/models/prove/decisions/%2e%2e"]
)
def test_what_does_not_exist_is_not_found(ansatt: Caller, path: str) -> None:
    assert ansatt.post(path, {"facts": {}}).status_code == 404
    assert ansatt.post("/models/prove/decisions/ro", {"facts": {}, "version": 9}).status_code == 404


@pytest.mark.usefixtures("deciding")
@pytest.mark.parametrize("body", [{}, {"facts": []}, {"facts": {}, "version": 0}, {"facts": {}, "mer": 1}])
def test_a_question_of_the_wrong_form_is_refused(ansatt: Caller, body: object) -> None:
    assert ansatt.post("/models/prove/decisions/ro", body).status_code == 422


@pytest.mark.usefixtures("deciding")
@pytest.mark.parametrize("value", [None, "i morgen", [], {"frist": {}}, 1e308, "x" * 100_000, [[[[[[]]]]]]])
def test_any_fact_gives_an_answer(ansatt: Caller, value: object) -> None:
    response = ansatt.post("/models/prove/decisions/ro", {"facts": {"frist": value, "sum": value}, "version": 2})
    assert response.status_code == 200 and response.json["value"] == "rolig"


@pytest.mark.usefixtures("deciding")
def test_a_token_that_may_not_read_may_not_ask(call: Calling) -> None:
    response = call("ansatt", "ideas").post("/models/prove/decisions/ro", {"facts": {}})
    assert (response.status_code, response.json["reason"]) == (403, "scope_missing")
