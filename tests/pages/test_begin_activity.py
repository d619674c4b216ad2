"""The initiative's page offers what may be begun in an ad hoc subprocess, to those who may, and begins it."""

import re

from sqlalchemy import select

from engine.model.access import Identity
from engine.model.people import Unit
from tests.integration.test_activities import FILES
from tests.pages.conftest import Town


def test_an_activity_is_begun_from_the_initiatives_page(town: Town) -> None:
    town.engine.models.install(FILES)
    with town.engine.database.reading() as session:
        unit = session.execute(select(Unit.id).where(Unit.path != "/").limit(1)).scalar_one()
    who = Identity(person_id=town.id_of("anne"))  # type: ignore[arg-type]
    submitted = town.engine.cases.submit(who, {"tittel": "Fri utprøving", "enhet": str(unit)}, process="prove")
    address = f"/initiatives/{submitted.number}"
    assert "Sett i gang" not in town.visit("fag1").get(address).text
    page = town.visit("radgiver").get(address).text
    assert "Sett i gang «En»" in page
    token = re.search(r'name="token" value="([^"]+)"', page)
    assert token is not None
    begun = town.visit("radgiver").post(f"{address}/activities", {"token": token[1], "element": "en"}, page=address)
    assert begun.status_code == 302
    opened = town.engine.queries.initiatives.view(who, submitted.number).open_tasks
    assert sorted(task.element for task in opened) == ["en", "en", "to"]
