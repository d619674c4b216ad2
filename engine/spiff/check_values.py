"""The rules about values: the names that mappings, scripts and data objects use."""

from collections.abc import Collection, Iterator

from engine.spiff.check_activities import ACTIVITIES
from engine.spiff.definition import LOCAL_NAMES
from engine.spiff.diagram import Model, Node
from engine.spiff.mapping import data_objects, inputs_of, written_by

FORBIDDEN = LOCAL_NAMES | {"forrige"}

Found = Iterator[tuple[str, dict[str, str]]]


def value_problems(node: Node, elements: Collection[str]) -> Found:
    """What is wrong with the names of one activity; `elements` are the ids that name the results of others."""
    if node.tag not in ACTIVITIES:
        return
    written = [name for name, _ in written_by(node)]
    for name in [*(name for name, _ in inputs_of(node)), *written]:
        plain = name.isidentifier() and len(name) <= 100 and not name.startswith("__")
        if not plain or name in FORBIDDEN:
            yield "bad_name", {"name": name[:100]}
    for name in written:
        if name in elements:
            yield "name_taken", {"name": name[:100]}


def names_of_values(model: Model) -> set[str]:
    """Every name that a mapping, a script or a data object brings."""
    found = {name for scope in model.scopes() for name in data_objects(scope)}
    for node in model.nodes():
        if node.tag in ACTIVITIES:
            found |= {name for name, _ in [*inputs_of(node), *written_by(node)]}
    return found
