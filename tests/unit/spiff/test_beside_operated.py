"""What stands beside the flows when an operator moves a case or takes it to another version."""

from engine.model.modification import Cancel, StartBefore
from tests.integration.models import chain, task
from tests.unit.spiff.happening import (
    COMPENSATE,
    MESSAGE,
    SIGNAL,
    Happening,
    begins,
    beside,
    ends,
    line,
    sub,
    throws,
    undoes,
)
from tests.unit.spiff.operating import Operated


class Moved(Operated, Happening):
    """Both."""


def handler(trigger: str, id: str, *, stops: bool = True) -> str:
    inner = begins(f"s_{id}", trigger, stops=stops) + task(f"t_{id}") + ends(f"x_{id}")
    return beside(id, inner + chain(f"s_{id}", f"t_{id}", f"x_{id}"))


def test_what_begins_an_event_subprocess_comes_along() -> None:
    old = line(task("a") + handler(MESSAGE, "e", stops=False), "a")
    new = line(task("a") + handler(MESSAGE, "e", stops=False) + task("ny"), "a", "ny")
    play = Moved(old)
    play.catch("s_e")
    migrated = play.migrate(new)
    assert (migrated.advance.subscriptions_opened, migrated.advance.subscriptions_closed) == ((), ())
    play.catch("s_e")
    assert play.waiting() == ["a", "t_e", "t_e"]
    for element in ("a", "ny", "t_e", "t_e"):
        play.complete(element)
    assert play.finished


def test_a_new_event_subprocess_is_armed_and_one_that_is_gone_is_not() -> None:
    play = Moved(line(task("a") + handler(MESSAGE, "e"), "a"))
    play.migrate(line(task("a") + handler(SIGNAL, "f"), "a"))
    assert play.awaited() == ["s_f"]
    play.catch("s_f")
    assert play.waiting() == ["t_f"]


def test_nothing_is_armed_in_a_scope_that_was_interrupted() -> None:
    play = Moved(line(task("a") + handler(MESSAGE, "e"), "a"))
    play.catch("s_e")
    play.migrate(line(task("a") + handler(MESSAGE, "e") + handler(SIGNAL, "f"), "a"))
    assert (play.waiting(), play.awaited()) == (["t_e"], [])


def test_what_can_be_undone_comes_along() -> None:
    def version(more: str, *names: str) -> dict[str, bytes]:
        inner = begins("s2") + task("a") + undoes("ua", "a") + ends("e2") + chain("s2", "a", "e2")
        body = sub("sub", inner) + task("b") + undoes("ub", "b") + task("c") + throws("angre", COMPENSATE)
        return line(body + more, "sub", "b", "c", "angre", *names)

    play = Moved(version(""))
    play.complete("a")
    play.complete("b")
    play.migrate(version(task("ny"), "ny"))
    play.complete("c")
    assert play.waiting() == ["ub"]
    play.migrate(version(task("nyere"), "nyere"))
    play.complete("ub")
    assert play.waiting() == ["ua"]
    play.migrate(version(""))
    play.complete("ua")
    assert play.finished


def test_what_nothing_undoes_in_the_new_version_is_forgotten() -> None:
    body = task("a") + undoes("ua", "a") + task("b") + undoes("ub", "b") + throws("angre", COMPENSATE) + task("c")
    play = Moved(line(body, "a", "b", "angre", "c"))
    play.complete("a")
    body = task("a") + task("b") + undoes("ub", "b") + throws("angre", COMPENSATE) + task("c")
    play.migrate(line(body, "a", "b", "angre", "c"))
    play.complete("b")
    play.complete("ub")
    assert play.waiting() == ["c"]


def test_an_operator_may_take_away_the_last_token_though_an_event_subprocess_waits() -> None:
    inner = begins("s2") + task("a") + ends("e2") + chain("s2", "a", "e2") + handler(MESSAGE, "e")
    play = Moved(line(sub("sub", inner) + task("b"), "sub", "b"))
    play.modify(StartBefore(element="b"), Cancel(token=play.token("a")))
    assert (play.waiting(), play.awaited()) == (["b"], [])


def test_a_scope_that_an_operator_begins_waits_for_its_event_subprocess() -> None:
    inner = begins("s2") + task("a") + ends("e2") + chain("s2", "a", "e2") + handler(MESSAGE, "e")
    play = Moved(line(task("b") + sub("sub", inner), "b", "sub"))
    play.modify(StartBefore(element="a"), Cancel(token=play.token("b")))
    assert (play.waiting(), play.awaited()) == (["a"], ["s_e"])
    play.catch("s_e")
    assert play.waiting() == ["t_e"]
    play.complete("t_e")
    assert play.finished
