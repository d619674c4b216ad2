"""Call activities: a process in the same files runs inside the case, another by its key as a case of its own."""

from collections.abc import Sequence
from dataclasses import dataclass

from lxml import etree

from engine.importing.dialects import said, told, zeebe
from engine.importing.editing import Diagram, extend, set_attribute
from engine.importing.expressions import Translator, after, entering, place_id
from engine.importing.folder import key_for
from engine.importing.identifiers import usable
from engine.importing.juel import has_expression
from engine.importing.report import Report, What
from engine.importing.variables import Variables
from engine.spiff.xml import BPMN, children, our, ours

CALL = f"{{{BPMN}}}callActivity"
BINDINGS = ("latest", "deployment", "version")


def name_called(diagrams: Sequence[Diagram]) -> None:
    """Camunda 8 names the called process beside the standard's attribute; here the attribute says it."""
    processes = {p.get("id") for diagram in diagrams for p in children(diagram.root, "process")}
    for diagram in diagrams:
        for call in diagram.root.iter(CALL):
            called = zeebe(call, "calledElement")
            if called is not None and called.get("processId") in processes:
                set_attribute(call, "calledElement", called.get("processId", ""))


@dataclass(eq=False)
class Calls:
    """The call activities of a model."""

    report: Report
    translator: Translator
    processes: frozenset[str]

    def names(self, diagram: Diagram, variables: Variables) -> None:
        """What goes in has its new name inside the called process; what comes out, in the whole calling one."""
        for call in diagram.root.iter(CALL):
            inside = call.get("calledElement", "")
            for part in told(call, "in"):
                name = part.get("target", "")
                if usable(name) and name != part.get("source"):
                    variables.hand_in(inside if inside in self.processes else place_id(call), name)
            for part in told(call, "out"):
                name = part.get("target", "")
                if usable(name) and (name != part.get("source") or inside not in self.processes):
                    variables.provide(name, place_id(call), name, is_output=True)

    def translate(self, diagram: Diagram) -> None:
        """Every call: what is called, in which version, and what is handed over."""
        for call in list(diagram.root.iter(CALL)):
            inline = call.get("calledElement", "") in self.processes
            if our(call, "call") is None:
                self._called(diagram, call, inline)
            if not (diagram.native and (ours(call, "input") or ours(call, "output"))):
                self._handed(diagram, call, inline)

    def _called(self, diagram: Diagram, call: etree._Element, inline: bool) -> None:
        definition = zeebe(call, "calledElement")
        name = definition.get("processId", "") if definition is not None else call.get("calledElement", "")
        binding = (
            definition.get("bindingType", "latest") if definition is not None else said(call, "calledElementBinding")
        )
        version = said(call, "calledElementVersion")
        if inline:
            self._say(What.MAPPED, "call_inline", diagram, call, process=call.get("calledElement", ""))
        elif said(call, "caseRef"):
            self._say(What.PROBLEM, "call_case", diagram, call, name=said(call, "caseRef"))
        elif not name or has_expression(name) or name.startswith("="):
            self._say(What.PROBLEM, "call_computed", diagram, call, text=name)
        elif (binding or "latest") not in BINDINGS or has_expression(version):
            self._say(What.PROBLEM, "call_binding", diagram, call, binding=binding)
        elif diagram.native and binding == "":
            return
        else:
            key = key_for(name)
            extend(call, "call", process=key, binding=binding or "latest", version=version or None)
            self._say(What.MAPPED, "call", diagram, call, name=name, process=key, binding=binding or "latest")

    def _handed(self, diagram: Diagram, call: etree._Element, inline: bool) -> None:
        for part in told(call, "in"):
            if part.get("businessKey"):
                self._say(What.KEPT, "call_business_key", diagram, call)
            elif part.get("variables") == "all" and not inline:
                self._say(What.PROBLEM, "call_all", diagram, call)
            elif part.get("target") and not (inline and part.get("target") == part.get("source")):
                self._write(diagram, call, part, "input")
        for part in told(call, "out"):
            if part.get("variables") == "all" and not inline:
                self._say(What.PROBLEM, "call_all", diagram, call)
            elif part.get("target") and not (inline and part.get("target") == part.get("source")):
                self._write(diagram, call, part, "output")

    def _write(self, diagram: Diagram, call: etree._Element, part: etree._Element, kind: str) -> None:
        name, source = part.get("target", ""), part.get("source") or part.get("sourceExpression") or ""
        if not usable(name):
            self._say(What.PROBLEM, "mapping_name", diagram, call, name=name)
            return
        if kind == "output" and call.get("calledElement", "") not in self.processes:
            # The other case's result is the fact named by this activity.
            feel: str | None = f"{place_id(call)}.{source}" if usable(source) else None
            if feel is None:
                self._say(What.PROBLEM, "call_result", diagram, call, text=source)
        else:
            feel = self.translator.expression(source, diagram, after(call) if kind == "output" else entering(call))
        if feel is not None:
            extend(call, kind, name=name, value=feel)
            self._say(What.MAPPED, f"mapping_{kind}", diagram, call, name=name, feel=feel)

    def _say(self, what: What, code: str, diagram: Diagram, call: etree._Element, **params: str) -> None:
        self.report.add(what, code, diagram.path, place_id(call), **params)
