"""The deployment check: every problem there is, found at its element and explained in both languages."""

import pytest

from engine.contract.errors import ModelRejected, Problem
from engine.spiff import Catalogue, check_model, compile_model, messages_rules, messages_schema, messages_soundness
from engine.spiff.messages import MESSAGES
from tests.integration.models import END, OUTCOMES, START, chain, flow, gate, model, task

CATALOGUE = Catalogue(
    roles=frozenset({"ansatt", "fagperson"}),
    tools=frozenset({"kanban"}),
    steps=frozenset({"tell"}),
    forms=frozenset({"ide", "svar"}),
    decisions={"niva": frozenset({"a"}), "ukjente": frozenset({"finnesikke"})},
)
Files = dict[str, bytes]


def process(middle: str, *flows: str, elements: tuple[str, ...] = ("a",), **more: str) -> Files:
    """start → … → slutt, with everything in the middle in fagperson's lane."""
    body = more.get("start", START) + middle + more.get("end", END) + "".join(flows)
    return model(body, {"fagperson": ("start", *elements, "slutt")})


def single(element: str, *extra: str) -> Files:
    """start → a → slutt."""
    return process(element, chain("start", "a", "slutt"), *extra)


def changed(before: str, after: str, files: Files | None = None) -> Files:
    """The single task's model with one piece of its XML exchanged."""
    found = dict(files or single(task("a")))
    text = found["prove.bpmn"].decode()
    assert before in text
    return {**found, "prove.bpmn": text.replace(before, after).encode()}


def toml(text: str) -> Files:
    return {**single(task("a")), "model.toml": text.encode()}


def without(path: str) -> Files:
    return {name: content for name, content in single(task("a")).items() if name != path}


def timer(definition: str, tag: str = "intermediateCatchEvent", attributes: str = "") -> Files:
    event = f'<bpmn:{tag} id="a"{attributes}><bpmn:timerEventDefinition>{definition}</bpmn:timerEventDefinition></bpmn:{tag}>'
    return single(event)


def choice(*conditions: str, attributes: str = "") -> Files:
    """An exclusive gateway with a flow per condition, all to the end."""
    middle = task("a") + task("b") + f'<bpmn:exclusiveGateway id="x"{attributes}/>'
    targets = ("b", "slutt")
    flows = "".join(flow("x", target, text) for target, text in zip(targets, conditions, strict=True))
    return process(middle, chain("start", "a", "x"), flows, flow("b", "slutt"), elements=("a", "b", "x"))


def gated(inner: str, loop: str = "") -> Files:
    return single(task("a", gate(inner), form=None, loop=loop))


LOOP = '<bpmn:multiInstanceLoopCharacteristics nyt:collection="[1,2]"/>'
NESTED = "<bpmn:documentation>" * 60 + "</bpmn:documentation>" * 60
MANY = "".join(f'<bpmn:userTask id="t{n}"/>' for n in range(2_001))

SIGNAL = "<bpmn:signalEventDefinition/>"
UNDONE = (
    '<bpmn:boundaryEvent id="k" attachedToRef="{0}"><bpmn:compensateEventDefinition/></bpmn:boundaryEvent>'
    '<bpmn:manualTask id="angre" isForCompensation="true"/>'
    '<bpmn:association id="as" sourceRef="k" targetRef="angre"/>'
)


def throws(id: str, attribute: str = "") -> str:
    return (
        f'<bpmn:intermediateThrowEvent id="{id}"><bpmn:compensateEventDefinition {attribute}/>'
        "</bpmn:intermediateThrowEvent>"
    )


def sub(id: str, inner: str, *, tag: str = "subProcess") -> str:
    return f'<bpmn:{tag} id="{id}"><bpmn:startEvent id="s_{id}"/>{inner}<bpmn:endEvent id="e_{id}"/></bpmn:{tag}>'


def undoing(id: str) -> str:
    begins = f'<bpmn:startEvent id="s_{id}"><bpmn:compensateEventDefinition/></bpmn:startEvent>'
    inner = f'{begins}<bpmn:endEvent id="e_{id}"/>{chain(f"s_{id}", f"e_{id}")}'
    return f'<bpmn:subProcess id="{id}" triggeredByEvent="true">{inner}</bpmn:subProcess>'


