"""A model folder of the product, read and compiled as a deployment does it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path, PurePosixPath

from engine.dmn import read_decisions
from engine.dmn.decisions import Decision
from engine.forms import Form, read_form
from engine.model.roles import Role
from engine.spiff import Catalogue, CompiledModel, compile_model

FOLDER = Path(__file__).parents[3] / "bpmn"


@dataclass(frozen=True, kw_only=True)
class Shipped:
    """One model with everything that was read from its folder."""

    key: str
    files: Mapping[str, bytes]
    forms: Mapping[str, Form]
    decisions: Mapping[str, Decision]
    catalogue: Catalogue
    compiled: CompiledModel


@cache
def shipped(key: str) -> Shipped:
    """The model in the folder of that name. Raises ModelRejected."""
    root = FOLDER / key
    files = {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}
    forms = {
        PurePosixPath(name).stem: read_form(name, content)
        for name, content in files.items()
        if name.startswith("forms/")
    }
    decisions = {
        decision_id: decision
        for name, content in files.items()
        if name.endswith(".dmn")
        for decision_id, decision in read_decisions(content, name).decisions.items()
    }
    catalogue = Catalogue(
        roles=frozenset(Role),
        tools=frozenset(),
        steps=frozenset(),
        forms=frozenset(forms),
        decisions={decision_id: decision.names for decision_id, decision in decisions.items()},
    )
    return Shipped(
        key=key,
        files=files,
        forms=forms,
        decisions=decisions,
        catalogue=catalogue,
        compiled=compile_model(files, catalogue),
    )
