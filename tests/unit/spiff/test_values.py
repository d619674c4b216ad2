"""Values: input and output mappings, scripts, data objects and their associations, in instances and in loops."""

from xml.sax.saxutils import quoteattr

import pytest

from engine.contract.errors import ExpressionFailed
from tests.integration.models import END, START, chain, flow, model, task
from tests.unit.spiff.playing import Play
from tests.unit.spiff.test_execution import XOR, built, timer
from tests.unit.spiff.test_instances import loop


def mapped(kind: str, **pairs: str) -> str:
    return "".join(f'<nyt:{kind} name="{name}" value={quoteattr(value)}/>' for name, value in pairs.items())


def script(id: str, loop: str = "", **pairs: str) -> str:
    extension = f"<bpmn:extensionElements>{mapped('assign', **pairs)}</bpmn:extensionElements>"
    return f'<bpmn:scriptTask id="{id}">{extension}{loop}</bpmn:scriptTask>'


def around(inner: str, id: str = "sub", *, more: str = "", loop: str = "", declared: str = "") -> str:
    """A subprocess with a start, what is given, and an end."""
    extension = f"<bpmn:extensionElements>{more}</bpmn:extensionElements>" if more else ""
    return f'<bpmn:subProcess id="{id}">{extension}{loop}{declared}{inner}</bpmn:subProcess>'


INNER = ("s2", "e2")
EDGES = '<bpmn:startEvent id="s2"/><bpmn:endEvent id="e2"/>'


def outer(body: str, *ids: str) -> dict[str, bytes]:
    return model(START + body + END + chain("start", *ids, "slutt"), {"fagperson": ("start", *ids, "slutt")})


def test_a_script_assigns_one_after_the_other() -> None:
    play = Play(
        built(
            task("a") + script("s", sum="a.tall + 1", dobbel="sum * 2") + task("b"),
            chain("start", "a", "s", "b", "slutt"),
        )
    )
    play.complete("a", a={"tall": 4})
    assert (play.fact("sum"), play.fact("dobbel")) == (5, 10)
    assert play.advance.facts == {("sum", ()): 5, ("dobbel", ()): 10}


def test_what_a_script_assigned_is_read_many_steps_later() -> None:
    files = built(
        script("s", grense="10") + task("a") + XOR.format("x", "x__slutt") + task("b"),
        chain("start", "s", "a", "x", "slutt"),
        flow("x", "b", "a.tall > grense"),
        flow("b", "slutt"),
    )
    for number, expected in ((11, ["b"]), (10, [])):
        play = Play(files)
        play.complete("a", a={"tall": number})
        assert play.waiting() == expected


def test_a_script_in_a_loop_counts_up() -> None:
    files = built(
        script("null", antall="0") + '<bpmn:exclusiveGateway id="inn"/>' + script("tell", antall="antall + 1")
        + task("a") + XOR.format("x", "x__slutt"),
        chain("start", "null", "inn", "tell", "a", "x", "slutt"),
        flow("x", "inn", "antall &lt; 3".replace("&lt;", "<")),
    )  # fmt: skip
    play = Play(files)
    for number in (1, 2, 3):
        assert play.fact("antall") == number
        play.complete("a")
    assert play.finished


def test_a_script_that_cannot_be_evaluated_changes_nothing() -> None:
    body = task("a") + script("s", x="1", y="for i in 1..10000000 return i")
    play = Play(built(body, chain("start", "a", "s", "slutt")))
    before = play.state
    with pytest.raises(ExpressionFailed) as failed:
        play.complete("a")
    assert (failed.value.element, play.state, play.fact("x")) == ("s", before, None)


def test_an_input_is_read_inside_the_activity_only() -> None:
    inner = EDGES + XOR.format("x", "x__e2") + task("b") + chain("s2", "x", "e2") + flow("x", "b", "mengde > 5")
    sub = around(inner + flow("b", "e2"), more=mapped("input", mengde="a.tall * 2"))
    body = START + task("a") + sub + XOR.format("y", "y__c") + task("c") + task("d") + END
    flows = chain("start", "a", "sub", "y", "c", "slutt") + flow("y", "d", "mengde > 5") + flow("d", "slutt")
    files = model(body + flows, {"fagperson": ("start", "a", "sub", "y", "c", "d", "slutt")})
    for number, expected in ((3, ["b"]), (2, ["c"])):
        play = Play(files)
        play.complete("a", a={"tall": number})
        assert play.waiting() == expected
    play = Play(files)
    play.complete("a", a={"tall": 3})
    play.complete("b")
    assert play.waiting() == ["c"], "outside the subprocess the name is unknown"


def test_an_input_is_what_it_was_when_the_activity_began() -> None:
    sub = around(
        EDGES
        + task("b")
        + XOR.format("x", "x__e2")
        + task("c")
        + chain("s2", "b", "x", "e2")
        + flow("x", "c", "da = 1")
        + flow("c", "e2"),
        more=mapped("input", da="a.tall"),
    )
    play = Play(outer(task("a") + sub, "a", "sub"))
    play.complete("a", a={"tall": 1})
    play.complete("b", a={"tall": 2})
    assert play.waiting() == ["c"]


def test_an_input_may_read_the_one_before_it_and_inner_ones_hide_outer_ones() -> None:
    innermost = around(
        EDGES.replace("2", "3") + script("s", ut="n + m") + chain("s3", "s", "e3"),
        "dypest",
        more=mapped("input", n="n * 10", m="n + 1"),
    )
    sub = around(
        EDGES + innermost + script("t", ute="n") + chain("s2", "dypest", "t", "e2"), more=mapped("input", n="2")
    )
    play = Play(outer(sub + task("a"), "sub", "a"))
    assert (play.fact("ut"), play.fact("ute")) == (41, 2)


