"""From a scope of a diagram to its abstract token game."""

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping

from engine.spiff.check_positions import triggers
from engine.spiff.check_references import ACTIVITIES
from engine.spiff.diagram import Flow, Node, Scope
from engine.spiff.following import linked
from engine.spiff.net import Join, Net, Root, Step, Way
from engine.spiff.xml import child, text_of

DONE, CANCEL = "done", "cancel"
MAXIMUM_CHOICES = 6
"""Conditional flows whose every combination is a way of its own; of more, only none to two and all but one and all."""
JOINS = {"parallelGateway": Join.ALL, "inclusiveGateway": Join.WAIT, "complexGateway": Join.SOME}
BOXES = {"subProcess", "transaction", "callActivity", "adHocSubProcess"}

Outcomes = Mapping[str, frozenset[str]]
"""How each activity with an inside can end, by its id: `done`, `cancel`, or the code of an error that leaves it."""


def build(scope: Scope, outcomes: Outcomes) -> Net:
    """The game of a scope whose insides are summed up in `outcomes`."""
    return _Builder(scope, outcomes).net


class _Builder:
    def __init__(self, scope: Scope, outcomes: Outcomes) -> None:
        self.scope, self.outcomes, self.net = scope, outcomes, Net()
        for flow in scope.flows:
            if flow.source in scope.nodes and flow.target in scope.nodes:
                self.net.place(flow.id, (flow.id,))
        self.main = self._reached(self._beginnings())
        for node in scope.nodes.values():
            self.net.steps.append(self._step(node))
        self._roots()
        self.net.acts = {node.id for node in scope.nodes.values() if _acts(node)}
        # An event that is a way out of its activity is told of there.
        self.net.steps = [step for step in self.net.steps if step.ins]

    def _step(self, node: Node) -> Step:
        ins = [flow.id for flow in node.incoming]
        if node.tag == "intermediateCatchEvent" and "link" in triggers(node):
            ins = [self._link(other) for other in self.scope.nodes.values() if _throws_to(other, node)]
        several = len(ins) > 1
        join = JOINS.get(node.tag, Join.ANY) if several else Join.ANY
        ways = list(self._ways(node))
        return Step(
            element=node.id,
            join=join,
            ins=ins,
            ways=ways,
            enough=_enough(node),
            merges=several and join is Join.ANY,
            late=[self._way(node, flows) for flows in _chosen(node)] if join is Join.SOME else [],
        )

    def _roots(self) -> None:
        """Main beginnings, and what is begun beside them: by an event that does not interrupt, or to compensate."""
        starts = self.scope.starts() or self._instantiating()
        for start in starts:
            self._root([start], main=True)
        if not starts and self._beginnings():
            self._root(self._beginnings(), main=True)
        for node in self.scope.nodes.values():
            beside = _starts_beside(node) and not self._meets_main(node)
            if beside or node.element.get("isForCompensation") == "true":
                self._root([node], main=False)

    def _root(self, nodes: list[Node], *, main: bool) -> None:
        steps = {step.element: step for step in self.net.steps}
        places = []
        for node in nodes:
            places.append(f"*{node.id}")
            self.net.place(places[-1], ())
            steps[node.id].ins.append(places[-1])
        self.net.roots.append(Root(tuple(places), nodes[0].id, main))

    def _beginnings(self) -> list[Node]:
        return self._instantiating() if not self.scope.starts() and self._instantiating() else self.scope.entries()

    def _instantiating(self) -> list[Node]:
        """Receive tasks and event gateways that start the process."""
        return [
            node
            for node in self.scope.nodes.values()
            if node.tag in ("receiveTask", "eventBasedGateway")
            and node.element.get("instantiate") == "true"
            and not node.incoming
        ]

    def _meets_main(self, node: Node) -> bool:
        return bool(self._reached([node]) & self.main)

    def _reached(self, begin: Iterable[Node]) -> set[str]:
        """Nodes that a token at `begin` can come to, but for what events that do not interrupt begin."""
        reached: set[str] = set()
        waiting = list(begin)
        while waiting:
            node = waiting.pop()
            if node.id in reached:
                continue
            reached.add(node.id)
            waiting += [self.scope.nodes[flow.target] for flow in node.outgoing]
            waiting += [event for event in node.boundary if not _starts_beside(event)]
            if node.tag == "intermediateThrowEvent" and "link" in triggers(node):
                waiting += [n for n in self.scope.nodes.values() if _throws_to(node, n)]
        return reached

    def _link(self, thrower: Node) -> str:
        """The place between an event that throws a link and the one that catches it; a place has one that fills it."""
        name = f"*link {thrower.id}"
        if name not in self.net.trails:
            self.net.place(name, ())
        return name

    def _ways(self, node: Node) -> Iterator[Way]:
        found = triggers(node) if node.tag.endswith("Event") else []
        if node.tag == "endEvent":
            yield Way((), (node.id,), stops=bool({"terminate", "error", "cancel"} & set(found)))
        elif node.tag == "intermediateThrowEvent" and "link" in found:
            yield Way((self._link(node),), (node.id,))
        elif node.tag in ("exclusiveGateway", "eventBasedGateway"):
            together = node.element.get("eventGatewayType") == "Parallel"
            flows = [[flow] for flow in node.outgoing]
            yield from (self._way(node, chosen) for chosen in ([node.outgoing] if together else flows))
        elif node.tag in ACTIVITIES:
            yield from self._activity(node)
        else:
            yield from (self._way(node, flows) for flows in _splits(node))

    def _activity(self, node: Node) -> Iterator[Way]:
        ends = self.outcomes.get(node.id, frozenset({DONE}))
        if _may_be_skipped(node):
            ends |= {DONE}
        beside = [event for event in node.boundary if _starts_beside(event) and self._meets_main(event)]
        if DONE in ends:
            for flows in _splits(node):
                yield self._way(node, flows)
                for event in beside:
                    for more in _splits(event):
                        yield self._way(node, [*flows, *more], event.id)
        caught = set[str]()
        for event in node.boundary:
            kinds = triggers(event)
            if _starts_beside(event) or "compensate" in kinds or ("cancel" in kinds and CANCEL not in ends):
                continue
            caught |= {CANCEL} if "cancel" in kinds else {"error"} if "error" in kinds else set()
            yield from (self._way(node, flows, event.id) for flows in _splits(event))
        if ends - {DONE} - caught:
            yield Way((), (node.id,), stops=True)

    def _way(self, node: Node, flows: Iterable[Flow], *more: str) -> Way:
        return Way(tuple(flow.id for flow in flows), (node.id, *more))


