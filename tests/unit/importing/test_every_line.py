"""Every line that a report may hold has a case here, and a sentence in both languages with nothing left to fill."""

import re

import pytest

from engine.importing import Entry, import_model
from engine.importing.messages import MESSAGES, PROBLEMS
from tests.unit.importing.foreign import STEPS, TOOLS, asks, codes, diagram, flow, imported, one, task

IMPORTED = {tool: imported(tool) for tool in TOOLS}
MANY = "<bpmn:multiInstanceLoopCharacteristics {}>{}</bpmn:multiInstanceLoopCharacteristics>"
FORM = b'{"type": "default", "id": "f", "components": [%s]}'


def zeebe(inside: str, **attributes: str) -> bytes:
    return diagram(inside, head="zeebe", **attributes)


def user(attributes: str = "", extensions: str = "", rest: str = "") -> bytes:
    return diagram(task("a", attributes, extensions, rest))


def timed(text: str) -> bytes:
    inside = f"<bpmn:timerEventDefinition><bpmn:timeCycle>{text}</bpmn:timeCycle></bpmn:timerEventDefinition>"
    return diagram(task("a", rest=inside, kind="intermediateCatchEvent"))


CASES: dict[str, bytes | dict[str, bytes]] = {
    "file_kept": {"x.bpmn": diagram(""), "notat.txt": b"hei"},
    "no_layout": diagram("").replace(b"bpmndi:BPMNDiagram", b"bpmndi:Annet"),
    "namespace": diagram(task("a", 'xmlns:sig="http://www.signavio.com" sig:x="1"')),
    "kept": user('camunda:ukjent="1"'),
    "expression_method": diagram(flow("${a.b()}")),
    "expression_function": diagram(flow("${f:g(1)}")),
    "expression_index": diagram(flow("${a[b]}")),
    "expression_broken": diagram(flow("${a >}")),
    "expression_deep": diagram(flow("${" + "(" * 50 + "1" + ")" * 50 + "}")),
    "expression_long": diagram(flow("${" + "1+" * 2500 + "1}")),
    "expression_refused": zeebe(flow("= a +")),
    "variable_several": diagram(asks("a", "x") + asks("b", "x") + flow("${x == 'y'}")),
    "variable_unknown": diagram(flow("${x}")),
    "variable_list": diagram(asks("a", "x", rest=MANY.format('camunda:collection="${[1]}"', "")) + flow("${x}")),
    "pool_role": diagram(
        task("a"),
        beside='<bpmn:collaboration id="c"><bpmn:participant id="s" name="Enhetsleder" processRef="p"/></bpmn:collaboration>',
    ),
    "group_of_lane": diagram(
        '<bpmn:laneSet id="l"><bpmn:lane id="b" name="Enhetsleder"><bpmn:flowNodeRef>a</bpmn:flowNodeRef></bpmn:lane>'
        "</bpmn:laneSet>" + task("a", 'camunda:candidateGroups="romfarere"')
    ),
    "group_unknown": user('camunda:candidateGroups="romfarere"'),
    "groups_computed": diagram(asks("b", "x") + task("a", 'camunda:candidateGroups="${x}"')),
    "variable_covered": diagram(
        task(
            "ytre",
            rest=MANY.format('camunda:collection="${[1]}" camunda:elementVariable="y"', "")
            + task("a", 'camunda:assignee="${y}"', rest=MANY.format('camunda:collection="${[1]}"', "")),
            kind="subProcess",
        )
    ),
    "assignee_fixed": user('camunda:assignee="demo"'),
    "candidate_users": user('camunda:candidateUsers="kari, ola"'),
    "form_unreadable": {"x.bpmn": diagram(""), "f.form": b"{"},
    "form_missing": user('camunda:formKey="camunda-forms:deployment:borte.form"'),
    "form_expression": user('camunda:formKey="${hvilket}"'),
    "form_at_start": {
        "x.bpmn": diagram('<bpmn:startEvent id="s" camunda:formRef="f"/>'),
        "f.form": FORM % b"",
    },
    "form_time": {
        "x.bpmn": diagram(""),
        "f.form": FORM % b'{"type": "datetime", "key": "k", "subtype": "datetime"}',
    },
    "form_type": user("", '<camunda:formData><camunda:formField id="x" type="farge"/></camunda:formData>'),
    "form_default": user(
        "", '<camunda:formData><camunda:formField id="x" type="string" defaultValue="${y}"/></camunda:formData>'
    ),
    "timer_cron": timed("0 0 9 * * ?"),
    "timer_unclear": timed("om litt"),
    "due_unclear": user('camunda:dueDate="snart"'),
    "output_collection": zeebe(
        task(
            "a",
            rest=MANY.format(
                "",
                "<bpmn:extensionElements><zeebe:loopCharacteristics inputCollection='=[1]' outputCollection='alle' "
                "outputElement='=1 + 1'/></bpmn:extensionElements>",
            ),
        )
    ),
    "rule_code": diagram(task("a", 'camunda:class="no.Regel"', kind="businessRuleTask")),
    "decision_computed": diagram(task("a", 'camunda:decisionRef="${x}"', kind="businessRuleTask")),
    "script_code": zeebe(task("a", extensions='<zeebe:taskDefinition type="skript"/>', kind="scriptTask")),
    "script_result": zeebe(
        task("a", extensions='<zeebe:script expression="=1" resultVariable="if"/>', kind="scriptTask")
    ),
    "send_without_message": diagram(task("a", 'camunda:class="no.Send"', kind="sendTask")),
    "mapping_name": zeebe(
        task("a", extensions='<zeebe:ioMapping><zeebe:input source="=1" target="a-b"/></zeebe:ioMapping>')
    ),
    "mapping_script": user(
        "",
        '<camunda:inputOutput><camunda:inputParameter name="x"><camunda:script scriptFormat="groovy">1</camunda:script>'
        "</camunda:inputParameter></camunda:inputOutput>",
    ),
    "call_computed": diagram(task("a", 'calledElement="${x}"', kind="callActivity")),
    "call_binding": diagram(
        task("a", 'calledElement="x" camunda:calledElementBinding="versionTag"', kind="callActivity")
    ),
    "call_case": diagram(task("a", 'camunda:caseRef="sak"', kind="callActivity")),
    "call_all": diagram(task("a", 'calledElement="x"', '<camunda:in variables="all"/>', kind="callActivity")),
    "call_result": diagram(
        task("a", 'calledElement="x"', '<camunda:out sourceExpression="${y + 1}" target="z"/>', kind="callActivity")
    ),
    "condition_script": diagram(flow("x == 1", 'language="javascript"')),
    "condition_filter": diagram(
        task(
            "a",
            rest='<bpmn:conditionalEventDefinition camunda:variableName="x"><bpmn:condition>${1 == 1}</bpmn:condition>'
            "</bpmn:conditionalEventDefinition>",
            kind="intermediateCatchEvent",
        )
    ),
    "message_name": diagram("", beside='<bpmn:message id="m" name="svar-${x}"/>'),
    "external_error": diagram(
        task("a", 'camunda:topic="t"', '<camunda:errorEventDefinition expression="${x}"/>', kind="serviceTask")
    ),
    "retries": diagram(task("a", "", "<camunda:failedJobRetryTimeCycle>R3/PT1M</camunda:failedJobRetryTimeCycle>")),
    "ad_hoc_elements": zeebe(
        task("a", extensions='<zeebe:adHoc activeElementsCollection="=x"/>', kind="adHocSubProcess")
    ),
}


@pytest.mark.parametrize("code", sorted(CASES))
def test_the_line_is_said(code: str) -> None:
    files = CASES[code]
    result = one(files) if isinstance(files, bytes) else import_model(files, steps=STEPS)
    assert code in codes(result)


def test_every_line_has_a_case() -> None:
    met = {code for result in IMPORTED.values() for code in codes(result)} | CASES.keys()
    assert met == MESSAGES.keys()


def test_every_sentence_is_whole_in_both_languages() -> None:
    entries: list[Entry] = [entry for result in IMPORTED.values() for entry in result.report]
    for files in CASES.values():
        entries += (one(files) if isinstance(files, bytes) else import_model(files, steps=STEPS)).report
    for entry in entries:
        for language in ("nb", "en"):
            asked = set(re.findall(r"\{(\w+)\}", MESSAGES[entry.code][language]))
            assert asked <= entry.params.keys(), (entry.code, language)


@pytest.mark.parametrize("texts", [*MESSAGES.values(), *PROBLEMS.values()])
def test_sentences_end(texts: dict[str, str]) -> None:
    assert all(text.endswith((".", "}")) for text in texts.values())
    assert texts["nb"] != texts["en"]
