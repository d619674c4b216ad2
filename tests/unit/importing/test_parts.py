"""Single mappings, each beside what its own tool wrote."""

import json

import pytest

from engine.importing import export_model, import_model
from tests.unit.importing.foreign import (
    BPMN,
    STEPS,
    asks,
    canonical,
    codes,
    condition_of,
    diagram,
    element,
    flow,
    one,
    ours,
    said,
    task,
)

IN = "<bpmn:extensionElements>{}</bpmn:extensionElements>"


def timer(kind: str, text: str, head: str = "camunda") -> str:
    inside = f"<bpmn:timerEventDefinition id='t'><bpmn:{kind}>{text}</bpmn:{kind}></bpmn:timerEventDefinition>"
    result = one(diagram(asks("s", "n") + task("e", rest=inside, kind="intermediateCatchEvent"), head=head))
    return element(result, "e").findtext(f".//{{{BPMN}}}{kind}") or ""


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        ("timeDuration", "PT15M", '"PT15M"'),
        ("timeDuration", "${n}", "s.n"),
        ("timeDuration", "PT${n}H", '"PT" + string(s.n) + "H"'),
        ("timeDate", "2026-05-17T12:00:00Z", '"2026-05-17T12:00:00Z"'),
        ("timeCycle", "R3/PT10H", '"R3/PT10H"'),
        ("timeCycle", "R/P1M", '"R/P1M"'),
    ],
)
def test_timers(kind: str, text: str, expected: str) -> None:
    assert timer(kind, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("P5D", {"after": "P5D"}),
        ("P1W", {"after": "P1W"}),
        ("${frist}", {"date": "s.frist"}),
        ("${dateTime().plusDays(10).toDate()}", {"after": "P10D"}),
        ("#{dateTime().plusWeeks(2)}", {"after": "P2W"}),
        ("2026-12-24", {"date": '"2026-12-24"'}),
    ],
)
def test_due_dates_of_camunda_7(text: str, expected: dict[str, str]) -> None:
    assert ours(one(diagram(asks("s", "frist") + task("a", f'camunda:dueDate="{text}"'))), "a") == [("due", expected)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("=now() + duration(&quot;P10D&quot;)", {"after": "P10D"}),
        ("= today() + duration(&quot;P1W&quot;)", {"after": "P1W"}),
        ("=date(&quot;2026-12-24&quot;)", {"date": 'date("2026-12-24")'}),
        ("2026-12-24T12:00:00Z", {"date": '"2026-12-24T12:00:00Z"'}),
    ],
)
def test_due_dates_of_camunda_8(text: str, expected: dict[str, str]) -> None:
    inside = task("a", extensions=f'<zeebe:taskSchedule dueDate="{text}"/>')
    assert ours(one(diagram(inside, head="zeebe")), "a") == [("due", expected)]


@pytest.mark.parametrize("head", ["camunda", "flowable", "activiti"])
def test_one_family_of_engines_speaks_with_the_same_words(head: str) -> None:
    inside = task("a", f'{head}:candidateGroups="enhetsleder" {head}:dueDate="P2D"')
    assert ours(one(diagram(inside, head=head)), "a") == [
        ("assignment", {"role": '"enhetsleder"'}),
        ("due", {"after": "P2D"}),
    ]


@pytest.mark.parametrize("text", ["${initiator}", "#{initiator}", "$INITIATOR"])
def test_who_started_it_is_the_submitter(text: str) -> None:
    assert ours(one(diagram(task("a", f'camunda:assignee="{text}"'))), "a") == [
        ("assignment", {"person": "initiativ.innmelder"})
    ]


def test_a_fixed_person_in_feel_is_no_person_of_ours() -> None:
    inside = task("a", extensions="<zeebe:assignmentDefinition assignee='=\"demo\"'/>")
    result = one(diagram(inside, head="zeebe"))
    assert (ours(result, "a"), said(result.report, "dropped")) == ([], {("assignee_fixed", "a")})


def test_feel_scripts_of_camunda_7_become_assignments_and_go_back() -> None:
    inside = asks("s", "n") + task(
        "a",
        'scriptFormat="feel" camunda:resultVariable="dobbel"',
        rest="<bpmn:script>n * 2</bpmn:script>",
        kind="scriptTask",
    )
    result = one(diagram(inside + flow("${dobbel > 3}")))
    assert ours(result, "a") == [("assign", {"name": "dobbel", "value": "s.n * 2"})]
    assert element(result, "a").findtext(f"{{{BPMN}}}script") == ""
    assert condition_of(result) == "dobbel > 3"
    assert canonical(export_model(result.files)["x.bpmn"]) == canonical(diagram(inside + flow("${dobbel > 3}")))


def test_a_worker_that_is_a_step_of_ours_is_that_step() -> None:
    inside = task(
        "a",
        extensions='<zeebe:taskDefinition type="gevinst.score"/><zeebe:ioMapping><zeebe:input source="=1" target="sum"/>'
        '<zeebe:output source="=a.poeng" target="poeng"/></zeebe:ioMapping>',
        kind="serviceTask",
    )
    content = diagram(inside, head="zeebe")
    result = import_model({"x.bpmn": content}, steps=STEPS)
    assert ours(result, "a")[0] == ("step", {"ref": "gevinst.score"})
    assert ("output", "poeng") in [(kind, part.get("name")) for kind, part in ours(result, "a")]
    assert "service_code" in codes(import_model({"x.bpmn": content}))


