"""Forgets finished tokens after every advance, so that a case costs the same after ten completions and ten thousand.

A token that still waits needs only those above it that wait too: the multi-instance activity it is an instance of, the
activity its timer is attached to. Everything finished goes; who did what lives in our own tables.
"""

from typing import Any

from SpiffWorkflow.task import Task as Token
from SpiffWorkflow.util.task import TaskState

from engine.spiff.nodes import ACTIVE
from engine.spiff.state import CaseWorkflow


def prune(workflow: CaseWorkflow) -> None:
    """Collapses every scope to its live tokens and drops scopes that have ended."""
    for token_id, scope in list(workflow.subprocesses.items()):
        if not scope.owner.has_state(TaskState.STARTED):
            del workflow.subprocesses[token_id]
        else:
            _prune_scope(scope)
    _prune_scope(workflow)


def _prune_scope(scope: Any) -> None:
    root = scope.task_tree
    live = [token for token in scope.tasks.values() if token is not root and token.has_state(ACTIVE)]
    parents = {token.id: _live_ancestor(token, root) for token in live}
    root._children = []
    for token in live:
        token._children = []
    kept = {root.id: root}
    for token in live:
        parent = parents[token.id]
        token._parent = parent.id
        parent._children.append(token.id)
        kept[token.id] = token
    scope.tasks = kept


def _live_ancestor(token: Token, root: Token) -> Token:
    parent = token.parent
    while parent is not None and parent is not root and not parent.has_state(ACTIVE):
        parent = parent.parent
    return parent if parent is not None else root
