"""Whatever is sent is answered with 2xx or 4xx and says what is wrong."""

from typing import Any

import pytest

from tests.api.conftest import Caller, Submission, problems_of

JSON = {"Content-Type": "application/json"}


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b'{"a": NaN}', b'{"a": "\\ud800"}', b"{" * 5000, b"[" * 100_000])
def test_broken_json_is_400(ansatt: Caller, body: bytes) -> None:
    response = ansatt.send("POST", "/cases", data=body, headers=JSON)
    problems_of(response)
    assert response.status_code == 400


@pytest.mark.parametrize("body", [b"[]", b"1", b'"tekst"', b"null"])
def test_json_that_is_no_object_is_400(ansatt: Caller, body: bytes) -> None:
    response = ansatt.send("POST", "/cases", data=body, headers=JSON)
    assert response.status_code == 400
    assert problems_of(response) == {"": "object_expected"}


@pytest.mark.parametrize("media_type", ["text/plain", "application/x-www-form-urlencoded", "application/xml", ""])
def test_another_content_type_is_415(ansatt: Caller, media_type: str) -> None:
    response = ansatt.send("POST", "/cases", data=b"{}", headers={"Content-Type": media_type})
    problems_of(response)
    assert response.status_code == 415
    assert response.json["accepted"] == ["application/json"]


def test_a_huge_body_is_413(ansatt: Caller) -> None:
    response = ansatt.send("POST", "/cases", data=b" " * (4 * 1024 * 1024 + 1), headers=JSON)
    problems_of(response)
    assert response.status_code == 413


def test_deep_json_is_refused(ansatt: Caller, idea: dict[str, Any]) -> None:
    deep: object = "bunn"
    for _ in range(100):
        deep = [deep]
    idea["answers"]["tittel"] = deep
    response = ansatt.post("/cases", idea)
    assert response.status_code == 422
    assert list(problems_of(response).values()) == ["nested_too_deep"]


@pytest.mark.parametrize("place", ["value", "key"])
def test_nul_in_json_is_refused(ansatt: Caller, idea: dict[str, Any], place: str) -> None:
    idea["answers"].update({"tittel": "a\0b"} if place == "value" else {"a\0b": 1})
    response = ansatt.post("/cases", idea)
    assert response.status_code == 422
    assert list(problems_of(response).values()) == ["nul"]


def test_nul_in_an_address_is_404_and_in_a_query_422(ansatt: Caller) -> None:
    assert ansatt.get("/initiatives/INN%00").status_code == 404
    assert problems_of(ansatt.get("/tasks?text=%00")) == {"text": "nul"}


def test_unknown_members_and_parameters_are_refused(ansatt: Caller, idea: dict[str, Any]) -> None:
    assert problems_of(ansatt.post("/cases", {**idea, "status": "completed"})) == {"status": "unknown_field"}
    assert problems_of(ansatt.get("/tasks?everybody=1")) == {"everybody": "unknown_field"}


def test_an_answer_that_the_form_does_not_ask_for_is_refused(ansatt: Caller, idea: dict[str, Any]) -> None:
    idea["answers"]["status"] = "completed"
    response = ansatt.post("/cases", idea)
    assert response.status_code == 422
    assert "status" in problems_of(response)


@pytest.mark.parametrize("number", ["1e400", "-1e400", "9" * 400, "1e-400", "0.1"])
def test_strange_numbers_never_fail(fag1: Caller, submitted: Submission, number: str) -> None:
    body = f'{{"answers": {{"kommentar": "x", "kostnad": {number}}}}}'
    response = fag1.send("POST", f"/tasks/{submitted.task_id}/completion", data=body.encode(), headers=JSON)
    assert response.status_code in (200, 400, 422)


@pytest.mark.parametrize("path", ["/tasks/1", "/tasks/not-a-uuid", "/cases/%20", "/attachments/x/content", "/nothing"])
def test_what_is_no_id_is_not_there(ansatt: Caller, path: str) -> None:
    response = ansatt.get(path)
    problems_of(response)
    assert response.status_code == 404


@pytest.mark.parametrize(
    "after",
    ["x", "%FF", "MDAwMS0wMS0wMVQwMDowMDowMCsxNDowMHww", "2026-01-01T00:00:00_x", "2026-01-01T00:00:00_", "_", "æ"],
)
def test_a_key_that_is_none_is_422(ansatt: Caller, submitted: Submission, after: str) -> None:
    for path in ("/tasks", f"/initiatives/{submitted.number}/events", f"/initiatives/{submitted.number}/comments"):
        response = ansatt.get(f"{path}?after={after}")
        assert response.status_code == 422, path
        assert problems_of(response) == {"after": "not_a_key"}


def test_a_naive_instant_is_no_key(ansatt: Caller, submitted: Submission) -> None:
    key = f"2026-01-01T00:00:00_{submitted.case_id}"
    assert ansatt.get(f"/initiatives/{submitted.number}/events?after={key}").status_code == 422


@pytest.mark.parametrize("limit", ["0", "101", "-1", "x", "1.5", "9" * 30])
def test_a_limit_out_of_bounds_is_422(ansatt: Caller, limit: str) -> None:
    assert problems_of(ansatt.get(f"/tasks?limit={limit}")) == {"limit": "invalid_value"}


def test_a_wrong_method_names_the_right_ones(ansatt: Caller) -> None:
    response = ansatt.delete("/tasks")
    assert response.status_code == 405
    assert "GET" in response.headers["Allow"]


def test_text_that_looks_like_markup_comes_back_as_text(ansatt: Caller, submitted: Submission) -> None:
    text = "<script>alert(1)</script>"
    ansatt.post(f"/initiatives/{submitted.number}/comments", {"text": text})
    listed = ansatt.get(f"/initiatives/{submitted.number}/comments")
    assert listed.mimetype == "application/json"
    assert listed.headers["X-Content-Type-Options"] == "nosniff"
    assert listed.json["items"][0]["text"] == text


def test_answers_to_a_token_are_not_stored_by_anybody(ansatt: Caller) -> None:
    response = ansatt.get("/me")
    assert response.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in response.headers
    assert response.headers["Cross-Origin-Resource-Policy"] == "same-origin"
