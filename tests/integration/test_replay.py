"""A case played back: what happened step by step, by whom, which way it went, and where it stood."""

from collections import Counter

import pytest
from sqlalchemy import update

from engine.bootstrap import Engine
from engine.contract.errors import NotFound
from engine.model.definition import Outcome
from engine.model.initiative import Initiative
from engine.queries.history import Matter
from engine.queries.replay_rows import Replay
from engine.services.cases import Submitted
from engine.services.gates import Verdict
from engine.testing import FakeClock, Town
from tests.integration.conftest import Submit
from tests.integration.models import GATED
from tests.integration.test_trail import INSIDE, MANY, Walk


@pytest.fixture
def returned(engine: Engine, submit: Submit, town: Town, clock: FakeClock) -> Submitted:
    """A case whose gate sent it back once; it waits at the assessment again."""
    receipt = submit(GATED)
    walk = Walk(engine, receipt)
    clock.move(hours=1)
    engine.tasks.complete(walk.open[0].id, town["fag1"], {"svar": "første"})
    clock.move(hours=1)
    verdict = Verdict(outcome=Outcome.RETURNER, reason="Mer tall", target="vurder")
    engine.gates.decide(walk.open[0].id, town["leder"], verdict)
    return receipt


def told(replay: Replay) -> list[tuple[int, str, str, tuple[str, ...]]]:
    return [(step.number, step.happening.value, step.element, step.flows) for step in replay.steps]


def test_every_step_says_what_happened_and_which_flow_led_there(
    engine: Engine, town: Town, returned: Submitted
) -> None:
    replay = engine.queries.replays.view(town["kollega"], number=returned.number)
    assert told(replay) == [
        (1, "passed", "start", ()),
        (2, "entered", "ide", ("start__ide",)),
        (3, "left", "ide", ()),
        (4, "entered", "vurder", ("ide__vurder",)),
        (5, "left", "vurder", ()),
        (6, "entered", "b1", ("vurder__b1",)),
        (7, "left", "b1", ()),
        (8, "passed", "valg", ("b1__valg",)),
        (9, "entered", "vurder", ("valg__vurder",)),
    ]
    assessed, decided = replay.steps[4], replay.steps[6]
    assert (assessed.person and assessed.person.name, assessed.answered, assessed.version_number) == (
        "Frida Fag",
        True,
        1,
    )
    assert (decided.verdict, decided.person and decided.person.name) == ("returner", "Lise Leder")


def test_where_the_case_stood_after_each_step_follows_from_the_steps(
    engine: Engine, town: Town, submit: Submit
) -> None:
    for files in (GATED, INSIDE, MANY):
        receipt = submit(files)
        walk = Walk(engine, receipt)
        engine.tasks.complete(walk.open[0].id, town["fag1"], {"svar": "x"})
        last = engine.queries.replays.view(town["kollega"], case_id=receipt.case_id)
        for number in range(1, last.total + 1):
            replay = engine.queries.replays.view(town["kollega"], case_id=receipt.case_id, step=number)
            count = Counter({place.element: place.count for place in replay.before})
            for step in replay.steps:
                if step.number <= number:
                    count[step.element] += {"entered": 1, "left": -1}.get(step.happening.value, 0)
            assert {place.element: place.count for place in replay.standing} == dict(+count), number


def test_a_step_outside_is_the_nearest(engine: Engine, town: Town, returned: Submitted) -> None:
    view = engine.queries.replays.view
    assert view(town["fag1"], number=returned.number, step=10**12).step == 9
    assert view(town["fag1"], number=returned.number, step=-4).step == 1


def test_a_restricted_case_is_not_played_for_others(engine: Engine, town: Town, returned: Submitted) -> None:
    with engine.database.transaction() as session:
        session.execute(update(Initiative).values(restricted=True))
    for asked in ({"number": returned.number}, {"case_id": returned.case_id}):
        with pytest.raises(NotFound):
            engine.queries.replays.view(town["kollega"], **asked)  # type: ignore[arg-type]
        assert engine.queries.replays.view(town["revisor"], **asked).total == 9  # type: ignore[arg-type]


def test_a_case_of_another_initiative_is_not_found(engine: Engine, town: Town, submit: Submit) -> None:
    one, other = submit(), submit()
    with pytest.raises(NotFound):
        engine.queries.replays.view(town["fag1"], number=one.number, case_id=other.case_id)


def test_an_anonymous_submitter_stays_so(engine: Engine, town: Town, submit: Submit) -> None:
    receipt = submit()
    with engine.database.transaction() as session:
        session.execute(update(Initiative).values(anonymous=True))
    replay = engine.queries.replays.view(town["kollega"], number=receipt.number)
    assert next(step.person for step in replay.steps if step.person).name == "Anonym"
    given = next(step.task_id for step in replay.steps if step.answered)
    assert given is not None
    assert engine.queries.given.view(town["kollega"], given).given_by.name == "Anonym"


def test_answers_are_read_as_they_were(engine: Engine, town: Town, returned: Submitted) -> None:
    walk = Walk(engine, returned)
    engine.tasks.complete(walk.open[0].id, town["fag2"], {"svar": "andre"})
    replay = engine.queries.replays.view(town["kollega"], number=returned.number)
    first, second = (step.task_id for step in replay.steps if step.element == "vurder" and step.answered)
    assert first is not None and second is not None
    earlier = engine.queries.given.view(town["kollega"], first)
    assert (earlier.values["svar"], earlier.later, earlier.given_by.name) == ("første", 1, "Frida Fag")  # type: ignore[index]
    later = engine.queries.given.view(town["kollega"], second)
    assert (later.values["svar"], later.later, later.version_number) == ("andre", 0, 1)  # type: ignore[index]


def test_independent_answers_are_sealed_until_all_have_answered(engine: Engine, town: Town, submit: Submit) -> None:
    receipt = submit(MANY)
    first, second = Walk(engine, receipt).open
    engine.tasks.complete(first.id, town["fag1"], {"svar": "x"})
    with pytest.raises(NotFound):
        engine.queries.given.view(town["fag2"], first.id)
    assert engine.queries.given.view(town["fag1"], first.id).values["svar"] == "x"  # type: ignore[index]
    replay = engine.queries.replays.view(town["fag2"], number=receipt.number)
    assert not any(step.answered for step in replay.steps if step.element == "vurder")
    engine.tasks.complete(second.id, town["fag2"], {"svar": "y"})
    assert engine.queries.given.view(town["fag2"], first.id).values["svar"] == "x"  # type: ignore[index]


def test_the_log_is_narrowed_and_says_version_and_answers(engine: Engine, town: Town, returned: Submitted) -> None:
    page = engine.queries.history.page(town["kollega"], returned.number, matter=Matter.DECISIONS)
    assert [event.action for event in page.events] == ["gate_decided_returner"]
    done = engine.queries.history.page(town["kollega"], returned.number, matter=Matter.DONE, limit=2)
    assert [event.action for event in done.events] == ["gate_decided_returner", "task_completed"]
    assert [(event.version, event.answered) for event in done.events] == [(1, True), (1, True)]
    rest = engine.queries.history.page(town["kollega"], returned.number, matter=Matter.DONE, after=done.next)
    assert [event.subject for event in rest.events] == ["Ide"] and rest.next is None
