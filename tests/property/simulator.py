"""An independent reading of BPMN 2.0's token rules (chapter 13), for comparing with. It knows nothing of the executor."""

from tests.property.graph import AGAIN, ENOUGH, Graph, Node
from tests.property.happenings import OUTSIDE, THROWN, Happenings
from tests.property.tokens import Scope, Token

LIMIT = 20_000


class Endless(Exception):
    """No wait state within the limit."""


class Simulator(Happenings):
    """Plays a model; `choices` says which condition of each gateway is true now."""

    def __init__(self, graphs: dict[str, Graph], choices: dict[str, int]) -> None:
        super().__init__(Scope(graphs["hoved"], None))
        self.graphs = graphs
        self.choices = choices
        self._agenda: list[Token] = []

    def begin(self) -> None:
        """The case starts."""
        self._begin(self.root)
        self._settle()

    def tasks(self) -> list[tuple[str, tuple[int, ...]]]:
        """Open human tasks as (element, loop counters)."""
        return sorted((t.node.id, self._path(t)) for t in self._live() if t.node.kind == "task" and t.waits)

    def events(self) -> list[str]:
        """Waiting timers, and what waits for messages and signals."""
        return sorted(t.node.id for t in self._waiting() if t.node.trigger in OUTSIDE)

    @property
    def finished(self) -> bool:
        return self.root.ended

    @property
    def stuck(self) -> bool:
        """Whether nothing can ever happen again, though it has not ended: tokens wait at joins for others."""
        waiting = any(token.waits for token in self._live() if token.node.trigger not in THROWN)
        return not (self.finished or waiting or any(t.node.trigger in OUTSIDE for t in self._waiting()))

    def complete(self, element: str, path: tuple[int, ...]) -> None:
        """A person completes a task."""
        self.thrown = []
        token = next(t for t in self._live() if t.node.id == element and t.waits and self._path(t) == path)
        self._finish(token)
        self._settle()

    def fire(self, element: str) -> None:
        """What an element waits for has come."""
        self.thrown = []
        self._happen(next(t for t in self._waiting() if t.node.id == element))
        self._settle()

    def _begin(self, scope: Scope) -> None:
        reached = {target for node in scope.graph.nodes.values() for _, target, _ in node.outs}
        entries = [scope.graph.start] if scope.graph.start else [n for n in scope.graph.nodes if n not in reached]
        for name in entries:
            self._arrive(Token(scope.graph.nodes[name], scope))
        for handler in scope.graph.nodes.values():
            if handler.kind == "handler":
                inner = self.graphs[handler.process]
                scope.armed.append(Token(inner.nodes[inner.start], scope, waits=True, begins=handler))

    def _arrive(self, token: Token) -> None:
        token.scope.tokens.append(token)
        self._agenda.append(token)

    def _settle(self) -> None:
        for _ in range(LIMIT):
            if self._agenda:
                token = self._agenda.pop(0)
                if token in token.scope.tokens:
                    self._act(token)
            elif not self._close_scopes() and not self._judge():
                return
        raise Endless

    def _act(self, token: Token) -> None:
        node = token.node
        if node.again is not None and token.outer is None:
            if node.again[0] and not self._again(token):
                self._finish(token)
            else:
                self._arm(token)
                self._begin_instance(token)
        elif node.instances is not None and token.outer is None:
            self._arm(token)
            if node.instances == 0:
                self._finish(token)
            for _ in range(min(node.instances, 1 if node.sequential else node.instances)):
                self._begin_instance(token)
        elif node.kind == "task" or node.waits:
            token.waits = True
            self._arm(token)
        elif node.kind == "throw" and node.trigger == "escalation":
            self._escalate(token)
            if token in token.scope.tokens:
                self._finish(token)
        elif node.kind in ("throw", "end", "send") and node.trigger not in THROWN:
            self._finish(token)
            self._throw(token)
        elif node.kind == "end" and node.trigger in ("error", "cancel"):
            self._finish(token)
            self._fail(token.scope, node.trigger, node.ref)
        elif node.kind == "end":
            self._escalate(token)
            if token in token.scope.tokens:
                self._finish(token)
        elif node.kind == "linkout":
            token.scope.tokens.remove(token)
            target = next(n for n in token.scope.graph.nodes.values() if n.kind == "linkin" and n.ref == node.ref)
            self._follow(token, "", target.id)
        elif node.kind in ("sub", "call", "ad_hoc", "transaction"):
            self._arm(token)
            token.inner = Scope(self.graphs[node.process], token)
            self._begin(token.inner)
        elif node.kind == "and":
            self._join(token)
        elif node.kind == "or" and len(token.scope.incoming(node)) > 1:
            pass  # judged when nothing else moves
        elif node.kind == "complex":
            if node.id not in token.scope.used:
                self._activate(token.scope, node)
        elif node.kind == "xor":
            chosen = next(
                (o for o in node.outs if o[2] is not None and self.choices.get(node.id) == o[2]), node.outs[-1]
            )
            token.scope.tokens.remove(token)
            self._follow(token, chosen[0], chosen[1])
        elif node.kind == "race":
            token.scope.tokens.remove(token)
            race = object()
            for flow, target, _ in node.outs:
                self._follow(token, flow, target, race=race)
        elif node.kind == "terminate":
            self._empty(token.scope)
        else:
            self._finish(token)

    def _begin_instance(self, outer: Token) -> None:
        outer.begun += 1
        counter = outer.begun if outer.node.again is None else None
        self._arrive(Token(outer.node, outer.scope, counter=counter, outer=outer))

    def _again(self, outer: Token) -> bool:
        """13.3.6: whether a standard loop is done once more."""
        assert outer.node.again is not None
        maximum = outer.node.again[1]
        return (maximum is None or outer.begun < maximum) and self._says(outer.node, AGAIN)

    def _says(self, node: Node, number: int) -> bool:
        return bool(self.choices.get(node.id, 0) >> number & 1)

    def _arm(self, token: Token) -> None:
        if token.outer is None:
            for name in token.node.boundary:
                self._arrive(Token(token.scope.graph.nodes[name], token.scope, host=token))

    def _join(self, token: Token) -> None:
        incoming = token.scope.incoming(token.node)
        here = {f: [t for t in token.scope.tokens if t.node is token.node and t.flow == f] for f in incoming}
        if all(here.values()):
            for waiting in here.values():
                token.scope.tokens.remove(waiting[0])
            self._leave(token)

    def _activate(self, scope: Scope, node: Node) -> None:
        """A complex gateway that waits for start has got a token."""
        here = scope.at(node)
        if len(here) >= node.needed:
            for waiting in here.values():
                scope.tokens.remove(waiting[0])
            scope.used[node.id] = set(here)
            self._leave(next(iter(here.values()))[0])

    def _judge(self) -> bool:
        """Nothing else moves: gateways that wait for no more go on, the one that has waited longest in its scope."""
        moved = False
        for scope in self._scopes():
            moved |= any(self._goes_on(scope, scope.graph.nodes[name]) for name in self._gateways(scope))
        return moved

    def _gateways(self, scope: Scope) -> list[str]:
        here = [t.node.id for t in scope.tokens if t.node.kind in ("or", "complex")]
        return sorted(dict.fromkeys([*here, *scope.used]), key=lambda name: name in scope.used)

    def _goes_on(self, scope: Scope, node: Node) -> bool:
        here = scope.at(node)
        if node.kind == "or":
            if not here or scope.expected(node, set(here)):
                return False
            for waiting in here.values():
                scope.tokens.remove(waiting[0])
            self._leave(next(iter(here.values()))[0])
            return True
        used = scope.used.get(node.id)
        fresh = {flow: tokens[0] for flow, tokens in here.items() if used is not None and flow not in used}
        if used is None or scope.expected(node, used | set(fresh)):
            return False
        for token in fresh.values():
            scope.tokens.remove(token)
        del scope.used[node.id]
        if here:
            self._agenda += [token for token in scope.tokens if token.node is node][:1]
        return True

    def _finish(self, token: Token) -> None:
        """The activity is done: its timers go, and its token goes on or counts for its multi-instance activity."""
        token.scope.tokens.remove(token)
        self._disarm(token)
        outer = token.outer
        if outer is None:
            self._leave(token)
        elif outer in outer.scope.tokens:
            running = [t for t in outer.scope.tokens if t.outer is outer]
            if outer.node.again is not None:
                if self._again(outer):
                    self._begin_instance(outer)
                else:
                    self._finish(outer)
            elif outer.node.enough and self._says(outer.node, ENOUGH):
                for other in running:
                    self._remove(other)
                self._finish(outer)
            elif outer.begun < (outer.node.instances or 0):
                if outer.node.sequential:
                    self._begin_instance(outer)
            elif not running:
                self._finish(outer)

    def _leave(self, token: Token) -> None:
        node, number = token.node, self.choices.get(token.node.id, 0)
        chosen = [out for out in node.outs if out[2] is None or number >> out[2] & 1]
        if node.default and len(chosen) > 1:
            chosen.remove(node.outs[-1])
        for flow, target, _ in chosen:
            self._follow(token, flow, target)

    def _follow(self, token: Token, flow: str, target: str, race: object = None) -> None:
        self._arrive(Token(token.scope.graph.nodes[target], token.scope, flow=flow, race=race))

    def _disarm(self, token: Token) -> None:
        for other in list(token.scope.tokens):
            if other.host is token:
                token.scope.tokens.remove(other)

    def _remove(self, token: Token) -> None:
        if token not in token.scope.tokens:
            return
        token.scope.tokens.remove(token)
        self._disarm(token)
        for other in list(token.scope.tokens):
            if other.outer is token:
                self._remove(other)
        if token.inner is not None:
            for inside in list(token.inner.tokens):
                self._remove(inside)

    def _close_scopes(self) -> bool:
        for token in self._live():
            if token.inner is not None and token.inner.ended:
                self._finish(token)
                return True
        return False

    def _path(self, token: Token) -> tuple[int, ...]:
        counters: list[int] = []
        current: Token | None = token
        while current is not None:
            if current.counter is not None and not current.node.again:
                counters.append(current.counter)
            current = current.scope.owner
        return tuple(reversed(counters))
