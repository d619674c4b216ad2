"""The house's own rules, where a linter has none."""

import re
from collections import Counter
from pathlib import Path

import pytest

from engine.services.problems import SOURCES

ROOT = Path(__file__).parents[2]
CODE = [
    *sorted(ROOT.glob("engine/**/*.py")),
    *sorted(ROOT.glob("webapp/**/*.py")),
    *sorted(ROOT.glob("plugins/**/*.py")),
]
LONG_BY_NATURE = {
    "engine/importing/messages.py",
    "engine/services/cases.py",
    "engine/services/gates.py",
    "engine/services/tasks.py",
    "webapp/cli.py",
    "webapp/demo/texts.py",
    "webapp/sentences.py",
}
"""Over 300 lines, with a reason: one noun's verbs, one grammar, one table of texts."""
LIMIT = 300
HAVE_A_CLOCK = ("engine/contract/clock.py", "engine/jobs/embedded.py", "engine/feel/budget.py")
"""The clock itself, the scheduler's, and what a lone FEEL expression falls back on."""


def lines_with(pattern: str, *, but: tuple[str, ...] = ()) -> list[str]:
    found = re.compile(pattern)
    return [
        f"{path.relative_to(ROOT)}:{number}"
        for path in CODE
        if not path.relative_to(ROOT).as_posix().startswith(but)
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        if found.search(line.split("#")[0])
    ]


def test_files_are_small() -> None:
    long = {
        path.relative_to(ROOT).as_posix()
        for path in CODE
        if "migrations" not in path.parts and len(path.read_text().splitlines()) > LIMIT
    }
    assert long <= LONG_BY_NATURE


@pytest.mark.parametrize("folder", ["engine", "webapp", "bpmn", "plugins", "tests", "scripts"])
def test_every_room_says_who_lives_there(folder: str) -> None:
    assert (ROOT / folder / "README.md").exists()


def test_every_room_of_the_engine_says_who_lives_there() -> None:
    rooms = {path.parent for path in ROOT.glob("engine/*/__init__.py")}
    told = {path.parent for path in ROOT.glob("engine/*/README.md")}
    assert rooms - told == set()


def test_time_comes_from_the_clock() -> None:
    """`datetime.now` in a verb would make it impossible to test what happens in a year."""
    assert lines_with(r"datetime\.now\(|utcnow\(|date\.today\(", but=HAVE_A_CLOCK) == []


def test_nothing_runs_what_it_was_given() -> None:
    assert lines_with(r"\beval\(|\bexec\(|\bpickle\b|shell=True|yaml\.load\(|os\.system\(|__import__\(") == []


def test_the_engine_knows_nothing_of_the_web() -> None:
    assert [
        line for line in lines_with(r"^(from|import) (flask|werkzeug|jinja2|webapp)") if line.startswith("engine/")
    ] == []


def test_pages_hold_no_sql() -> None:
    assert [line for line in lines_with(r"^(from|import) sqlalchemy") if line.startswith("webapp/pages/")] == []


def test_templates_trust_no_text() -> None:
    marked = [
        str(path.relative_to(ROOT))
        for path in sorted(ROOT.glob("webapp/templates/**/*.html"))
        if re.search(r"\|\s*safe\b|autoescape false|<script>|<style|\sstyle=|\son[a-z]+=", path.read_text())
    ]
    assert marked == []


def test_every_module_says_what_it_is_for() -> None:
    assert [str(path) for path in CODE if path.name != "__init__.py" and not path.read_text().startswith('"""')] == []


def test_no_names_that_say_nothing() -> None:
    vague = {"utils", "util", "helpers", "common", "misc", "manager", "handler"}
    assert [str(path) for path in CODE if path.stem in vague] == []


SHARED = {
    "unknown_person",
    "unknown_unit",
    "unknown_choice",
    "unknown_field",
    "required",
    "too_deep",
    "not_text",
    "too_long",
}
"""Codes that two parts say in words of their own; the first in `SOURCES` is what people read."""


def test_a_code_means_one_thing() -> None:
    """A sentence is found by its code alone: a second meaning would be said in the first one's words."""
    told = Counter(code for source in SOURCES for code in source)
    assert {code for code, number in told.items() if number > 1} <= SHARED
