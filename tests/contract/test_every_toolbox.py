"""Every installed toolbox keeps the contract, with its own tables on both databases; and the contract sees what breaks it."""

from dataclasses import replace
from decimal import Decimal

import pytest

from engine.contract.charts import chart
from engine.contract.result import Column, Picture, Table
from engine.contract.toolbox import Guide
from engine.store.database import Database
from engine.testing import faults
from engine.testing.contract import ToolboxContract
from engine.toolboxes import installed_toolboxes

INSTALLED = tuple(installed_toolboxes().by_name.values())


class TestEveryToolbox(ToolboxContract):
    toolboxes = INSTALLED


def test_own_tables_are_as_migrated_on_the_real_databases(database_url: str) -> None:
    database = Database(database_url)
    try:
        found = [fault for toolbox in INSTALLED for fault in faults.of_tables(toolbox, database)]
    finally:
        database.dispose()
    assert found == []


def svg(inner: str) -> Picture:
    return Picture(title="T", description="D", svg=f'<svg xmlns="http://www.w3.org/2000/svg">{inner}</svg>')


@pytest.mark.parametrize(
    ("inner", "word"),
    [
        ("<script>1</script>", "script"),
        ("<foreignObject/>", "foreignObject"),
        ("<style>a{}</style>", "style"),
        ('<rect style="fill:red"/>', "style"),
        ('<rect onload="x()"/>', "onload"),
        ('<a href="https://example.org"/>', "example.org"),
        ('<use xmlns:x="http://www.w3.org/1999/xlink" x:href="data:x"/>', "data:x"),
        ('<rect fill="url(https://example.org/x)"/>', "url("),
        ("<rect>", "XML"),
        ("\x07", "XML"),
        ('<p xmlns="http://www.w3.org/1999/xhtml"/>', "element p"),
    ],
)
def test_a_picture_that_could_do_something_is_seen(inner: str, word: str) -> None:
    assert any(word in fault for fault in faults.of_picture(svg(inner)))


def test_a_picture_that_only_shows_is_fine_and_one_without_words_is_not() -> None:
    fine = svg('<defs><clipPath id="c"/></defs><g clip-path="url(#c)"><use href="#c"/></g>')
    assert list(faults.of_picture(fine)) == []
    assert any("description" in fault for fault in faults.of_picture(replace(fine, description=" ")))


def test_tables_and_facts_that_do_not_fit_are_seen() -> None:
    table = Table(title="T", columns=[Column(label="A"), Column(label="B")], rows=[("x", 1), ("y",), ("z", 0.5)])
    assert len(list(faults.of_table(table))) == 2
    assert list(faults.of_fact({"sum": Decimal("1.5"), "navn": ["x"], "dag": None})) == []
    assert list(faults.of_fact({"sum": object()})) != []


def test_a_guide_that_tells_nothing_is_seen() -> None:
    assert len(list(faults.of_guide(Guide(purpose="P", when=" ", how=(), who="W", time="T")))) == 2


def test_a_character_that_xml_cannot_hold_does_not_end_the_process() -> None:
    encoding = {"x": {"field": "a\x00", "type": "nominal"}, "y": {"field": "b", "type": "quantitative"}}
    data = {"values": [{"a\x00": "\x00\x1b\ufffe", "b": 1}]}
    assert list(faults.of_picture(chart({"data": data, "mark": "bar", "encoding": encoding}, "T", "D"))) == []
