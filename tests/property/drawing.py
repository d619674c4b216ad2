"""The BPMN XML of a random model."""

from collections.abc import Mapping
from xml.sax.saxutils import escape

from tests.property.graph import AGAIN, ENOUGH, Graph, Node

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><bpmn:definitions '
    'xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:nyt="https://nyttiggjort.no/bpmn/1" targetNamespace="t">'
)
FORM = b'{"type":"default","components":[{"type":"textfield","key":"svar","label":"Svar"}]}'
NAMED = {"message": "", "signal": "", "error": "errorCode", "escalation": "escalationCode"}
"""What stands beside the processes and is referred to, and the attribute that its code stands in."""
TAGS = {
    "start": "startEvent",
    "end": "endEvent",
    "terminate": "endEvent",
    "catch": "intermediateCatchEvent",
    "throw": "intermediateThrowEvent",
    "boundary": "boundaryEvent",
    "xor": "exclusiveGateway",
    "and": "parallelGateway",
    "or": "inclusiveGateway",
    "complex": "complexGateway",
    "race": "eventBasedGateway",
    "task": "userTask",
    "pass": "task",
    "linkout": "intermediateThrowEvent",
    "linkin": "intermediateCatchEvent",
    "handler": "subProcess",
    "transaction": "transaction",
    "receive": "receiveTask",
    "send": "sendTask",
    "call": "callActivity",
    "sub": "subProcess",
    "ad_hoc": "adHocSubProcess",
}


def drawn(graphs: Mapping[str, Graph], called: list[str]) -> dict[str, bytes]:
    """The model folder."""
    drawing = _Drawing(graphs)
    processes = "".join(drawing.process(name) for name in ("hoved", *called))
    return {
        "model.toml": b'key = "tilfeldig"\nname = "Tilfeldig"\nprocess = "hoved"\ndiagram = "d.bpmn"\n',
        "d.bpmn": f"{HEAD}{drawing.named()}{processes}</bpmn:definitions>".encode(),
        "forms/svar.json": FORM,
    }


def bit(element: str, number: int) -> str:
    """FEEL that asks for one bit of an element's choice."""
    return f"modulo(floor({element} / {2**number}), 2) = 1"


