"""Translating other tools' models over HTTP."""

from base64 import b64decode
from io import BytesIO
from zipfile import ZipFile

import pytest

from tests.api.conftest import Caller, Calling, problems_of
from tests.unit.importing.foreign import files_of, ready
from webapp.archives import packed


def sent(files: dict[str, bytes]) -> dict[str, object]:
    return {"data": {f"fil{n}": (BytesIO(c), name) for n, (name, c) in enumerate(files.items())}}


def test_the_answer_holds_report_findings_and_folder(prosesseier: Caller) -> None:
    response = prosesseier.send(
        "POST",
        "/models/import",
        content_type="multipart/form-data",
        headers={"Accept-Language": "en"},
        **sent(files_of("flowable")),
    )
    assert response.status_code == 200, response.text
    assert not response.json["deployable"]
    lines = {(line["what"], line["code"], line["path"]): line["message"] for line in response.json["report"]}
    assert lines["problem", "service_code", "arkiver"] == (
        "The service (no.kommune.arkiv.Arkiver) is code outside the model. Choose a step of a toolbox."
    )
    assert {"no_step"} <= {finding["code"] for finding in response.json["findings"]}
    with ZipFile(BytesIO(b64decode(response.json["archive"]))) as zipped:
        assert "forms/uttalelse.json" in zipped.namelist()


def test_a_translated_folder_can_be_deployed(prosesseier: Caller) -> None:
    response = prosesseier.send(
        "POST", "/models/import", content_type="multipart/form-data", **sent({"x.zip": packed({"x.bpmn": ready()})})
    )
    assert response.json["deployable"]
    with ZipFile(BytesIO(b64decode(response.json["archive"]))) as zipped:
        files = {name: zipped.read(name).decode() for name in zipped.namelist()}
    assert prosesseier.post("/deployments", {"files": files}).status_code == 201


def test_nothing_is_deployed_by_looking(prosesseier: Caller) -> None:
    before = prosesseier.get("/models").json
    prosesseier.send("POST", "/models/import", content_type="multipart/form-data", **sent({"x.bpmn": ready()}))
    assert prosesseier.get("/models").json == before


@pytest.mark.parametrize("who", ["ansatt", "leder", "admin"])
def test_only_the_process_owner_may(call: Calling, who: str) -> None:
    response = call(who, "read", "models").send(
        "POST", "/models/import", content_type="multipart/form-data", **sent({"x.bpmn": ready()})
    )
    assert response.status_code == 403


def test_what_cannot_be_read_is_said(prosesseier: Caller) -> None:
    given = sent({"x.bpmn": b"<bpmn"})
    response = prosesseier.send("POST", "/models/import", content_type="multipart/form-data", **given)
    assert (response.status_code, set(problems_of(response).values())) == (422, {"xml_broken"})
    response = prosesseier.send("POST", "/models/import", data={"x": "tekst"}, content_type="multipart/form-data")
    assert (response.status_code, problems_of(response)) == (422, {"x": "file_expected"})
    assert prosesseier.post("/models/import", {}).status_code == 415
