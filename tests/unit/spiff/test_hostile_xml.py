"""A diagram is a stranger's file: what it tries is refused with a sentence, quickly, and nothing of it runs."""

from types import SimpleNamespace

import pytest

from engine.contract.errors import ExpressionFailed
from engine.spiff import check_model, compile_model, start
from engine.testing import START as START_AT
from tests.integration.models import task
from tests.unit.spiff.test_deployment_check import CATALOGUE, changed, single

LAUGHS = (
    '<!DOCTYPE lolz [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    + "]>"
)
SECRET = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'


def codes(content: bytes) -> set[str]:
    return {problem.code for problem in check_model({**single(task("a")), "prove.bpmn": content}, CATALOGUE)}


@pytest.mark.parametrize("doctype", [LAUGHS, SECRET, '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">', "<!DOCTYPE x>"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_no_document_type_in_any_encoding(doctype: str, encoding: str) -> None:
    text = changed("<bpmn:definitions", f"{doctype}<bpmn:definitions")["prove.bpmn"].decode()
    if encoding != "utf-8":
        text = text.replace('encoding="UTF-8"', f'encoding="{encoding}"')
    assert codes(text.encode(encoding)) & {"xml_doctype", "xml_broken"}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00",
        b"\xff\xfe\xff",
        b"<",
        b"{}",
        b"<a>" * 100_000,
        "<bpmn:definitions/>".encode("utf-16-le"),
        b"\x89PNG\r\n",
    ],
)
def test_what_is_no_xml_is_a_problem_and_no_crash(content: bytes) -> None:
    assert codes(content) & {"xml_broken", "xml_not_bpmn"}


def test_a_deep_tree_is_refused() -> None:
    deep = "<bpmn:subProcess>" * 3_000 + "</bpmn:subProcess>" * 3_000
    assert codes(changed("</bpmn:process>", deep + "</bpmn:process>")["prove.bpmn"]) & {"too_deep", "xml_broken"}


def test_an_include_is_not_followed() -> None:
    include = '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/passwd"/>'
    problems = check_model(changed("</bpmn:process>", include + "</bpmn:process>"), CATALOGUE)
    assert not any("root:" in str(problem) for problem in problems)


@pytest.mark.parametrize(
    "expression",
    [
        "a.__class__.__mro__",
        '__import__("os").system("true")',
        "(" * 500 + "1" + ")" * 500,
        "1 " + "+ 1 " * 20_000,
        "for x in 1..1000000000 return x",
        'function(x) external {java: {class: "java.lang.Runtime"}}',
    ],
)
def test_a_condition_cannot_reach_python_or_take_forever(expression: str) -> None:
    """It is refused at deployment, or it is plain FEEL that finds nothing."""
    files = changed("</bpmn:process>", "</bpmn:process>")
    condition = expression.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
    gateway = (
        '<bpmn:exclusiveGateway id="x" default="ut"/>'
        f'<bpmn:sequenceFlow id="inn" sourceRef="x" targetRef="a"><bpmn:conditionExpression>{condition}'
        '</bpmn:conditionExpression></bpmn:sequenceFlow><bpmn:sequenceFlow id="ut" sourceRef="x" targetRef="slutt"/>'
    )
    files = changed('<bpmn:endEvent id="slutt"/>', '<bpmn:endEvent id="slutt"/>' + gateway, files)
    files = changed('sourceRef="start" targetRef="a"', 'sourceRef="start" targetRef="x"', files)
    problems = {problem.code for problem in check_model(files, CATALOGUE)} - {"no_role"}
    assert problems <= {"expression", "unknown_fact", "text_too_long"}
    if problems:
        return
    host = SimpleNamespace(facts={"a": {"tall": 1}})
    try:
        advance = start(compile_model(files, CATALOGUE), host, START_AT)  # type: ignore[arg-type]
    except ExpressionFailed as failed:
        assert failed.element == "x"
    else:
        assert advance.finished, "the default flow leads to the end"
