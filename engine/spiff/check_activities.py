"""The rules about activities: which there are, and what may stand on them."""

import re
from collections.abc import Iterator

from lxml import etree

from engine.spiff.diagram import Node
from engine.spiff.xml import child, our, ours

ACTIVITIES = {
    "task",
    "userTask",
    "manualTask",
    "sendTask",
    "receiveTask",
    "serviceTask",
    "businessRuleTask",
    "callActivity",
    "subProcess",
    "transaction",
}

BINDINGS = {"latest", "deployment", "version"}
VERSION = re.compile(r"[1-9][0-9]{0,8}")

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
    call = our(node.element, "call") if node.tag == "callActivity" else None
    if call is not None:
        yield from _call(node, call)


def _call(node: Node, call: etree._Element) -> Found:
    binding = call.get("binding", "latest")
    if not call.get("process"):
        yield "bad_call", {"detail": "skriv nøkkelen til prosessen", "detail_en": "write the key of the process"}
    if binding not in BINDINGS:
        named = ", ".join(sorted(BINDINGS))
        yield (
            "bad_call",
            {"detail": f"«binding» må være en av {named}", "detail_en": f"“binding” must be one of {named}"},
        )
    if binding == "version" and not VERSION.fullmatch(call.get("version", "")):
        yield "bad_call", {"detail": "skriv versjonens nummer", "detail_en": "write the number of the version"}
    for part in ours(node.element, "input"):
        if not part.get("name") or not part.get("value"):
            yield "input_incomplete", {}
