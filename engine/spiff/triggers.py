"""What an event of a diagram is about: a message or signal by its name, an error by its code, a time, a condition …"""

from dataclasses import dataclass

from lxml import etree

from engine.spiff.diagram import Node
from engine.spiff.xml import child, children, is_bpmn, local, text_of

TIMES = {"timeDuration": "duration", "timeDate": "date", "timeCycle": "cycle"}
CODES = {"error": "errorCode", "escalation": "escalationCode"}
NAMED = {"message", "signal", *CODES}
NONE = "none"


@dataclass(frozen=True)
class Trigger:
    """`kind` is the name of the event definition (message, timer, compensate …), `none` for a plain event.

    `name` is that of what it refers to, or of the link; '' when the diagram gives none. `code` is an error's or
    escalation's (None: it refers to none). Of a timer `form` is duration, date or cycle; `expression` is its FEEL, or that of
    a condition. `ref` is the activity that is compensated (None: all), `waits` whether for its end.
    """

    kind: str
    name: str = ""
    code: str | None = None
    form: str = ""
    expression: str = ""
    ref: str | None = None
    waits: bool = True
    about: etree._Element | None = None


def kinds(node: Node) -> list[str]:
    """The kinds of all the definitions of an event."""
    return [local(part).removesuffix("EventDefinition") for part in _definitions(node)]


def trigger_of(node: Node) -> Trigger:
    """The trigger of an event with at most one definition, and that of a send or receive task."""
    if node.tag in ("sendTask", "receiveTask"):
        return _named(node, "message", node.element)
    definitions = _definitions(node)
    if not definitions:
        return Trigger(NONE)
    definition = definitions[0]
    kind = local(definition).removesuffix("EventDefinition")
    if kind in NAMED:
        return _named(node, kind, definition)
    if kind == "timer":
        parts = [(TIMES[local(part)], part) for part in definition if local(part) in TIMES]
        return Trigger(kind, form=parts[0][0], expression=_feel(parts[0][1])) if parts else Trigger(kind)
    if kind == "conditional":
        return Trigger(kind, expression=_feel(child(definition, "condition")))
    if kind == "link":
        return Trigger(kind, name=definition.get("name") or text_of(child(definition, "target")))
    if kind == "compensate":
        ref = definition.get("activityRef", "").rpartition(":")[2] or None
        return Trigger(kind, ref=ref, waits=definition.get("waitForCompletion", "true") != "false")
    return Trigger(kind)


def _definitions(node: Node) -> list[etree._Element]:
    return [part for part in node.element if is_bpmn(part) and local(part).endswith("EventDefinition")]


def _named(node: Node, kind: str, definition: etree._Element) -> Trigger:
    named = definition.get(f"{kind}Ref", "").rpartition(":")[2]
    root = node.element.getroottree().getroot()
    told = next((part for part in children(root, kind) if part.get("id") == named), None)
    if told is None:
        return Trigger(kind)
    code = (told.get(CODES[kind]) or "").strip() if kind in CODES else ""
    return Trigger(kind, name=(told.get("name") or "").strip(), code=code or None, about=told)


def _feel(element: etree._Element | None) -> str:
    text = text_of(element).strip()
    return text[1:].strip() if text.startswith("=") else text
