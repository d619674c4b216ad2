"""The deployment check in its corners: ids that tell tokens apart, times, roles, and models made to hurt."""

import re

import pytest

from engine.spiff import check_model, compile_model
from tests.integration.models import END, START, chain, flow, model, task
from tests.unit.spiff.test_deployment_check import (
    CATALOGUE,
    Files,
    changed,
    choice,
    found,
    gated,
    process,
    single,
    timer,
)

FORK = process(
    '<bpmn:parallelGateway id="ut"/>' + task("a") + task("b") + '<bpmn:parallelGateway id="inn"/>',
    chain("start", "ut", "a", "inn", "slutt"),
    chain("ut", "b", "inn"),
    elements=("ut", "a", "b", "inn"),
)


def codes(files: Files) -> set[str]:
    return {problem.code for problem in check_model(files, CATALOGUE)}


def test_a_flow_without_an_id_is_refused_since_a_join_could_not_tell_it_from_another() -> None:
    nameless = re.sub(rb'<bpmn:sequenceFlow id="[^"]*"', b"<bpmn:sequenceFlow", FORK["prove.bpmn"])
    problem = found({**FORK, "prove.bpmn": nameless}, "missing_id")
    assert problem.params["tag"] == "sequenceFlow"


@pytest.mark.parametrize(
    ("before", "after", "twice"),
    [
        ('id="b__inn"', 'id="a__inn"', "a__inn"),
        ('id="b__inn"', 'id="a"', "a"),
        ('<bpmn:process id="prove"', '<bpmn:process id="ut"', "ut"),
    ],
)
def test_an_id_is_used_once_across_flows_nodes_and_processes(before: str, after: str, twice: str) -> None:
    assert found(changed(before, after, FORK), "duplicate_id").element == twice


def test_a_subprocess_cannot_have_the_id_of_its_process() -> None:
    inner = '<bpmn:subProcess id="prove"><bpmn:startEvent id="s2"/><bpmn:endEvent id="e2"/>' + chain("s2", "e2")
    files = process(inner + "</bpmn:subProcess>", chain("start", "prove", "slutt"), elements=("prove",))
    assert found(files, "duplicate_id").element == "prove"


def test_two_files_cannot_hold_the_same_process() -> None:
    files = single(task("a"))
    assert "duplicate_id" in codes({**files, "kopi.bpmn": files["prove.bpmn"]})


def test_a_process_without_an_id_is_named_by_its_file() -> None:
    problem = found(changed('<bpmn:process id="prove"', "<bpmn:process"), "missing_id")
    assert (problem.file, problem.params["tag"]) == ("prove.bpmn", "process")


@pytest.mark.parametrize("name", ["Start", "End", "initiativ", "item", "loopCounter", "forrige"])
def test_names_that_mean_something_already_are_reserved(name: str) -> None:
    files = process(task(name), chain("start", name, "slutt"), elements=(name,))
    assert found(files, "reserved_id").element == name


@pytest.mark.parametrize("name", ["å", "a b", "1a", "__class__", "a.b", "a" * 101])
def test_an_id_is_a_name_that_expressions_can_use(name: str) -> None:
    files = process(task(name), chain("start", name, "slutt"), elements=(name,))
    assert found(files, "bad_id").element == name


@pytest.mark.parametrize(
    ("tag", "event"),
    [
        *(("endEvent", event) for event in ("link", "conditional", "timer")),
        *(("intermediateThrowEvent", event) for event in ("error", "cancel", "conditional", "timer", "terminate")),
        *(("intermediateCatchEvent", event) for event in ("error", "escalation", "compensate", "cancel", "terminate")),
        *(("boundaryEvent", event) for event in ("link", "terminate")),
    ],
)
def test_an_event_where_the_standard_has_none_is_refused(tag: str, event: str) -> None:
    attached = ' attachedToRef="b"' if tag == "boundaryEvent" else ""
    node = f'<bpmn:{tag} id="a"{attached}><bpmn:{event}EventDefinition/></bpmn:{tag}>'
    files = process(node + task("b"), chain("start", "b", "slutt"), elements=("b",))
    assert found(files, "event_not_here").params == {"event": event}


