"""A case's state as bytes: tokens only. The specification is shared and data is kept elsewhere, so it stays small.

Layout (JSON): the format, the id of the process that is the outermost scope, a list of scopes, outermost first; a scope is
[parent token or null, [token, …]]; a token is
[id, index of its parent token or -1, specification name, state, internal data]. Order is order of arrival.
"""

from typing import Any
from uuid import UUID

import orjson
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow

from engine.contract.errors import StepFailed
from engine.spiff.scopes import Subprocess
from engine.spiff.tokens import Token

FORMAT = 2
WITHOUT_PROCESS = 1
"""The format before, in which the outermost scope was always the main process."""


class CaseWorkflow(BpmnWorkflow):  # type: ignore[misc]
    """The outermost scope. Its tokens tell the run what they pass; nothing is searched for or refreshed."""

    def __init__(self, spec: object, subprocess_specs: object) -> None:
        super().__init__(spec, subprocess_specs, script_engine=object(), deserializing=True)

    def _task_completed_notify(self, task: Token) -> None:
        self.last_task = task
        self.script_engine.note_passed(task)


def dump(workflow: CaseWorkflow) -> bytes:
    """The state as bytes."""
    scopes: list[object] = [[None, _tokens(workflow)]]
    scopes += [[str(parent), _tokens(inner)] for parent, inner in workflow.subprocesses.items()]
    return orjson.dumps([FORMAT, workflow.spec.name, scopes])


def load(content: bytes, spec: object, subprocess_specs: Any) -> CaseWorkflow:
    """The workflow again. Raises StepFailed for bytes that are no state of this version."""
    try:
        form, *process, scopes = orjson.loads(content)
        if (form, len(process)) not in ((FORMAT, 1), (WITHOUT_PROCESS, 0)):
            raise ValueError(f"format {form}")
        workflow = CaseWorkflow(subprocess_specs[process[0]] if process else spec, subprocess_specs)
        owners: dict[UUID, Token] = {}
        for parent, tokens in scopes:
            if parent is None:
                scope: Any = workflow
            else:
                parent_id = UUID(parent)
                owner = owners[parent_id]
                scope = Subprocess(workflow.subprocess_specs[owner.task_spec.process], owner, workflow)
                workflow.subprocesses[parent_id] = scope
            _restore(scope, tokens)
            owners.update(scope.tasks)
    except (orjson.JSONDecodeError, ValueError, KeyError, TypeError, IndexError, AttributeError) as error:
        raise StepFailed(element="", reason=f"the stored state cannot be read: {error!r}") from error
    return workflow


def _tokens(scope: Any) -> list[object]:
    place = {token_id: number for number, token_id in enumerate(scope.tasks)}
    return [
        [str(token.id), place.get(token._parent, -1), token.task_spec.name, token._state, token.internal_data]
        for token in scope.tasks.values()
    ]


def _restore(scope: Any, rows: list[Any]) -> None:
    tokens: list[Token] = []
    for token_id, parent, name, state, internal in rows:
        token = Token(scope, scope.spec.task_specs[name], state=state, id=UUID(token_id))
        token.internal_data = internal
        if parent >= 0:
            token._parent = tokens[parent].id
            tokens[parent]._children.append(token.id)
        else:
            scope.task_tree = token
        tokens.append(token)
