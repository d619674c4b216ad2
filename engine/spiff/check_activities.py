"""The rules about activities: which there are, and what may stand on them."""

import re
from collections.abc import Iterator

from lxml import etree

from engine.spiff.diagram import Node
from engine.spiff.xml import child, children, our, ours, text_of

ACTIVITIES = {
    "task",
    "userTask",
    "manualTask",
    "sendTask",
    "receiveTask",
    "serviceTask",
    "businessRuleTask",
    "scriptTask",
    "callActivity",
    "subProcess",
    "transaction",
    "adHocSubProcess",
}

BINDINGS = {"latest", "deployment", "version"}
VERSION = re.compile(r"[1-9][0-9]{0,8}")

Found = Iterator[tuple[str, dict[str, str]]]


def activity_problems(node: Node) -> Found:
    """What is wrong with the shape of one activity: codes and what their sentences need."""
    if node.tag == "task":
        yield "abstract_task", {}
    if node.tag == "scriptTask" and (our(node.element, "assign") is None or text_of(child(node.element, "script"))):
        yield "script", {}
    for attribute in ("startQuantity", "completionQuantity"):
        if node.element.get(attribute, "1") != "1":
            yield "unsupported_attribute", {"attribute": attribute}
    call = our(node.element, "call") if node.tag == "callActivity" else None
    if call is not None:
        yield from _call(node, call)
    yield from _loop(node)
    yield from _instances(node)
    if node.tag == "adHocSubProcess" and node.inner is not None:
        yield from _ad_hoc(node)


def _loop(node: Node) -> Found:
    again = node.again
    if again is None:
        return
    maximum = again.get("loopMaximum")
    if maximum is None and not text_of(child(again, "loopCondition")):
        yield "endless_loop", {}
    if maximum is not None and not (maximum.isascii() and maximum.isdigit() and 0 < int(maximum) <= 1_000_000):
        yield "bad_loop_maximum", {"maximum": maximum[:40]}
    if node.loop is not None:
        yield "two_loops", {}


def _instances(node: Node) -> Found:
    loop = node.loop
    if loop is None:
        return
    if loop.get("behavior", "All") != "All":
        yield "unsupported_attribute", {"attribute": "behavior"}
    for part in ("loopDataOutputRef", "outputDataItem"):
        if children(loop, part):
            yield "instance_output", {"part": part}


def _ad_hoc(node: Node) -> Found:
    scope = node.inner
    assert scope is not None
    if not any(inner.tag in ACTIVITIES for inner in scope.nodes.values()):
        yield "ad_hoc_empty", {}
    elif not scope.is_implicit:
        yield "ad_hoc_start_end", {}


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
