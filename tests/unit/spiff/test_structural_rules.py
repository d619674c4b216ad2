"""The standard's structural rules: each broken once, found at its element; what editors legally write passes."""

from pathlib import Path

import pytest

from engine.contract.errors import Problem
from engine.spiff import check_model, messages_rules, messages_schema
from engine.spiff.messages import MESSAGES
from tests.integration.models import END, START, chain, flow, model, task
from tests.unit.spiff.test_deployment_check import CATALOGUE, Files, changed, process, single

DI = (
    'xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" '
    'xmlns:di="http://www.omg.org/spec/DD/20100524/DI"'
)
EDITORS = Path(__file__).parent / "editors"
BOUNDS = '<dc:Bounds x="1" y="1" width="9" height="9"/>'
POINTS = '<di:waypoint x="1" y="1"/><di:waypoint x="2" y="2"/>'
IDS = ("start", "a", "slutt")
FLOWS = ("start__a", "a__slutt")


def shape(element: str, id: str | None = None) -> str:
    return f'<bpmndi:BPMNShape id="{id or element + "_di"}" bpmnElement="{element}">{BOUNDS}</bpmndi:BPMNShape>'


def edge(element: str) -> str:
    return f'<bpmndi:BPMNEdge id="{element}_di" bpmnElement="{element}">{POINTS}</bpmndi:BPMNEdge>'


DRAWN = "".join((*map(shape, IDS), *map(edge, FLOWS)))


def drawn(*shapes: str) -> Files:
    plane = f'<bpmndi:BPMNPlane id="plan" bpmnElement="prove">{"".join(shapes)}</bpmndi:BPMNPlane>'
    return changed(
        "</bpmn:definitions>", f'<bpmndi:BPMNDiagram {DI} id="d">{plane}</bpmndi:BPMNDiagram></bpmn:definitions>'
    )


def event(tag: str, definition: str, attributes: str = "", id: str = "h") -> str:
    return f'<bpmn:{tag} id="{id}"{attributes}>{definition}</bpmn:{tag}>'


def attached(definition: str, attributes: str = "", host: str = "a") -> str:
    return event("boundaryEvent", definition, f' attachedToRef="{host}"{attributes}')


def beside(extra: str, *flows: str) -> Files:
    """The single task's model with something more in the process."""
    return single(task("a") + extra, *flows)


def outside(extra: str, inside: str = "") -> Files:
    """The single task's model with something more beside the process."""
    return changed("</bpmn:process>", f"{inside}</bpmn:process>{extra}")


def pools(*flows: tuple[str, str]) -> Files:
    messages = "".join(
        f'<bpmn:messageFlow id="m{n}" sourceRef="{a}" targetRef="{b}"/>' for n, (a, b) in enumerate(flows)
    )
    participants = (
        '<bpmn:participant id="p1" processRef="prove"/><bpmn:participant id="p2" name="Innbygger"/>'
        '<bpmn:participant id="p3" processRef="annen"/>'
    )
    other = '<bpmn:process id="annen" isExecutable="true">'
    other += '<bpmn:startEvent id="s2"/><bpmn:manualTask id="t2"/><bpmn:endEvent id="e2"/>'
    other += chain("s2", "t2", "e2") + "</bpmn:process>"
    return outside(f'{other}<bpmn:collaboration id="samarbeid">{participants}{messages}</bpmn:collaboration>')


def subprocess(inner: str, *flows: str, attributes: str = "", tag: str = "subProcess") -> Files:
    body = f'<bpmn:startEvent id="s2"/>{inner}<bpmn:endEvent id="e2"/>'
    return single(f'<bpmn:{tag} id="a"{attributes}>{body}</bpmn:{tag}>', *flows)


