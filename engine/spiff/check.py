"""The deployment check: everything wrong with a model at once, each at its element. What cannot run right is refused."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from engine.contract.errors import Problem
from engine.spiff import diagram
from engine.spiff.check_content import content_problems
from engine.spiff.check_rules import rule_problems
from engine.spiff.check_structure import structure_problems
from engine.spiff.diagram import Model
from engine.spiff.soundness import soundness_problems
from engine.spiff.xml import ModelFiles


@dataclass(frozen=True, kw_only=True)
class Catalogue:
    """What a model may refer to. `decisions` maps a decision's id to the facts it reads, `gate_checks` are the installed
    toolboxes' own."""

    roles: frozenset[str]
    tools: frozenset[str]
    steps: frozenset[str]
    forms: frozenset[str]
    decisions: Mapping[str, frozenset[str]]
    gate_checks: frozenset[str] = frozenset()


def check_model(files: ModelFiles, catalogue: Catalogue) -> list[Problem]:
    """Every problem of the diagrams and `model.toml`; empty when the model can be deployed without a remark."""
    return problems_of(diagram.read(files), files, catalogue)


def problems_of(model: Model, files: ModelFiles, catalogue: Catalogue) -> list[Problem]:
    """The problems of a model that is read already."""
    problems = [*model.problems, *_toml_problems(model, files)]
    if model.processes:
        problems += rule_problems(model)
        problems += structure_problems(model)
        problems += content_problems(model, catalogue)
    if not any(problem.severity == "error" for problem in problems):
        problems += soundness_problems(model)
    return list({(p.code, p.element, p.file, tuple(sorted(p.params.items()))): p for p in problems}.values())


def _toml_problems(model: Model, files: ModelFiles) -> Iterator[Problem]:
    if any(problem.file == "model.toml" for problem in model.problems):
        return
    for name in ("key", "name", "process"):
        if not isinstance(model.toml.get(name), str) or not model.toml.get(name):
            yield Problem(code="toml_missing", file="model.toml", params={"name": name})
    key = model.toml.get("key")
    if isinstance(key, str) and key and not diagram_id(key, lower=True):
        yield Problem(code="toml_bad_key", file="model.toml", params={"key": key[:64]})
    phases = model.toml.get("phases", [])
    if not isinstance(phases, list) or not all(
        isinstance(p, dict) and isinstance(p.get("key"), str) and isinstance(p.get("name"), str) for p in phases
    ):
        yield Problem(code="toml_missing", file="model.toml", params={"name": "phases"})
    named = model.toml.get("diagram")
    if named is not None and (not isinstance(named, str) or named not in files):
        yield Problem(code="no_diagram", file="model.toml", params={"diagram": str(named)[:200]})
    # A diagram that could not be read has said so, and may well be where the process is.
    readable = model.processes or not model.problems
    if isinstance(model.toml.get("process"), str) and readable and model.main is None:
        yield Problem(code="no_process", file="model.toml", params={"process": str(model.toml["process"])})


def diagram_id(text: str, *, lower: bool = False) -> bool:
    """Whether the text can be an id that FEEL can name."""
    plain = text.isascii() and text.isidentifier() and not text.startswith("_")
    return plain and len(text) <= 100 and (not lower or (text == text.lower() and len(text) <= 64))
