"""A running case goes on in another version: tokens, counters, races, arrivals and due instants come along."""

from datetime import timedelta

import pytest

from engine.contract.errors import CannotMigrate
from engine.model.migration import Plan
from engine.spiff import CompiledModel, compile_model, judge, propose, restore
from tests.integration.models import chain, flow, task
from tests.unit.spiff.operating import Operated
from tests.unit.spiff.playing import CATALOGUE
from tests.unit.spiff.test_execution import AND, built, timer
from tests.unit.spiff.test_instances import loop, many
from tests.unit.spiff.test_modify import FORK, LINE
from tests.unit.spiff.test_scopes_and_timers import subprocess


def test_a_case_goes_on_in_the_new_version() -> None:
    play = Operated(LINE)
    play.complete("a")
    token = play.token("b")
    migrated = play.migrate(built(task("a") + task("b") + task("ny"), chain("start", "a", "b", "ny", "slutt")))
    assert not migrated.moved
    assert not migrated.advance.opened
    assert play.token("b") == token
    play.complete("b")
    assert play.waiting() == ["ny"]


def test_another_id_with_the_same_name_is_found() -> None:
    renamed = built(task("a") + task("x").replace('name="X"', 'name="B"'), chain("start", "a", "x", "slutt"))
    play = Operated(LINE)
    play.complete("a")
    rows = {row.element: (row.target, row.how) for row in propose(play.model, compile_model(renamed, CATALOGUE))}
    assert rows == {"a": ("a", "id"), "b": ("x", "name"), "c": (None, "none")}
    play.migrate(renamed)
    assert play.waiting() == ["x"]
    play.complete("x")
    assert play.finished


def test_a_token_without_a_place_stops_the_migration_and_nothing_else_does() -> None:
    shorter = built(task("a") + task("b"), chain("start", "a", "b", "slutt"))
    play = Operated(LINE)
    play.complete("a")
    play.migrate(shorter)
    assert play.waiting() == ["b"]
    play = Operated(LINE)
    play.complete("a")
    play.complete("b")
    state = play.state
    with pytest.raises(CannotMigrate) as refused:
        play.migrate(shorter)
    assert [(p.code, p.element) for p in refused.value.problems] == [("no_target", "c")]
    assert play.state == state


def test_a_plan_is_judged_row_by_row() -> None:
    def version(sequential: bool, when: str, kind: str) -> CompiledModel:
        body = task("a") + timer("vent", when, kind=kind, on="a", stops=False) + '<bpmn:endEvent id="e"/>'
        repeated = task("b", loop=loop(count="2", sequential=sequential))
        return compile_model(built(body + repeated, chain("start", "a", "b", "slutt"), flow("vent", "e")), CATALOGUE)

    old, new = version(False, "P1D", "timeDuration"), version(True, "R2/P1D", "timeCycle")
    plan = Plan(targets={"a": "vent", "vent": "vent", "b": "b", "start": "borte"})
    assert {element: problem.code for element, problem in judge(old, new, plan).items()} == {
        "a": "kind_changed",
        "vent": "timer_changed",
        "b": "loop_changed",
        "start": "unknown_target",
    }
    again = Plan(targets={"vent": "vent"}, again=frozenset({"vent"}))
    assert judge(old, new, again) == {}


def test_a_timer_keeps_its_instant_unless_it_is_counted_again() -> None:
    old = built(task("a") + timer("vent", "P10D"), chain("start", "a", "vent", "slutt"))
    new = built(task("a") + timer("vent", "P2D"), chain("start", "a", "vent", "slutt"))
    play = Operated(old)
    play.complete("a")
    ((token, (_, due)),) = play.timers.items()
    play.now += timedelta(days=1)
    play.migrate(new)
    assert play.timers == {token: ("vent", due)}
    play = Operated(old)
    play.complete("a")
    play.now += timedelta(days=1)
    play.migrate(new, Plan(targets={"vent": "vent"}, again=frozenset({"vent"})))
    assert [found for _, found in play.timers.values()] == [play.now + timedelta(days=2)]
    play.fire("vent")
    assert play.finished


