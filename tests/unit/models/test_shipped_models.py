"""The shipped models hold together: nothing missing, nothing left over, every rule of the process written down."""

import re
import tomllib
from itertools import pairwise

import pytest
from lxml import etree

from engine.feel import compile_expression
from engine.forms import check_form
from engine.model.definition import Outcome
from engine.spiff import check_model
from tests.unit.models.shipped import FOLDER, Shipped, shipped

NS = {"bpmn": "http://www.omg.org/spec/BPMN/20100524/MODEL", "di": "http://www.omg.org/spec/BPMN/20100524/DI"}
FIRST_FORMS = {"standard": "i1_meld_inn", "hurtigspor": "h1_forslag"}
STANDARD_TASKS = {
    "I1", "I2", "I3", "I4", "I5", "B1",
    "T1", "T2", "T3", "T4", "T5", "T6", "T7", "T8", "B2",
    "M1", "M2", "M3", "M4", "M5", "M6", "B3",
    "G1", "G2", "G3", "G4", "B4",
}  # fmt: skip
REQUIRED = {
    "i1_meld_inn": {"tittel", "problemstilling", "berorte", "enhet"},
    "i3_innsikt": {"bakgrunn", "behov", "onsket_endring", "nullalternativ", "interessenter", "strategisk_mal"},
    "i4_vurder": {"strategi", "okonomi", "kvalitet", "nodvendighet", "risiko"},
    "t1_testplan": {
        "hypoteser", "testgruppe", "antall", "start", "slutt", "budsjett", "personopplysninger",
        "informasjonssikkerhet",
    },
    "t5_testrapport": {"resultat_per_hypotese", "laering", "anbefaling", "kostnad_paalopt"},
    "t6_begrunnelse": {
        "navaerende_situasjon", "onsket_situasjon", "hvis_ikke", "strategisk_forankring", "mulige_ulemper",
        "nytte_kost", "investeringsanalyse", "finansiering",
    },
    "m1_styring": {"mal", "produkter", "organisering", "strategi", "faser", "budsjett", "usikkerheter"},
    "m5_overlevering": {"reviderte_forutsetninger", "indikatorer"},
    "g1_maling": {"verdi", "dato", "kilde"},
    "g4_evaluering": {"konsept_holdt", "spredning", "dom"},
}  # fmt: skip


def tree(model: Shipped) -> etree._Element:
    return etree.fromstring(model.files[f"{model.key}.bpmn"])


def test_a_deployment_accepts_it(model: Shipped) -> None:
    assert check_model(model.files, model.catalogue) == []


def test_no_form_has_a_problem(model: Shipped) -> None:
    found = [p for name, content in model.files.items() if name.startswith("forms/") for p in check_form(name, content)]
    assert found == []


def test_every_form_and_decision_is_used(model: Shipped) -> None:
    definition = model.compiled.definition
    assert set(model.forms) == {task.form for task in definition.tasks.values() if task.form}
    assert set(model.decisions) == {task.decision for task in definition.decision_tasks.values()}


def test_every_task_has_help_a_phase_and_a_due_time(model: Shipped) -> None:
    definition = model.compiled.definition
    phases = {phase.key for phase in definition.phases}
    first = next(f.target for f in definition.flows if f.source == "start")
    for task in definition.tasks.values():
        assert 1 <= len(re.findall(r"[.?](?=\s|$)", task.help)) <= 3, task.id
        assert task.phase in phases, task.id
        assert task.id == first or task.due is not None, task.id
        assert task.due is None or task.reminders == ("-P3D", "P0D", "P3D"), task.id


def test_every_gate_offers_questions_escalates_and_keeps_the_submitter_out(model: Shipped) -> None:
    for task in model.compiled.definition.tasks.values():
        if task.gate is None:
            continue
        assert task.escalation is not None and task.escalation.offset == "P7D", task.id
        assert "innmelder" in task.gate.excluded_roles, task.id
        assert task.gate.excluded_tasks, task.id
        assert len(task.gate.checks) >= 4, task.id
        assert all(check.label.endswith("?") and check.required for check in task.gate.checks), task.id


def test_every_outcome_of_a_gate_leads_somewhere(model: Shipped) -> None:
    definition = model.compiled.definition
    for task in definition.tasks.values():
        if task.gate is None:
            continue
        routing = next(f.target for f in definition.flows if f.source == task.id)
        flows = [f for f in definition.flows if f.source == routing]
        for outcome in task.gate.outcomes:
            facts = {task.id: {"utfall": str(outcome.type)}}
            taken = [f for f in flows if f.condition and compile_expression(f.condition).evaluate(facts) is True]
            taken = taken or [f for f in flows if f.default]
            assert len(taken) == 1, (task.id, outcome.type)
            returned = taken[0].name in ("Returnert", "Tilbake til implementering")
            assert returned == (outcome.type == Outcome.RETURNER), (task.id, outcome.type)


def test_a_gate_without_a_verdict_is_never_approved(model: Shipped) -> None:
    definition = model.compiled.definition
    for task in definition.tasks.values():
        if task.gate is None:
            continue
        routing = next(f.target for f in definition.flows if f.source == task.id)
        for flow in definition.flows:
            if flow.source == routing and flow.condition:
                assert compile_expression(flow.condition).evaluate({}) is not True, flow.id