BROKEN: dict[str, Files] = {
    "xml_too_large": changed("</bpmn:process>", "<!--" + "x" * 2_100_000 + "--></bpmn:process>"),
    "xml_doctype": changed("<bpmn:definitions", '<!DOCTYPE x [<!ENTITY e "e">]><bpmn:definitions'),
    "xml_broken": changed("</bpmn:process>", "</bpmn:prosess>"),
    "xml_not_bpmn": {**single(task("a")), "prove.bpmn": b"<svg/>"},
    "text_too_long": changed('name="A"', f'name="{"A" * 10_001}"'),
    "too_many_elements": changed(END, MANY + END),
    "too_deep": changed(END, f'<bpmn:userTask id="dyp">{NESTED}</bpmn:userTask>' + END),
    "no_model_toml": without("model.toml"),
    "toml_broken": toml("key = "),
    "toml_missing": toml('key = "prove"\nprocess = "prove"\n'),
    "toml_bad_key": toml('key = "Prøve!"\nname = "x"\nprocess = "prove"\n'),
    "no_process": toml('key = "prove"\nname = "x"\nprocess = "annen"\n'),
    "no_diagram": toml('key = "prove"\nname = "x"\nprocess = "prove"\ndiagram = "borte.bpmn"\n'),
    "not_executable": changed('isExecutable="true"', 'isExecutable="false"'),
    "bad_phase": changed('id="a"', 'id="a" nyt:phase="ukjent"'),
    "missing_id": changed(END, END + "<bpmn:userTask/>"),
    "bad_id": process(task("a-1"), chain("start", "a-1", "slutt"), elements=("a-1",)),
    "reserved_id": process(task("item"), chain("start", "item", "slutt"), elements=("item",)),
    "duplicate_id": single(task("a") + task("a")),
    "unsupported": single('<bpmn:choreographyTask id="a"/>'),
    "script": single('<bpmn:scriptTask id="a"><bpmn:script>import os</bpmn:script></bpmn:scriptTask>'),
    "unsupported_event": changed(
        END, f'<bpmn:endEvent id="slutt"><bpmn:terminateEventDefinition/>{SIGNAL}</bpmn:endEvent>'
    ),
    "code_missing": changed(END, '<bpmn:endEvent id="slutt"><bpmn:errorEventDefinition/></bpmn:endEvent>'),
    "condition_empty": single(
        '<bpmn:intermediateCatchEvent id="a"><bpmn:conditionalEventDefinition><bpmn:condition/>'
        "</bpmn:conditionalEventDefinition></bpmn:intermediateCatchEvent>"
    ),
    "conditional_start": process(
        task("a"),
        chain("start", "a", "slutt"),
        start='<bpmn:startEvent id="start"><bpmn:conditionalEventDefinition><bpmn:condition>true</bpmn:condition>'
        "</bpmn:conditionalEventDefinition></bpmn:startEvent>",
    ),
    "boundary_never": single(
        '<bpmn:scriptTask id="a"><bpmn:extensionElements><nyt:assign name="x" value="1"/></bpmn:extensionElements>'
        '</bpmn:scriptTask><bpmn:boundaryEvent id="frist" attachedToRef="a"><bpmn:timerEventDefinition>'
        '<bpmn:timeDuration>"P1D"</bpmn:timeDuration></bpmn:timerEventDefinition></bpmn:boundaryEvent>',
        flow("frist", "slutt"),
    ),
    "compensation_unattached": single(task("a") + '<bpmn:manualTask id="b" isForCompensation="true"/>'),
    "compensation_target": single(
        throws("a", 'activityRef="inne"') + sub("b", task("inne") + UNDONE.format("inne")), flow("a", "b")
    ),
    "compensation_without_handler": process(
        task("b") + throws("a", 'activityRef="b"'), chain("start", "b", "a", "slutt"), elements=("a", "b")
    ),
    "nothing_to_compensate": single(throws("a")),
    "two_compensation_subprocesses": single(task("a") + undoing("b") + undoing("c")),
    "cancel_without_border": single(
        sub("a", '<bpmn:endEvent id="avbrutt"><bpmn:cancelEventDefinition/></bpmn:endEvent>', tag="transaction")
    ),
    "event_subprocess_plain": single(
        task("a") + undoing("b").replace("<bpmn:startEvent", f"{LOOP}<bpmn:startEvent", 1)
    ),
    "instantiate_inside": single(sub("b", '<bpmn:receiveTask id="a" instantiate="true"/>'), flow("start", "b")),
    "endless_loop": single(task("a", loop="<bpmn:standardLoopCharacteristics/>")),
    "bad_loop_maximum": single(task("a", loop='<bpmn:standardLoopCharacteristics loopMaximum="mange"/>')),
    "two_loops": single(task("a", loop='<bpmn:standardLoopCharacteristics loopMaximum="2"/>' + LOOP)),
    "instance_output": single(
        task("a", loop=LOOP.replace("/>", '><bpmn:outputDataItem id="ut"/></bpmn:multiInstanceLoopCharacteristics>'))
    ),
    "ad_hoc_empty": single('<bpmn:adHocSubProcess id="a"/>'),
    "ad_hoc_start_end": single(
        f'<bpmn:adHocSubProcess id="a"><bpmn:startEvent id="s2"/>{task("b")}<bpmn:endEvent id="e2"/>{chain("s2", "b", "e2")}'
        "</bpmn:adHocSubProcess>"
    ),
    "bad_name": single(task("a", '<nyt:input name="to ord" value="1"/>')),
    "name_taken": single(task("a", '<nyt:output name="a" value="1"/>')),
    "unsupported_attribute": changed('id="a"', 'id="a" startQuantity="2"'),
    "one_start": process(task("a") + '<bpmn:startEvent id="to"/>', chain("start", "a", "slutt"), flow("to", "a")),
    "no_end": process(task("a"), chain("start", "a"), end=""),
    "flow_to_nowhere": single(task("a"), flow("a", "borte")),
    "boundary_to_nowhere": single(
        task("a") + '<bpmn:boundaryEvent id="frist" attachedToRef="borte"><bpmn:timerEventDefinition>'
        '<bpmn:timeDuration>"P1D"</bpmn:timeDuration></bpmn:timerEventDefinition></bpmn:boundaryEvent>',
        flow("frist", "slutt"),
    ),
    "message_unnamed": single(
        '<bpmn:intermediateCatchEvent id="a"><bpmn:messageEventDefinition/></bpmn:intermediateCatchEvent>'
    ),
    "input_incomplete": changed(
        "</bpmn:definitions>",
        '<bpmn:message id="m" name="svar"/></bpmn:definitions>',
        single(
            '<bpmn:intermediateThrowEvent id="a"><bpmn:extensionElements><nyt:input name="x"/></bpmn:extensionElements>'
            '<bpmn:messageEventDefinition messageRef="m"/></bpmn:intermediateThrowEvent>'
        ),
    ),
    "correlation_missing": changed(
        "</bpmn:definitions>",
        '<bpmn:message id="m" name="svar"/></bpmn:definitions>',
        single(
            '<bpmn:intermediateCatchEvent id="a"><bpmn:extensionElements><nyt:correlation/></bpmn:extensionElements>'
            '<bpmn:messageEventDefinition messageRef="m"/></bpmn:intermediateCatchEvent>'
        ),
    ),
    "bad_call": single(
        '<bpmn:callActivity id="a"><bpmn:extensionElements><nyt:call process="annen" binding="version"/>'
        "</bpmn:extensionElements></bpmn:callActivity>"
    ),
    "start_time_invalid": process(
        task("a"),
        chain("start", "a", "slutt"),
        start='<bpmn:startEvent id="start"><bpmn:timerEventDefinition><bpmn:timeDate>a.dato</bpmn:timeDate>'
        "</bpmn:timerEventDefinition></bpmn:startEvent>",
    ),
    "start_with_incoming": single(task("a"), flow("a", "start")),
    "end_with_outgoing": single(task("a"), flow("slutt", "a")),
    "dead_end": single(task("a") + task("b")),
    "unreachable": process(task("a") + task("b"), chain("start", "a", "slutt"), flow("b", "slutt")),
    "lone_condition": process(task("a"), chain("start", "a"), flow("a", "slutt", "a.tall = 1")),
    "no_activation": process(
        task("a") + task("b") + '<bpmn:parallelGateway id="p"/><bpmn:complexGateway id="x"/>',
        chain("start", "p", "a", "x", "slutt"),
        chain("p", "b", "x"),
        elements=("a", "b"),
    ),
    "abstract_task": single('<bpmn:task id="a"/>'),
    "missing_condition": choice("", ""),
    "bad_default": choice("a.tall = 1", "a.tall = 2", attributes=' default="borte"'),
    "no_default": choice("a.tall = 1", "a.tall = 2"),
    "expression": choice("a.tall = = 1", "true"),
    "timer_missing": timer(""),
    "timer_unquoted": timer("<bpmn:timeDuration>P3D</bpmn:timeDuration>"),
    "timer_invalid": timer('<bpmn:timeDuration>"tre dager"</bpmn:timeDuration>'),
    "cycle_not_here": timer('<bpmn:timeCycle>"R3/P1D"</bpmn:timeCycle>'),
    "unknown_role": model(START + task("a") + END + chain("start", "a", "slutt"), {"konge": ("start", "a", "slutt")}),
    "no_role": model(START + task("a") + END + chain("start", "a", "slutt"), {"fagperson": ("start",)}),
    "no_form": single(task("a", form=None)),
    "unknown_form": single(task("a", form="borte")),
    "unknown_tool": single(task("a", '<nyt:tool ref="borte"/>')),
    "unknown_step": single(task("a", '<nyt:step ref="borte"/>', form=None, tag="serviceTask")),
    "unknown_gate_check": single(
        task(
            "a",
            '<nyt:gate key="B1"><nyt:outcome type="godkjenn"/>'
            '<nyt:block key="x" check="borte" label="Stopper"/></nyt:gate>',
        )
    ),
    "no_step": single('<bpmn:serviceTask id="a"/>'),
    "unknown_decision": single(task("a", '<nyt:decision ref="borte"/>', form=None, tag="businessRuleTask")),
    "no_decision": single('<bpmn:businessRuleTask id="a"/>'),
    "unknown_process": single('<bpmn:callActivity id="a" calledElement="borte"/>'),
    "cyclic_call": single('<bpmn:callActivity id="a" calledElement="prove"/>'),
    "bad_multi_instance": single(task("a", loop="<bpmn:multiInstanceLoopCharacteristics/>")),
    "bad_due": single(task("a", '<nyt:due after="tre dager"/>')),
    "bad_offset": single(task("a", '<nyt:due after="P3D"/><nyt:reminder offset="snart"/>')),
    "bad_status": changed('id="slutt"', 'id="slutt" nyt:status="glemt"'),
    "gate_key": changed('key="B1"', 'key=""', gated(OUTCOMES.replace("vurder", "a"))),
    "gate_outcome": gated('<nyt:outcome type="kanskje"/>'),
    "gate_no_outcome": gated(""),
    "gate_target": gated('<nyt:outcome type="returner" targets="borte"/>'),
    "gate_no_target": gated('<nyt:outcome type="returner"/>'),
    "gate_check": gated('<nyt:outcome type="godkjenn"/><nyt:check key="x"/>'),
    "gate_shows": gated('<nyt:outcome type="godkjenn"/><nyt:shows ref="borte"/>'),
    "gate_in_loop": gated('<nyt:outcome type="godkjenn"/>', LOOP),
    "unknown_fact": choice("vurderng.tall = 1", "true"),
}
WARNINGS = {"no_default", "abstract_task", "boundary_never", "nothing_to_compensate"}
FILE = ""
ELEMENT = {
    **dict.fromkeys(
        ("xml_too_large", "xml_doctype", "xml_broken", "xml_not_bpmn", "too_many_elements", "too_deep"), FILE
    ),
    **dict.fromkeys(("no_model_toml", "toml_broken", "toml_missing", "toml_bad_key", "no_process", "no_diagram"), FILE),
    **dict.fromkeys(("not_executable", "missing_id", "one_start", "no_end", "cyclic_call"), "prove"),
    **dict.fromkeys(("boundary_to_nowhere",), "frist"),
    **dict.fromkeys(("unreachable",), "b"),
    **dict.fromkeys(("dead_end",), "b"),
    **dict.fromkeys(("missing_condition", "bad_default", "no_default", "no_activation"), "x"),
    **dict.fromkeys(("unsupported_event", "end_with_outgoing", "bad_status"), "slutt"),
    "bad_id": "a-1",
    "reserved_id": "item",
    "code_missing": "slutt",
    "conditional_start": "start",
    "boundary_never": "frist",
    "compensation_unattached": "b",
    "event_subprocess_plain": "b",
    "two_compensation_subprocesses": "c",
    "flow_to_nowhere": "a__borte",
    "start_with_incoming": "start",
    "start_time_invalid": "start",
    "lone_condition": "a__slutt",
    "missing_condition": "x__b",
    "expression": "x__b",
    "unknown_fact": "x__b",
    "unknown_role": "konge",
}
"""Where the fault of each case stands, when it is not at the task `a`."""


