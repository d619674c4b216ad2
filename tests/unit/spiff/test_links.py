"""Links: several throws go on at one catch, in the same scope, as by a sequence flow."""

import pytest

from tests.integration.models import chain, flow, task
from tests.unit.spiff.happening import Happening, begins, built, catches, ends, link, sub, throws
from tests.unit.spiff.test_execution import AND, XOR


def test_a_link_goes_on_at_its_other_end() -> None:
    body = task("a") + throws("fra", link("videre")) + catches("til", link("videre")) + task("b")
    play = Happening(built(body, chain("start", "a", "fra"), chain("til", "b", "slutt")))
    play.complete("a")
    assert play.passed() == ["a", "fra", "til"]
    assert play.waiting() == ["b"]
    play.complete("b")
    assert play.finished


@pytest.mark.parametrize("way", ["a", "b"])
def test_several_throws_lead_to_one_catch(way: str) -> None:
    body = (
        XOR.format("x", "x__a")
        + task("a")
        + task("b")
        + throws("fra1", link("videre"))
        + throws("fra2", link("videre"))
    )
    body += catches("til", link("videre")) + task("c")
    files = built(
        body,
        chain("start", "x", "a", "fra1"),
        flow("x", "b", "initiativ.b") + flow("b", "fra2"),
        chain("til", "c", "slutt"),
    )
    play = Happening(files, initiativ={"b": way == "b"})
    play.complete(way)
    assert play.waiting() == ["c"]


def test_two_tokens_come_out_as_two() -> None:
    body = (
        AND.format("ut") + throws("fra1", link("l")) + throws("fra2", link("l")) + catches("til", link("l")) + task("a")
    )
    play = Happening(built(body, chain("start", "ut", "fra1"), flow("ut", "fra2"), chain("til", "a", "slutt")))
    assert play.waiting() == ["a", "a"]


def test_a_link_back_makes_a_loop() -> None:
    body = catches("til", link("igjen")) + XOR.format("inn", "").replace(' default=""', "") + task("a")
    body += XOR.format("x", "x__fra") + throws("fra", link("igjen"))
    files = built(body, chain("start", "inn", "a", "x", "fra"), chain("til", "inn"), flow("x", "slutt", "a.tall = 1"))
    play = Happening(files)
    sizes = []
    for _ in range(20):
        play.complete("a", a={"tall": 0})
        sizes.append(len(play.state))
    assert len(set(sizes)) == 1
    play.complete("a", a={"tall": 1})
    assert play.finished


def test_a_join_counts_what_comes_by_a_link() -> None:
    body = AND.format("ut") + task("a") + throws("fra", link("l")) + catches("til", link("l")) + task("b")
    body += '<bpmn:inclusiveGateway id="inn"/>' + task("c")
    files = built(body, chain("start", "ut", "a", "fra"), chain("ut", "b", "inn", "c", "slutt"), chain("til", "inn"))
    play = Happening(files)
    play.complete("b")
    assert play.waiting() == ["a"], "the join waits for what can come by the link"
    play.complete("a")
    assert play.waiting() == ["c"]


def test_each_scope_has_its_own_links() -> None:
    inner = begins("s2") + throws("fra2", link("l")) + catches("til2", link("l")) + task("a") + ends("e2")
    inner = sub("sub", inner + chain("s2", "fra2") + chain("til2", "a", "e2"))
    body = inner + throws("fra", link("l")) + catches("til", link("l")) + task("b")
    play = Happening(built(body, chain("start", "sub", "fra"), chain("til", "b", "slutt")))
    play.complete("a")
    assert play.waiting() == ["b"]


def test_the_way_over_a_link_is_in_reading_order() -> None:
    body = task("b") + catches("til", link("l")) + throws("fra", link("l")) + task("a")
    play = Happening(built(body, chain("start", "a", "fra"), chain("til", "b", "slutt")))
    assert [e.id for e in play.model.definition.elements] == ["start", "a", "fra", "til", "b", "slutt"]
