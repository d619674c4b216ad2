"""Where the simulator's tokens are: scopes and the tokens in them."""

from dataclasses import dataclass, field

from tests.property.graph import Graph, Node


class Endless(Exception):
    """No wait state within the limit."""


@dataclass
class Scope:
    """A running process or subprocess inside the token `owner` (None for the outermost). `armed` are the starts of event
    subprocesses that wait; they do not keep it from ending."""

    graph: Graph
    owner: "Token | None"
    tokens: list["Token"] = field(default_factory=list)
    used: dict[str, set[str]] = field(default_factory=dict)
    armed: list["Token"] = field(default_factory=list)

    def incoming(self, node: Node) -> list[str]:
        """The flows into a node."""
        return [flow for n in self.graph.nodes.values() for flow, target, _ in n.outs if target == node.id]

    def at(self, node: Node) -> dict[str, list["Token"]]:
        """The tokens at a gateway, by the flow they came by."""
        here: dict[str, list[Token]] = {}
        for token in self.tokens:
            if token.node is node:
                here.setdefault(token.flow, []).append(token)
        return here

    @property
    def ended(self) -> bool:
        """Whether nothing is left in it; a complex gateway that waits for reset is something."""
        return not self.tokens and not self.used

    def expected(self, node: Node, filled: set[str]) -> bool:
        """13.4.3: whether a token can get to a flow of the gateway that is not filled, and to none that is."""
        for start in {id(t.node): t.node for t in self.tokens if t.host is None and t.outer is None}.values():
            if start is node:
                continue
            key = start.id, node.id
            if key not in self.graph.reached:
                self.graph.reached[key] = self._reached(start, node)
            reached = self.graph.reached[key]
            if reached and not reached & filled:
                return True
        return False

    def _reached(self, start: Node, gateway: Node) -> set[str]:
        found: set[str] = set()
        seen: set[str] = set()
        waiting = [start.id]
        while waiting:
            name = waiting.pop()
            if name in seen:
                continue
            seen.add(name)
            here = self.graph.nodes[name]
            waiting += here.boundary
            if here.kind == "linkout":
                waiting += [n.id for n in self.graph.nodes.values() if n.kind == "linkin" and n.ref == here.ref]
            for flow, target, _ in here.outs:
                if target == gateway.id:
                    found.add(flow)
                else:
                    waiting.append(target)
        return found


@dataclass(eq=False)
class Token:
    """A token at a node. `counter` is its loop counter when it is one instance of a multi-instance activity; `begins` the event
    subprocess that it is the waiting start of."""

    node: Node
    scope: Scope
    flow: str = ""
    counter: int | None = None
    outer: "Token | None" = None
    host: "Token | None" = None
    race: object = None
    inner: Scope | None = None
    begun: int = 0
    waits: bool = False
    begins: Node | None = None
