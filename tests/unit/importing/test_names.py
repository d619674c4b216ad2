"""Ids and variables: what elements are called after an import, and what a flat name means where it is read."""

import pytest

from engine.importing import import_model
from engine.importing.identifiers import readable, usable
from engine.importing.role_words import nearest, role_of
from engine.model.roles import Role
from tests.unit.importing.foreign import (
    BPMN,
    asks,
    codes,
    condition_of,
    diagram,
    element,
    flow,
    one,
    ours,
    root_of,
    said,
    task,
)

MANY = "<bpmn:multiInstanceLoopCharacteristics {}>{}</bpmn:multiInstanceLoopCharacteristics>"
DONE = "<bpmn:completionCondition>{}</bpmn:completionCondition>"


def ids(inside: str, tag: str, **more: str) -> list[str]:
    return [e.get("id", "") for e in root_of(one(diagram(inside, **more))).iter(f"{{{BPMN}}}{tag}")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Godkjenn søknad om støtte", "godkjenn_soknad_om_stotte"),
        ("Vurder på nytt: «hast»?", "vurder_pa_nytt_hast"),
        ("Ærlig Å gå", "aerlig_a_ga"),
        ("2. gangs behandling", "steg_2_gangs_behandling"),
        ("Prüfe Straße Łódź", "prufe_strasse_lodz"),
        ("審査", ""),
        ("Et svært langt navn som ingen vil skrive i et uttrykk", "et_svaert_langt_navn_som_ingen_vil"),
        ("x" * 90, "x" * 40),
    ],
)
def test_names_become_ids(text: str, expected: str) -> None:
    assert readable(text) == expected


@pytest.mark.parametrize(
    "name", ["count", "sum", "and", "if", "item", "initiativ", "_a", "a-b", "å", "a b", "", "1a", "x" * 101]
)
def test_what_feel_reads_as_something_else_is_no_id(name: str) -> None:
    assert not usable(name)


@pytest.mark.parametrize(
    ("old", "name", "new"),
    [
        ("Activity_0k3x9a1", "Sjekk sak", "sjekk_sak"),
        ("Task_1hcentk", "Sjekk sak", "sjekk_sak"),
        ("sid-5C0A8B11-8D2F-4C3B-9A70-1B2C3D4E5F60", "Sjekk sak", "sjekk_sak"),
        ("_6f1c0b9e-1111-4222-8333-123456789abc", "Sjekk sak", "sjekk_sak"),
        ("usertask1", "Sjekk sak", "sjekk_sak"),
        ("approveInvoice", "Sjekk sak", "approveInvoice"),
        ("Task_ApproveInvoice", "Sjekk sak", "Task_ApproveInvoice"),
        ("approve-invoice", "Sjekk sak", "sjekk_sak"),
        ("approve.invoice", "", "approve_invoice"),
        ("Activity_0k3x9a1", "", "Activity_0k3x9a1"),
        ("sid-5C0A8B11-8D2F-4C3B-9A70-1B2C3D4E5F60", "", "user_task"),
        ("item", "", "item_2"),
        ("Task_1hcentk", "Count", "count_2"),
        ("vår_oppgave", "", "var_oppgave"),
    ],
)
def test_an_id_is_replaced_when_it_says_less_than_the_name(old: str, name: str, new: str) -> None:
    assert ids(task(old, f'name="{name}"'), "userTask") == [new]


def test_no_two_elements_get_one_id() -> None:
    same = "".join(task(f"Activity_0abc12{n}", 'name="Vurder"') for n in range(3))
    assert ids(same, "userTask") == ["vurder", "vurder_2", "vurder_3"]
    assert ids(task("vurder") + task("Activity_0abc123", 'name="Vurder"'), "userTask") == ["vurder", "vurder_2"]


def test_an_id_never_takes_a_variables_name() -> None:
    """A gateway called what a condition reads would turn the variable into a fact of its own."""
    inside = (
        asks("a", "godkjent")
        + task("Gateway_0abc123", 'name="Godkjent"', kind="exclusiveGateway")
        + flow("${godkjent}")
    )
    result = one(diagram(inside))
    assert element(result, "godkjent_2") is not None
    assert condition_of(result) == "a.godkjent"


