"""What an event of a diagram is about: the message or signal by its name, or the time."""

from dataclasses import dataclass

from engine.spiff.diagram import Node
from engine.spiff.xml import child, children, local, text_of

TIMES = {"timeDuration": "duration", "timeDate": "date", "timeCycle": "cycle"}


@dataclass(frozen=True)
class Trigger:
    """`kind` is message, signal, timer or none. `name` is the message's or signal's, '' when the diagram gives none. Of a
    timer `form` is duration, date or cycle and `expression` its FEEL."""

    kind: str
    name: str = ""
    form: str = ""
    expression: str = ""


def trigger_of(node: Node) -> Trigger:
    """The trigger of an event with at most one definition."""
    for kind in ("message", "signal"):
        definition = child(node.element, f"{kind}EventDefinition")
        if definition is not None:
            named = definition.get(f"{kind}Ref", "").rpartition(":")[2]
            root = node.element.getroottree().getroot()
            told = next((part for part in children(root, kind) if part.get("id") == named), None)
            return Trigger(kind, name=(told.get("name") or "").strip() if told is not None else "")
    timer = child(node.element, "timerEventDefinition")
    if timer is not None:
        for part in timer:
            form = TIMES.get(local(part))
            if form is not None:
                text = text_of(part).strip()
                return Trigger("timer", form=form, expression=text[1:].strip() if text.startswith("=") else text)
        return Trigger("timer")
    return Trigger("none")
