"""Multi-instance: which collection, what one item is called, when enough is done, and what is gathered."""

from dataclasses import dataclass

from lxml import etree

from engine.feel import FeelError, compile_expression, tree
from engine.importing.dialects import Dialect, said, within, zeebe
from engine.importing.editing import Diagram, full_text, is_translated, set_text
from engine.importing.expressions import Place, Translator, before, inside, place_id
from engine.importing.report import Report, What
from engine.importing.variables import COUNTED_FROM_ZERO, ITEM, Variables
from engine.spiff.xml import BPMN, NYT, child

COLLECTION = f"{{{NYT}}}collection"


@dataclass(eq=False)
class Loops:
    """The multi-instance activities of a model."""

    report: Report
    translator: Translator

    def names(self, diagram: Diagram, variables: Variables) -> None:
        """What an item and its number are called inside each activity, and where its results are gathered."""
        for loop in diagram.root.iter(f"{{{BPMN}}}multiInstanceLoopCharacteristics"):
            activity = place_id(loop.getparent())
            told = zeebe(loop, "loopCharacteristics")
            item = told.get("inputElement", "") if told is not None else said(loop, "elementVariable")
            if diagram.dialect is not Dialect.PLAIN:
                item = item or next((part.get("name", "") for part in within(loop, "inputDataItem")), "")
            if item and item != "item":
                variables.provide_inside(activity, item, ITEM)
                self.report.add(What.MAPPED, "item_variable", diagram.path, activity, name=item)
            index = said(loop, "elementIndexVariable")
            if index:
                variables.provide_inside(activity, index, COUNTED_FROM_ZERO)
            if told is not None and told.get("outputCollection"):
                self._gathered(told, activity, diagram, variables)

    def translate(self, diagram: Diagram) -> None:
        """Collections, cardinalities and completion conditions."""
        for loop in diagram.root.iter(f"{{{BPMN}}}multiInstanceLoopCharacteristics"):
            activity = loop.getparent()
            if activity is None:
                continue
            self._collection(loop, activity, diagram)
            cardinality, condition = child(loop, "loopCardinality"), child(loop, "completionCondition")
            if cardinality is not None and full_text(cardinality) and not is_translated(cardinality):
                self._expression(cardinality, before(activity), diagram)
            if condition is not None and full_text(condition) and not is_translated(condition):
                self._expression(condition, inside(activity), diagram)

    def _collection(self, loop: etree._Element, activity: etree._Element, diagram: Diagram) -> None:
        told = zeebe(loop, "loopCharacteristics")
        text = (told.get("inputCollection") or "").strip() if told is not None else said(loop, "collection")
        if diagram.dialect is not Dialect.PLAIN:
            # The standard's own name of a data object is read by the executor as it stands.
            text = text or next((full_text(part) for part in within(loop, "loopDataInputRef")), "")
        if not text or loop.get(COLLECTION):
            return
        feel = self.translator.expression(text, diagram, before(activity))
        if feel is None:
            return
        loop.set(COLLECTION, feel)
        self.report.add(What.MAPPED, "collection", diagram.path, place_id(activity), text=text, feel=feel)
        if full_text(child(loop, "loopCardinality")):
            self.report.add(What.PROBLEM, "collection_and_cardinality", diagram.path, place_id(activity))

    def _expression(self, part: etree._Element, place: Place, diagram: Diagram) -> None:
        feel = self.translator.expression(full_text(part), diagram, place)
        if feel is not None:
            set_text(part, feel)

    def _gathered(self, told: etree._Element, activity: str, diagram: Diagram, variables: Variables) -> None:
        """Here the answers of all instances are a list under the activity's id; one field of it is `id.field`."""
        name, text = str(told.get("outputCollection")), (told.get("outputElement") or "").strip().removeprefix("=")
        field = _plain_name(text)
        own = [source.feel for source in variables.sources.get(field, ()) if source.element == activity]
        if field and own:
            feel = own[0]
        elif text.strip().startswith("{"):
            feel = activity
        else:
            self.report.add(What.PROBLEM, "output_collection", diagram.path, activity, name=name, text=text)
            return
        variables.provide(name, activity, feel)
        self.report.add(What.MAPPED, "output_collected", diagram.path, activity, name=name, feel=feel)


def _plain_name(text: str) -> str:
    try:
        parsed = compile_expression(text).tree
    except FeelError:
        return ""
    return parsed.name if isinstance(parsed, tree.Name) else ""
