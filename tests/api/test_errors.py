"""Every way to fail has a status and words, and what is unexpected tells nothing but a reference."""

import re
from collections.abc import Iterator
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient

from engine.contract import errors
from engine.services.delivery import UndeliverableMessage
from engine.services.notices import DeliveryFailed
from engine.services.receiving import CaseHalted
from webapp.errors import explain
from webapp.sentences import CHANGES, ENGINE, HTTP, INPUT, REFUSALS

NEVER_MET = {DeliveryFailed, CaseHalted, UndeliverableMessage}
"""Raised and caught by the worker; no request meets them."""


def _kinds(root: type[errors.EngineError] = errors.EngineError) -> Iterator[type[errors.EngineError]]:
    for kind in root.__subclasses__():
        if kind not in NEVER_MET:
            yield kind
        yield from _kinds(kind)


@pytest.mark.parametrize("kind", sorted(_kinds(), key=lambda kind: kind.__name__), ids=lambda kind: kind.__name__)
def test_every_engine_error_has_its_own_words(kind: type[errors.EngineError]) -> None:
    assert kind in ENGINE
    assert ENGINE[kind].title and ENGINE[kind].advice


@pytest.mark.parametrize("code", sorted(INPUT))
def test_every_input_problem_is_said_in_both_languages(code: str) -> None:
    assert INPUT[code]["nb"] and INPUT[code]["en"]
    names = {language: set(re.findall(r"{(\w+)}", text)) for language, text in INPUT[code].items()}
    assert names["nb"] <= names["en"]


def test_a_change_says_what_changed(app: Flask) -> None:
    with app.test_request_context("/api/v1/tasks"):
        answer = explain(errors.CaseChanged(what="task_changed"))
    assert answer.status == 409
    assert answer.extra["what"] == "task_changed"
    assert str(CHANGES["task_changed"]) in answer.detail


def test_a_refusal_names_the_reason(app: Flask) -> None:
    with app.test_request_context("/api/v1/tasks"):
        answer = explain(errors.NotAllowed("decide_gate", "own_gate"))
        assert answer.detail == str(REFUSALS["own_gate"])
    assert answer.status == 403


def test_a_stopped_case_names_its_incident(app: Flask) -> None:
    incident = uuid4()
    with app.test_request_context("/api/v1/tasks"):
        answer = explain(errors.CaseStopped(incident_id=incident, element="regn_ut", code="StepFailed"))
    assert (answer.status, answer.extra["incident_id"]) == (409, str(incident))


def test_too_many_attempts_say_when_to_come_back(app: Flask) -> None:
    with app.test_request_context("/login"):
        answer = explain(errors.TooManyAttempts(30))
    assert (answer.status, answer.headers["Retry-After"]) == (429, "30")


def test_the_unexpected_tells_a_reference_and_nothing_else(app: Flask, anybody: FlaskClient) -> None:
    secret = "Kari Nordmann skrev dette"

    @app.get("/api/broken")
    def broken() -> str:
        raise RuntimeError(secret)

    app.before_request_funcs[None] = [f for f in app.before_request_funcs[None] if f.__name__ != "guard"]
    response = anybody.get("/api/broken")
    assert response.status_code == 500
    assert secret not in response.text
    assert response.headers["X-Request-ID"] in response.json["instance"]


def test_a_missing_page_is_a_page(anybody: FlaskClient) -> None:
    response = anybody.get("/finnes-ikke", headers={"Accept": "text/html"})
    assert response.status_code == 404
    assert response.mimetype == "text/html"
    assert response.headers["X-Request-ID"] in response.text


def test_the_page_of_an_error_says_what_to_do_and_has_the_frame_of_the_others(anybody: FlaskClient) -> None:
    response = anybody.get("/finnes-ikke")
    assert '<main id="content"' in response.text
    assert str(HTTP[404].title) in response.text
    assert str(HTTP[404].advice) in response.text
