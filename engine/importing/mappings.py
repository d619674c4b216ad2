"""Input and output mappings of activities, from both of Camunda's spellings, as `nyt:input` and `nyt:output`."""

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from engine.importing.dialects import told, within, zeebe
from engine.importing.editing import Diagram, append, extend, full_text
from engine.importing.expressions import Place, Translator, after, entering, place_id
from engine.importing.identifiers import usable
from engine.importing.juel import quoted
from engine.importing.report import Report, What
from engine.importing.variables import Variables
from engine.spiff.xml import BPMN, local, our, ours

INPUTS = ("inputParameter", "input")
OUTPUTS = ("outputParameter", "output")
MAXIMUM_DEPTH = 10


@dataclass(eq=False)
class Mappings:
    """The mappings of a model."""

    report: Report
    translator: Translator

    def names(self, diagram: Diagram, variables: Variables) -> None:
        """An input exists inside its activity, an output in the whole process."""
        for element, name, is_input in self._mapped(diagram):
            if not usable(name):
                continue
            if is_input:
                variables.hand_in(element.get("id", ""), name)
            else:
                variables.provide(name, element.get("id", ""), name, is_output=True)

    def translate(self, diagram: Diagram) -> None:
        """Writes each mapping beside the original. A toolbox step gets its inputs as its own."""
        for element in list(_activities(diagram)):
            step = our(element, "step")
            # A file that we wrote has its mappings already.
            if not (diagram.native and (ours(element, "input") or (step is not None and len(step)))):
                earlier: frozenset[str] = frozenset()
                for part in list(_parts(element, INPUTS)):
                    self._write(part, element, step, diagram, earlier)
                    earlier |= {_name(part)} if step is None else frozenset()
            if not (diagram.native and ours(element, "output")):
                for part in list(_parts(element, OUTPUTS)):
                    self._write_output(part, element, diagram)

    def _mapped(self, diagram: Diagram) -> Iterator[tuple[etree._Element, str, bool]]:
        for element in _activities(diagram):
            for kind, is_input in ((INPUTS, True), (OUTPUTS, False)):
                for part in _parts(element, kind):
                    yield element, _name(part), is_input

    def _write(
        self,
        part: etree._Element,
        element: etree._Element,
        step: etree._Element | None,
        diagram: Diagram,
        earlier: frozenset[str],
    ) -> None:
        """An input: read when the activity begins, where only the inputs above it exist."""
        name, feel = _name(part), self._value(part, entering(element), diagram, earlier)
        if step is None and not usable(name):
            self.report.add(What.PROBLEM, "mapping_name", diagram.path, place_id(element), name=name)
        elif feel is not None:
            if step is None:
                extend(element, "input", name=name, value=feel)
            else:
                append(step, "input", name=name, value=feel)
            self.report.add(What.MAPPED, "mapping_input", diagram.path, place_id(element), name=name, feel=feel)

    def _write_output(self, part: etree._Element, element: etree._Element, diagram: Diagram) -> None:
        name, feel = _name(part), self._value(part, after(element), diagram, frozenset())
        if not usable(name):
            self.report.add(What.PROBLEM, "mapping_name", diagram.path, place_id(element), name=name)
        elif feel is not None:
            extend(element, "output", name=name, value=feel)
            self.report.add(What.MAPPED, "mapping_output", diagram.path, place_id(element), name=name, feel=feel)

    def _value(
        self, part: etree._Element, place: Place, diagram: Diagram, own: frozenset[str], depth: int = 0
    ) -> str | None:
        """Text, an expression, a list or a map; a script is code."""
        source = part.get("source")
        if source is not None:
            return self.translator.value(source, diagram, place, own=own)
        if depth > MAXIMUM_DEPTH or within(part, "script"):
            self.report.add(What.PROBLEM, "mapping_script", diagram.path, place.id, name=_name(part))
            return None
        for collection in within(part, "list"):
            values = [self._member(e, place, diagram, own) for e in collection if isinstance(e.tag, str)]
            return None if None in values else f"[{', '.join(map(str, values))}]"
        for collection in within(part, "map"):
            entries = [
                (e.get("key", ""), self._value(e, place, diagram, own, depth + 1)) for e in within(collection, "entry")
            ]
            if any(value is None for _, value in entries):
                return None
            return "{" + ", ".join(f"{quoted(key)}: {value}" for key, value in entries) + "}"
        text = full_text(part)
        return self.translator.value(text, diagram, place, own=own) if text else "null"

    def _member(self, part: etree._Element, place: Place, diagram: Diagram, own: frozenset[str]) -> str | None:
        if local(part) == "value":
            return self.translator.value(full_text(part), diagram, place, own=own)
        self.report.add(What.PROBLEM, "mapping_script", diagram.path, place.id, name=local(part))
        return None


def _activities(diagram: Diagram) -> Iterator[etree._Element]:
    for element in diagram.root.iter():
        if isinstance(element.tag, str) and element.tag.startswith(f"{{{BPMN}}}") and _holders(element):
            yield element


def _holders(element: etree._Element) -> list[etree._Element]:
    found = told(element, "inputOutput")
    mapping = zeebe(element, "ioMapping")
    return found if mapping is None else [*found, mapping]


def _parts(element: etree._Element, names: tuple[str, ...]) -> Iterator[etree._Element]:
    for holder in _holders(element):
        for name in names:
            yield from within(holder, name)


def _name(part: etree._Element) -> str:
    return (part.get("target") or part.get("name") or "").strip()