@pytest.mark.parametrize("tag", ["intermediateCatchEvent", "boundaryEvent"])
def test_a_catch_without_anything_to_catch_is_refused(tag: str) -> None:
    node = f'<bpmn:{tag} id="a" attachedToRef="b"/>'
    assert "unsupported_event" in codes(process(node + task("b"), chain("start", "b", "slutt"), elements=("b",)))


@pytest.mark.parametrize("attribute", ["startQuantity", "completionQuantity"])
def test_token_quantities_are_refused(attribute: str) -> None:
    files = changed('id="a"', f'id="a" {attribute}="2"')
    assert found(files, "unsupported_attribute").params == {"attribute": attribute}
    assert codes(changed('id="a"', f'id="a" {attribute}="1"')) == set()


@pytest.mark.parametrize("time", ["P3D", "PT2H", "p1m", "R3/P1D", "P1Y2M3DT4H5M6S"])
def test_a_time_without_quotes_is_shown_with_them(time: str) -> None:
    problem = found(timer(f"<bpmn:timeDuration>{time}</bpmn:timeDuration>"), "timer_unquoted")
    assert problem.params == {"expression": time}


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("timeDuration", "P"),
        ("timeDuration", "PT"),
        ("timeDuration", "-P1D"),
        ("timeDuration", "2026-11-24"),
        ("timeDate", "P1D"),
        ("timeDate", "2026-02-29"),
        ("timeDate", "24.11.2026"),
    ],
)
def test_a_quoted_time_is_judged_by_its_kind(kind: str, text: str) -> None:
    assert found(timer(f'<bpmn:{kind}>"{text}"</bpmn:{kind}>'), "timer_invalid").params == {"expression": text}


@pytest.mark.parametrize("text", ["R/P0D", "R3", "P1D", "R-1/P1D"])
def test_a_cycle_has_a_length(text: str) -> None:
    event = (
        '<bpmn:boundaryEvent id="t" attachedToRef="a" cancelActivity="false"><bpmn:timerEventDefinition>'
        f'<bpmn:timeCycle>"{text}"</bpmn:timeCycle></bpmn:timerEventDefinition></bpmn:boundaryEvent>'
    )
    files = single(task("a"), event, '<bpmn:endEvent id="e"/>', flow("t", "e"))
    assert found(files, "timer_invalid").element == "t"


def test_a_timer_says_when_once() -> None:
    both = '<bpmn:timeDuration>"P1D"</bpmn:timeDuration><bpmn:timeDate>"2026-01-01"</bpmn:timeDate>'
    assert "timer_missing" in codes(timer(both))


@pytest.mark.parametrize(
    "due",
    [
        "",
        'after="P3D" date="today()"',
        'after="-P3D"',
        'after="PT3H"',
        'after="P3D" calendar="lunar"',
        'workingDayOfMonth="0"',
        'workingDayOfMonth="21"',
        'workingDayOfMonth="²"',
        'workingDayOfMonth="٣"',
        'workingDayOfMonth="-1"',
    ],
)
def test_a_due_time_that_cannot_be(due: str) -> None:
    assert found(single(task("a", f"<nyt:due {due}/>")), "bad_due").element == "a"


@pytest.mark.parametrize(
    "due", ['after="P5D"', 'after="P2W" calendar="working"', 'date="a.frist"', 'workingDayOfMonth="20"']
)
def test_a_due_time_that_can_be(due: str) -> None:
    assert codes(single(task("a", f"<nyt:due {due}/>"))) == set()


