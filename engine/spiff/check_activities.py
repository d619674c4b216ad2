"""The rules about activities: which there are, and what may stand on them."""

from collections.abc import Iterator

from engine.spiff.diagram import Node
from engine.spiff.xml import child

ACTIVITIES = {"task", "userTask", "manualTask", "serviceTask", "businessRuleTask", "callActivity", "subProcess"}

Found = Iterator[tuple[str, dict[str, str]]]


def activity_problems(node: Node) -> Found:
    """What is wrong with the shape of one activity: codes and what their sentences need."""
    if node.tag == "task":
        yield "abstract_task", {}
    if child(node.element, "standardLoopCharacteristics") is not None:
        yield "unsupported_loop", {}
    for attribute in ("startQuantity", "completionQuantity"):
        if node.element.get(attribute, "1") != "1":
            yield "unsupported_attribute", {"attribute": attribute}
    if node.element.get("isForCompensation") == "true":
        yield "unsupported_attribute", {"attribute": "isForCompensation"}