def test_borders_are_armed_dropped_and_kept() -> None:
    with_two = built(
        task("a") + timer("gammel", "P1D", on="a") + timer("begge", "P3D", on="a") + task("b"),
        chain("start", "a", "b", "slutt"),
        flow("gammel", "b"),
        flow("begge", "b"),
    )
    with_new = built(
        task("a") + timer("begge", "P9D", on="a") + timer("ny", "P5D", on="a") + task("b"),
        chain("start", "a", "b", "slutt"),
        flow("begge", "b"),
        flow("ny", "b"),
    )
    play = Operated(with_two)
    kept = next(token for token, (name, _) in play.timers.items() if name == "begge")
    migrated = play.migrate(with_new)
    assert sorted(name for name, _ in play.timers.values()) == ["begge", "ny"]
    assert kept in play.timers
    assert len(migrated.advance.timers_cleared) == 1
    play.fire("ny")
    assert (play.waiting(), play.timers) == (["b"], {})


def test_an_event_that_has_fired_is_not_armed_again() -> None:
    files = built(
        task("a") + timer("purr", "P1D", on="a", stops=False) + task("b") + '<bpmn:endEvent id="e"/>',
        chain("start", "a", "slutt"),
        chain("purr", "b", "e"),
    )
    play = Operated(files)
    play.fire("purr")
    play.migrate(files)
    assert (play.waiting(), play.timers) == (["a", "b"], {})


def test_arrivals_at_a_join_come_along_on_the_flow_that_is_theirs_now() -> None:
    other_ids = {name: content.replace(b"__", b"_til_") for name, content in FORK.items()}
    play = Operated(FORK)
    play.complete("a")
    play.migrate(other_ids)
    play.complete("b")
    assert play.waiting() == ["c"]


def test_instances_keep_their_count() -> None:
    play = Operated(many(loop(count="3", sequential=True)))
    play.complete("a")
    play.migrate(many(loop(count="9", sequential=True)))
    play.complete("a")
    assert play.waiting() == ["a"]
    play.complete("a")
    assert play.waiting() == ["b"], "as many as when it began"


def test_what_runs_inside_a_subprocess_comes_along() -> None:
    inner = task("inni") + chain("s2", "inni", "e2")
    wider = task("inni") + task("mer") + chain("s2", "inni", "mer", "e2")
    play = Operated(subprocess(inner))
    play.migrate(subprocess(wider))
    play.complete("inni")
    assert play.waiting() == ["mer"]
    play.complete("mer")
    assert play.waiting() == ["etter"]


def test_out_of_a_subprocess_is_another_scope() -> None:
    play = Operated(subprocess(task("inni") + chain("s2", "inni", "e2")))
    flat = built(task("inni") + task("etter"), chain("start", "inni", "etter", "slutt"))
    with pytest.raises(CannotMigrate) as refused:
        play.migrate(flat, Plan(targets={"inni": "inni", "sub": "inni"}))
    assert {problem.code for problem in refused.value.problems} == {"kind_changed"}


def test_the_way_back_takes_away_what_the_new_version_armed() -> None:
    plain = built(task("a") + task("b"), chain("start", "a", "b", "slutt"))
    guarded = built(
        task("a") + timer("ny", "P5D", on="a") + task("b"), chain("start", "a", "b", "slutt"), flow("ny", "b")
    )
    play = Operated(plain)
    old, state = play.model, play.state
    play.migrate(guarded)
    assert len(play.timers) == 1
    advance = restore(old, play.model, state, play.state, play._host(), play.now)
    assert advance.timers_cleared == tuple(play.timers)
    assert (advance.state, advance.opened, advance.closed) == (state, (), ())


def test_a_gateway_race_goes_on() -> None:
    files = built(
        '<bpmn:eventBasedGateway id="race"/>' + timer("kort", "P1D") + timer("lang", "P9D") + task("b") + task("c"),
        chain("start", "race", "kort", "b", "slutt"),
        chain("race", "lang", "c", "slutt"),
    )
    play = Operated(files)
    play.migrate(files)
    play.fire("kort")
    assert (play.waiting(), play.timers) == (["b"], {})


def test_both_ways_at_a_join_keep_waiting_for_the_rest() -> None:
    files = built(
        AND.format("del") + task("a") + task("b") + AND.format("samle"),
        chain("start", "del", "a", "samle", "slutt"),
        chain("del", "b", "samle"),
    )
    play = Operated(files)
    play.complete("a")
    play.migrate(files)
    assert play.waiting() == ["b"]
    play.complete("b")
    assert play.finished
