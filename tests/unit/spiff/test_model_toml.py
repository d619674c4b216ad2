"""`model.toml` from strangers: broken, bottomless, incomplete, or naming what is not there."""

import pytest

from engine.spiff import check_model
from tests.integration.models import task
from tests.unit.spiff.test_deployment_check import CATALOGUE, Files, found, single, toml


def codes(files: Files) -> set[str]:
    return {problem.code for problem in check_model(files, CATALOGUE)}


@pytest.mark.parametrize(
    "text",
    [
        "x = " + "[" * 100_000,
        "x = " + "1" * 10_000,
        "key",
        '"',
        'key = "a"\nkey = "b"',
    ],
)
def test_a_broken_or_bottomless_toml_is_a_problem_and_no_crash(text: str) -> None:
    assert found(toml(text), "toml_broken").params["reason"]


def test_an_empty_toml_lacks_everything() -> None:
    assert [p.params["name"] for p in check_model(toml(""), CATALOGUE) if p.code == "toml_missing"] == [
        "key",
        "name",
        "process",
    ]


@pytest.mark.parametrize("diagram", [None, '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"/>'])
def test_a_model_without_a_process_is_refused(diagram: str | None) -> None:
    files = {"model.toml": b'key = "prove"\nname = "x"\nprocess = "prove"\n'}
    if diagram is not None:
        files["prove.bpmn"] = diagram.encode()
    assert found(files, "no_process").params == {"process": "prove"}


def test_toml_in_another_encoding_is_a_problem() -> None:
    files = {**single(task("a")), "model.toml": 'key = "prøve"'.encode("latin-1")}
    assert found(files, "toml_broken").file == "model.toml"


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ("diagram = 5", "no_diagram"),
        ('diagram = "../prove.bpmn"', "no_diagram"),
        ('phases = "ide"', "toml_missing"),
        ("phases = [1]", "toml_missing"),
        ('phases = [{key = "ide"}]', "toml_missing"),
    ],
)
def test_toml_of_the_wrong_shape(more: str, code: str) -> None:
    assert code in codes(toml(f'key = "prove"\nname = "x"\nprocess = "prove"\n{more}\n'))


@pytest.mark.parametrize("missing", ["key", "name", "process"])
def test_toml_needs_key_name_and_process(missing: str) -> None:
    lines = [f'{name} = "prove"' for name in ("key", "name", "process") if name != missing]
    assert found(toml("\n".join(lines)), "toml_missing").params == {"name": missing}
    assert found(toml("\n".join([*lines, f"{missing} = 5"])), "toml_missing").params == {"name": missing}
