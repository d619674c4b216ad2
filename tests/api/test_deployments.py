"""Deploying over HTTP: a new version, the same again, and every problem in the reader's language."""

from base64 import b64encode
from io import BytesIO

import pytest

from tests.api.conftest import Caller, Calling, model_files, problems_of
from tests.unit.spiff.test_soundness import some_of_two


def _texts() -> dict[str, object]:
    return {path: content.decode() for path, content in model_files().items()}


def _changed() -> dict[str, object]:
    files = _texts()
    files["model.toml"] = str(files["model.toml"]).replace("Prøve", "Prøve 2")
    return files


def test_a_changed_folder_is_a_new_version(prosesseier: Caller) -> None:
    response = prosesseier.post("/deployments", {"files": _changed(), "note": "Nytt navn"})
    assert response.status_code == 201
    assert (response.json["key"], response.json["number"], response.json["fresh"]) == ("prove", 2, True)
    assert response.headers["Location"] == "/api/v1/models/prove"
    model = prosesseier.get("/models/prove").json
    assert model["name"] == "Prøve 2"
    assert [(v["number"], v["current"], v["note"]) for v in model["versions"]] == [
        (2, True, "Nytt navn"),
        (1, False, ""),
    ]


def test_the_same_folder_again_changes_nothing(prosesseier: Caller) -> None:
    response = prosesseier.post("/deployments", {"files": _texts()})
    assert (response.status_code, response.json["number"], response.json["fresh"]) == (200, 1, False)


def test_files_come_as_base64_too(prosesseier: Caller) -> None:
    files = {path: {"base64": b64encode(content).decode()} for path, content in model_files().items()}
    assert prosesseier.post("/deployments", {"files": files}).status_code == 200
    files["model.toml"] = {"base64": "ikke base64!"}
    assert problems_of(prosesseier.post("/deployments", {"files": files})) == {"files.model.toml": "not_base64"}


def test_files_come_as_parts_named_by_their_path(prosesseier: Caller) -> None:
    parts = {path: (BytesIO(content), path.rpartition("/")[2]) for path, content in model_files().items()}
    response = prosesseier.send(
        "POST", "/deployments", data={**parts, "note": "Delvis"}, content_type="multipart/form-data"
    )
    assert response.status_code == 200, response.text


@pytest.mark.parametrize(("language", "word"), [("nb", "modell"), ("en", "model"), ("no,en;q=0.5", "modell")])
def test_a_broken_model_lists_its_problems_in_the_readers_language(
    prosesseier: Caller, language: str, word: str
) -> None:
    files = _texts()
    files["prove.bpmn"] = str(files["prove.bpmn"]).replace('ref="vurder"/>\n', 'ref="finnes_ikke"/>\n', 1)
    files["prove.bpmn"] = str(files["prove.bpmn"]).replace('<nyt:form ref="vurder"/>', '<nyt:form ref="borte"/>')
    files["prove.bpmn"] = str(files["prove.bpmn"]).replace('nyt:role="fagperson"', 'nyt:role="trollmann"')
    response = prosesseier.post("/deployments", {"files": files}, headers={"Accept-Language": language})
    assert response.status_code == 422
    assert response.json["type"].endswith("model_rejected")
    problems = response.json["problems"]
    assert len(problems) >= 2
    assert any(problem["path"] == "vurder" for problem in problems)
    for problem in problems:
        assert problem["message"] != problem["code"]


def test_problems_differ_between_languages(prosesseier: Caller) -> None:
    files = {"model.toml": "key = "}
    said = {
        language: prosesseier.post("/deployments", {"files": files}, headers={"Accept-Language": language}).json[
            "problems"
        ]
        for language in ("nb", "en")
    }
    assert [p["code"] for p in said["nb"]] == [p["code"] for p in said["en"]]
    assert [p["message"] for p in said["nb"]] != [p["message"] for p in said["en"]]


@pytest.mark.parametrize("path", ["../ute.bpmn", "/etc/passwd", "a\\b.bpmn"])
def test_a_path_out_of_the_folder_is_refused(prosesseier: Caller, path: str) -> None:
    response = prosesseier.post("/deployments", {"files": {**_texts(), path: "x"}})
    assert response.status_code == 422
    assert [p["code"] for p in response.json["problems"]] == ["bad_path"]


