"""A diagram is a stranger's file: what it tries is refused with a sentence, quickly, and nothing of it runs."""

from types import SimpleNamespace

import pytest

from engine.contract.errors import ExpressionFailed
from engine.spiff import check_model, compile_model, start
from engine.spiff.xml import parse
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


BPMN = '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d">{}</definitions>'


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (LAUGHS + BPMN, "xml_doctype"),
        (SECRET + BPMN.format("&e;"), "xml_doctype"),
        ('<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE x [<!ENTITY a "b">]>' + BPMN, "xml_doctype"),
        ('<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE x+AD4-' + BPMN.format(""), "xml_doctype"),
        (BPMN.format("&a;"), "xml_broken"),
        (BPMN.format("<a>" * 5_000 + "</a>" * 5_000), "xml_broken"),
        (BPMN.format("<a>" * 50 + "</a>" * 50), "too_deep"),
        (BPMN.format('<userTask id="a"/>' * 2_001), "too_many_elements"),
        (BPMN.format("<documentation/>" * 10_001), "too_many_elements"),
        (BPMN.format("x" * 10_001), "text_too_long"),
        ("<!--" + "x" * 2 * 1024 * 1024 + "-->" + BPMN, "xml_too_large"),
        ("<definitions/>", "xml_not_bpmn"),
        ('<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/DI"/>', "xml_not_bpmn"),
        ('{"type": "default"}', "xml_broken"),
        ('<?xml version="1.0" encoding="martian"?>' + BPMN, "xml_broken"),
        ("\ufeff" + "hei", "xml_broken"),
    ],
)
def test_each_trick_has_its_own_name(content: str, code: str) -> None:
    encoding = "utf-16" if "UTF-16" in content else "utf-8"
    root, problems = parse("prove.bpmn", content.encode(encoding))
    assert [problem.code for problem in problems] == [code]
    assert problems[0].file == "prove.bpmn"
    assert root is None or code.startswith("t"), "a tree is only read when its size is all that is wrong"


def test_text_in_another_encoding_than_it_says_is_broken_at_its_line() -> None:
    _, (problem,) = parse("prove.bpmn", b'<?xml version="1.0" encoding="UTF-8"?>\n' + "<a>æ</a>".encode("latin-1"))
    assert (problem.code, problem.params["line"]) == ("xml_broken", "2")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "latin-1"])
def test_an_honest_diagram_is_read_in_the_encoding_it_says(encoding: str) -> None:
    declared = {"utf-8-sig": "utf-8", "latin-1": "iso-8859-1"}.get(encoding, encoding)
    text = f'<?xml version="1.0" encoding="{declared}"?>' + BPMN.format("<documentation>blåbær</documentation>")
    root, problems = parse("prove.bpmn", text.encode(encoding))
    assert problems == []
    assert root is not None
    assert root[0].text == "blåbær"


def test_processing_instructions_and_comments_are_not_there() -> None:
    root, problems = parse(
        "prove.bpmn", BPMN.format("<!-- a --><?php echo 1 ?><documentation>a<!-- b -->c</documentation>").encode()
    )
    assert (problems, len(root if root is not None else ())) == ([], 1)
    assert root is not None
    assert root[0].text == "ac"
