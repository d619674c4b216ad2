"""Workflow control patterns: advanced branching and synchronization."""

import pytest

from tests.integration.models import chain, flow, task
from tests.unit.spiff.happening import TERMINATE, begins, ends, sub
from tests.unit.spiff.playing import Play
from tests.unit.spiff.test_complex import gateway, three
from tests.unit.spiff.test_execution import AND, XOR, built
from tests.unit.spiff.test_inclusive import OR

MERGE = '<bpmn:exclusiveGateway id="{}"/>'


def some() -> dict[str, bytes]:
    """b and c, each on its own condition, d when neither is; joined."""
    body = (
        '<bpmn:inclusiveGateway id="valg" default="valg__d"/>'
        + task("b")
        + task("c")
        + task("d")
        + OR.format("j")
        + task("e")
    )
    choice = flow("valg", "b", "initiativ.b") + flow("valg", "c", "initiativ.c") + flow("valg", "d")
    return built(body, chain("start", "valg"), choice, chain("b", "j", "e", "slutt"), chain("c", "j"), chain("d", "j"))


@pytest.mark.parametrize(
    ("b", "c", "expected"),
    [(True, True, ["b", "c"]), (True, False, ["b"]), (False, True, ["c"]), (False, False, ["d"])],
)
def test_wcp06_multi_choice(b: bool, c: bool, expected: list[str]) -> None:
    assert Play(some(), initiativ={"b": b, "c": c}).waiting() == expected


def test_wcp07_structured_synchronizing_merge() -> None:
    play = Play(some(), initiativ={"b": True, "c": True})
    play.complete("c")
    assert play.waiting() == ["b"], "what was chosen is waited for"
    play.complete("b")
    assert play.waiting() == ["e"]
    alone = Play(some(), initiativ={"b": True, "c": False})
    alone.complete("b")
    assert alone.waiting() == ["e"], "what was not chosen is not"


def test_wcp08_multi_merge() -> None:
    body = AND.format("p") + task("a") + task("b") + MERGE.format("m") + task("c")
    play = Play(built(body, chain("start", "p", "a", "m", "c", "slutt"), chain("p", "b", "m")))
    play.complete("a")
    assert play.waiting() == ["b", "c"]
    play.complete("b")
    assert play.waiting() == ["c", "c"], "each branch goes on by itself"


def test_wcp09_structured_discriminator() -> None:
    play = Play(three("activationCount >= 1"))
    play.complete("c")
    assert play.waiting() == ["b", "d", "e"]
    for element in ("b", "d"):
        play.complete(element)
        assert play.waiting().count("e") == 1, "the others are seen in"
    play.complete("e")
    assert play.finished


def twice(needed: int, *branches: str) -> dict[str, bytes]:
    """Two tokens into the same parallel branches, and a complex gateway after them."""
    body = AND.format("to") + MERGE.format("m") + AND.format("p") + "".join(map(task, branches))
    body += gateway(f"activationCount >= {needed}") + task("e")
    flows = "".join(chain("p", branch, "k") for branch in branches)
    two = flow("to", "m") + flow("to", "m").replace('id="to__m"', 'id="to__m2"')
    return built(body, chain("start", "to"), two, chain("m", "p"), flows, chain("k", "e", "slutt"))


def test_wcp28_blocking_discriminator() -> None:
    play = Play(twice(1, "b", "c"))
    play.complete("b")
    assert play.waiting().count("e") == 1
    play.complete("b")
    assert play.waiting().count("e") == 1, "the second round waits until the first is seen in"
    play.complete("c")
    assert play.waiting() == ["c", "e", "e"]


def test_wcp29_cancelling_discriminator() -> None:
    inside = begins("s2") + AND.format("p") + task("b") + task("c") + MERGE.format("m") + ends("e2", TERMINATE)
    inside += chain("s2", "p", "b", "m", "e2") + chain("p", "c", "m")
    play = Play(built(sub("forst", inside) + task("e"), chain("start", "forst", "e", "slutt")))
    assert play.waiting() == ["b", "c"]
    play.complete("c")
    assert play.waiting() == ["e"], "the others are withdrawn"