def test_nothing_is_kept_of_a_refused_model(prosesseier: Caller) -> None:
    before = prosesseier.get("/models").json
    assert prosesseier.post("/deployments", {"files": {"model.toml": "key = "}}).status_code == 422
    assert prosesseier.get("/models").json == before


@pytest.mark.parametrize("who", ["ansatt", "styre", "admin", "revisor"])
def test_only_the_process_owner_deploys(call: Calling, who: str) -> None:
    response = call(who, "read", "models").post("/deployments", {"files": _changed()})
    assert (response.status_code, response.json["reason"]) == (403, "role_missing")


def test_a_doctype_in_a_diagram_is_refused(prosesseier: Caller) -> None:
    files = _texts()
    head, _, rest = str(files["prove.bpmn"]).partition("?>")
    files["prove.bpmn"] = f'{head}?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>{rest}'
    response = prosesseier.post("/deployments", {"files": files})
    assert response.status_code == 422
    assert "root:" not in response.text


def test_a_part_sent_twice_or_a_stray_text_is_refused(prosesseier: Caller) -> None:
    twice = {"model.toml": [(BytesIO(b"a"), "a"), (BytesIO(b"b"), "b")]}
    response = prosesseier.send("POST", "/deployments", data=twice, content_type="multipart/form-data")
    assert problems_of(response) == {"model.toml": "part_repeated"}
    stray = prosesseier.send("POST", "/deployments", data={"model.toml": "key"}, content_type="multipart/form-data")
    assert problems_of(stray) == {"model.toml": "file_expected"}


def test_a_part_without_a_name_is_refused(prosesseier: Caller) -> None:
    body = b"--x\r\nContent-Disposition: form-data\r\n\r\nhei\r\n--x--\r\n"
    response = prosesseier.send("POST", "/deployments", data=body, content_type="multipart/form-data; boundary=x")
    assert problems_of(response) == {"": "part_unnamed"}


def test_diagram_and_form_of_a_model_can_be_read(ansatt: Caller) -> None:
    diagram = ansatt.get("/models/prove/versions/1/diagram")
    assert (diagram.status_code, diagram.mimetype) == (200, "application/xml")
    assert diagram.data == model_files()["prove.bpmn"]
    form = ansatt.get("/models/prove/form").json
    assert [field["key"] for field in form["fields"]] == ["tittel", "problemstilling", "enhet"]
    assert ansatt.get("/models/prove/versions/9/diagram").status_code == 404
    assert ansatt.get("/models/ukjent").status_code == 404
    assert ansatt.get("/models/ukjent/form").status_code == 404


def test_a_model_that_might_get_stuck_is_deployed_when_somebody_has_seen_that(prosesseier: Caller) -> None:
    files = {path: content.decode() for path, content in some_of_two().items()}
    refused = prosesseier.post("/deployments", {"files": files})
    assert (refused.status_code, refused.json["type"]) == (422, "urn:nyttiggjort:problem:remarks_unseen")
    remark = next(p for p in refused.json["problems"] if p["code"] == "soundness_may_stick")
    assert (remark["path"], remark["severity"]) == ("inn", "warning")
    assert remark["way"][:3] == ["start", "start__a", "a"]
    assert len(prosesseier.get("/models/prove").json["versions"]) == 1
    taken = prosesseier.post("/deployments", {"files": files, "acknowledged": True})
    assert (taken.status_code, taken.json["number"]) == (201, 2)
    assert "soundness_may_stick" in {p["code"] for p in taken.json["warnings"]}


@pytest.mark.parametrize(("said", "status"), [("true", 201), ("false", 422), ("kanskje", 422)])
def test_parts_can_say_that_the_remarks_are_seen(prosesseier: Caller, said: str, status: int) -> None:
    parts = {path: (BytesIO(content), path.rpartition("/")[2]) for path, content in some_of_two().items()}
    data = {**parts, "acknowledged": said}
    response = prosesseier.send("POST", "/deployments", data=data, content_type="multipart/form-data")
    assert response.status_code == status, response.text
