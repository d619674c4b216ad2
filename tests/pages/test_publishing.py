"""Publishing a model: what might get stuck must be seen by somebody first."""

import re
from io import BytesIO
from zipfile import ZipFile

import pytest

from tests.pages.conftest import Town
from tests.unit.spiff.test_soundness import some_of_two, split_and_join


def zipped(files: dict[str, bytes]) -> tuple[BytesIO, str]:
    archive = BytesIO()
    with ZipFile(archive, "w") as zip_file:
        for path, content in files.items():
            zip_file.writestr(path, content)
    archive.seek(0)
    return archive, "modell.zip"


def test_remarks_are_shown_first_and_published_when_they_have_been_seen(town: Town) -> None:
    owner = town.visit("prosess")
    asked = owner.post("/models", {"archive": zipped(some_of_two()), "note": "Ny"}, page="/models")
    assert asked.status_code == 422
    assert "En sak kan sette seg fast" in asked.text
    assert 'name="acknowledged"' in asked.text
    assert "/models/versions/" in owner.get("/models").text
    carried = re.search(r'name="packed" value="([^"]+)"', asked.text)
    assert carried is not None
    form = {"packed": carried.group(1), "note": "Ny", "acknowledged": "true"}
    assert owner.post("/models", form, page="/models").status_code == 302
    assert "Versjon 1 av «prove» er publisert" in owner.get("/models").text


def test_a_model_too_large_for_the_page_is_chosen_again(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("webapp.pages.model.CARRIED", 10)
    files = {**some_of_two(), "README.md": b"En annen"}
    asked = town.visit("prosess").post("/models", {"archive": zipped(files)}, page="/models")
    assert 'name="packed"' not in asked.text
    assert 'type="file"' in asked.text


def test_what_certainly_gets_stuck_cannot_be_published_by_saying_so(town: Town) -> None:
    form = {"archive": zipped(split_and_join("exclusive", "parallel")), "acknowledged": "true"}
    refused = town.visit("prosess").post("/models", form, page="/models")
    assert refused.status_code == 422
    assert "Ingen sak kan komme til slutten" in refused.text
    assert 'name="acknowledged"' not in refused.text
