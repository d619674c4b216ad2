"""A process owner brings in another tool's model: the report first, then download or publish."""

import re
from base64 import b64decode
from io import BytesIO
from zipfile import ZipFile

from tests.pages.conftest import Town
from tests.unit.importing.foreign import files_of, ready
from webapp.archives import packed

CARRIED = re.compile(r'name="packed" value="([^"]*)"')


def chosen(files: dict[str, bytes]) -> dict[str, object]:
    return {"files": [(BytesIO(content), name) for name, content in files.items()]}


def test_the_report_tells_of_every_place_before_anything_is_published(town: Town) -> None:
    before = town.engine.queries.models.models
    owner = town.visit("prosess")
    page = owner.post("/models/import", chosen(files_of("camunda7")))
    assert page.status_code == 200
    for text in (
        "Innkjøp av utstyr",
        "Modellen kan ikke publiseres ennå.",
        "<code>regn_ut_avgift</code>",
        "Skriptet er skrevet i groovy, og kode kjøres ikke her.",
        "Lytteren «taskListener» er kode",
        "Uttrykket ${godkjent &amp;&amp; (belop lt 500000 || !haster)} er skrevet som",
    ):
        assert text in page.text
    assert ">Publiser<" not in page.text
    assert town.engine.queries.models.models == before


def test_the_translated_folder_is_downloaded_as_a_zip(town: Town) -> None:
    owner = town.visit("prosess")
    page = owner.post("/models/import", chosen(files_of("camunda8")))
    carried = CARRIED.search(page.text)
    assert carried is not None
    answer = owner.post("/models/import/archive", {"packed": carried[1]})
    assert answer.headers["Content-Disposition"] == 'attachment; filename="modell.zip"'
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.data == b64decode(carried[1])
    with ZipFile(BytesIO(answer.data)) as zipped:
        assert {"model.toml", "permisjon.bpmn", "forms/sok_permisjon.json"} <= set(zipped.namelist())


def test_a_model_without_faults_is_published_from_the_report(town: Town) -> None:
    owner = town.visit("prosess")
    page = owner.post("/models/import", chosen({"forslag.zip": packed({"mappe/forslag.bpmn": ready()})}))
    assert "Modellen kan publiseres." in page.text
    carried = CARRIED.search(page.text)
    assert carried is not None
    assert owner.post("/models", {"packed": carried[1], "note": "Fra Camunda"}).status_code == 302
    assert town.engine.idea_form("forslag") is not None
    assert "Fra Camunda" in owner.get("/models").text


def test_files_that_cannot_be_read_are_explained(town: Town) -> None:
    owner = town.visit("prosess")
    for files, said in (
        ({}, "Ingen av filene er et BPMN-diagram."),
        ({"x.bpmn": b"<bpmn"}, "Filen er ikke gyldig XML"),
        ({"x.bpmn": b"<!DOCTYPE x>"}, "DOCTYPE"),
        ({"x.zip": b"PK"}, "kan ikke leses som en zip-fil"),
        ({"x.zip": packed({"a.bpmn": b"x" * 30_000})[:-60] + b"x" * 60}, "kan ikke leses som en zip-fil"),
    ):
        page = owner.post("/models/import", chosen(files))  # type: ignore[arg-type]
        assert (page.status_code, said in page.text) == (422, True), said


def test_what_the_page_carries_is_not_believed(town: Town) -> None:
    owner = town.visit("prosess")
    for text in ("", "ikke base64", "UEs="):
        assert owner.post("/models/import/archive", {"packed": text}).status_code == 422
        assert owner.post("/models", {"packed": text}).status_code == 422
