"""What a migrating case brings along beside its elements: what waits to begin an event subprocess, and what can be undone."""

from collections.abc import Mapping
from typing import Any

from SpiffWorkflow.task import Task as Token

from engine.spiff.compensation import INSIDE, QUEUE, RECORDS, UNDO, Record
from engine.spiff.nodes import Node, is_live
from engine.spiff.positions import WAITS, EventScopeNode
from engine.spiff.transactions import CANCELLING

BESIDE = (WAITS, UNDO, CANCELLING)


def is_beside(token: Token) -> bool:
    """Whether a token stands at no element of the diagram."""
    return str(token.task_spec.name).endswith(BESIDE)


def place_beside(token: Token, scope: Any, targets: Mapping[str, str]) -> Node | None:
    """Where such a token goes on in a scope of the new version."""
    name, element = str(token.task_spec.name), token.task_spec.bpmn_id
    if name not in (UNDO, CANCELLING):
        name = targets.get(element, element) + name.removeprefix(element)
    spec = scope.spec.task_specs.get(name)
    return spec if type(spec) is type(token.task_spec) else None


def new_watchers(old: Any, new: Any, targets: Mapping[str, str]) -> list[tuple[Token, Node]]:
    """What only the new version waits for in a scope that runs; nothing when it was interrupted."""
    specs = new.spec.task_specs
    if any(is_live(token) and _interrupts(token.task_spec) for token in new.tasks.values()):
        return []
    starts = (old.spec.task_specs[name].bpmn_id for name in old.spec.watchers)
    known = {targets.get(start, start) + WAITS for start in starts}
    return [(new.task_tree, specs[name]) for name in new.spec.watchers if name not in known]


def bring_records(token: Token, scopes: Mapping[str, Any], targets: Mapping[str, str]) -> None:
    """What a token remembers as done, in the words of the new version; what nothing undoes there is forgotten."""
    data = token.internal_data
    for name in (RECORDS, INSIDE):
        if name in data:
            data[name] = _translated(data[name], scopes, targets)
    if QUEUE in data:
        data[QUEUE] = [
            [place, known] for place, record in data[QUEUE] for known in _translated([record], scopes, targets)
        ]


def _translated(records: list[Record], scopes: Mapping[str, Any], targets: Mapping[str, str]) -> list[Record]:
    found = []
    for element, counter, inside in records:
        target = targets.get(element, element)
        deeper = _translated(inside, scopes, targets)
        if any(target in scope.handlers or target + UNDO in scope.task_specs for scope in scopes.values()):
            found.append([target, counter, deeper])
    return found


def _interrupts(spec: Node) -> bool:
    return isinstance(spec, EventScopeNode) and spec.interrupting