def test_an_output_reads_the_result_and_the_inputs() -> None:
    play = Play(
        built(
            task("a", mapped("input", faktor="10") + mapped("output", poeng="a.tall * faktor", dobbelt="poeng * 2"))
            + task("b"),
            chain("start", "a", "b", "slutt"),
        )
    )
    play.answer("a", tall=3)
    assert (play.fact("poeng"), play.fact("dobbelt")) == (30, 60)


def test_each_instance_has_its_own_inputs_and_the_outputs_become_a_list() -> None:
    each = loop(each="initiativ.liste")
    files = built(
        task("a", mapped("input", vekt="item * 10") + mapped("output", poeng="a.tall + vekt"), loop=each) + task("b"),
        chain("start", "a", "b", "slutt"),
    )
    play = Play(files, initiativ={"liste": [1, 2, 3]})
    for number in (2, 1, 3):
        play.answer("a", (number,), tall=number)
    assert play.fact("poeng") == [11, 22, 33]


def test_a_name_written_inside_an_instance_is_the_instances_own() -> None:
    inner = (
        EDGES
        + script("s", n="item")
        + task("b")
        + XOR.format("x", "x__e2")
        + task("c")
        + chain("s2", "s", "b", "x", "e2")
    )
    inner += flow("x", "c", "n > 1") + flow("c", "e2")
    files = outer(around(inner, loop=loop(each="initiativ.liste")) + task("d"), "sub", "d")
    play = Play(files, initiativ={"liste": [1, 2]})
    for path in ((1,), (2,)):
        play.answer("b", path)
    assert play.waiting() == ["c"]
    assert play.fact("n") == [1, 2]


def test_a_data_object_outside_is_shared_by_the_instances() -> None:
    body = '<bpmn:dataObject id="sum"/>' + script("null", sum="0")
    sub = around(
        EDGES + task("b") + script("s", sum="sum + item") + chain("s2", "b", "s", "e2"),
        loop=loop(each="initiativ.liste"),
    )
    play = Play(outer(body + sub + task("d"), "null", "sub", "d"), initiativ={"liste": [1, 2, 3]})
    for path in ((3,), (1,), (2,)):
        play.answer("b", path)
    assert play.fact("sum") == 6


def test_a_data_object_inside_is_one_for_each_instance() -> None:
    sub = around(
        EDGES + script("s", n="0") + script("t", n="n + item") + task("b") + chain("s2", "s", "t", "b", "e2"),
        loop=loop(each="initiativ.liste"),
        declared='<bpmn:dataObject id="n"/>',
    )
    play = Play(outer(sub + task("d"), "sub", "d"), initiativ={"liste": [5, 6]})
    assert play.fact("n") == [5, 6]


def association(kind: str, source: str, target: str, inner: str = "") -> str:
    ends = "".join(
        f"<bpmn:{tag}>{ref}</bpmn:{tag}>" for tag, ref in (("sourceRef", source), ("targetRef", target)) if ref
    )
    return f'<bpmn:data{kind}Association id="{source}_til_{target}">{ends}{inner}</bpmn:data{kind}Association>'


def test_associations_move_values_between_data_objects_and_activities() -> None:
    data = '<bpmn:dataObject id="ramme"/><bpmn:dataObjectReference id="ref" dataObjectRef="ramme"/>'
    data += '<bpmn:dataObject id="svaret"/>'
    out = association("Output", "", "ref", "<bpmn:transformation>a.tall * 2</bpmn:transformation>")
    taken = (
        '<bpmn:ioSpecification id="io"><bpmn:dataInput id="inn" name="beholdning"/>'
        '<bpmn:inputSet id="is"><bpmn:dataInputRefs>inn</bpmn:dataInputRefs></bpmn:inputSet>'
        '<bpmn:outputSet id="os"/></bpmn:ioSpecification>' + association("Input", "ref", "inn")
    )
    body = data + task("a", loop=out + association("Output", "", "svaret"))
    body += task("b", mapped("output", halv="beholdning / 2"), loop=taken)
    play = Play(outer(body, "a", "b"))
    play.answer("a", tall=4)
    assert (play.fact("ramme"), play.fact("svaret")) == (8, {"tall": 4})
    play.answer("b")
    assert play.fact("halv") == 4


def test_the_standards_own_collection_and_item_are_understood() -> None:
    characteristics = (
        "<bpmn:multiInstanceLoopCharacteristics><bpmn:loopDataInputRef>liste</bpmn:loopDataInputRef>"
        '<bpmn:inputDataItem id="vare" name="vare"/></bpmn:multiInstanceLoopCharacteristics>'
    )
    body = '<bpmn:dataObject id="liste" isCollection="true"/>' + script("s", liste="[3, 4]")
    body += task("a", mapped("output", ganger="vare * 2"), loop=characteristics)
    play = Play(outer(body + task("b"), "s", "a", "b"))
    assert [opened.item for opened in play.opened] == [3, 4]
    play.answer("a", (1,))
    play.answer("a", (2,))
    assert play.fact("ganger") == [6, 8]


def test_what_was_interrupted_writes_nothing() -> None:
    files = built(
        task("a", mapped("output", ferdig="true")) + timer("frist", "P1D", on="a") + task("b"),
        chain("start", "a", "slutt"),
        chain("frist", "b", "slutt"),
    )
    play = Play(files)
    play.fire("frist")
    assert (play.waiting(), play.fact("ferdig")) == (["b"], None)


def test_values_cost_no_state() -> None:
    play = Play(built(task("a") + script("s", x='"lang tekst"') + task("b"), chain("start", "a", "s", "b", "slutt")))
    play.complete("a")
    assert b"lang tekst" not in play.state