class _Drawing:
    def __init__(self, graphs: Mapping[str, Graph]) -> None:
        self.graphs = graphs

    def named(self) -> str:
        """Messages, signals, errors and escalations."""
        used = {
            (n.trigger, n.ref) for g in self.graphs.values() for n in g.nodes.values() if n.trigger in NAMED and n.ref
        }
        xml = ""
        for trigger, ref in sorted(used):
            code = f' {NAMED[trigger]}="{ref}"' if NAMED[trigger] else ""
            xml += f'<bpmn:{trigger} id="{trigger}_{ref}" name="{ref}"{code}/>'
        return xml

    def process(self, name: str) -> str:
        references = "".join(f"<bpmn:flowNodeRef>{n}</bpmn:flowNodeRef>" for n in self._all_nodes(name))
        lane = f'<bpmn:lane id="lane_{name}" name="A" nyt:role="fagperson">{references}</bpmn:lane>'
        lane = f'<bpmn:laneSet id="l_{name}">{lane}</bpmn:laneSet>'
        return f'<bpmn:process id="{name}" isExecutable="true">{lane}{self._body(name)}</bpmn:process>'

    def _all_nodes(self, name: str) -> list[str]:
        found: list[str] = []
        for node in self.graphs[name].nodes.values():
            found.append(node.id)
            if node.kind in ("sub", "ad_hoc", "handler", "transaction"):
                found += self._all_nodes(node.process)
        return found

    def _body(self, name: str) -> str:
        graph = self.graphs[name]
        attached = {event: node.id for node in graph.nodes.values() for event in node.boundary}
        xml = "".join(self._element(node, attached) for node in graph.nodes.values())
        for node in graph.nodes.values():
            for flow, target, number in node.outs:
                inner = "" if number is None else f"{node.id} = {number}"
                if inner and node.kind in ("or", "task"):
                    inner = bit(node.id, number or 0)
                condition = f"<bpmn:conditionExpression>{inner}</bpmn:conditionExpression>" if inner else ""
                at = f'id="{flow}" sourceRef="{node.id}" targetRef="{target}"'
                xml += f"<bpmn:sequenceFlow {at}>{condition}</bpmn:sequenceFlow>"
        return xml

    def _element(self, node: Node, attached: Mapping[str, str]) -> str:
        at = f'id="{node.id}" name="{node.id}"'
        if node.default or (node.kind == "xor" and len(node.outs) > 1):
            at += f' default="{node.outs[-1][0]}"'
        inner = ""
        if node.kind == "task":
            inner = '<bpmn:extensionElements><nyt:form ref="svar"/></bpmn:extensionElements>'
        if node.kind == "boundary":
            at += f' attachedToRef="{attached[node.id]}" cancelActivity="{str(node.interrupting).lower()}"'
        if node.kind == "start" and not node.interrupting:
            at += ' isInterrupting="false"'
        if node.kind == "handler":
            at += ' triggeredByEvent="true"'
        if node.kind == "call":
            at += f' calledElement="{node.process}"'
        if node.kind == "complex":
            inner = f"<bpmn:activationCondition>activationCount &gt;= {node.needed}</bpmn:activationCondition>"
        if node.kind in ("receive", "send"):
            at += f' messageRef="message_{node.ref}"'
            inner += _repeated(node)
        else:
            inner += _repeated(node) + _definition(node)
        if node.kind in ("sub", "ad_hoc", "handler", "transaction"):
            inner += self._body(node.process)
        return f"<bpmn:{TAGS[node.kind]} {at}>{inner}</bpmn:{TAGS[node.kind]}>"


def _repeated(node: Node) -> str:
    if node.instances is not None:
        enough = f"<bpmn:completionCondition>{bit(node.id, ENOUGH)}</bpmn:completionCondition>" if node.enough else ""
        inner = f"<bpmn:loopCardinality>{node.instances}</bpmn:loopCardinality>{enough}"
        kind = f'isSequential="{str(node.sequential).lower()}"'
        return f"<bpmn:multiInstanceLoopCharacteristics {kind}>{inner}</bpmn:multiInstanceLoopCharacteristics>"
    if node.again is not None:
        before, maximum = node.again
        at = f'testBefore="{str(before).lower()}"' + (f' loopMaximum="{maximum}"' if maximum else "")
        inner = f"<bpmn:loopCondition>{bit(node.id, AGAIN)}</bpmn:loopCondition>"
        return f"<bpmn:standardLoopCharacteristics {at}>{inner}</bpmn:standardLoopCharacteristics>"
    return ""


def _definition(node: Node) -> str:
    if node.kind == "terminate":
        return "<bpmn:terminateEventDefinition/>"
    if node.trigger in ("", "none"):
        return ""
    if node.trigger == "timer":
        when = (
            '<bpmn:timeCycle>"R/P1D"</bpmn:timeCycle>' if node.cycle else '<bpmn:timeDuration>"P1D"</bpmn:timeDuration>'
        )
        return f"<bpmn:timerEventDefinition>{when}</bpmn:timerEventDefinition>"
    if node.trigger == "condition":
        condition = f"<bpmn:condition>{escape(node.ref)}</bpmn:condition>"
        return f"<bpmn:conditionalEventDefinition>{condition}</bpmn:conditionalEventDefinition>"
    if node.trigger == "link":
        return f'<bpmn:linkEventDefinition name="{node.ref}"/>'
    reference = f' {node.trigger}Ref="{node.trigger}_{node.ref}"' if node.ref else ""
    return f"<bpmn:{node.trigger}EventDefinition{reference}/>"
