"""Random process models: a graph that the simulator plays and BPMN XML that the executor runs, made together."""

import random
from dataclasses import dataclass, field

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><bpmn:definitions '
    'xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:nyt="https://nyttiggjort.no/bpmn/1" targetNamespace="t">'
)
FORM = b'{"type":"default","components":[{"type":"textfield","key":"svar","label":"Svar"}]}'


@dataclass(eq=False)
class Node:
    """A flow node. `outs` are (flow id, target, condition number or None); the last of an exclusive choice is its default.

    For an inclusive choice the conditions are the bits of a number; `default` says whether a flow without one is the default.
    A complex gateway goes on when `needed` flows have brought a token. `again`: the instances are passes of a standard loop.
    """

    id: str
    kind: str
    outs: list[tuple[str, str, int | None]] = field(default_factory=list)
    boundary: list[str] = field(default_factory=list)
    process: str = ""
    instances: int | None = None
    sequential: bool = False
    interrupting: bool = True
    cycle: bool = False
    default: bool = False
    needed: int = 0
    again: bool = False


@dataclass
class Graph:
    """A process or subprocess."""

    id: str
    nodes: dict[str, Node] = field(default_factory=dict)
    start: str = ""


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
            kinds += ["or", "or", "parting", "net", "complex", "again", "ad_hoc"]
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
        node = self._activity(graph, kind, depth)
        return node, node

    def _activity(self, graph: Graph, kind: str, depth: int) -> Node:
        if kind == "ad_hoc":
            return self._ad_hoc(graph, depth)
        if kind in ("sub", "mi_sub", "call"):
            node = self._add(graph, "call" if kind == "call" else "sub")
            node.process = f"kalt{self._count}" if kind == "call" else node.id
            if kind == "call":
                self.called.append(node.process)
            self._grow(node.process, depth + 1)
        else:
            node = self._add(graph, "timer" if kind == "timer" else "task")
        if kind in ("mi", "mi_sub"):
            node.instances = self.random.randint(0, 3)
            node.sequential = self.random.random() < 0.4
        if kind == "again" or (kind == "sub" and self.random.random() < 0.2):
            node.instances, node.sequential, node.again = self.random.randint(1, 3), True, True
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
            timer, then = self._add(graph, "timer"), self._add(graph, "task")
            self._connect(gateway, timer)
            self._connect(timer, then)
            self._connect(then, join)
        return gateway, join

    def _guarded(self, graph: Graph, depth: int) -> tuple[Node, Node]:
        """An activity with one or two timers on its border."""
        host = self._activity(
            graph, self.random.choice(["task", "mi", "sub", "mi_sub", "call", "again", "ad_hoc"]), depth
        )
        join = self._add(graph, "xor")
        self._connect(host, join)
        for _ in range(self.random.randint(1, 2)):
            timer, then = self._add(graph, "boundary"), self._add(graph, "task")
            timer.interrupting = self.random.random() < 0.5
            timer.cycle = not timer.interrupting and self.random.random() < 0.5
            host.boundary.append(timer.id)
            self._connect(timer, then)
            if timer.interrupting:
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
        processes = "".join(self._process(name) for name in ("hoved", *self.called))
        return {
            "model.toml": b'key = "tilfeldig"\nname = "Tilfeldig"\nprocess = "hoved"\ndiagram = "d.bpmn"\n',
            "d.bpmn": f"{HEAD}{processes}</bpmn:definitions>".encode(),
            "forms/svar.json": FORM,
        }

    def _process(self, name: str) -> str:
        references = "".join(f"<bpmn:flowNodeRef>{n}</bpmn:flowNodeRef>" for n in self._all_nodes(name))
        lane = f'<bpmn:lane id="lane_{name}" name="A" nyt:role="fagperson">{references}</bpmn:lane>'
        lane = f'<bpmn:laneSet id="l_{name}">{lane}</bpmn:laneSet>'
        return f'<bpmn:process id="{name}" isExecutable="true">{lane}{self._body(name)}</bpmn:process>'

    def _all_nodes(self, name: str) -> list[str]:
        found: list[str] = []
        for node in self.graphs[name].nodes.values():
            found.append(node.id)
            if node.kind in ("sub", "ad_hoc"):
                found += self._all_nodes(node.process)
        return found

    def _body(self, name: str) -> str:
        graph = self.graphs[name]
        attached = {timer: node.id for node in graph.nodes.values() for timer in node.boundary}
        xml = "".join(self._element(node, attached) for node in graph.nodes.values())
        for node in graph.nodes.values():
            for flow, target, number in node.outs:
                inner = "" if number is None else f"{node.id} = {number}"
                if inner and node.kind in ("or", "task"):
                    inner = f"modulo(floor({node.id} / {2**number}), 2) = 1"
                condition = f"<bpmn:conditionExpression>{inner}</bpmn:conditionExpression>" if inner else ""
                at = f'id="{flow}" sourceRef="{node.id}" targetRef="{target}"'
                xml += f"<bpmn:sequenceFlow {at}>{condition}</bpmn:sequenceFlow>"
        return xml

    def _element(self, node: Node, attached: dict[str, str]) -> str:
        loop = ""
        if node.again:
            loop = f'<bpmn:standardLoopCharacteristics loopMaximum="{node.instances}"/>'
        elif node.instances is not None:
            kind = "true" if node.sequential else "false"
            loop = f"<bpmn:loopCardinality>{node.instances}</bpmn:loopCardinality>"
            characteristics = "multiInstanceLoopCharacteristics"
            loop = f'<bpmn:{characteristics} isSequential="{kind}">{loop}</bpmn:{characteristics}>'
        at = f'id="{node.id}" name="{node.id}"'
        if node.default:
            at += f' default="{node.outs[-1][0]}"'
        timer = _timer('<bpmn:timeDuration>"P1D"</bpmn:timeDuration>')
        match node.kind:
            case "start":
                return f"<bpmn:startEvent {at}/>"
            case "end":
                return f"<bpmn:endEvent {at}/>"
            case "terminate":
                return f"<bpmn:endEvent {at}><bpmn:terminateEventDefinition/></bpmn:endEvent>"
            case "task":
                form = '<bpmn:extensionElements><nyt:form ref="svar"/></bpmn:extensionElements>'
                return f"<bpmn:userTask {at}>{form}{loop}</bpmn:userTask>"
            case "timer":
                return f"<bpmn:intermediateCatchEvent {at}>{timer}</bpmn:intermediateCatchEvent>"
            case "boundary":
                stop = "true" if node.interrupting else "false"
                if node.cycle:
                    timer = _timer('<bpmn:timeCycle>"R/P1D"</bpmn:timeCycle>')
                at += f' attachedToRef="{attached[node.id]}" cancelActivity="{stop}"'
                return f"<bpmn:boundaryEvent {at}>{timer}</bpmn:boundaryEvent>"
            case "xor":
                default = f' default="{node.outs[-1][0]}"' if len(node.outs) > 1 else ""
                return f"<bpmn:exclusiveGateway {at}{default}/>"
            case "and":
                return f"<bpmn:parallelGateway {at}/>"
            case "or":
                return f"<bpmn:inclusiveGateway {at}/>"
            case "complex":
                condition = f"<bpmn:activationCondition>activationCount &gt;= {node.needed}</bpmn:activationCondition>"
                return f"<bpmn:complexGateway {at}>{condition}</bpmn:complexGateway>"
            case "race":
                return f"<bpmn:eventBasedGateway {at}/>"
            case "call":
                return f'<bpmn:callActivity {at} calledElement="{node.process}">{loop}</bpmn:callActivity>'
            case "ad_hoc":
                return f"<bpmn:adHocSubProcess {at}>{loop}{self._body(node.process)}</bpmn:adHocSubProcess>"
            case _:
                return f"<bpmn:subProcess {at}>{loop}{self._body(node.process)}</bpmn:subProcess>"


def _timer(when: str) -> str:
    return f"<bpmn:timerEventDefinition>{when}</bpmn:timerEventDefinition>"
