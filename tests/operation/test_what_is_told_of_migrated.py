"""A case that went over to another version is one time at the element it stood at: in statistics, log and replay."""

from engine.bootstrap import Engine
from engine.jobs.work import sweep
from engine.queries.event_log import Wanted
from engine.queries.statistics import Period
from engine.testing import FakeClock, Town
from tests.operation.conftest import Rows
from tests.operation.test_migrating import both, proposed

__all__ = ["both"]


def test_it_is_counted_once_and_told_once(
    engine: Engine, town: Town, clock: FakeClock, both: tuple[Rows, Rows, object, object]
) -> None:
    first, _, old, new = both
    clock.move(days=1)
    ordered = engine.migrations.prepare(town["prosesseier"], old, new, proposed(engine, town, old, new), "Nytt navn")  # type: ignore[arg-type]
    sweep(engine)
    engine.migrations.start(ordered, town["prosesseier"])
    sweep(engine)
    clock.move(days=1)
    (waiting,) = first.tasks
    engine.tasks.claim(waiting.id, town["radgiver"])
    engine.tasks.complete(waiting.id, town["radgiver"], {"svar": "x", "tall": 3})

    clock.move(days=2)
    for counted in (False, True):
        if counted:
            assert engine.statistics.count() > 0
        before = engine.queries.statistics.view(town["revisor"], old, period=Period.ALL)  # type: ignore[arg-type]
        after = engine.queries.statistics.view(town["revisor"], new, period=Period.ALL)  # type: ignore[arg-type]
        assert {row.element: row.figures.completed for row in before.elements}["vurder"] == 0
        assert {row.element: row.figures.completed for row in after.elements}["drofte"] == 1

    (trace,) = [t for t in engine.event_logs.export(town["revisor"], Wanted(key="prove")) if t.case_id == first.id]
    told = [(e.element, e.transition) for e in trace.events if e.element in ("vurder", "drofte")]
    assert told == [("vurder", "schedule"), ("drofte", "start"), ("drofte", "complete")]

    replay = engine.queries.replays.view(town["revisor"], case_id=first.id)
    moved = [step.element for step in replay.steps if step.outcome == "migrated"]
    assert moved == ["vurder"] and [place.element for place in replay.standing] == ["vent"]
    assert {step.version_number for step in replay.steps} == {1, 2}
