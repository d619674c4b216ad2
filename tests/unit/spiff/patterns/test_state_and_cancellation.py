"""Workflow control patterns: state, cancellation and triggers."""

from tests.integration.models import chain, flow, task
from tests.unit.spiff.happening import (
    MESSAGE,
    SIGNAL,
    TERMINATE,
    TIMER,
    Happening,
    begins,
    border,
    catches,
    ends,
    sub,
    throws,
)
from tests.unit.spiff.happening import built as happening
from tests.unit.spiff.playing import Play
from tests.unit.spiff.test_adhoc import ad_hoc
from tests.unit.spiff.test_execution import AND, built, timer


def test_wcp16_deferred_choice() -> None:
    """What happens first decides; until then both are possible."""
    body = (
        '<bpmn:eventBasedGateway id="x"/>' + catches("svar", MESSAGE) + catches("frist", TIMER) + task("a") + task("b")
    )
    files = happening(body, chain("start", "x", "svar", "a", "slutt"), chain("x", "frist", "b", "slutt"))
    answered = Happening(files)
    answered.catch("svar")
    assert (answered.waiting(), answered.timers) == (["a"], {})
    late = Happening(files)
    late.fire("frist")
    assert (late.waiting(), late.awaited()) == (["b"], [])


def one_at_a_time(body: str) -> list[str]:
    """Plays an ad hoc subprocess in which one thing is done at a time; the order it was done in."""
    play = Play(ad_hoc(ordering="Sequential", body=body))
    done: list[str] = []
    while play.waiting() != ["etter"]:
        (element,) = play.waiting()
        done.append(element)
        play.complete(element)
    return done


def test_wcp17_interleaved_parallel_routing() -> None:
    """One at a time, in any order that keeps c before d."""
    done = one_at_a_time(task("c") + task("d") + flow("c", "d") + task("b"))
    assert sorted(done) == ["b", "c", "d"]
    assert done.index("c") < done.index("d")


def test_wcp40_interleaved_routing() -> None:
    """Each once, one at a time."""
    assert sorted(one_at_a_time(task("b") + task("c") + task("d"))) == ["b", "c", "d"]


def test_wcp19_cancel_activity() -> None:
    files = built(
        task("a") + timer("frist", "P3D", on="a") + task("b"),
        chain("start", "a", "slutt"),
        chain("frist", "b", "slutt"),
    )
    play = Play(files)
    play.fire("frist")
    assert play.waiting() == ["b"]


def test_wcp20_cancel_case() -> None:
    """Whatever is going on, at every level, is withdrawn."""
    inside = begins("s2") + task("b") + ends("e2") + chain("s2", "b", "e2")
    files = built(
        AND.format("p") + task("a") + sub("under", inside) + timer("vent", "P9D") + ends("stopp", TERMINATE),
        chain("start", "p", "a", "stopp"),
        chain("p", "under", "slutt"),
        chain("p", "vent", "slutt"),
    )
    play = Play(files)
    assert play.waiting() == ["a", "b"]
    play.complete("a")
    assert (play.waiting(), play.timers, play.finished) == ([], {}, True)


def test_wcp25_cancel_region() -> None:
    """What is inside the region is withdrawn; what is beside it goes on."""
    inside = (
        begins("s2")
        + AND.format("ut")
        + task("b")
        + task("c")
        + ends("e2")
        + chain("s2", "ut", "b", "e2")
        + chain("ut", "c", "e2")
    )
    body = AND.format("p") + task("a") + sub("omrade", inside) + border("avbrutt", "omrade", MESSAGE) + task("d")
    files = happening(
        body, chain("start", "p", "a", "slutt"), chain("p", "omrade", "slutt"), chain("avbrutt", "d", "slutt")
    )
    play = Happening(files)
    play.catch("avbrutt")
    assert play.waiting() == ["a", "d"]


def test_wcp23_transient_trigger() -> None:
    """A signal is for those who wait when it is given; afterwards it is gone."""
    body = AND.format("p") + task("a") + throws("roper", SIGNAL) + task("b") + catches("horer", SIGNAL) + task("c")
    files = happening(body, chain("start", "p", "a", "roper", "slutt"), chain("p", "b", "horer", "c", "slutt"))
    early = Happening(files)
    early.complete("b")
    early.complete("a")
    assert early.waiting() == ["c"]
    late = Happening(files)
    late.complete("a")
    late.complete("b")
    assert (late.waiting(), late.awaited()) == ([], ["horer"])


def test_wcp24_persistent_trigger() -> None:
    """A message is kept outside the case until somebody waits for it (tests/messages shows that); here it is handed over."""
    files = happening(task("a") + catches("svar", MESSAGE) + task("b"), chain("start", "a", "svar", "b", "slutt"))
    play = Happening(files)
    assert play.awaited() == []
    play.complete("a")
    assert [(s.kind, s.name, s.key) for s in play.subscriptions.values()] == [("message", "svar", None)]
    play.catch("svar", belop=7)
    assert (play.waiting(), play.fact("svar")) == (["b"], {"belop": 7})
