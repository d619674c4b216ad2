"""Comments and attachments over HTTP."""

from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.api.conftest import Caller, Submission, problems_of

PDF = b"%PDF-1.7 skisse"


def _attach(who: Caller, number: str, name: str = "skisse.pdf", content: bytes = PDF, **more: Any) -> Any:
    return who.send(
        "POST",
        f"/initiatives/{number}/attachments",
        data={"file": (BytesIO(content), name)},
        content_type="multipart/form-data",
        **more,
    )


def test_comments_are_listed_newest_first_and_paged(ansatt: Caller, kollega: Caller, submitted: Submission) -> None:
    path = f"/initiatives/{submitted.number}/comments"
    written = [kollega.post(path, {"text": f"Nummer {n}"}).json["id"] for n in range(5)]
    seen: list[str] = []
    following = f"{path}?limit=2"
    while following:
        page = ansatt.get(following.removeprefix("/api/v1")).json
        seen += [comment["id"] for comment in page["items"]]
        following = page["next"]
    assert seen == written[::-1]


def test_a_repeated_comment_is_written_once(kollega: Caller, submitted: Submission) -> None:
    path, key = f"/initiatives/{submitted.number}/comments", {"Idempotency-Key": "hei"}
    first, second = (kollega.post(path, {"text": "Hei"}, headers=key) for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json == second.json
    assert len(kollega.get(path).json["items"]) == 1
    assert kollega.post(path, {"text": "Hå"}, headers=key).status_code == 422


def test_a_comment_must_say_something_about_this_initiative(kollega: Caller, submitted: Submission) -> None:
    path = f"/initiatives/{submitted.number}/comments"
    assert problems_of(kollega.post(path, {"text": " "})) == {"text": "required"}
    assert kollega.post(path, {"text": "x" * 10_001}).status_code == 422
    assert kollega.post(path, {"text": "Hei", "task_id": str(uuid4())}).status_code == 404
    assert kollega.post(path, {"text": "Hei", "task_id": submitted.task_id}).status_code == 201
    assert kollega.post("/initiatives/INN-1999-001/comments", {"text": "Hei"}).status_code == 404


def test_the_auditor_reads_and_does_not_write(revisor: Caller, submitted: Submission) -> None:
    path = f"/initiatives/{submitted.number}/comments"
    assert revisor.get(path).status_code == 200
    assert (revisor.post(path, {"text": "Hei"}).status_code, _attach(revisor, submitted.number).status_code) == (
        403,
        403,
    )


def test_a_file_comes_back_byte_for_byte_and_never_runs(ansatt: Caller, kollega: Caller, submitted: Submission) -> None:
    response = _attach(kollega, submitted.number, name="skisse æøå.pdf")
    assert response.status_code == 201
    listed = ansatt.get(f"/initiatives/{submitted.number}/attachments").json["items"]
    assert [(f["id"], f["filename"], f["size"], f["own"]) for f in listed] == [
        (response.json["id"], "skisse æøå.pdf", len(PDF), False)
    ]
    content = ansatt.get(response.headers["Location"].removeprefix("/api/v1"))
    assert content.data == PDF
    assert content.headers["Content-Disposition"].startswith("attachment")
    assert _policy(content) == {"default-src 'none'", "sandbox"}
    assert content.headers["X-Content-Type-Options"] == "nosniff"


def test_the_pages_send_files_and_diagrams_that_never_run(
    anybody: FlaskClient, login_cookie: str, kollega: Caller, submitted: Submission
) -> None:
    anybody.set_cookie("sid", login_cookie)
    file_id = _attach(kollega, submitted.number).json["id"]
    version_id = kollega.get("/models/prove").json["versions"][0]["id"]
    for path in (f"/attachments/{file_id}", f"/models/versions/{version_id}/diagram"):
        response = anybody.get(path)
        assert response.status_code == 200
        assert _policy(response) == {"default-src 'none'", "sandbox"}


def _policy(response: TestResponse) -> set[str]:
    return {part.strip() for part in response.headers["Content-Security-Policy"].split(";")}


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("side.html", b"<script>", "type_refused"),
        ("bilde.svg", b"<svg/>", "type_refused"),
        ("falsk.pdf", b"<script>", "type_refused"),
        ("tom.pdf", b"", "empty"),
        ("pdf", PDF, "type_refused"),
    ],
)
def test_files_of_other_kinds_are_refused(
    kollega: Caller, submitted: Submission, name: str, content: bytes, code: str
) -> None:
    response = _attach(kollega, submitted.number, name, content)
    assert response.status_code == 422
    assert problems_of(response) == {"file": code}
    assert response.json["problems"][0]["message"] != code


def test_what_is_no_file_is_refused(kollega: Caller, submitted: Submission) -> None:
    path = f"/initiatives/{submitted.number}/attachments"
    assert kollega.post(path, {"file": "x"}).status_code == 415
    text = kollega.send("POST", path, data={"file": "x"}, content_type="multipart/form-data")
    assert problems_of(text) == {"file": "file_expected"}
    other = kollega.send("POST", path, data={"annet": (BytesIO(b"x"), "x.pdf")}, content_type="multipart/form-data")
    assert problems_of(other) == {"annet": "unknown_field"}


def test_a_repeated_file_is_attached_once(kollega: Caller, submitted: Submission) -> None:
    key = {"Idempotency-Key": "fil"}
    first, second = (_attach(kollega, submitted.number, headers=key) for _ in range(2))
    assert first.json == second.json
    assert len(kollega.get(f"/initiatives/{submitted.number}/attachments").json["items"]) == 1


def test_only_who_attached_a_file_takes_it_away(ansatt: Caller, kollega: Caller, submitted: Submission) -> None:
    path = f"/attachments/{_attach(kollega, submitted.number).json['id']}"
    refused = ansatt.delete(path)
    assert (refused.status_code, refused.json["reason"]) == (403, "not_yours")
    assert kollega.delete(path).status_code == 204
    assert kollega.get(f"{path}/content").status_code == 404
    assert kollega.delete(path).status_code == 404
    assert kollega.get(f"/initiatives/{submitted.number}/attachments").json["items"] == []