def test_maps_and_lists_become_contexts_and_lists() -> None:
    inside = asks("s", "n") + task(
        "a",
        extensions='<camunda:inputOutput><camunda:inputParameter name="k"><camunda:map>'
        '<camunda:entry key="a b">${n}</camunda:entry>'
        '<camunda:entry key="c">tekst</camunda:entry></camunda:map></camunda:inputParameter>'
        '<camunda:inputParameter name="t"/></camunda:inputOutput>',
    )
    assert ours(one(diagram(inside)), "a") == [
        ("input", {"name": "k", "value": '{"a b": s.n, "c": "tekst"}'}),
        ("input", {"name": "t", "value": "null"}),
    ]


def test_what_is_handed_to_a_process_in_the_same_files_has_its_name_there() -> None:
    call = task(
        "kall",
        'calledElement="barn"',
        '<camunda:in source="x" target="y"/><camunda:out source="svar" target="resultat"/>',
        kind="callActivity",
    )
    parent = diagram(asks("s", "x") + call + flow("${resultat == 'ja'}"))
    child = diagram(task("b", 'camunda:assignee="${y}"') + asks("c", "svar")).replace(b'id="p"', b'id="barn"')
    result = import_model({"a.bpmn": parent, "b.bpmn": child})
    assert ours(result, "kall", "a.bpmn") == [
        ("input", {"name": "y", "value": "s.x"}),
        ("output", {"name": "resultat", "value": "c.svar"}),
    ]
    assert ours(result, "b", "b.bpmn") == [("assignment", {"person": "y"})]
    assert condition_of(result, path="a.bpmn") == 'resultat = "ja"'


def test_a_caught_error_is_the_events_fact() -> None:
    inside = task("a", kind="serviceTask") + task(
        "e",
        'attachedToRef="a"',
        rest='<bpmn:errorEventDefinition camunda:errorCodeVariable="kode" camunda:errorMessageVariable="tekst"/>',
        kind="boundaryEvent",
    )
    assert condition_of(one(diagram(inside + flow("${kode == 'E1' && tekst != null}")))) == (
        'e.kode = "E1" and e.melding != null'
    )


def test_every_catcher_of_a_message_gets_its_key() -> None:
    key = "<zeebe:subscription correlationKey='=n'/>"
    message = f'<bpmn:message id="m" name="svar">{IN.format(key)}</bpmn:message>'
    inside = (
        task("s", extensions='<zeebe:formDefinition formId="f"/>')
        + task("b", 'messageRef="m"', kind="receiveTask")
        + task("c", rest='<bpmn:messageEventDefinition messageRef="m"/>', kind="boundaryEvent")
        + task("d", rest='<bpmn:messageEventDefinition messageRef="m"/>', kind="startEvent")
    )
    form = b'{"type": "default", "id": "f", "components": [{"type": "textfield", "key": "n"}]}'
    result = import_model({"x.bpmn": diagram(inside, head="zeebe", beside=message), "f.form": form})
    assert ours(result, "b") == ours(result, "c") == [("correlation", {"key": "s.n"})]
    assert ours(result, "d") == []


def test_code_that_sends_an_events_message_is_named() -> None:
    inside = task("a", rest='<bpmn:messageEventDefinition camunda:class="no.Send"/>', kind="endEvent")
    assert ("send_without_message", "a") in said(one(diagram(inside)).report, "problem")


def test_a_field_hidden_by_another_tasks_answer_reads_that_task() -> None:
    hidden = {"type": "textfield", "key": "c", "label": "C", "conditional": {"hide": "=x != d"}}
    form = json.dumps(
        {"type": "default", "id": "f", "components": [hidden, {"type": "textfield", "key": "d", "label": "D"}]}
    )
    inside = asks("a", "x") + task("b", 'camunda:formRef="f"')
    result = import_model({"x.bpmn": diagram(inside), "f.form": form.encode()})
    shown = json.loads(result.files["forms/f.json"])
    assert shown["components"][0]["conditional"]["hide"] == "=a.x != d"
    assert result.files["original/f.form"] == form.encode()


def test_our_own_extension_elements_are_not_doubled() -> None:
    inside = task(
        "a",
        'camunda:candidateGroups="enhetsleder" camunda:dueDate="P2D"',
        '<nyt:assignment role="\'x\'"/><nyt:due after="P9D"/>',
    )
    assert ours(one(diagram(inside)), "a") == [("assignment", {"role": "'x'"}), ("due", {"after": "P9D"})]


def test_the_process_that_nobody_calls_is_the_main_one() -> None:
    big = diagram("".join(task(f"t{n}") for n in range(9))).replace(b'id="p"', b'id="stor"')
    small = diagram(task("kall", 'calledElement="stor"', kind="callActivity")).replace(b'id="p"', b'id="liten"')
    result = import_model({"a.bpmn": big, "b.bpmn": small})
    assert b'process = "liten"' in result.files["model.toml"]
    assert ("main_process", "liten") in said(result.report)


def test_a_process_drawn_for_people_is_made_to_run() -> None:
    result = one(diagram("").replace(b'isExecutable="true"', b""))
    assert element(result, "p").get("isExecutable") == "true"
    assert ("made_executable", "p") in said(result.report)
    assert b"isExecutable" not in export_model(result.files)["x.bpmn"]
