"""Form files from strangers: every problem has a case, and nothing in a file ends in a crash."""

from typing import Any

import pytest

from engine.contract.errors import ModelRejected
from engine.forms import check_form, read_form
from engine.forms.messages import MESSAGES
from tests.unit.forms.fields import component, content, values

TABLE = {"type": "dynamiclist", "path": "t", "label": "T"}
BROKEN: dict[str, bytes] = {
    "form_too_large": b" " * (512 * 1024 + 1),
    "form_not_json": b'{"type": "default", "components": [}',
    "form_not_form": b'{"type": "default"}',
    "form_bad_name": content(component()),
    "form_too_complex": content(*(component(key=f"a{n}") for n in range(301))),
    "form_unknown_type": content(component("iframe")),
    "form_no_choices": content(component("select")),
    "form_no_label": content(component(label="")),
    "form_bad_table": content({**TABLE, "components": []}),
    "form_bad_condition": content(component(conditional={"hide": "= ="})),
    "form_bad_key": content(component(key="nøkkel")),
    "form_reserved_key": content(component(key="forrige")),
    "form_duplicate_key": content(component(), component()),
    "form_bad_rule": content(component("number", validate={"min": "lite"})),
}


def codes(file: bytes, name: str = "forms/prove.json") -> set[str]:
    return {problem.code for problem in check_form(name, file)}


def test_every_problem_of_a_file_has_a_case_here() -> None:
    assert BROKEN.keys() == {code for code in MESSAGES if code.startswith("form_")}


@pytest.mark.parametrize("code", sorted(BROKEN))
def test_a_problem_is_found_at_its_place_and_says_what_to_do(code: str) -> None:
    name = "forms/mitt skjema.json" if code == "form_bad_name" else "forms/prove.json"
    problems = [problem for problem in check_form(name, BROKEN[code]) if problem.code == code]
    assert problems
    assert problems[0].file == name
    for language in ("nb", "en"):
        sentence = MESSAGES[code][language].format(**problems[0].params)
        assert "{" not in sentence
        assert sentence.endswith(".")
    with pytest.raises(ModelRejected):
        read_form(name, BROKEN[code])


@pytest.mark.parametrize(
    "odd",
    [
        {"type": []},
        {"type": {}},
        {"type": None},
        {"type": 5},
        {"properties": {"kind": []}},
        {"properties": {"kind": {}}},
        {"properties": {"kind": 5}},
        {"key": None},
        {"key": []},
        {"key": "a" * 65},
        {"key": "a.b"},
        {"key": "a[0]"},
        {"label": None},
        {"type": "select", "values": "x"},
        {"type": "select", "values": [5]},
        {"type": "select", "values": [{"value": {}, "label": "x"}]},
        {"type": "select", "values": [{"value": "x"}]},
        {"type": "number", "validate": {"min": "NaN"}},
        {"type": "number", "validate": {"max": "Infinity"}},
        {"type": "number", "validate": {"max": "1e999999"}},
        {"type": "number", "validate": {"min": []}},
        {"validate": {"maxLength": "NaN"}},
        {"validate": {"minLength": {}}},
        {"type": "number", "decimalDigits": "to"},
        {"type": "dynamiclist", "components": "x"},
        {"type": "dynamiclist", "components": [{"type": "dynamiclist", "path": "b", "components": []}]},
        {"type": "dynamiclist", "components": [component(conditional={"hide": "=true"})]},
        {"type": "dynamiclist", "components": [{"type": "group", "label": "G", "components": [component()]}]},
        {"type": "script"},
    ],
)
def test_an_odd_component_is_a_problem_and_no_crash(odd: dict[str, Any]) -> None:
    assert check_form("forms/prove.json", content({**component(), **odd})) != []


@pytest.mark.parametrize(
    "odd",
    [
        {"validate": []},
        {"validate": "x"},
        {"properties": []},
        {"appearance": []},
        {"conditional": "x"},
        {"description": 5},
    ],
)
def test_an_odd_ornament_is_left_out(odd: dict[str, Any]) -> None:
    assert check_form("forms/prove.json", content({**component(), **odd})) == []


@pytest.mark.parametrize(
    "file",
    [b"", b"\x00", b"\xff\xfe", b"[]", b"null", b'"x"', b"[" * 100_000, b'{"type":"default","components":{}}'],
)
def test_what_is_no_form_is_refused(file: bytes) -> None:
    assert codes(file) <= {"form_not_json", "form_not_form"} != codes(content())
    assert codes(file) != set()


@pytest.mark.parametrize("component", [None, 5, "x", []])
def test_a_component_is_an_object(component: object) -> None:
    assert codes(content(component)) == {"form_too_complex"}


def test_groups_in_groups_have_a_bottom() -> None:
    deep: dict[str, Any] = component()
    for _ in range(12):
        deep = {"type": "group", "label": "G", "components": [deep]}
    assert codes(content(deep)) == {"form_too_complex"}


def test_columns_of_a_table_may_share_names_with_fields_but_not_with_each_other() -> None:
    assert codes(content(component(key="b"), {**TABLE, "components": [component(key="b")]})) == set()
    twice = {**TABLE, "components": [component(key="b"), component(key="b")]}
    assert codes(content(twice)) == {"form_duplicate_key"}


def test_separators_buttons_and_html_ask_for_nothing() -> None:
    silent = [{"type": kind, "content": "<script>x</script>"} for kind in ("separator", "spacer", "button", "html")]
    assert read_form("forms/prove.json", content(*silent, component())).fields[0].key == "a"


def test_the_title_and_key_are_the_files() -> None:
    found = read_form("forms/i2_sil.json", content(component("select", values=values("a")), title="Sil"))
    assert (found.key, found.title) == ("i2_sil", "Sil")
