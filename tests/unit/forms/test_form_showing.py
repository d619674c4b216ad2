"""Forms as people see them: what stands in the fields, what was answered, and no HTML of anybody else's."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from flask import Flask
from lxml import html

from engine.contract.errors import FieldProblem
from engine.forms import Form, RenderedField
from tests.unit.forms.fields import PERSON, UNIT, answers, component, form, values

PAGES = Path(__file__).parents[3] / "webapp" / "templates"
PEOPLE, UNITS = {PERSON: "Kari Kollega"}, {UNIT: "Helse og mestring"}
EVIL = "\"><script>alert(1)</script><img src=x onerror=alert(2)> '{{ 7*7 }}"


def drawn(shown: Form, given: dict[str, object], *problems: FieldProblem) -> html.HtmlElement:
    """The form through the real templates, with Flask's own escaping."""
    app = Flask("prove", template_folder=str(PAGES))
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_null_translations(newstyle=True)  # type: ignore[attr-defined]
    app.jinja_env.filters["problem"] = lambda problem: f"{problem.code} {problem.params}"
    rendered = shown.render(given, problems=problems, people={**PEOPLE, "p2": EVIL}, units={**UNITS, "u2": EVIL})
    with app.app_context():
        page = app.jinja_env.from_string(
            '{% import "form/fields.html" as fields with context %}<main>{{ fields.form(form) }}'
            "{{ fields.problem_list(form.problems) }}</main>"
        )
        return html.fromstring(page.render(form=rendered))


def field(shown: Form, given: object) -> RenderedField:
    (part,) = shown.render({"a": given}, people=PEOPLE, units=UNITS).parts
    assert part.field is not None
    return part.field


HOSTILE = form(
    {"type": "text", "text": f"# {EVIL}"},
    {
        "type": "group",
        "label": EVIL,
        "conditional": {"hide": '="\\"><script>alert(1)</script>" = "x"'},
        "components": [component(key="a", label=EVIL, description=EVIL)],
    },
    component("textarea", "b", label=EVIL),
    component("select", "c", values=[{"value": EVIL, "label": EVIL}]),
    component("checklist", "d", values=[{"value": EVIL, "label": EVIL}]),
    component("number", "e", appearance={"suffixAdorner": EVIL}),
    component(key="f", properties={"kind": "person"}),
    {"type": "dynamiclist", "path": "g", "label": EVIL, "components": [component(key="h", label=EVIL)]},
    component("checkbox", "i", label=EVIL),
    component(key="j", properties={"kind": "initiative"}),
    component("datetime", "k"),
    component("radio", "l", values=[{"value": 1, "label": EVIL}]),
)


def test_neither_a_form_nor_an_answer_can_bring_html() -> None:
    given: dict[str, object] = dict.fromkeys("abcdefijkl", EVIL)
    problems = [FieldProblem(path=path, code=EVIL, params={"x": EVIL}) for path in ("a", "g.0.h", EVIL)]
    page = drawn(HOSTILE, {**given, "g": [{"h": EVIL}], "d": [EVIL]}, *problems)
    assert page.xpath("//script | //img | //iframe") == []
    handlers = [name for element in page.iter() for name in element.attrib if name.startswith("on")]
    assert handlers == []
    assert "49" not in page.text_content(), "an answer is no template"
    assert page.text_content().count("alert(1)") > 15, "it is all there, as text"
    (typed,) = page.xpath("//input[@name='a']")
    assert typed.get("value") == EVIL
    (long,) = page.xpath("//textarea[@name='b']")
    assert long.text == EVIL


def test_every_question_has_a_label_and_a_problem_is_tied_to_its_field() -> None:
    page = drawn(form(component(key="a", description="Kort")), {}, FieldProblem(path="a", code="required"))
    (typed,) = page.xpath("//input[@name='a']")
    assert page.xpath(f"//label[@for='{typed.get('id')}']")
    assert typed.get("aria-invalid") == "true"
    for described in typed.get("aria-describedby").split():
        assert page.get_element_by_id(described).text_content()


@pytest.mark.parametrize(
    ("kind", "given", "shown"),
    [
        (component(), "tekst", "tekst"),
        (component("number"), Decimal("12500.50"), "12500,5"),
        (component("number"), Decimal(0), "0"),
        (component("number"), Decimal("1E+3"), "1000"),
        (component("datetime"), date(2026, 5, 17), "2026-05-17"),
        (component("checkbox"), True, "true"),
        (component("checkbox"), False, ""),
        (component(), None, ""),
    ],
)
def test_a_value_stands_in_its_field_so_that_it_can_be_sent_back(
    kind: dict[str, object], given: object, shown: str
) -> None:
    one = form(kind)
    assert field(one, given).value == shown
    if given is not None and given is not False:
        assert answers(one, {"a": shown})["a"] == given


@pytest.mark.parametrize(
    ("kind", "given", "chosen"),
    [
        (component("radio", values=values(True, False)), False, ["false"]),
        (component("radio", values=values(1, 2)), Decimal(2), ["2"]),
        (component("select", values=values("x", "y")), "y", ["y"]),
        (component("checklist", values=values("x", "y", 3)), ["x", Decimal(3)], ["x", "3"]),
        (component(properties={"kind": "person"}), PERSON, [PERSON]),
        (component("select", values=values("x", "y")), None, []),
    ],
)
def test_what_was_chosen_is_marked(kind: dict[str, object], given: object, chosen: list[str]) -> None:
    assert [option.value for option in field(form(kind), given).options if option.chosen] == chosen


def test_a_required_table_opens_with_a_row_and_cells_have_names() -> None:
    table = {"type": "dynamiclist", "path": "a", "label": "A", "components": [component(key="b")]}
    empty = field(form({**table, "validate": {"required": True}}), None)
    assert [[cell.name for cell in row.cells] for row in empty.rows] == [["a.0.b"]]
    assert [column.name for column in empty.columns] == ["a.NUMBER.b"]
    filled = field(form(table), [{"b": "x"}, {"b": "y"}])
    assert [row.cells[0].value for row in filled.rows] == ["x", "y"]


def test_a_summary_is_for_reading() -> None:
    shown = form(
        component(key="a"),
        component("number", "b", appearance={"suffixAdorner": "kr"}),
        component("datetime", "c"),
        component("radio", "d", values=[{"value": True, "label": "Ja takk"}, {"value": False, "label": "Nei"}]),
        component("checklist", "e", values=[{"value": "x", "label": "Innbyggere"}, {"value": "y", "label": "Brukere"}]),
        component(key="f", properties={"kind": "person"}),
        component(key="g", properties={"kind": "unit"}),
        {
            "type": "dynamiclist",
            "path": "h",
            "label": "H",
            "components": [component(key="i"), component("checkbox", "j")],
        },
        component(key="tom"),
    )
    rows = shown.summary(
        {"a": "x", "b": Decimal("12500.5"), "c": date(2026, 5, 17), "d": False, "e": ["x", "y"], "f": PERSON,
         "g": "borte", "h": [{"i": "en", "j": True}], "tom": None, "gammelt_felt": "y"},
        people=PEOPLE, units=UNITS,
    )  # fmt: skip
    assert {row.key: row.text or row.lines or row.rows for row in rows} == {
        "a": "x",
        "b": "12\u00a0500,5 kr",
        "c": "17. mai 2026",
        "d": "Nei",
        "e": ("Innbyggere", "Brukere"),
        "f": "Kari Kollega",
        "g": "Ukjent enhet",
        "h": (("en", "Ja"),),
    }
