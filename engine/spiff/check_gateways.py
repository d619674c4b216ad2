"""The rules about gateways: which there are, and what may follow them."""

from collections.abc import Iterator

from engine.spiff.diagram import Node

GATEWAYS = {"exclusiveGateway", "parallelGateway", "eventBasedGateway"}

Found = Iterator[tuple[str, dict[str, str]]]


def gateway_problems(node: Node) -> Found:
    """What is wrong with the shape of one gateway: codes and what their sentences need."""
    if node.loop is not None:
        yield "bad_multi_instance", {}
    if node.tag == "eventBasedGateway":
        targets = [node.scope.nodes[flow.target] for flow in node.outgoing]
        if any(t.tag != "intermediateCatchEvent" or len(t.incoming) != 1 for t in targets):
            yield "event_gateway_target", {}