def test_the_same_ids_in_two_files_are_told_apart() -> None:
    inside = '<bpmn:startEvent id="StartEvent_1"><bpmn:outgoing>f1</bpmn:outgoing></bpmn:startEvent>' + (
        '<bpmn:sequenceFlow id="f1" sourceRef="StartEvent_1" targetRef="StartEvent_1"/>'
    )
    files = {"a.bpmn": diagram(inside), "b.bpmn": diagram(inside).replace(b'id="p"', b'id="q"')}
    result = import_model(files)
    first, second = (root_of(result, path) for path in ("a.bpmn", "b.bpmn"))
    assert first.xpath("//*[@id='StartEvent_1']") and not second.xpath("//*[@id='StartEvent_1']")
    (start,) = second.iter(f"{{{BPMN}}}startEvent")
    (line,) = second.iter(f"{{{BPMN}}}sequenceFlow")
    assert (line.get("sourceRef"), line.get("targetRef")) == (start.get("id"), start.get("id"))
    assert start.findtext(f"{{{BPMN}}}outgoing") == line.get("id") != "f1"


def test_a_field_of_one_task_is_that_tasks() -> None:
    result = one(diagram(asks("a", "x", "y") + asks("b", "z") + flow("${x == 'ja' && kunde.navn == z}")))
    assert condition_of(result) == 'a.x = "ja" and kunde.navn = b.z'
    assert ("variable_unknown", "f") in said(result.report, "problem")


def test_a_field_that_only_shows_a_value_gives_none() -> None:
    shown = (
        '<camunda:formData><camunda:formField id="x" type="string"><camunda:validation>'
        '<camunda:constraint name="readonly"/></camunda:validation></camunda:formField></camunda:formData>'
    )
    assert (
        condition_of(one(diagram(asks("a", "x") + task("b", extensions=shown) + flow("${x == 'ja'}")))) == 'a.x = "ja"'
    )


def test_a_name_of_several_tasks_lists_them() -> None:
    result = one(diagram(asks("a", "x") + asks("b", "x") + flow("${x}")))
    (problem,) = result.problems[:1]
    assert (problem.code, problem.params["choices"]) == ("variable_several", "a.x, b.x")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("= x &gt; 5", "a.x > 5"),
        ("= some x in [1, 2] satisfies x = 1", "= some x in [1, 2] satisfies x = 1"),
        ("= for i in y return i + x", "for i in a.y return i + a.x"),
        ("= {x: x, z: x}.z", "{x: a.x, z: x}.z"),
        ("= y[item &gt; x]", "a.y[item > x]"),
        ("= count(y) + string length(x)", "count(a.y) + string length(a.x)"),
        ("= if x = null then y else x", "if a.x = null then a.y else a.x"),
    ],
)
def test_names_in_feel_are_found_and_bound_ones_left(text: str, expected: str) -> None:
    form = b'{"id": "f", "components": [{"type": "textfield", "key": "x"}, {"type": "textfield", "key": "y"}]}'
    inside = task("a", extensions='<zeebe:formDefinition formId="f"/>')
    content = diagram(inside + flow("FEEL"), head="zeebe").replace(b"FEEL", text.encode())
    assert condition_of(import_model({"x.bpmn": content, "f.form": form})) == expected


def test_an_item_is_called_item_inside_its_activity_only() -> None:
    loop = MANY.format('camunda:collection="${alle}" camunda:elementVariable="en"', "")
    result = one(diagram(asks("s", "alle") + task("a", 'camunda:assignee="${en}"', rest=loop) + flow("${en}")))
    assert ours(result, "a") == [("assignment", {"person": "item"})]
    assert ("variable_unknown", "f") in said(result.report)


