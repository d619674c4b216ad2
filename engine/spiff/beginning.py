"""A case that begins with an event: at a start event, a receive task, or one of the events after a gateway that begins it."""

from collections.abc import Mapping

from SpiffWorkflow.util.task import TaskState

from engine.spiff.gateways import EventGatewayNode
from engine.spiff.positions import FIRED
from engine.spiff.run import Run
from engine.spiff.scopes import begin


def begin_with(run: Run, event: str, payload: Mapping[str, object] | None) -> None:
    """The event has happened already; `payload` becomes the fact of its name."""
    scope = run.workflow
    begin(scope, event, {FIRED: True})
    if payload is not None:
        run.knowledge.keep(scope.task_tree, event, dict(payload))
    specs = scope.spec.task_specs
    gateways = [spec for spec in specs.values() if isinstance(spec, EventGatewayNode) and spec.parallel]
    for gateway in gateways:
        targets = [out.target for out in gateway.outs]
        for other in targets if event in targets else ():
            if other != event:
                child = scope.task_tree._add_child(specs[other], TaskState.FUTURE)
                child.triggered = True
                child.task_spec._update(child)
