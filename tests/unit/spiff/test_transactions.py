"""Transactions: cancelled they end, are undone, and go on by their border; else they are subprocesses."""

from tests.integration.models import chain, flow, task
from tests.unit.spiff.happening import (
    CANCEL,
    COMPENSATE,
    ERROR,
    TIMER,
    Happening,
    begins,
    border,
    ends,
    line,
    sub,
    throws,
    undoes,
)
from tests.unit.spiff.test_execution import AND, XOR
from tests.unit.spiff.test_instances import loop


def transaction(*, loops: str = "", thrown: str = CANCEL, more: str = "") -> dict[str, bytes]:
    """a and b can be undone; after them `x` cancels or lets it end; `c` runs beside."""
    inner = begins("s2") + AND.format("ut") + task("a") + undoes("ua", "a") + task("b") + undoes("ub", "b") + task("c")
    inner += XOR.format("x", "x__e2") + ends("e2") + ends("avbryt", thrown) + ends("e3")
    inner += chain("s2", "ut", "a", "b", "x", "e2") + flow("x", "avbryt", "b.tall = 0") + chain("ut", "c", "e3")
    body = (
        sub("tr", inner, tag="transaction", loop=loops) + border("avbrutt", "tr", CANCEL) + task("etter") + task("nei")
    )
    return line(body + more, "tr", "etter", more=chain("avbrutt", "nei", "slutt"))


def test_one_that_is_not_cancelled_is_a_subprocess() -> None:
    play = Happening(transaction())
    play.complete("a")
    play.complete("b", b={"tall": 1})
    play.complete("c")
    assert play.waiting() == ["etter"]
    play.complete("etter")
    assert play.finished


def test_a_cancelled_one_is_undone_before_it_goes_on_from_its_border() -> None:
    play = Happening(transaction())
    play.complete("a")
    play.complete("b", b={"tall": 0})
    assert play.waiting() == ["ub"], "what ran beside is withdrawn"
    assert play.withdrawn() == ["c"]
    play.complete("ub")
    assert play.waiting() == ["ua"]
    play.complete("ua")
    assert play.waiting() == ["nei"]
    assert b"undo" not in play.state


def test_nothing_to_undo_goes_on_at_once() -> None:
    inner = begins("s2") + task("a") + ends("avbryt", CANCEL) + chain("s2", "a", "avbryt")
    body = sub("tr", inner, tag="transaction") + border("avbrutt", "tr", CANCEL) + task("nei")
    play = Happening(line(body, "tr", more=chain("avbrutt", "nei", "slutt")))
    play.complete("a")
    assert play.waiting() == ["nei"]
    assert play.passed() == ["a", "avbryt", "avbrutt"]


def test_a_cancel_deep_inside_undoes_what_was_done_there_too() -> None:
    deep = begins("s3") + task("d") + undoes("ud", "d") + ends("avbryt", CANCEL) + chain("s3", "d", "avbryt")
    inner = begins("s2") + task("a") + undoes("ua", "a") + sub("dyp", deep) + ends("e2") + chain("s2", "a", "dyp", "e2")
    body = sub("tr", inner, tag="transaction") + border("avbrutt", "tr", CANCEL) + task("nei")
    play = Happening(line(body, "tr", more=chain("avbrutt", "nei", "slutt")))
    play.complete("a")
    play.complete("d")
    assert play.waiting() == ["ud"]
    play.complete("ud")
    assert play.waiting() == ["ua"]
    play.complete("ua")
    assert play.waiting() == ["nei"]


def test_an_error_leaves_without_undoing() -> None:
    play = Happening(
        transaction(thrown=ERROR, more=border("feil", "tr", ERROR) + task("ups") + chain("feil", "ups", "slutt"))
    )
    play.complete("a")
    play.complete("b", b={"tall": 0})
    assert play.waiting() == ["ups"]


def test_a_completed_one_can_be_undone_from_outside() -> None:
    inner = begins("s2") + task("a") + undoes("ua", "a") + ends("e2") + chain("s2", "a", "e2")
    body = sub("tr", inner, tag="transaction") + throws("angre", COMPENSATE) + task("etter")
    play = Happening(line(body, "tr", "angre", "etter"))
    play.complete("a")
    assert play.waiting() == ["ua"]
    play.complete("ua")
    assert play.waiting() == ["etter"]


def test_cancelling_one_instance_cancels_the_activity() -> None:
    play = Happening(transaction(loops=loop(count="2")))
    play.complete("a")
    play.complete("b", b={"tall": 0})
    assert play.waiting() == ["a", "c", "ub"], "the others go on until it is undone"
    play.complete("ub")
    play.complete("ua")
    assert play.waiting() == ["nei"]


def test_a_timer_on_the_border_cuts_the_undoing_short() -> None:
    files = transaction(more=border("frist", "tr", TIMER) + task("sent") + chain("frist", "sent", "slutt"))
    play = Happening(files)
    play.complete("a")
    play.complete("b", b={"tall": 0})
    play.fire("frist")
    assert (play.waiting(), play.timers) == (["sent"], {})


def test_a_cancelled_one_can_be_entered_again() -> None:
    inner = begins("s2") + task("a") + undoes("ua", "a") + ends("avbryt", CANCEL) + chain("s2", "a", "avbryt")
    body = XOR.format("inn", "").replace(' default=""', "") + sub("tr", inner, tag="transaction")
    body += border("avbrutt", "tr", CANCEL)
    play = Happening(line(body, "inn", "tr", more=chain("avbrutt", "inn")))
    sizes = []
    for _ in range(20):
        play.complete("a")
        play.complete("ua")
        assert play.waiting() == ["a"]
        sizes.append(len(play.state))
    assert len(set(sizes)) == 1
