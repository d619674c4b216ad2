"""What stands in a scope beside its flows: event subprocesses, what undoes activities, what is not in the diagram at all."""

from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec

from engine.spiff.compensation import UNDO, UndoNode, UndoScopeNode
from engine.spiff.diagram import Node, Scope
from engine.spiff.following import handler_of
from engine.spiff.nodes import Node as Spec
from engine.spiff.positions import EventScopeNode, StartsSubprocess
from engine.spiff.scopes import ScopeNode
from engine.spiff.transactions import CANCELLING, TRANSACTION, CancellingNode
from engine.spiff.triggers import trigger_of

COMPENSATE = "compensate"


def compensates(scopes: list[Scope]) -> bool:
    """Whether anything in a model may be undone."""
    events = (node for scope in scopes for node in scope.nodes.values() if node.tag.endswith("Event"))
    return any(trigger_of(event).kind in (COMPENSATE, "cancel") for event in events)


def furnish(process: BpmnProcessSpec, scope: Scope, *, compensating: bool) -> None:
    """Tells a scope's specification what it needs to know beside its nodes; all of them are built already."""
    specs = [spec for spec in process.task_specs.values() if isinstance(spec, Spec)]
    begun = [spec for spec in specs if isinstance(spec, EventScopeNode)]
    process.watchers = tuple(spec.name for spec in specs if isinstance(spec, StartsSubprocess))
    process.event_subprocesses = tuple(spec.name for spec in begun if spec.trigger != COMPENSATE)
    process.compensation_subprocess = next((spec.name for spec in begun if spec.trigger == COMPENSATE), None)
    process.handlers = {node.id: undo for node in scope.nodes.values() if (undo := _undone_by(node)) is not None}
    if not compensating:
        return
    for spec in specs:
        spec.handled = spec.bpmn_id in process.handlers
        spec.undoable = spec.handled or spec.repeats or isinstance(spec, ScopeNode)
        if isinstance(spec, ScopeNode) and not spec.handled:
            again = UndoScopeNode(process, spec.bpmn_id + UNDO, element=spec.bpmn_id, kind=spec.kind)
            again.process = spec.process
    UndoNode(process, UNDO, element=scope.id, kind="")
    if scope.parent is not None and scope.parent.tag == TRANSACTION:
        CancellingNode(process, CANCELLING, element=scope.id, kind="")


def _undone_by(node: Node) -> str | None:
    handlers = (handler_of(event) for event in node.boundary)
    return next((handler.id for handler in handlers if handler is not None), None)
