"""A form opens with what is known: here the delivery that the steering document asked for."""

from sqlalchemy import select

from engine.model.task import OPEN, Task
from tests.pages.conftest import Town


def test_a_delivery_names_its_product_person_and_criteria(town: Town) -> None:
    with town.engine.database.reading() as session:
        query = select(Task).where(Task.element == "m2_leveranse", Task.status.in_(OPEN))
        task = session.execute(query).scalars().one()
    page = town.visit("prosjekt").get(f"/tasks/{task.id}").text
    assert isinstance(task.item, dict)
    assert f'value="{task.item["produkt"]}"' in page
    assert str(task.item["akseptkriterier"]) in page
