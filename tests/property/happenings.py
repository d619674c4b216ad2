"""Events in the simulator: what they end, what they begin, and who catches what is thrown (BPMN 2.0.2, 10.5, 13.5)."""

from abc import ABC, abstractmethod
from collections.abc import Mapping

from tests.property.graph import Graph, Node
from tests.property.tokens import Scope, Token

OUTSIDE = {"timer", "message", "signal"}
"""What comes from outside the case."""
THROWN = {"error", "escalation", "cancel"}
"""What only the case itself brings about."""


class Happenings(ABC):
    """The half of the simulator that knows events."""

    graphs: Mapping[str, Graph]

    def __init__(self, root: Scope) -> None:
        self.root = root
        self.thrown: list[tuple[str, str]] = []

    def _happen(self, token: Token) -> None:
        if token.begins is not None:
            self._begin_beside(token, token.begins)
            return
        if token.race is not None:
            for other in list(token.scope.tokens):
                if other.race is token.race and other is not token:
                    self._remove(other)
        if token.node.kind == "boundary" and token.node.interrupting:
            assert token.host is not None
            host, token.host = token.host, None
            self._remove(host)
        if token.node.kind == "boundary" and token.node.cycle:
            self._leave(token)
        else:
            self._finish(token)

    def _begin_beside(self, start: Token, handler: Node) -> None:
        """The start of an event subprocess: an interrupting one ends everything else in its scope (13.4.4)."""
        scope = start.scope
        if start.node.interrupting:
            self._empty(scope)
        elif not start.node.cycle:
            scope.armed.remove(start)
        inside = Token(handler, scope)
        scope.tokens.append(inside)
        inside.inner = Scope(self.graphs[handler.process], inside)
        self._begin(inside.inner)

    def _throw(self, token: Token) -> None:
        """A message is told to the outside; a signal is caught by everything in the case that waits for it now; an escalation
        by the nearest around."""
        node = token.node
        if node.trigger in ("message", "signal"):
            self.thrown.append((node.trigger, node.ref))
        if node.trigger == "signal":
            for other in self._waiting():
                if other.node.trigger == "signal" and other.node.ref == node.ref and self._still(other):
                    self._happen(other)

    def _still(self, token: Token) -> bool:
        """Whether a token that waited has not been withdrawn meanwhile."""
        return token in (*token.scope.tokens, *token.scope.armed) and token.scope in self._scopes()

    def _escalate(self, token: Token) -> None:
        """The nearest catcher from the inside out, if there is one."""
        catcher = self._catcher(token.scope, "escalation", token.node.ref)
        if catcher is not None:
            self._happen(catcher)

    def _fail(self, scope: Scope, trigger: str, code: str) -> None:
        """An error, or the cancelling of a transaction."""
        catcher = self._catcher(scope, trigger, code)
        assert catcher is not None, "the models catch their errors"
        self._happen(catcher)

    def _catcher(self, scope: Scope, trigger: str, code: str) -> Token | None:
        """From the inside out, in each scope before on its border; one with the code before one without."""
        current: Scope | None = scope
        while current is not None:
            owner = current.owner
            places = [current.armed]
            if owner is not None:
                bearer = owner.outer or owner
                places.append([t for t in owner.scope.tokens if t.host is bearer])
            for place in places:
                for wanted in (code, ""):
                    for token in place:
                        if token.waits and token.node.trigger == trigger and token.node.ref == wanted:
                            return token
            current = owner.scope if owner is not None else None
        return None

    def _empty(self, scope: Scope) -> None:
        """Everything in a scope is withdrawn, and nothing waits beside it any more."""
        scope.used.clear()
        scope.armed.clear()
        for token in list(scope.tokens):
            self._remove(token)

    def _waiting(self) -> list[Token]:
        """Everything that an event may reach."""
        found = [token for scope in self._scopes() if not scope.ended for token in scope.armed]
        return found + [token for token in self._live() if token.node.waits and token.waits]

    def _live(self) -> list[Token]:
        return [token for scope in self._scopes() for token in scope.tokens]

    def _scopes(self) -> list[Scope]:
        found = [self.root]
        for scope in found:
            found += [t.inner for t in scope.tokens if t.inner is not None]
        return found

    @abstractmethod
    def _begin(self, scope: Scope) -> None: ...

    @abstractmethod
    def _finish(self, token: Token) -> None: ...

    @abstractmethod
    def _leave(self, token: Token) -> None: ...

    @abstractmethod
    def _remove(self, token: Token) -> None: ...