def test_no_condition_or_block_fails_on_missing_facts(model: Shipped) -> None:
    definition = model.compiled.definition
    texts = [flow.condition for flow in definition.flows if flow.condition]
    texts += [b.when for task in definition.tasks.values() if task.gate for b in task.gate.blocks]
    for text in texts:
        assert compile_expression(text).evaluate({}) in (True, False, None), text


def test_return_targets_are_tasks(model: Shipped) -> None:
    tasks = model.compiled.definition.tasks
    for task in tasks.values():
        for outcome in task.gate.outcomes if task.gate else ():
            if outcome.type == Outcome.RETURNER:
                assert outcome.targets and set(outcome.targets) <= set(tasks), task.id


def test_ids_are_unique_readable_and_drawn(model: Shipped) -> None:
    root = tree(model)
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    assert all(re.fullmatch(r"[a-z][a-z0-9_]*", str(i)) for i in ids)
    drawn = {e.get("bpmnElement") for e in root.iter(f"{{{NS['di']}}}BPMNShape", f"{{{NS['di']}}}BPMNEdge")}
    process = root.find("bpmn:process", NS)
    assert process is not None
    kinds = ("Task", "Event", "Gateway", "subProcess", "sequenceFlow", "lane")
    shown = {e.get("id") for e in process.iter() if isinstance(e.tag, str) and e.tag.endswith(kinds)}
    assert shown <= drawn


def test_shapes_do_not_overlap_and_lines_keep_right_angles(model: Shipped) -> None:
    root = tree(model)
    process = root.find("bpmn:process", NS)
    assert process is not None
    kinds = ("Task", "Event", "Gateway")
    small = {e.get("id") for e in process.iter() if isinstance(e.tag, str) and e.tag.endswith(kinds)}
    small -= {e.get("id") for e in process.iter(f"{{{NS['bpmn']}}}boundaryEvent")}
    boxes = {}
    for shape in root.iter(f"{{{NS['di']}}}BPMNShape"):
        if shape.get("bpmnElement") in small:
            x, y, w, h = (float(shape[0].get(name) or "nan") for name in ("x", "y", "width", "height"))
            boxes[str(shape.get("bpmnElement"))] = (x, y, x + w, y + h)
    names = sorted(boxes)
    for index, one in enumerate(names):
        for other in names[index + 1 :]:
            a, b = boxes[one], boxes[other]
            assert a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1], (one, other)
    for edge in root.iter(f"{{{NS['di']}}}BPMNEdge"):
        points = [(float(p.get("x") or 0), float(p.get("y") or 0)) for p in edge if p.tag.endswith("waypoint")]
        for (x1, y1), (x2, y2) in pairwise(points):
            assert x1 == x2 or y1 == y2, edge.get("bpmnElement")
            for name, (left, top, right, bottom) in boxes.items():
                inside = max(min(x1, x2), left + 1) < min(max(x1, x2), right - 1) + (x1 == x2)
                inside &= max(min(y1, y2), top + 1) < min(max(y1, y2), bottom - 1) + (y1 == y2)
                assert not inside, (edge.get("bpmnElement"), name)


def test_phases_are_framed_in_the_diagram(model: Shipped) -> None:
    drawn = [e.get("value") for e in tree(model).iter(f"{{{NS['bpmn']}}}categoryValue")]
    assert drawn == [phase.name for phase in model.compiled.definition.phases]


def test_the_folder_says_what_it_is(model: Shipped) -> None:
    about = tomllib.loads(model.files["model.toml"].decode())
    assert about["key"] == about["process"] == model.key
    assert "[P]" in model.files["README.md"].decode()


def test_standard_has_every_task_of_the_process() -> None:
    tasks = shipped("standard").compiled.definition.tasks.values()
    assert {task.name.split()[0] for task in tasks} == STANDARD_TASKS | {"I1b"}


@pytest.mark.parametrize("form", sorted(REQUIRED))
def test_standard_requires_what_the_process_requires(form: str) -> None:
    required = {field.key for field in shipped("standard").forms[form].fields if field.required}
    assert required >= REQUIRED[form]


def test_scales_have_an_anchor_text_for_each_value(model: Shipped) -> None:
    scales = [f for form in model.forms.values() for f in form.fields if f.kind == "scale"]
    assert scales
    for field in scales:
        assert [choice.value for choice in field.choices] == [1, 2, 3, 4, 5], field.key
        assert all(len(choice.label) > len("1 – ") + 3 for choice in field.choices), field.key


def test_the_editors_descriptor_knows_every_extension_in_use() -> None:
    types = re.findall(r'"name": "([A-Z]\w+)"', (FOLDER / "nyt.moddle.json").read_text())
    known = {name[0].lower() + name[1:] for name in types}
    diagrams = [shipped(key).files[f"{key}.bpmn"].decode() for key in ("standard", "hurtigspor")]
    used = {tag for diagram in diagrams for tag in re.findall(r"<nyt:(\w+)", diagram)}
    assert used and used <= known


def test_an_idea_is_carried_from_one_process_to_the_other() -> None:
    """A follow-up process is prefilled by field key, and the engine needs title and unit from the first form."""
    first = {key: {f.key: f.kind for f in shipped(key).forms[form].fields} for key, form in FIRST_FORMS.items()}
    carried = {"tittel", "problemstilling", "losningsforslag", "enhet"}
    for key, fields in first.items():
        definition = shipped(key).compiled.definition
        tasks = [e.id for e in definition.elements if e.id in definition.tasks]
        assert tasks[0] == FIRST_FORMS[key]
        assert carried <= set(fields)
    assert all(first["standard"][name] == first["hurtigspor"][name] for name in carried)
