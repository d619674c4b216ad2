"""Lets a case pass what cannot be carried out, once, because an operator has said so."""

from collections.abc import Iterable
from typing import Protocol, cast

from SpiffWorkflow.task import Task as Token
from SpiffWorkflow.util.task import TaskState

from engine.model.modification import Detour
from engine.spiff.host import Host
from engine.spiff.inclusive import BOUNDARY
from engine.spiff.knowledge import failed
from engine.spiff.nodes import Node
from engine.spiff.places import path_of


class Repaired(Protocol):
    """A host that brings detours, and hears of those that were taken."""

    @property
    def detours(self) -> Iterable[Detour]: ...

    def detoured(self, detour: Detour) -> None: ...


class Detours:
    """The detours of one advance; each is taken once."""

    def __init__(self, host: Host) -> None:
        # Asked by name: asking whether it is one would cost every advance a walk through the protocol.
        self._host = cast(Repaired, host) if hasattr(host, "detours") else None
        self._open = {(d.element, d.path): d for d in self._host.detours} if self._host is not None else {}

    def passes(self, token: Token) -> bool:
        """Whether the token is at an element that is passed by. People's tasks never are."""
        if not self._open or token.task_spec.manual:
            return False
        return (token.task_spec.bpmn_id, path_of(token)) in self._open

    def take(self, token: Token) -> None:
        """Lets the token go on as if the element had been carried out. An event on a border is not set at all."""
        spec = cast(Node, token.task_spec)
        detour = self._open.pop((spec.bpmn_id, path_of(token)))
        if self._host is not None:
            self._host.detoured(detour)
        if spec.kind == BOUNDARY:
            token._set_state(TaskState.CANCELLED)
            return
        if spec.parent_loop is None and spec.may_leave(token):
            outs = [out for out in spec.outs if out.id == detour.flow] if detour.flow else list(spec.choose(token))
            if not outs and spec.outs:
                raise failed(token, "", f"there is no flow {detour.flow} out of it")
            spec.leave(token, outs)
        token._set_state(TaskState.COMPLETED)
        spec._on_complete(token)
