"""Call activities of other models: the call waits, comes back with a result, is withdrawn."""

import pytest

from engine.contract.errors import TaskNotOpen
from engine.spiff import return_call
from tests.integration.models import chain, task
from tests.unit.spiff.playing import Play
from tests.unit.spiff.test_execution import built, timer
from tests.unit.spiff.test_instances import loop
from tests.unit.spiff.test_loops import again
from tests.unit.spiff.test_values import mapped


def call(attributes: str = 'process="annen"', inner: str = "", loop: str = "") -> str:
    extension = f"<bpmn:extensionElements><nyt:call {attributes}/>{inner}</bpmn:extensionElements>"
    return f'<bpmn:callActivity id="kall">{extension}{loop}</bpmn:callActivity>'


def calling(element: str, *extra: str) -> dict[str, bytes]:
    return built(element + task("b"), chain("start", "kall", "b", "slutt"), *extra)


def test_a_call_waits_and_comes_back_with_its_result() -> None:
    play = Play(calling(call(inner=mapped("input", belop="1000") + mapped("output", svar="kall.utfall"))))
    (made,) = play.advance.calls
    assert (made.element, made.process, made.version, made.inputs) == ("kall", "annen", None, {"belop": 1000})
    assert (play.waiting(), play.finished) == ([], False)
    advance = play.come_back("kall", {"utfall": "ja"})
    assert play.waiting() == ["b"]
    assert (play.fact("kall"), play.fact("svar")) == ({"utfall": "ja"}, "ja")
    assert (advance.calls, advance.calls_cancelled) == ((), ())


@pytest.mark.parametrize(
    ("binding", "version"), [("", None), ('binding="deployment"', None), ('binding="version" version="2"', 2)]
)
def test_a_call_names_the_version_that_the_diagram_does(binding: str, version: int | None) -> None:
    play = Play(calling(call(f'process="annen" {binding}')))
    assert play.advance.calls[0].version == version


@pytest.mark.parametrize("sequential", [False, True])
def test_each_instance_calls(sequential: bool) -> None:
    each = loop(each="initiativ.liste", sequential=sequential)
    play = Play(calling(call(inner=mapped("input", n="item"), loop=each)), initiativ={"liste": [7, 8]})
    assert [made.inputs for made in play.calls.values()] == ([{"n": 7}] if sequential else [{"n": 7}, {"n": 8}])
    play.come_back("kall", {"svar": 1})
    play.come_back("kall", {"svar": 2})
    assert play.waiting() == ["b"]
    assert play.fact("kall") == [{"svar": 1}, {"svar": 2}]


def test_a_call_in_a_loop_is_made_again() -> None:
    play = Play(calling(call(loop=again("kall.igjen = true"))))
    for more in (True, True, False):
        assert len(play.calls) == 1
        play.come_back("kall", {"igjen": more})
    assert play.waiting() == ["b"]


def test_a_call_is_withdrawn_with_its_activity() -> None:
    files = calling(call() + timer("frist", "P3D", on="kall") + task("c"), chain("frist", "c", "slutt"))
    play = Play(files)
    (token,) = play.calls
    play.fire("frist")
    assert (play.waiting(), play.calls) == (["c"], {})
    assert play.advance.calls_cancelled == (token,)


def test_what_does_not_wait_cannot_come_back() -> None:
    play = Play(calling(call()))
    (token,) = play.calls
    play.come_back("kall", {})
    with pytest.raises(TaskNotOpen):
        return_call(play.model, play.state, token, play._host(), play.now, result={})