LINK = '<bpmn:linkEventDefinition name="{}"/>'
SIGNAL = "<bpmn:signalEventDefinition/>"
MESSAGE = "<bpmn:messageEventDefinition/>"
TIMER = '<bpmn:timerEventDefinition><bpmn:timeDuration>"P1D"</bpmn:timeDuration></bpmn:timerEventDefinition>'
COMPENSATE = "<bpmn:compensateEventDefinition/>"
HANDLER = '<bpmn:manualTask id="angre" isForCompensation="true"/>'


def race(*targets: str, attributes: str = "") -> Files:
    names = [target.partition('id="')[2].partition('"')[0] for target in targets]
    flows = "".join(chain("x", name, "slutt") for name in names)
    return process(f'<bpmn:eventBasedGateway id="x"{attributes}/>' + "".join(targets), chain("start", "x"), flows)


def catch(definition: str, id: str) -> str:
    return event("intermediateCatchEvent", definition, id=id)


CASES: dict[str, tuple[Files, str]] = {
    "schema_order": (process('<bpmn:textAnnotation id="merk"/>' + task("a"), chain("start", "a", "slutt")), "prove"),
    "schema_element": (single(task("a", loop="<bpmn:flowNodeRef>a</bpmn:flowNodeRef>")), "a"),
    "schema_foreign": (single(task("a", loop='<x:mer xmlns:x="urn:x"/>')), "a"),
    "schema_missing_child": (
        single(event("intermediateCatchEvent", "<bpmn:conditionalEventDefinition/>", id="a")),
        "a",
    ),
    "schema_attribute": (changed('id="a"', 'id="a" farge="blå"'), "a"),
    "schema_missing_attribute": (
        changed(
            "<bpmn:definitions",
            '<bpmn:definitions xmlns:y="urn:y"',
            outside('<bpmn:import location="x" importType="y"/>'),
        ),
        "",
    ),
    "schema_value": (
        single(task("a", loop='<bpmn:multiInstanceLoopCharacteristics isSequential="ja" nyt:collection="[1]"/>')),
        "a",
    ),
    "schema_content": (
        single('<bpmn:complexGateway id="a"><bpmn:incoming>1 2</bpmn:incoming></bpmn:complexGateway>'),
        "a",
    ),
    "schema_text": (changed(END, f"{END}løst"), "prove"),
    "not_drawn": (drawn(DRAWN.replace(edge("a__slutt"), "")), "a__slutt"),
    "drawn_twice": (drawn(DRAWN, shape("a", "igjen")), "a"),
    "shape_of_nothing": (drawn(DRAWN, shape("borte")), "borte_di"),
    "flow_to_nowhere": (beside("", flow("a", "borte")), "a__borte"),
    "flow_in_wrong_place": (subprocess(chain("s2", "e2") + flow("start", "slutt")), "start__slutt"),
    "flow_crosses_subprocess": (subprocess(chain("s2", "e2") + flow("s2", "slutt")), "s2__slutt"),
    "flow_crosses_pool": (changed("</bpmn:process>", flow("a", "t2") + "</bpmn:process>", pools()), "a__t2"),
    "condition_not_here": (
        process(
            task("a") + '<bpmn:parallelGateway id="x"/>', chain("start", "x", "a", "slutt"), flow("x", "slutt", "true")
        ),
        "x__slutt",
    ),
    "default_with_condition": (
        process(
            task("a") + '<bpmn:exclusiveGateway id="x" default="x__slutt"/>',
            chain("start", "a", "x"),
            flow("x", "slutt", "true"),
            flow("x", "a", "true"),
        ),
        "x__slutt",
    ),
    "default_not_here": (single('<bpmn:parallelGateway id="a" default="a__slutt"/>'), "a"),
    "gateway_direction": (single('<bpmn:exclusiveGateway id="a" gatewayDirection="Mixed"/>'), "a"),
    "event_subprocess_connected": (subprocess(chain("s2", "e2"), attributes=' triggeredByEvent="true"'), "a"),
    "compensation_connected": (changed('id="a"', 'id="a" isForCompensation="true"'), "a"),
    "race_of_one": (race(catch(TIMER, "t1")), "x"),
    "race_target": (race(catch(TIMER, "t1"), task("b")), "x"),
    "race_target_shared": (
        process(
            '<bpmn:eventBasedGateway id="x"/>' + catch(TIMER, "t1") + catch(SIGNAL, "t2"),
            chain("start", "x", "t1", "slutt"),
            chain("x", "t2", "t1"),
        ),
        "x",
    ),
    "race_mixes_messages": (race(catch(MESSAGE, "t1"), '<bpmn:receiveTask id="t2"/>'), "x"),
    "race_with_boundary": (
        race(catch(TIMER, "t1"), '<bpmn:receiveTask id="t2"/>' + attached(TIMER, host="t2")),
        "x",
    ),
    "race_parallel": (race(catch(MESSAGE, "t1"), catch(SIGNAL, "t2"), attributes=' eventGatewayType="Parallel"'), "x"),
    "instantiate_with_incoming": (
        race(catch(MESSAGE, "t1"), catch(SIGNAL, "t2"), attributes=' instantiate="true"'),
        "x",
    ),
    "instantiate_by_time": (race(catch(MESSAGE, "t1"), catch(TIMER, "t2"), attributes=' instantiate="true"'), "x"),
    "event_not_here": (changed(END, event("endEvent", TIMER, id="slutt")), "slutt"),
    "event_subprocess_trigger": (
        beside(
            '<bpmn:subProcess id="ved" triggeredByEvent="true"><bpmn:startEvent id="s2"/><bpmn:endEvent id="e2"/>'
            + chain("s2", "e2")
            + "</bpmn:subProcess>"
        ),
        "s2",
    ),
    "must_interrupt": (
        beside(attached("<bpmn:errorEventDefinition/>", ' cancelActivity="false"'), flow("h", "slutt")),
        "h",
    ),
    "cancel_without_transaction": (beside(attached("<bpmn:cancelEventDefinition/>"), flow("h", "slutt")), "h"),
    "compensation_boundary_flow": (beside(attached(COMPENSATE), flow("h", "slutt")), "h"),
    "compensation_handler": (beside(attached(COMPENSATE) + HANDLER), "h"),
    "link_flow": (
        process(
            task("a") + event("intermediateThrowEvent", LINK.format("l"), id="ut") + catch(LINK.format("l"), "inn"),
            chain("start", "a", "ut", "slutt"),
            flow("inn", "slutt"),
        ),
        "ut",
    ),
    "link_without_target": (
        process(task("a") + event("intermediateThrowEvent", LINK.format("l"), id="ut"), chain("start", "a", "ut")),
        "ut",
    ),
    "link_without_source": (beside(catch(LINK.format("l"), "inn"), flow("inn", "slutt")), "inn"),
    "link_twice": (
        beside(
            catch(LINK.format("l"), "inn")
            + catch(LINK.format("l"), "inn2")
            + event("intermediateThrowEvent", LINK.format("l"), id="ut"),
            flow("inn", "slutt"),
            flow("inn2", "slutt"),
            flow("a", "ut"),
        ),
        "inn",
    ),
    "unknown_reference": (
        changed(END, event("endEvent", '<bpmn:signalEventDefinition signalRef="borte"/>', id="slutt")),
        "slutt",
    ),
    "wrong_reference": (
        changed(END, event("endEvent", '<bpmn:signalEventDefinition signalRef="a"/>', id="slutt")),
        "slutt",
    ),
    "foreign_data": (
        single(
            task(
                "a",
                loop='<bpmn:dataInputAssociation id="inn"><bpmn:sourceRef>d</bpmn:sourceRef>'
                "<bpmn:targetRef>d</bpmn:targetRef></bpmn:dataInputAssociation>",
            )
            + '<bpmn:dataObject id="o"/><bpmn:dataObjectReference id="d" dataObjectRef="o"/>'
        ),
        "a",
    ),
    "listed_flows": (single('<bpmn:manualTask id="a"><bpmn:incoming>borte</bpmn:incoming></bpmn:manualTask>'), "a"),
    "two_pools": (
        outside(
            '<bpmn:collaboration id="s"><bpmn:participant id="p1" processRef="prove"/>'
            '<bpmn:participant id="p2" processRef="prove"/></bpmn:collaboration>'
        ),
        "p2",
    ),
    "message_flow_inside": (pools(("a", "a")), "m0"),
    "message_flow_end": (pools(("start", "t2")), "m0"),
    "lane_reference": (
        changed("<bpmn:flowNodeRef>a<", "<bpmn:flowNodeRef>borte</bpmn:flowNodeRef><bpmn:flowNodeRef>a<"),
        "lane_fagperson",
    ),
    "two_lanes": (
        model(
            START + task("a") + END + chain("start", "a", "slutt"),
            {"fagperson": ("start", "a", "slutt"), "ansatt": ("a",)},
        ),
        "a",
    ),
}
WARNINGS = {
    *(
        "schema_order",
        "schema_foreign",
        "schema_attribute",
        "schema_text",
        "not_drawn",
        "drawn_twice",
        "shape_of_nothing",
    ),
    *("default_with_condition", "gateway_direction", "listed_flows", "message_flow_end"),
    "lane_reference",
}