@pytest.mark.parametrize(
    "element",
    [
        '<nyt:escalation offset="P1D" role="konge"/>',
        '<nyt:escalation offset="P1D"/>',
        '<nyt:appointment role="konge" person="a.hvem"/>',
        '<nyt:gate key="B1"><nyt:outcome type="godkjenn"/><nyt:excluded role="konge"/></nyt:gate>',
    ],
)
def test_a_role_that_does_not_exist_is_found_wherever_it_stands(element: str) -> None:
    assert found(single(task("a", '<nyt:due after="P3D"/>' + element)), "unknown_role").element == "a"


@pytest.mark.parametrize(
    "element",
    [
        '<nyt:due date="= ="/>',
        '<nyt:assignment role="= ="/>',
        '<nyt:assignment person="= ="/>',
        '<nyt:appointment role="fagperson" person="= ="/>',
        '<nyt:appointment role="fagperson"/>',
        '<nyt:gate key="B1"><nyt:outcome type="godkjenn"/><nyt:block key="k" label="L" when="= ="/></nyt:gate>',
        '<nyt:gate key="B1"><nyt:outcome type="godkjenn"/><nyt:block key="k" label="L"/></nyt:gate>',
    ],
)
def test_an_expression_is_read_wherever_it_stands_on_a_task(element: str) -> None:
    assert found(single(task("a", element)), "expression").element == "a"


@pytest.mark.parametrize(
    "files",
    [
        timer("<bpmn:timeDuration>= =</bpmn:timeDuration>"),
        single(task("a", '<nyt:step ref="tell"><nyt:input name="x" value="= ="/></nyt:step>', None, tag="serviceTask")),
        single(task("a", '<nyt:step ref="tell"><nyt:input name="x"/></nyt:step>', None, tag="serviceTask")),
        single(task("a", loop='<bpmn:multiInstanceLoopCharacteristics nyt:collection="= ="/>')),
        changed(END, '<bpmn:endEvent id="slutt"><bpmn:extensionElements><nyt:followUp process="= ="/>'
                '</bpmn:extensionElements></bpmn:endEvent>'),
        changed(END, '<bpmn:endEvent id="slutt"><bpmn:extensionElements><nyt:merge into="= ="/>'
                '</bpmn:extensionElements></bpmn:endEvent>'),
    ],
)  # fmt: skip
def test_an_expression_is_read_wherever_it_stands_on_another_element(files: Files) -> None:
    assert "expression" in codes(files)


def test_multi_instance_takes_a_number_or_a_list_and_not_both() -> None:
    both = (
        '<bpmn:multiInstanceLoopCharacteristics nyt:collection="[1]"><bpmn:loopCardinality>2</bpmn:loopCardinality>'
        "</bpmn:multiInstanceLoopCharacteristics>"
    )
    assert "bad_multi_instance" in codes(single(task("a", loop=both)))


@pytest.mark.parametrize(
    ("inner", "code"),
    [
        ('<nyt:outcome type="godkjenn"/><nyt:outcome type="godkjenn"/>', "gate_outcome"),
        ('<nyt:outcome type="henvis"/>', "gate_no_target"),
        ('<nyt:outcome type="godkjenn"/><nyt:check label="Uten nøkkel"/>', "gate_check"),
        ('<nyt:outcome type="godkjenn"/><nyt:check key="k" label="A"/><nyt:check key="k" label="B"/>', "gate_check"),
        ('<nyt:outcome type="godkjenn"/><nyt:block key="k" when="true"/>', "gate_check"),
        ('<nyt:outcome type="godkjenn"/><nyt:excluded task="borte"/>', "gate_shows"),
    ],
)
def test_a_gate_that_cannot_be_decided(inner: str, code: str) -> None:
    assert found(gated(inner), code).element == "a"


def test_a_condition_is_read_whole_with_a_comment_in_it() -> None:
    files = changed("a.tall = 1", "a.tall = 1<!-- midlertidig --> and false", choice("a.tall = 1", "true"))
    flows = {flow.id: flow.condition for flow in compile_model(files, CATALOGUE).definition.flows}
    assert flows["x__b"] == "a.tall = 1 and false"


