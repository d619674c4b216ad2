"""Foreign files damaged at random: the import explains or does its work, and raises nothing but ModelRejected."""

import contextlib
import os
import random

import pytest
from lxml import etree

from engine.contract.errors import ModelRejected
from engine.importing import export_model, import_model
from engine.importing.messages import MESSAGES
from tests.unit.importing.foreign import STEPS, TOOLS, diagram, files_of, flow, one, task
from tests.unit.spiff.test_damaged_models import damage

ODD = (b"${", b"=", b'"', b"<", b"{", b"\xff", b"\x00", b"null", b"[]", b"]]>", b"id=", b"${a.b}", b"-")
DEEP = b'{"components": [{"type": "text", "key": "a-b"}], "x": ' + b"[" * 500 + b"]" * 500 + b"}"
LONE = b'{"components": [{"type": "textfield", "key": "a-b", "label": "\\ud800"}]}'
DAMAGES = int(os.environ.get("NYTTIGGJORT_MODELS", "200")) // 5


def survives(files: dict[str, bytes]) -> bool:
    """Imports, says everything, and goes the way back; whether there was something to import."""
    try:
        result = import_model(files, steps=STEPS)
    except ModelRejected as rejected:
        assert rejected.problems
        return False
    for entry in result.report:
        assert MESSAGES[entry.code]["nb"].format(**entry.params)
    export_model(result.files)
    assert import_model(result.files).report == ()
    return True


@pytest.mark.parametrize("tool", TOOLS)
def test_elements_are_moved_removed_and_changed(tool: str) -> None:
    files, imported = files_of(tool), 0
    for number in range(DAMAGES):
        chance = random.Random(f"{tool} {number}")
        damaged = dict(files)
        path = chance.choice([p for p in sorted(files) if p.endswith((".bpmn", ".xml"))])
        root = etree.fromstring(files[path], etree.XMLParser(remove_comments=True))
        for _ in range(chance.randint(1, 4)):
            with contextlib.suppress(IndexError):  # nothing left to damage
                damage(root, chance)
        damaged[path] = etree.tostring(root)
        imported += survives(damaged)
    assert imported


@pytest.mark.parametrize("tool", TOOLS)
def test_bytes_are_changed(tool: str) -> None:
    files = files_of(tool)
    for number in range(DAMAGES):
        chance = random.Random(f"{tool} {number} bytes")
        path = chance.choice(sorted(files))
        content = bytearray(files[path])
        for _ in range(chance.randint(1, 3)):
            place = chance.randrange(len(content))
            content[place : place + chance.randrange(30)] = chance.choice(ODD)
        survives({**files, path: bytes(content)})


FIELD = '<camunda:formField id="a" type="string"/>'


@pytest.mark.parametrize(
    "content",
    [
        diagram(task("a", extensions=f"<camunda:formData>{FIELD * 4001}</camunda:formData>")),
        diagram("".join(f'<bpmn:dataObject id="d{n}"/>' for n in range(1001))),
        diagram("".join(flow("${" + "x+" * 1500 + "x}").replace('"f"', f'"f{n}"') for n in range(60))),
    ],
)
def test_a_file_that_would_keep_the_server_busy_is_refused(content: bytes) -> None:
    with pytest.raises(ModelRejected) as refused:
        one(content)
    assert {problem.code for problem in refused.value.problems} == {"import_too_large"}


def test_many_large_files_are_refused_together() -> None:
    large = diagram(f"<bpmn:documentation>{'x' * 9000}</bpmn:documentation>" * 200)
    with pytest.raises(ModelRejected) as refused:
        import_model({f"{n}.bpmn": large for n in range(3)})
    assert {problem.code for problem in refused.value.problems} == {"import_too_large"}


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b'<!DOCTYPE x [<!ENTITY a "b">]><x/>', "xml_doctype"),
        (b"<html/>", "xml_not_bpmn"),
        (b"<bpmn", "xml_broken"),
        (b"", "xml_broken"),
        (b"x" * 3_000_000, "xml_too_large"),
        (diagram('<bpmn:task id="a"/>' * 2001), "too_many_elements"),
        (diagram("<bpmn:subProcess>" * 60 + "</bpmn:subProcess>" * 60), "too_deep"),
        (diagram(flow("x" * 10_001)), "text_too_long"),
    ],
)
def test_what_the_deployment_check_would_refuse_is_refused_here(content: bytes, code: str) -> None:
    with pytest.raises(ModelRejected) as refused:
        one(content)
    assert code in {problem.code for problem in refused.value.problems}


def test_an_embedded_form_may_be_long() -> None:
    """A tool's own content is bounded by the file's size, not by what one of our texts may hold."""
    form = '{"type":"default","components":[{"type":"text","text":"%s"}]}' % ("x" * 20_000)
    inside = f'<bpmn:extensionElements><zeebe:userTaskForm id="f">{form}</zeebe:userTaskForm></bpmn:extensionElements>'
    assert "forms/f.json" in one(diagram(inside, head="zeebe")).files


@pytest.mark.parametrize(
    "form", [b"[" * 100_000, b'{"components": [' * 5000, b'{"components": [1, null, []]}', b"7", DEEP, LONE]
)
def test_an_odd_form_is_no_crash(form: bytes) -> None:
    assert survives({"x.bpmn": diagram(""), "f.form": form, "g.json": form})
