"""Transactions: a cancel end event ends everything inside, undoes what was done there, and goes on by the cancel event on the
border (BPMN 2.0.2, 13.5.3)."""

from typing import cast

from SpiffWorkflow.task import Task as Token
from SpiffWorkflow.util.task import TaskState

from engine.spiff.compensation import UndoingNode, done_inside
from engine.spiff.nodes import Node, PassNode, run_of
from engine.spiff.propagation import hand_outwards

TRANSACTION = "transaction"
CANCEL = "cancel"
CANCELLING = " [cancel]"
"""The name of what undoes a transaction."""


class CancelEndNode(PassNode):
    """An end event that cancels the transaction around it."""

    def _run_hook(self, my_task: Token) -> bool:
        places = run_of(my_task).places
        scope = my_task.workflow
        owner = cast(Token, places.around(scope))
        while owner.task_spec.kind != TRANSACTION:
            scope = owner.workflow
            owner = cast(Token, places.around(scope))
        queue = [[str(owner.id), record] for record in done_inside(places, scope)]
        for token in list(scope.tasks.values()):
            cast(Node, token.task_spec).withdraw(token)
        cancelling = scope.spec.task_specs[CANCELLING]
        cancelling.wait(scope.task_tree._add_child(cancelling, TaskState.FUTURE), queue)
        return True


class CancellingNode(UndoingNode):
    """Undoes what the transaction did, then leaves it by its border. It is not in the diagram."""

    noted = False

    def _run_hook(self, my_task: Token) -> bool:
        places = run_of(my_task).places
        hand_outwards(places, cast(Token, places.around(my_task.workflow)), CANCEL, "")
        return True
