"""Everything else in other tools' namespaces: said to be kept, or to have done something that it does not do here."""

from collections import Counter
from collections.abc import Mapping

from lxml import etree

from engine.importing.dialects import SPOKEN, bpmn_elements
from engine.importing.editing import Diagram
from engine.importing.expressions import place_id
from engine.importing.report import Report, What
from engine.spiff.xml import BPMN, BPMNDI, NYT, child

# fmt: off
MAPPED = frozenset((
    "assignee", "candidateUsers", "candidateGroups", "dueDate", "formKey", "formRef", "formData", "formProperty",
    "initiator", "collection", "elementVariable", "elementIndexVariable", "inputOutput", "in", "out", "class",
    "delegateExpression", "expression", "type", "topic", "resource", "resultVariable", "resultVariableName",
    "decisionRef", "calledElementBinding", "calledElementVersion", "caseRef", "connector", "errorCodeVariable",
    "errorMessageVariable", "escalationCodeVariable", "assignmentDefinition", "formDefinition", "taskSchedule",
    "calledElement", "calledDecision", "loopCharacteristics", "ioMapping", "subscription", "publishMessage", "script",
    "taskDefinition", "userTaskForm",
))
# fmt: on
"""What the other modules speak of."""
OTHERS: Mapping[str, tuple[What, str]] = {
    **dict.fromkeys(
        ("executionListener", "taskListener", "executionListeners", "taskListeners", "eventListener"),
        (What.DROPPED, "listener"),
    ),
    "skipExpression": (What.PROBLEM, "skip_expression"),
    "mapDecisionResult": (What.KEPT, "map_decision_result"),
    **dict.fromkeys(("field", "taskHeaders"), (What.KEPT, "worker_settings")),
    **dict.fromkeys(
        ("asyncBefore", "asyncAfter", "async", "asyncLeave", "exclusive", "jobPriority", "triggerable"),
        (What.KEPT, "transactions"),
    ),
    "followUpDate": (What.DROPPED, "follow_up"),
    **dict.fromkeys(("priority", "taskPriority", "priorityDefinition"), (What.DROPPED, "priority")),
    **dict.fromkeys(
        ("candidateStarterGroups", "candidateStarterUsers", "isStartableInTasklist"), (What.DROPPED, "starters")
    ),
    **dict.fromkeys(("failedJobRetryTimeCycle", "retries"), (What.DROPPED, "retries")),
    **dict.fromkeys(("variableName", "variableEvents", "conditionalFilter"), (What.DROPPED, "condition_filter")),
    "errorEventDefinition": (What.PROBLEM, "external_error"),
    "adHoc": (What.PROBLEM, "ad_hoc_elements"),
}
"""What each other name comes to; a name that stands nowhere is kept without a word on what it did."""
KNOWN = {BPMN, NYT, "http://www.w3.org/2001/XMLSchema-instance", "http://www.w3.org/XML/1998/namespace"}


def say_leftovers(diagram: Diagram, report: Report) -> None:
    """A line for each foreign thing that no other module spoke of."""
    strangers: Counter[str] = Counter()
    for element in bpmn_elements(diagram.root):
        at = place_id(element)
        for uri, name in _foreign(element):
            if uri not in SPOKEN:
                strangers[uri] += 1
            elif name not in MAPPED:
                what, code = OTHERS.get(name, (What.KEPT, "kept"))
                report.add(what, code, diagram.path, at, name=name)
    for uri, number in strangers.items():
        report.add(What.KEPT, "namespace", diagram.path, "", namespace=uri, number=str(number))
    if diagram.root.find(f"{{{BPMNDI}}}BPMNDiagram") is None:
        report.add(What.PROBLEM, "no_layout", diagram.path)


def _foreign(element: etree._Element) -> list[tuple[str, str]]:
    """(namespace, local name) of foreign attributes and extension elements at a BPMN element."""
    holder = child(element, "extensionElements")
    names = [
        *map(str, element.attrib),
        *([] if holder is None else [str(e.tag) for e in holder if isinstance(e.tag, str)]),
    ]
    found = [(n[1:].partition("}")[0], n.partition("}")[2]) for n in names if n.startswith("{")]
    return [(uri, name) for uri, name in found if uri not in KNOWN and not _is_modeler(uri)]


def _is_modeler(uri: str) -> bool:
    """What a modelling tool notes of itself is nobody's business."""
    return uri.startswith("http://camunda.org/schema/modeler/")