def found(files: Files, code: str) -> list[Problem]:
    problems = check_model(files, CATALOGUE)
    matching = [problem for problem in problems if problem.code == code]
    assert matching, f"{code} not among {[(p.code, p.element) for p in problems]}"
    return matching


def test_every_rule_has_a_case_here() -> None:
    assert CASES.keys() == messages_rules.MESSAGES.keys() | messages_schema.MESSAGES.keys()


@pytest.mark.parametrize("code", sorted(CASES))
def test_a_broken_rule_is_found_at_its_element_and_says_what_to_do(code: str) -> None:
    files, element = CASES[code]
    problem = found(files, code)[0]
    assert problem.element == element
    assert problem.file == "prove.bpmn"
    assert (problem.severity == "warning") == (code in WARNINGS)
    for language in ("nb", "en"):
        sentence = MESSAGES[code][language].format(**problem.params)
        assert "{" not in sentence
        assert sentence.endswith(".")
    assert MESSAGES[code]["nb"] != MESSAGES[code]["en"]


def test_the_order_of_parts_is_all_that_a_warning_about_order_tells() -> None:
    assert [p.code for p in check_model(CASES["schema_order"][0], CATALOGUE)] == ["schema_order"]


def test_what_the_schema_says_comes_with_the_line() -> None:
    files = changed('<bpmn:userTask id="a"', '\n\n<bpmn:userTask id="a" completionQuantity="mange"')
    problem = found(files, "schema_value")[0]
    assert problem.params == {"line": "3", "tag": "userTask", "attribute": "completionQuantity", "value": "mange"}


def test_a_file_that_breaks_every_rule_a_thousand_times_is_answered_in_short() -> None:
    files = beside("".join(f'<bpmn:manualTask id="n{n}" completionQuantity="x"/>' for n in range(500)))
    assert len(found(files, "schema_value")) == 50


def test_a_schema_that_the_file_names_is_not_read(tmp_path: Path) -> None:
    trap = tmp_path / "trap.xsd"
    trap.write_text("<broken")
    place = f'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="urn:trap {trap.as_uri()}"'
    files = changed("<bpmn:definitions", f"<bpmn:definitions {place}")
    assert check_model(files, CATALOGUE) == []
    assert found(changed('id="a"', 'id="a" farge="blå"', files), "schema_attribute")


@pytest.mark.parametrize("name", ["modeler", "default_namespace"])
def test_what_common_editors_write_passes_without_remark(name: str) -> None:
    """Foreign attributes and extension elements, documentation, data with its own property, a pool beside, schema hints."""
    files = {**single(task("a")), "prove.bpmn": (EDITORS / f"{name}.bpmn").read_bytes()}
    assert check_model(files, CATALOGUE) == []