def _throws_to(thrower: Node, catcher: Node) -> bool:
    ends = (thrower.tag, catcher.tag) == ("intermediateThrowEvent", "intermediateCatchEvent")
    return ends and linked(thrower) is catcher


def _may_be_skipped(node: Node) -> bool:
    """Whether the activity may be done no time at all: for an empty list, or while its loop's condition is false."""
    loop = child(node.element, "standardLoopCharacteristics")
    return node.loop is not None or (loop is not None and loop.get("testBefore") == "true")


def _acts(node: Node) -> bool:
    """Whether it matters how often a token comes here."""
    return not node.tag.endswith("Gateway") and (node.tag != "endEvent" or triggers(node) != ["none"])


def _starts_beside(node: Node) -> bool:
    return node.tag == "boundaryEvent" and node.element.get("cancelActivity") == "false"


def _splits(node: Node) -> Iterator[list[Flow]]:
    """The sets of flows that a token may leave an activity, event, parallel, inclusive or complex gateway by."""
    if node.tag == "parallelGateway":
        yield list(node.outgoing)
        return
    default = [flow for flow in node.outgoing if flow.id == node.default_flow]
    chosen = [flow for flow in node.outgoing if flow.condition and flow not in default]
    always = [flow for flow in node.outgoing if flow not in chosen and flow not in default]
    for some in _subsets(chosen):
        flows = [*always, *(some or default)]
        if flows or not node.outgoing:
            yield flows


def _chosen(node: Node) -> Iterator[list[Flow]]:
    """The sets of flows that a complex gateway may take when it resets: those with a condition."""
    yield from _subsets([flow for flow in node.outgoing if flow.condition and flow.id != node.default_flow])


def _subsets(flows: list[Flow]) -> Iterator[list[Flow]]:
    for size in range(len(flows) + 1):
        if len(flows) <= MAXIMUM_CHOICES or size <= 2 or size >= len(flows) - 1:
            yield from map(list, itertools.combinations(flows, size))


def _enough(node: Node) -> int:
    """The number of arrivals that an activation condition of the plain form asks for; 1 when it says it otherwise."""
    text = text_of(child(node.element, "activationCondition")).removeprefix("=").strip()
    plain = re.fullmatch(r"activationCount\s*(>=|=|>)\s*(\d{1,4})", text)
    if plain is None:
        return 1
    return int(plain.group(2)) + (plain.group(1) == ">")


def thrown(scope: Scope) -> frozenset[str]:
    """What can leave a scope by its own end events: `error` and `cancel`."""
    found = set()
    for node in scope.nodes.values():
        if node.tag == "endEvent":
            found |= {"error", CANCEL} & set(triggers(node))
    return frozenset(found)


def is_event_subprocess(node: Node) -> bool:
    return node.element.get("triggeredByEvent") == "true"