def test_wcp30_structured_partial_join() -> None:
    play = Play(three("activationCount >= 2"))
    play.complete("b")
    assert play.waiting() == ["c", "d"]
    play.complete("d")
    assert play.waiting() == ["c", "e"]
    play.complete("c")
    assert play.waiting() == ["e"]


def test_wcp31_blocking_partial_join() -> None:
    play = Play(twice(2, "b", "c", "d"))
    for element in ("b", "b", "c", "c"):
        play.complete(element)
    assert play.waiting() == ["d", "d", "e"], "two of the second round are here, and wait for the first to be seen in"
    play.complete("d")
    assert play.waiting() == ["d", "e", "e"]


def test_wcp32_cancelling_partial_join() -> None:
    inside = begins("s2") + AND.format("p") + task("b") + task("c") + task("d") + gateway("activationCount >= 2")
    inside += ends("e2", TERMINATE) + chain("s2", "p", "b", "k", "e2") + chain("p", "c", "k") + chain("p", "d", "k")
    play = Play(built(sub("to_av_tre", inside) + task("e"), chain("start", "to_av_tre", "e", "slutt")))
    play.complete("b")
    assert play.waiting() == ["c", "d"]
    play.complete("d")
    assert play.waiting() == ["e"]


def test_wcp33_generalised_and_join() -> None:
    """One branch may be ahead by a round; every pair goes on once."""
    body = AND.format("to") + MERGE.format("m") + AND.format("p") + task("b") + task("c") + AND.format("j") + task("e")
    two = flow("to", "m") + flow("to", "m").replace('id="to__m"', 'id="to__m2"')
    files = built(body, chain("start", "to"), two, chain("m", "p", "b", "j", "e", "slutt"), chain("p", "c", "j"))
    play = Play(files)
    play.complete("b")
    play.complete("b")
    assert play.waiting() == ["c", "c"]
    play.complete("c")
    assert play.waiting() == ["c", "e"]
    play.complete("c")
    assert play.waiting() == ["e", "e"]


def test_wcp37_local_synchronizing_merge() -> None:
    """No block around it: one of the branches may leave for another end, and is then no longer waited for."""
    body = (
        AND.format("p")
        + task("b")
        + XOR.format("valg", "valg__j")
        + task("c")
        + OR.format("j")
        + task("e")
        + ends("andre")
    )
    files = built(
        body, chain("start", "p", "b", "valg"), flow("valg", "andre", "initiativ.bort"), flow("valg", "j"),
        chain("p", "c", "j", "e", "slutt"),
    )  # fmt: skip
    leaving = Play(files, initiativ={"bort": True})
    leaving.complete("c")
    assert leaving.waiting() == ["b"]
    leaving.complete("b")
    assert leaving.waiting() == ["e"]
    staying = Play(files, initiativ={"bort": False})
    staying.complete("b")
    assert staying.waiting() == ["c"]


def test_wcp38_general_synchronizing_merge() -> None:
    """In a cycle: whether another token can still come depends on where all tokens are."""
    body = (
        AND.format("p")
        + MERGE.format("m")
        + task("b")
        + XOR.format("om", "om__j")
        + task("c")
        + OR.format("j")
        + task("e")
    )
    files = built(
        body, chain("start", "p", "m", "b", "om"), flow("om", "m", "initiativ.om"), flow("om", "j"),
        chain("p", "c", "j", "e", "slutt"),
    )  # fmt: skip
    play = Play(files, initiativ={"om": True})
    play.complete("c")
    for _ in range(3):
        play.complete("b")
        assert play.waiting() == ["b"], "it may go round as often as it likes, and is waited for"
    play.complete("b", initiativ={"om": False})
    assert play.waiting() == ["e"]


def test_wcp42_thread_split() -> None:
    """One token becomes two on the same way."""
    two = flow("to", "b") + flow("to", "b").replace('id="to__b"', 'id="to__b2"')
    play = Play(built(AND.format("to") + task("b"), chain("start", "to"), two, chain("b", "slutt")))
    assert play.waiting() == ["b", "b"]
    play.complete("b")
    assert not play.finished
    play.complete("b")
    assert play.finished