@pytest.mark.parametrize("place", ["attribute of ours", "text of ours", "text between"])
def test_a_text_that_is_too_long_is_found_everywhere(place: str) -> None:
    long = "x" * 10_001
    files = {
        "attribute of ours": gated(f'<nyt:outcome type="godkjenn"/><nyt:check key="k" label="{long}"/>'),
        "text of ours": single(task("a", f"<nyt:x>{long}</nyt:x>")),
        "text between": changed(END, END + long),
    }[place]
    assert "text_too_long" in codes(files)


def test_elements_are_listed_as_they_are_read() -> None:
    """A branch stays together, a subprocess holds its own, a join comes after its branches."""
    inner = '<bpmn:subProcess id="sub"><bpmn:startEvent id="s2"/>' + task("c") + '<bpmn:endEvent id="e2"/>'
    files = process(
        '<bpmn:parallelGateway id="ut"/>' + task("a") + task("b")
        + inner + chain("s2", "c", "e2") + '</bpmn:subProcess><bpmn:parallelGateway id="inn"/>',
        chain("start", "ut", "a", "b", "inn", "slutt"), chain("ut", "sub", "inn"),
        elements=("ut", "a", "b", "sub", "c", "inn"),
    )  # fmt: skip
    elements = compile_model(files, CATALOGUE).definition.elements
    assert [e.id for e in elements] == ["start", "ut", "a", "b", "sub", "s2", "c", "e2", "inn", "slutt"]
    assert [e.depth for e in elements] == [0, 0, 0, 0, 0, 1, 1, 1, 0, 0]


def test_a_lane_passes_its_role_down_to_what_a_subprocess_holds() -> None:
    inner = '<bpmn:subProcess id="sub"><bpmn:startEvent id="s2"/>' + task("c") + '<bpmn:endEvent id="e2"/>'
    body = START + inner + chain("s2", "c", "e2") + "</bpmn:subProcess>" + END + chain("start", "sub", "slutt")
    files = model(body, {"fagperson": ("start", "sub", "slutt")})
    assert compile_model(files, CATALOGUE).definition.tasks["c"].role == "fagperson"


@pytest.mark.parametrize("inline", [True, False])
def test_a_call_is_undone_by_what_undoes_inside_it_or_not_at_all(inline: bool) -> None:
    extension = '<bpmn:extensionElements><nyt:call process="annen"/></bpmn:extensionElements>'
    called = ' calledElement="annen"/>' if inline else f">{extension}</bpmn:callActivity>"
    thrown = '<bpmn:compensateEventDefinition activityRef="a"/></bpmn:intermediateThrowEvent>'
    body = f'<bpmn:callActivity id="a"{called}<bpmn:intermediateThrowEvent id="x">{thrown}'
    files = process(body, chain("start", "a", "x", "slutt"), elements=("a", "x"))
    other = '<bpmn:process id="annen" isExecutable="true"><bpmn:startEvent id="s2"/><bpmn:manualTask id="t2"/>{}'
    other += '<bpmn:endEvent id="e2"/>' + chain("s2", "t2", "e2") + "</bpmn:process></bpmn:definitions>"
    plain = changed("</bpmn:definitions>", other.format(""), files)
    assert found(plain, "compensation_without_handler").element == "x"
    undone = (
        '<bpmn:boundaryEvent id="k" attachedToRef="t2"><bpmn:compensateEventDefinition/></bpmn:boundaryEvent>'
        '<bpmn:manualTask id="angre" isForCompensation="true"/><bpmn:association id="as" sourceRef="k" targetRef="angre"/>'
    )
    undoable = "compensation_without_handler" not in codes(changed("</bpmn:definitions>", other.format(undone), files))
    assert undoable == inline
