"""Conditions and events: flows' and events' conditions, correlation keys of messages, what an error leaves behind."""

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from engine.importing.dialects import said, zeebe
from engine.importing.editing import Diagram, extend, full_text, is_translated, set_text
from engine.importing.expressions import Translator, entering, inside, place_id
from engine.importing.juel import has_expression
from engine.importing.report import Report, What
from engine.importing.variables import Variables
from engine.spiff.xml import BPMN, child, children, local, our

CATCHING = ("intermediateCatchEvent", "boundaryEvent", "receiveTask", "startEvent")
THROWING = ("intermediateThrowEvent", "endEvent", "sendTask")
LANGUAGES = ("feel", "juel", "http://www.omg.org/spec/FEEL/20140401", "https://www.omg.org/spec/DMN/20191111/FEEL/")
FACTS = {"errorCodeVariable": "kode", "errorMessageVariable": "melding", "escalationCodeVariable": "kode"}


@dataclass(eq=False)
class Events:
    """The events and conditional flows of a model."""

    report: Report
    translator: Translator

    def names(self, diagram: Diagram, variables: Variables) -> None:
        """An error that is caught tells its code and message; here they are the catching event's fact."""
        for definition in diagram.root.iter(f"{{{BPMN}}}errorEventDefinition", f"{{{BPMN}}}escalationEventDefinition"):
            event = place_id(definition.getparent())
            for attribute, field in FACTS.items():
                if said(definition, attribute):
                    variables.provide(said(definition, attribute), event, f"{event}.{field}")

    def conditions(self, diagram: Diagram) -> None:
        """Conditions of flows and of conditional events."""
        for condition in diagram.root.iter(f"{{{BPMN}}}conditionExpression", f"{{{BPMN}}}condition"):
            place = condition.getparent()
            text = full_text(condition)
            if is_translated(condition):
                continue
            if place is None or not text:
                if said(condition, "resource"):
                    self._say(
                        What.PROBLEM, "condition_script", diagram, condition, language=said(condition, "resource")
                    )
                continue
            language = (condition.get("language") or "").strip()
            if language and language.lower() not in map(str.lower, LANGUAGES):
                self._say(What.PROBLEM, "condition_script", diagram, condition, language=language)
                continue
            feel = self.translator.expression(text, diagram, inside(condition))
            if feel is not None:
                set_text(condition, feel)

    def messages(self, diagram: Diagram) -> None:
        """Correlation keys, told to each event that catches the message."""
        messages = {m.get("id", ""): m for m in children(diagram.root, "message")}
        for message in messages.values():
            name = message.get("name", "")
            if has_expression(name) or name.startswith("="):
                self._say(What.PROBLEM, "message_name", diagram, message, text=name)
        for element, reference in _message_events(diagram):
            found = messages.get(reference)
            subscription = zeebe(found, "subscription") if found is not None else None
            key = (subscription.get("correlationKey") or "").strip() if subscription is not None else ""
            if local(element) in CATCHING and key and not _begins_process(element):
                self._correlate(diagram, element, key)
            published = zeebe(element, "publishMessage")
            if published is not None and published.get("correlationKey"):
                self._correlate(diagram, element, published.get("correlationKey", ""))

    def _correlate(self, diagram: Diagram, element: etree._Element, text: str) -> None:
        if our(element, "correlation") is not None:
            return
        feel = self.translator.expression(text, diagram, entering(element))
        if feel is not None:
            extend(element, "correlation", key=feel)
            self._say(What.MAPPED, "correlation", diagram, element, text=text, feel=feel)

    def _say(self, what: What, code: str, diagram: Diagram, place: etree._Element, **params: str) -> None:
        self.report.add(what, code, diagram.path, place_id(place), **params)


def _message_events(diagram: Diagram) -> Iterator[tuple[etree._Element, str]]:
    for element in diagram.root.iter(*(f"{{{BPMN}}}{tag}" for tag in (*CATCHING, *THROWING))):
        definition = child(element, "messageEventDefinition")
        holder = element if definition is None else definition
        if holder.get("messageRef"):
            yield element, holder.get("messageRef", "")


def _begins_process(element: etree._Element) -> bool:
    """A message that starts a case has nothing to be told apart by."""
    parent = element.getparent()
    return local(element) == "startEvent" and parent is not None and local(parent) == "process"
