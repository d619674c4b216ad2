"""Dynamic lists: rows posted by a page or sent as JSON, blank ones left out, faults named by row and column."""

from datetime import date
from decimal import Decimal

import pytest

from engine.forms import table_action
from tests.unit.forms.fields import PERSON, answers, component, form, rejected, values

TABLE = {
    "type": "dynamiclist",
    "path": "produkter",
    "label": "Produkter",
    "components": [
        component(key="navn", validate={"required": True}),
        component("number", "antall"),
        component("datetime", "frist", subtype="date"),
        component("checkbox", "ferdig"),
        component("checklist", "for", values=values("x", "y")),
        component(key="hvem", properties={"kind": "person"}),
    ],
}
FORM = form(TABLE, component(key="a"))


def test_posted_cells_become_rows_in_order() -> None:
    raw = FORM.parse(
        {
            "produkter.2.navn": ["To"],
            "produkter.0.navn": ["Null"],
            "produkter.0.antall": ["3"],
            "produkter.0.ferdig": ["true"],
            "produkter.0.for": ["x", "y", ""],
            "produkter.2.frist": ["17.05.2026"],
            "produkter.2.hvem": [PERSON],
            "a": ["først", "sist"],
            "csrf_token": ["hemmelig"],
        }
    )
    assert "csrf_token" not in raw
    assert answers(FORM, raw) == {
        "produkter": [
            {"navn": "Null", "antall": Decimal(3), "frist": None, "ferdig": True, "for": ["x", "y"], "hvem": None},
            {"navn": "To", "antall": None, "frist": date(2026, 5, 17), "ferdig": False, "for": None, "hvem": PERSON},
        ],
        "a": "sist",
    }


def test_a_row_with_nothing_but_an_untouched_tick_is_blank() -> None:
    raw = FORM.parse({"produkter.0.navn": [""], "produkter.1.navn": ["x"], "produkter.2.antall": [""]})
    assert [row["navn"] for row in answers(FORM, raw)["produkter"]] == ["x"]  # type: ignore[attr-defined]


def test_a_ticked_row_is_not_blank() -> None:
    raw = FORM.parse({"produkter.0.navn": [""], "produkter.0.ferdig": ["true"]})
    assert rejected(FORM, raw) == {"produkter.0.navn": "required"}


def test_faults_name_the_row_as_it_stands_on_the_page() -> None:
    rows = [{"navn": ""}, {"navn": "x", "antall": "tre"}, {}, {"frist": "i går", "hvem": "Kari", "ukjent": 1}]
    assert rejected(FORM, {"produkter": rows}) == {
        "produkter.1.antall": "not_number",
        "produkter.3.frist": "not_date",
        "produkter.3.hvem": "unknown_person",
        "produkter.3.navn": "required",
        "produkter.3.ukjent": "unknown_field",
    }


@pytest.mark.parametrize(
    "name", ["produkter.².navn", "produkter.-1.navn", "produkter.1e3.navn", "produkter.999999.navn", "produkter..navn",
             "produkter.", "produkter", "produkter.0", "produkter.0.navn.mer", "produkter.0.ukjent"],
)  # fmt: skip
def test_a_name_that_is_no_cell_makes_no_answer(name: str) -> None:
    assert answers(FORM, FORM.parse({name: ["x"]}))["produkter"] is None


def test_row_numbers_in_other_digits_are_numbers() -> None:
    assert answers(FORM, FORM.parse({"produkter.\u0663.navn": ["x"]}))["produkter"] is None


def test_two_hundred_rows_and_no_more() -> None:
    rows = [{"navn": str(n)} for n in range(200)]
    assert len(answers(FORM, {"produkter": [*rows, {}, {"navn": " "}]})["produkter"]) == 200  # type: ignore[arg-type]
    assert rejected(FORM, {"produkter": [*rows, {"navn": "x"}]}) == {"produkter": "too_many_rows"}
    posted = {f"produkter.{n}.navn": ["x"] for n in range(5_000)}
    assert len(FORM.parse(posted)["produkter"]) == 201  # type: ignore[arg-type]


def test_rows_are_added_and_removed_without_a_script() -> None:
    raw: dict[str, object] = {"produkter": [{"navn": "x"}, {"navn": "y"}], "a": "b"}
    assert table_action(FORM, raw, "add_row:produkter")["produkter"] == [{"navn": "x"}, {"navn": "y"}, {}]
    assert table_action(FORM, raw, "remove_row:produkter:0")["produkter"] == [{"navn": "y"}]
    assert raw["produkter"] == [{"navn": "x"}, {"navn": "y"}], "what was typed is not changed behind one's back"


@pytest.mark.parametrize(
    "action",
    ["", "add_row", "add_row:a", "add_row:ukjent", "remove_row:produkter:5", "remove_row:produkter:²",
     "remove_row:produkter:-1", "remove_row:produkter:", "remove_row:produkter:" + "9" * 5_000, "slett:produkter:0"],
)  # fmt: skip
def test_an_action_that_means_nothing_changes_nothing(action: str) -> None:
    raw: dict[str, object] = {"produkter": [{"navn": "x"}], "a": "b"}
    assert table_action(FORM, raw, action) == raw


def test_no_row_is_added_past_the_limit() -> None:
    raw: dict[str, object] = {"produkter": [{"navn": str(n)} for n in range(200)]}
    assert len(table_action(FORM, raw, "add_row:produkter")["produkter"]) == 200  # type: ignore[arg-type]
