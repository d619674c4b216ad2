"""The decision requirements graph of one file: what each decision needs, and its value for some facts."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from engine.contract.errors import Problem
from engine.dmn.boxed import LogicReader
from engine.dmn.frames import Boxed, Knowledge, Layer, evaluate_with
from engine.dmn.reading import Element, child, children, name_of, tag, type_of
from engine.dmn.table_reading import read_table
from engine.dmn.types import Types
from engine.feel.budget import Run
from engine.feel.expression import UnaryTests
from engine.feel.values import Value, from_fact

KINDS = ("inputData", "decision", "businessKnowledgeModel", "decisionService")
Memo = dict[tuple[str, str], Value]


@dataclass
class Node:
    """One element of the graph. `names` are the facts that its own logic reads."""

    id: str
    kind: str
    name: str
    type: str
    element: Element
    requires: tuple[str, ...] = ()
    logic: Boxed | None = None
    names: frozenset[str] = frozenset()
    function: Knowledge | None = None


@dataclass
class Graph:
    """All nodes of a file, with the graphs of the files that it imports by namespace."""

    file: str
    lenient: bool
    namespace: str = ""
    nodes: dict[str, Node] = field(default_factory=dict)
    types: Types = field(default_factory=Types)
    imports: dict[str, tuple[str, "Graph"]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    known: frozenset[str] = frozenset()

    def read(self, root: Element, library: Sequence["Graph"]) -> None:
        """Take everything from a `definitions` element; what is wrong is added to `problems`."""
        self.namespace = (root.get("namespace") or "").strip()
        self._read_imports(root, library)
        self.known = frozenset(
            " ".join(name.split())
            for element in root.iter()
            if tag(element) and (name := element.get("name")) and len(name) < 200 and tag(element) not in _PARAMETERS
        ) | frozenset(name for _, graph in self.imports.values() for name in graph.known)
        self.types.read(root, self._tests)
        for element in children(root, *KINDS):
            self._add(element)
        for node in self.nodes.values():
            node.requires = tuple(self._requirements(node))
        self._find_cycles()
        for node in self.nodes.values():
            self._compile(node)

    def problem(self, code: str, element: str = "", **params: str) -> None:
        self.problems.append(Problem(code=code, element=element, file=self.file, params=params))

    def _read_imports(self, root: Element, library: Sequence["Graph"]) -> None:
        graphs = {g.namespace: g for g in library}
        for element in children(root, "import"):
            if "DMN" not in (element.get("importType") or ""):
                continue
            namespace = (element.get("namespace") or "").strip()
            if namespace not in graphs:
                self.problem("dmn_unknown_import", element.get("id") or "", namespace=namespace)
                continue
            name = name_of(element)
            self.imports[namespace] = (name, graphs[namespace])
            prefix = f"{name}." if name else ""
            for type_name, item in graphs[namespace].types.items.items():
                self.types.items[prefix + type_name] = item

    def _add(self, element: Element) -> None:
        variable = child(element, "variable")
        name = name_of(variable) if variable is not None and variable.get("name") else name_of(element)
        node_id = element.get("id") or (name if self.lenient else "")
        if not node_id:
            self.problem("dmn_missing_id")
            return
        if node_id in self.nodes:
            self.problem("dmn_duplicate_id", node_id, id=node_id)
            return
        self.nodes[node_id] = Node(node_id, tag(element), name, type_of(variable), element)

    def _requirements(self, node: Node) -> Iterator[str]:
        """The references of a node that lead somewhere: `id`, or `namespace#id` into an imported file."""
        for element in node.element.iter():
            if tag(element) not in _REFERENCES:
                continue
            href = (element.get("href") or "").strip()
            namespace, _, node_id = href.rpartition("#")
            if namespace in ("", self.namespace) and node_id in self.nodes:
                yield node_id
            elif namespace in self.imports and node_id in self.imports[namespace][1].nodes:
                yield href
            else:
                self.problem("dmn_unknown_requirement", node.id, name=node.name, href=href[:200])

    def _find_cycles(self) -> None:
        """Report decisions that need themselves, and cut the cycle so that reading can go on."""
        done: set[str] = set()
        for start in self.nodes:
            trail: list[tuple[str, Iterator[str]]] = [(start, iter(self.nodes[start].requires))]
            on_trail = {start}
            while trail:
                here, rest = trail[-1]
                following = next((r for r in rest if r in self.nodes and r not in done), None)
                if following is None:
                    done.add(here)
                    on_trail.discard(here)
                    trail.pop()
                elif following in on_trail and self.nodes[here].kind == "decision":
                    self.problem("dmn_cycle", here, name=self.nodes[here].name)
                    node = self.nodes[here]
                    node.requires = tuple(r for r in node.requires if r != following)
                elif following not in on_trail:
                    on_trail.add(following)
                    trail.append((following, iter(self.nodes[following].requires)))

    def _reader(self, owner: str) -> LogicReader:
        functions = frozenset(n.name for n in self.nodes.values() if n.kind in _CALLABLE)
        unnamed = (g for name, g in self.imports.values() if not name)
        functions |= {n.name for g in unnamed for n in g.nodes.values() if n.kind in _CALLABLE}
        return LogicReader(
            file=self.file,
            owner=owner,
            types=self.types,
            known=self.known,
            functions=functions,
            lenient=self.lenient,
            problems=self.problems,
            read_table=read_table,
        )

    def _tests(self, text: str, owner: str) -> UnaryTests | None:
        return self._reader(owner).tests(text, owner)

    def _compile(self, node: Node) -> None:
        if node.kind == "decision":
            reader = self._reader(node.id)
            node.logic = reader.logic_in(node.element, frozenset())
            if node.logic is None and not self.lenient:
                self.problem("dmn_no_logic", node.id, name=node.name)
            node.names = frozenset(reader.names)
        elif node.kind == "businessKnowledgeModel":
            self._compile_knowledge(node)
        elif node.kind == "decisionService":
            self._compile_service(node)

    def _compile_knowledge(self, node: Node) -> None:
        definition = child(node.element, "encapsulatedLogic")
        if definition is None:
            self.problem("dmn_no_logic", node.id, name=node.name)
            return
        reader = self._reader(node.id)
        parameters = {name_of(p): type_of(p) for p in children(definition, "formalParameter")}
        body = reader.body(definition, frozenset(parameters), tuple(parameters))
        node.function = self._knowledge(node, parameters, self._body_with_requirements(node, body))

    def _knowledge(self, node: Node, parameters: Mapping[str, str], body: Boxed) -> Knowledge:
        def fit(run: Run, name: str, value: Value) -> Value:
            return self.types.fit(run, parameters[name], value)

        def typed(run: Run) -> Value:
            return self.types.fit(run, node.type, body(run))

        return Knowledge(node.name, tuple(parameters), typed, {}, fit)

    def _body_with_requirements(self, node: Node, body: Boxed) -> Boxed:
        def run_body(run: Run) -> Value:
            return evaluate_with(run, {**self.visible(run, node, {}, {}), **run.facts}, body)

        return run_body

    def _compile_service(self, node: Node) -> None:
        references = {part: list(self._targets(node.element, part)) for part in _SERVICE_PARTS}
        inputs = [*references["inputData"], *references["inputDecision"]]
        parameters = {graph.nodes[i].name: graph.nodes[i].type for graph, i in inputs}
        outputs = references["outputDecision"]

        def body(run: Run) -> Value:
            memo: Memo = {}
            for graph, i in references["inputDecision"]:
                memo[graph.namespace, i] = run.facts.get(graph.nodes[i].name)
            values = {graph.nodes[i].name: graph.value(run, i, memo) for graph, i in outputs}
            return next(iter(values.values())) if len(values) == 1 else values

        node.function = self._knowledge(node, parameters, body)

    def _targets(self, element: Element, part: str) -> Iterator[tuple["Graph", str]]:
        for reference in children(element, part):
            if (found := self.find((reference.get("href") or "").strip())) is not None:
                yield found

    def find(self, reference: str) -> tuple["Graph", str] | None:
        """The graph and id that `id`, `#id` or `namespace#id` points to."""
        namespace, _, node_id = reference.rpartition("#")
        if namespace in ("", self.namespace):
            return (self, node_id) if node_id in self.nodes else None
        if namespace in self.imports and node_id in self.imports[namespace][1].nodes:
            return self.imports[namespace][1], node_id
        return None

    def behind(self, node_id: str) -> list[str]:
        """The node and everything of this file that it requires, at any distance."""
        found: list[str] = []
        waiting = [node_id]
        while waiting:
            here = waiting.pop()
            if here not in found:
                found.append(here)
                waiting.extend(r for r in self.nodes[here].requires if r in self.nodes)
        return found

    def value(self, run: Run, node_id: str, memo: Memo) -> Value:
        """A node's value with the run's facts; each decision is made once per `memo`. Raises DecisionFailed."""
        key = self.namespace, node_id
        if key in memo:
            return memo[key]
        node = self.nodes[node_id]
        if node.kind in _CALLABLE:
            return node.function
        if node.kind == "inputData":
            return self.types.fit(run, node.type, from_fact(run, run.facts.get(node.name)))
        if node.logic is None:
            return run.null("no_logic", node.id)
        run.charge(1)
        run.enter()
        result = evaluate_with(run, self.visible(run, node, memo, run.facts), node.logic)
        run.leave()
        memo[key] = self.types.fit(run, node.type, result)
        return memo[key]

    def visible(self, run: Run, node: Node, memo: Memo, facts: Mapping[str, Any]) -> dict[str, Value]:
        """What a node's logic sees by name: the values of its requirements; a decision's also by id."""
        own: dict[str, Value] = {}
        for reference in node.requires:
            found = self.find(reference)
            if found is None:
                continue
            graph, node_id = found
            required = graph.nodes[node_id]
            if graph is self:
                if required.kind == "inputData" and required.name not in facts:
                    continue
                value = self.value(run, node_id, memo)
                own[required.name] = value
                if required.kind == "decision":
                    own[node_id] = value
            else:
                self._import_value(run, graph, node_id, memo, own)
        return own

    def _import_value(self, run: Run, graph: "Graph", node_id: str, memo: Memo, own: dict[str, Value]) -> None:
        """Put an imported node's value under `import name.name`, its inputs being looked for there too."""
        name = self.imports[graph.namespace][0]
        inner = from_fact(run, run.facts.get(name)) if name else None
        members = inner if type(inner) is dict else {}
        value = evaluate_with(run, members, lambda r: graph.value(r, node_id, memo), Layer({}, run.facts))
        target = own
        if name:
            target = own[name] = own.get(name) or dict(members)
        target[graph.nodes[node_id].name] = value


_CALLABLE = ("businessKnowledgeModel", "decisionService")
_SERVICE_PARTS = ("inputData", "inputDecision", "outputDecision")
# Names such as `Person.Age` are parameters in their own function only, elsewhere they are paths.
_PARAMETERS = frozenset({"formalParameter", "parameter"})
_REFERENCES = frozenset({"requiredDecision", "requiredInput", "requiredKnowledge"})