def found(files: Files, code: str) -> Problem:
    problems = check_model(files, CATALOGUE)
    matching = [problem for problem in problems if problem.code == code]
    assert matching, f"{code} not among {[(p.code, p.element) for p in problems]}"
    return matching[0]


def test_the_plain_model_has_no_problem() -> None:
    assert check_model(single(task("a")), CATALOGUE) == []


def test_every_problem_has_a_case() -> None:
    """Those of the standard's own rules and of soundness have theirs in test_structural_rules.py and test_soundness.py, what
    other models must be there for in tests/messages."""
    elsewhere = (messages_rules, messages_schema, messages_soundness)
    at_deployment = {"call_not_deployed"}
    assert BROKEN.keys() | {code for module in elsewhere for code in module.MESSAGES} | at_deployment == MESSAGES.keys()


@pytest.mark.parametrize("code", sorted(BROKEN))
def test_a_problem_is_found_and_says_what_to_do(code: str) -> None:
    problem = found(BROKEN[code], code)
    assert problem.element == ELEMENT.get(code, "a")
    assert problem.element or problem.file
    assert (problem.severity == "warning") == (code in WARNINGS)
    for language in ("nb", "en"):
        sentence = MESSAGES[code][language].format(**problem.params)
        assert "{" not in sentence
        assert sentence.endswith((".", "?"))
    assert MESSAGES[code]["nb"] != MESSAGES[code]["en"]