def test_an_instance_reads_its_own_answer() -> None:
    """In a loop a task's facts are a list; the instance that is done is found by its number."""
    loop = MANY.format('camunda:collection="${[1]}"', DONE.format("${nei == 'ja'}"))
    result = one(diagram(asks("a", "nei", rest=loop)))
    assert element(result, "a").findtext(f".//{{{BPMN}}}completionCondition") == 'a[loopCounter].nei = "ja"'
    inside = task(
        "ytre", rest=asks("a", "x") + flow("${x}") + MANY.format('camunda:collection="${[1]}"', ""), kind="subProcess"
    )
    assert condition_of(one(diagram(inside))) == "a[loopCounter].x"


def test_an_output_reads_its_own_activitys_answer_plainly() -> None:
    loop = MANY.format('camunda:collection="${[1]}"', "")
    mapping = (
        '<camunda:formData><camunda:formField id="x" type="string"/></camunda:formData><camunda:inputOutput>'
        '<camunda:inputParameter name="i">1</camunda:inputParameter>'
        '<camunda:inputParameter name="j">${i}</camunda:inputParameter>'
        '<camunda:outputParameter name="x">${x}</camunda:outputParameter></camunda:inputOutput>'
    )
    result = one(diagram(task("a", extensions=mapping, rest=loop) + flow("${x}")))
    assert ours(result, "a")[1:] == [
        ("input", {"name": "i", "value": "1"}),
        ("input", {"name": "j", "value": "i"}),
        ("output", {"name": "x", "value": "a.x"}),
    ]
    assert condition_of(result) == "x"


@pytest.mark.parametrize(
    ("head", "expected"), [("camunda", "(loopCounter - 1) = 0"), ("flowable", "(loopCounter - 1) = 0")]
)
def test_engines_that_count_from_zero_are_followed(head: str, expected: str) -> None:
    loop = MANY.format(f'{head}:collection="${{[1]}}"', DONE.format("${loopCounter == 0}"))
    result = one(diagram(task("a", rest=loop), head=head))
    assert element(result, "a").findtext(f".//{{{BPMN}}}completionCondition") == expected


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("Enhetsleder", Role.ENHETSLEDER),
        ("enhetsledere", Role.ENHETSLEDER),
        ("Manager", Role.ENHETSLEDER),
        ("Innovasjonsrådgiver", Role.INNOVASJONSRADGIVER),
        ("Inovasjonsrådgiver", Role.INNOVASJONSRADGIVER),
        ("project-manager", Role.PROSJEKTLEDER),
        ("Alle ansatte", None),
        ("Trollmann", None),
        ("審査", None),
        ("", None),
    ],
)
def test_roles_by_other_names(name: str, role: Role | None) -> None:
    assert role_of(name) == role
    assert nearest(name) in Role


def test_an_inner_lane_without_tasks_of_people_needs_no_role() -> None:
    inside = (
        '<bpmn:laneSet id="l"><bpmn:lane id="l1" name="Systemet"><bpmn:flowNodeRef>t</bpmn:flowNodeRef></bpmn:lane>'
        "</bpmn:laneSet>" + task("t", 'camunda:class="x"', kind="serviceTask")
    )
    assert "lane_unknown" not in codes(one(diagram(inside)))


def test_a_drawing_without_an_engine_may_name_its_elements() -> None:
    """Also by the id that its tool made, which is another after the import."""
    inside = task("Activity_0abc123", 'name="Mål behov"') + flow("= Activity_0abc123.verdi > 3")
    result = one(diagram(inside, head="plain"))
    assert condition_of(result) == "mal_behov.verdi > 3"
    assert result.problems == ()


def test_what_our_own_file_reads_is_left() -> None:
    """An element and another task's field may have one name; in a file of ours it is the element."""
    ours_already = '<nyt:form ref="f"/>'
    inside = task("a", extensions=ours_already) + task("x", extensions=ours_already) + flow("x.svar = a.x")
    form = b'{"type": "default", "id": "f", "components": [{"type": "textfield", "key": "x", "label": "X"}]}'
    assert condition_of(import_model({"x.bpmn": diagram(inside, head="plain"), "f.form": form})) == "x.svar = a.x"
