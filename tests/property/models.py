"""Random process models: a graph that the simulator plays and BPMN XML that the executor runs, made together."""

import random

from tests.property.drawing import drawn
from tests.property.graph import Graph, Node

__all__ = ["Generator", "Graph", "Node"]


class Generator:
    """Grows one model from a seed; `graphs` holds every process by id, the main one first."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.graphs: dict[str, Graph] = {}
        self.called: list[str] = []
        self._count = 0
        self._budget = self.random.randint(4, 22)
        self._grow("hoved", depth=0)

    def _grow(self, process: str, depth: int) -> None:
        graph = self.graphs[process] = Graph(process)
        start, end = self._add(graph, "start"), self._add(graph, "end")
        graph.start = start.id
        first, last = self._sequence(graph, depth)
        self._connect(start, first)
        self._connect(last, end)

    def _sequence(self, graph: Graph, depth: int) -> tuple[Node, Node]:
        first, last = self._block(graph, depth)
        for _ in range(self.random.randint(0, 2)):
            if self._budget <= 0:
                break
            following, end = self._block(graph, depth)
            self._connect(last, following)
            last = end
        return first, last

    def _block(self, graph: Graph, depth: int) -> tuple[Node, Node]:
        self._budget -= 1
        kinds = ["task"]
        if self._budget > 0 and depth < 4:
            kinds += ["task", "xor", "and", "and", "loop", "mi", "sub", "mi_sub", "call", "timer", "race", "guarded"]
            kinds += ["or", "or", "parting", "net", "complex", "again", "again_sub", "ad_hoc", "throw", "throw"]
            kinds += ["failing", "raising", "link", "beside", "cancelling", "receive", "mi_receive", "send"]
        kind = self.random.choice(kinds)
        if kind == "xor":
            return self._split(graph, depth, "xor")
        if kind == "and":
            return self._split(graph, depth, "and")
        if kind in ("or", "parting"):
            return self._choice(graph, depth, "or" if kind == "or" else "task")
        if kind == "net":
            return self._net(graph, depth)
        if kind == "complex":
            return self._complex(graph, depth)
        if kind == "loop":
            return self._loop(graph, depth)
        if kind == "race":
            return self._race(graph)
        if kind == "guarded":
            return self._guarded(graph, depth)
        if kind == "throw":
            return self._throw(graph)
        if kind == "failing":
            return self._failing(graph, depth)
        if kind == "raising":
            return self._raising(graph, depth)
        if kind == "link":
            return self._link(graph)
        if kind == "cancelling":
            return self._cancelling(graph, depth)
        if kind == "beside":
            return self._beside(graph, depth)
        node = self._activity(graph, kind, depth)
        return node, node

    def _activity(self, graph: Graph, kind: str, depth: int) -> Node:
        if kind == "ad_hoc":
            return self._ad_hoc(graph, depth)
        if kind in ("sub", "mi_sub", "again_sub", "call"):
            node = self._add(graph, "call" if kind == "call" else "sub")
            node.process = f"kalt{self._count}" if kind == "call" else node.id
            if kind == "call":
                self.called.append(node.process)
            self._grow(node.process, depth + 1)
        elif kind == "timer":
            node = self._event(graph, "catch")
        elif kind in ("receive", "mi_receive", "send"):
            node = self._event(graph, "send" if kind == "send" else "receive", "message")
        else:
            node = self._add(graph, "task")
        if kind in ("mi", "mi_sub", "mi_receive"):
            node.instances = self.random.randint(0, 3)
            node.sequential = self.random.random() < 0.4
            node.enough = self.random.random() < 0.4
        elif kind in ("again", "again_sub"):
            node.again = self.random.random() < 0.5, self.random.choice([None, None, 1, 2, 3])
        return node

    def _ad_hoc(self, graph: Graph, depth: int) -> Node:
        """Activities in any order, some led to by others; no start and no end."""
        node = self._add(graph, "ad_hoc")
        node.process = node.id
        inner = self.graphs[node.id] = Graph(node.id)
        last: Node | None = None
        for _ in range(self.random.randint(1, 3)):
            self._budget -= 1
            kind = self.random.choice(["task", "mi", "sub", "again"]) if self._budget > 0 and depth < 4 else "task"
            activity = self._activity(inner, kind, depth + 1)
            if last is not None and self.random.random() < 0.4:
                self._connect(last, activity)
            last = activity
        return node

    def _event(self, graph: Graph, kind: str, triggers: str = "timer timer message signal") -> Node:
        node = self._add(graph, kind)
        node.trigger = self.random.choice(triggers.split())
        node.ref = self.random.choice(("a", "b", "c")) if node.trigger != "timer" else ""
        return node

    def _throw(self, graph: Graph) -> tuple[Node, Node]:
        """Somebody's task, and then a message or a signal: what catches it has been waiting since before."""
        task, throw = self._add(graph, "task"), self._event(graph, "throw", "message signal signal none")
        self._connect(task, throw)
        return task, throw

    def _failing(self, graph: Graph, depth: int) -> tuple[Node, Node]:
        """A subprocess that may end with an error, caught on its border or on that of one around it."""
        host = self._activity(graph, self.random.choice(["sub", "mi_sub", "again_sub", "call"]), depth)
        inner = self.graphs[host.process]
        if self.random.random() < 0.3:
            deeper = self._activity(inner, "sub", depth + 1)
            self._before_end(inner, deeper)
            inner = self.graphs[deeper.process]
        choice, failure = self._add(inner, "xor"), self._add(inner, "end")
        self._before_end(inner, choice)
        self._connect(choice, failure)
        choice.outs.reverse()  # the way on is the default
        self._number(choice)
        failure.trigger, failure.ref = "error", self.random.choice("ab")
        return self._caught(graph, host, "error", failure.ref, interrupting=True)

    def _raising(self, graph: Graph, depth: int) -> tuple[Node, Node]:
        """A subprocess in which something is escalated, at its end or on the way; perhaps nobody catches it."""
        host = self._activity(graph, self.random.choice(["sub", "mi_sub", "call"]), depth)
        inner = self.graphs[host.process]
        ref = self.random.choice("ab")
        if self.random.random() < 0.5:
            ends = [node for node in inner.nodes.values() if node.kind == "end" and not node.trigger]
            end = self.random.choice(ends)
            end.trigger, end.ref = "escalation", ref
        else:
            throw = self._add(inner, "throw")
            throw.trigger, throw.ref = "escalation", ref
            self._before_end(inner, throw)
        caught = self.random.choice([ref, ref, "", "c"])
        return self._caught(graph, host, "escalation", caught, interrupting=self.random.random() < 0.5)

    def _cancelling(self, graph: Graph, depth: int) -> tuple[Node, Node]:
        """A transaction that may be cancelled, from its own level or from one further in."""
        host = self._add(graph, "transaction")
        host.process = host.id
        self._grow(host.process, depth + 1)
        inner = self.graphs[host.process]
        choice, cancel = self._add(inner, "xor"), self._add(inner, "end")
        self._before_end(inner, choice)
        self._connect(choice, cancel)
        choice.outs.reverse()
        self._number(choice)
        cancel.trigger = "cancel"
        return self._caught(graph, host, "cancel", "", interrupting=True)

    def _caught(self, graph: Graph, host: Node, trigger: str, ref: str, *, interrupting: bool) -> tuple[Node, Node]:
        join, event, then = self._add(graph, "xor"), self._add(graph, "boundary"), self._add(graph, "task")
        event.trigger, event.ref = trigger, self.random.choice((ref, "")) if trigger == "error" else ref
        event.interrupting, event.cycle = interrupting, not interrupting
        host.boundary.append(event.id)
        self._connect(host, join)
        self._connect(event, then)
        self._connect(then, join if interrupting else self._add(graph, "end"))
        return host, join

    def _before_end(self, graph: Graph, node: Node) -> None:
        """Puts a node before the end that the main way of a graph comes to, which is the second node there is."""
        end = list(graph.nodes)[1]
        for source in graph.nodes.values():
            source.outs = [(flow, node.id if target == end else target, n) for flow, target, n in source.outs]
        self._connect(node, graph.nodes[end])

    def _link(self, graph: Graph) -> tuple[Node, Node]:
        """A task, and a jump to another place in the diagram."""
        task, out, into = self._add(graph, "task"), self._add(graph, "linkout"), self._add(graph, "linkin")
        out.trigger = into.trigger = "link"
        out.ref = into.ref = into.id
        self._connect(task, out)
        return task, into

    def _beside(self, graph: Graph, depth: int) -> tuple[Node, Node]:
        """A subprocess with an event subprocess in it."""
        host = self._activity(graph, self.random.choice(["sub", "mi_sub", "call"]), depth)
        inner = self.graphs[host.process]
        handler = self._add(inner, "handler")
        handler.process = handler.id
        self._grow(handler.process, depth + 2)
        start = self.graphs[handler.process].nodes[self.graphs[handler.process].start]
        start.trigger = self.random.choice(["timer", "message", "signal"])
        start.ref = "" if start.trigger == "timer" else self.random.choice("abc")
        start.interrupting = self.random.random() < 0.5
        start.cycle = not start.interrupting and start.trigger != "timer"
        return host, host

    def _split(self, graph: Graph, depth: int, kind: str) -> tuple[Node, Node]:
        split, join = self._add(graph, kind), self._add(graph, kind)
        for _ in range(self.random.randint(2, 3)):
            if kind == "xor" and self.random.random() < 0.15:
                self._connect(split, join)
                continue
            first, last = self._sequence(graph, depth + 1)
            self._connect(split, first)
            self._connect(last, join)
        self._number(split)
        return split, join

    def _choice(self, graph: Graph, depth: int, kind: str) -> tuple[Node, Node]:
        """A gateway or a task that goes on by some of its flows, and an inclusive join."""
        split, join = self._add(graph, kind), self._add(graph, "or")
        count = self.random.randint(2, 3)
        for _ in range(count):
            if self.random.random() < 0.15:
                self._connect(split, join)
                continue
            first, last = self._sequence(graph, depth + 1)
            self._connect(split, first)
            self._connect(last, join)
        if kind == "task" and self.random.random() < 0.4:
            return split, join
        split.default = kind == "or" or self.random.random() < 0.6
        plain = count - 1
        split.outs = [(f, t, None if n == plain else n) for n, (f, t, _) in enumerate(split.outs)]
        return split, join

    def _net(self, graph: Graph, depth: int) -> tuple[Node, Node]:
        """Branches side by side with ways across, into two inclusive joins of which one leads to the other."""
        split, near, far = self._add(graph, "and"), self._add(graph, "or"), self._add(graph, "or")
        heads = [self._add(graph, "xor") for _ in range(self.random.randint(2, 3))]
        for head in heads:
            first, last = self._sequence(graph, depth + 1)
            self._connect(split, head)
            self._connect(head, first)
            decide = self._add(graph, "xor")
            self._connect(last, decide)
            targets = [target for target in (*heads, near, far) if self.random.random() < 0.5] or [near]
            for target in dict.fromkeys((*targets, far)):
                self._connect(decide, target)
            self._number(decide)
        self._connect(split, near)
        self._connect(near, far)
        return split, far

    def _complex(self, graph: Graph, depth: int) -> tuple[Node, Node]:
        split, join = self._add(graph, self.random.choice(["and", "or"])), self._add(graph, "complex")
        count = self.random.randint(2, 3)
        for _ in range(count):
            first, last = self._sequence(graph, depth + 1)
            self._connect(split, first)
            self._connect(last, join)
        join.needed = 1
        if split.kind == "or":
            split.default = True
            split.outs = [(f, t, None if n == count - 1 else n) for n, (f, t, _) in enumerate(split.outs)]
        else:
            join.needed = self.random.randint(1, count)
        return split, join

    def _loop(self, graph: Graph, depth: int) -> tuple[Node, Node]:
        merge, decide = self._add(graph, self.random.choice(["xor", "xor", "or"])), self._add(graph, "xor")
        first, last = self._sequence(graph, depth + 1)
        self._connect(merge, first)
        self._connect(last, decide)
        self._connect(decide, merge)
        after = self._add(graph, "xor")
        self._connect(decide, after)
        self._number(decide)
        return merge, after

    def _race(self, graph: Graph) -> tuple[Node, Node]:
        gateway, join = self._add(graph, "race"), self._add(graph, "xor")
        for _ in range(2):
            event, then = self._event(graph, "catch"), self._add(graph, "task")
            self._connect(gateway, event)
            self._connect(event, then)
            self._connect(then, join)
        return gateway, join

    def _guarded(self, graph: Graph, depth: int) -> tuple[Node, Node]:
        """An activity with one or two events on its border."""
        kinds = ["task", "mi", "sub", "mi_sub", "call", "again", "again_sub", "ad_hoc", "receive", "mi_receive"]
        host = self._activity(graph, self.random.choice(kinds), depth)
        join = self._add(graph, "xor")
        self._connect(host, join)
        for _ in range(self.random.randint(1, 2)):
            event, then = self._event(graph, "boundary"), self._add(graph, "task")
            event.interrupting = self.random.random() < 0.5
            event.cycle = not event.interrupting and (event.trigger != "timer" or self.random.random() < 0.5)
            host.boundary.append(event.id)
            self._connect(event, then)
            if event.interrupting:
                self._connect(then, join)
            else:
                end = self._add(graph, "terminate" if self.random.random() < 0.1 else "end")
                self._connect(then, end)
        return host, join

    def _add(self, graph: Graph, kind: str) -> Node:
        self._count += 1
        node = Node(f"{kind}{self._count}", kind)
        graph.nodes[node.id] = node
        return node

    def _connect(self, source: Node, target: Node) -> None:
        source.outs.append((f"{source.id}_{len(source.outs)}_{target.id}", target.id, None))

    def _number(self, split: Node) -> None:
        if split.kind == "xor":
            last = len(split.outs) - 1
            split.outs = [(f, t, None if n == last else n) for n, (f, t, _) in enumerate(split.outs)]

    def files(self) -> dict[str, bytes]:
        """The model folder."""
        return drawn(self.graphs, self.called)