@pytest.mark.parametrize("code", sorted(BROKEN.keys() - WARNINGS))
def test_what_has_an_error_cannot_be_compiled(code: str) -> None:
    with pytest.raises(ModelRejected):
        compile_model(BROKEN[code], CATALOGUE)


def test_all_problems_come_at_once() -> None:
    files = process(
        task("a", form="borte") + '<bpmn:choreographyTask id="b"/>',
        chain("start", "a", "b", "slutt"),
        elements=("a", "b"),
    )
    assert {"unknown_form", "unsupported"} <= {problem.code for problem in check_model(files, CATALOGUE)}


@pytest.mark.parametrize(
    ("tag", "code"),
    [
        ("sendTask", "message_unnamed"),
        ("receiveTask", "message_unnamed"),
        ("adHocSubProcess", "ad_hoc_empty"),
        ("transaction", "one_start"),
        ("intermediateThrowEvent", "dead_end"),
    ],
)
def test_what_is_not_run_right_is_refused(tag: str, code: str) -> None:
    files = process(f'<bpmn:{tag} id="a"/>' + task("b"), chain("start", "b", "slutt"), flow("start", "a"))
    assert found(files, code).element == "a"


def test_a_decision_that_reads_an_unknown_fact_is_named() -> None:
    rule = task("a", '<nyt:decision ref="ukjente"/>', form=None, tag="businessRuleTask")
    problem = found(single(rule), "unknown_fact")
    assert problem.params["name"] == "finnesikke"


def test_a_misspelt_fact_gets_the_nearest_name() -> None:
    files = process(
        task("vurder") + task("b") + '<bpmn:exclusiveGateway id="x" default="x__slutt"/>',
        chain("start", "vurder", "x"),
        flow("x", "b", "vurdr.tall = 1"),
        flow("x", "slutt"),
        flow("b", "slutt"),
        elements=("vurder", "b", "x"),
    )
    assert "vurder" in found(files, "unknown_fact").params["suggestion"]


def test_processes_that_call_each_other_in_a_ring_are_refused() -> None:
    files = single('<bpmn:callActivity id="a" calledElement="annen"/>')
    other = (
        '<bpmn:process id="annen" isExecutable="true"><bpmn:startEvent id="s2"/>'
        '<bpmn:callActivity id="c2" calledElement="prove"/><bpmn:endEvent id="e2"/>'
        + chain("s2", "c2", "e2")
        + "</bpmn:process></bpmn:definitions>"
    )
    found(changed("</bpmn:definitions>", other, files), "cyclic_call")
