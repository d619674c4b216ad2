"""What runs by itself: service, script, rule and send tasks. Code stays behind; decisions and FEEL scripts come along."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from lxml import etree

from engine.importing.decisions import DecisionShape
from engine.importing.dialects import said, told, zeebe
from engine.importing.editing import Diagram, extend, full_text, take_script
from engine.importing.expressions import Translator, after, inside, place_id
from engine.importing.identifiers import usable
from engine.importing.juel import has_expression
from engine.importing.report import Report, What
from engine.importing.variables import Variables
from engine.spiff.xml import BPMN, child, our, ours

CODE = ("class", "delegateExpression", "expression")
FORMATS = {"feel", "juel", "feel-scripting-engine", "application/vnd.camunda-feel"}


@dataclass(eq=False)
class Automatic:
    """The tasks without people. `steps` are the toolbox steps that are installed, `decisions` what each decision reads."""

    report: Report
    translator: Translator
    steps: Collection[str]
    decisions: Mapping[str, DecisionShape]

    def names(self, diagram: Diagram, variables: Variables) -> None:
        """What results are called elsewhere."""
        for task in _each(diagram, "businessRuleTask", "serviceTask", "sendTask"):
            called = zeebe(task, "calledDecision")
            name = called.get("resultVariable", "") if called is not None else ""
            name = name or said(task, "resultVariable") or said(task, "resultVariableName")
            if name:
                variables.provide(name, task.get("id", ""), task.get("id", ""))
        for task in _each(diagram, "scriptTask"):
            script = zeebe(task, "script")
            name = script.get("resultVariable", "") if script is not None else said(task, "resultVariable")
            if usable(name):
                variables.provide(name, task.get("id", ""), name)

    def translate(self, diagram: Diagram) -> None:
        """Every task without people, by its kind."""
        for task in _each(diagram, "businessRuleTask"):
            if our(task, "decision") is None:
                self._decision(diagram, task)
        for task in _each(diagram, "serviceTask"):
            if our(task, "step") is None:
                self._service(diagram, task)
        for task in _each(diagram, "scriptTask"):
            if not ours(task, "assign"):
                self._script(diagram, task)
        for task in _each(diagram, "sendTask"):
            self._send(diagram, task, task)
        for event in _each(diagram, "intermediateThrowEvent", "endEvent"):
            definition = child(event, "messageEventDefinition")
            if definition is not None:
                self._send(diagram, event, definition)

    def _decision(self, diagram: Diagram, task: etree._Element) -> None:
        called = zeebe(task, "calledDecision")
        reference = called.get("decisionId", "") if called is not None else said(task, "decisionRef")
        if not reference:
            self._code(diagram, task, "rule_code")
        elif has_expression(reference) or reference.startswith("="):
            self._say(What.PROBLEM, "decision_computed", diagram, task, text=reference)
        else:
            extend(task, "decision", ref=reference)
            self._say(What.MAPPED, "decision", diagram, task, decision=reference)
            shape = self.decisions.get(reference)
            if shape is not None:
                self._inputs(diagram, task, shape.names)
            mapped = said(task, "mapDecisionResult") or ("resultList" if said(task, "resultVariable") else "")
            if mapped and shape is not None and not shape.gives(mapped):
                self._say(What.PROBLEM, "decision_shape", diagram, task, shape=mapped)

    def _inputs(self, diagram: Diagram, task: etree._Element, names: frozenset[str]) -> None:
        """Hands the decision what it calls by a flat name."""
        for name in sorted(names):
            feel = self.translator.expression(name, diagram, inside(task))
            if feel is not None and feel != name and usable(name):
                extend(task, "input", name=name, value=feel)
                self._say(What.MAPPED, "mapping_input", diagram, task, name=name, feel=feel)

    def _service(self, diagram: Diagram, task: etree._Element) -> None:
        name = _worker(task)
        if name in self.steps:
            extend(task, "step", ref=name)
            self._say(What.MAPPED, "step", diagram, task, step=name)
        else:
            self._code(diagram, task, "service_code")

    def _send(self, diagram: Diagram, sender: etree._Element, holder: etree._Element) -> None:
        """Code that sends: on the task itself, or on an event's definition."""
        code = _implementation(holder) or _implementation(sender)
        if code and holder.get("messageRef"):
            self._say(What.DROPPED, "send_code", diagram, sender, implementation=code)
        elif code:
            self._say(What.PROBLEM, "send_without_message", diagram, sender, implementation=code)

    def _script(self, diagram: Diagram, task: etree._Element) -> None:
        script = zeebe(task, "script")
        if script is not None:
            self._assign(diagram, task, script.get("resultVariable", ""), script.get("expression", ""))
            return
        if zeebe(task, "taskDefinition") is not None or said(task, "resource"):
            self._code(diagram, task, "script_code")
            return
        language = task.get("scriptFormat", "").strip()
        text = full_text(child(task, "script"))
        if language.lower() in FORMATS and text:
            if self._assign(diagram, task, said(task, "resultVariable"), text):
                take_script(task)
        elif text or language:
            self._say(What.PROBLEM, "script_language", diagram, task, language=language or "?")

    def _assign(self, diagram: Diagram, task: etree._Element, name: str, text: str) -> bool:
        feel = self.translator.expression(text, diagram, after(task))
        if not usable(name):
            self._say(What.PROBLEM, "script_result", diagram, task, name=name)
        elif feel is not None:
            extend(task, "assign", name=name, value=feel)
            self._say(What.MAPPED, "script", diagram, task, name=name, feel=feel)
            return True
        return False

    def _code(self, diagram: Diagram, task: etree._Element, code: str) -> None:
        self._say(What.PROBLEM, code, diagram, task, implementation=_implementation(task) or "–")

    def _say(self, what: What, code: str, diagram: Diagram, task: etree._Element, **params: str) -> None:
        self.report.add(what, code, diagram.path, place_id(task), **params)


def _worker(task: etree._Element) -> str:
    """The name that workers ask for: a job type or an external task's topic."""
    definition = zeebe(task, "taskDefinition")
    return definition.get("type", "") if definition is not None else said(task, "topic")


def _implementation(task: etree._Element) -> str:
    """What does the task in its own engine."""
    for name in CODE:
        if said(task, name):
            return said(task, name)
    if told(task, "connector"):
        return "connector"
    return _worker(task) or said(task, "resource") or said(task, "type")


def _each(diagram: Diagram, *tags: str) -> list[etree._Element]:
    return list(diagram.root.iter(*(f"{{{BPMN}}}{tag}" for tag in tags)))
