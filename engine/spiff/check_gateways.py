"""The rules about gateways: which there are, and what may follow them."""

from collections.abc import Iterator

from engine.spiff.diagram import Node
from engine.spiff.xml import child, text_of

GATEWAYS = {"exclusiveGateway", "inclusiveGateway", "parallelGateway", "complexGateway", "eventBasedGateway"}

Found = Iterator[tuple[str, dict[str, str]]]


def gateway_problems(node: Node) -> Found:
    """What is wrong with the shape of one gateway: codes and what their sentences need."""
    if node.loop is not None:
        yield "bad_multi_instance", {}
    if node.tag == "complexGateway" and len(node.incoming) > 1:
        yield from () if text_of(child(node.element, "activationCondition")) else [("no_activation", {})]
