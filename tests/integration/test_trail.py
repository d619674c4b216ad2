"""Where a case has been: one row per time at an element, in the order that things happened."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from engine.bootstrap import Engine
from engine.contract.errors import CaseStopped
from engine.jobs.work import sweep
from engine.model.activation import Activation
from engine.model.case import Case
from engine.model.definition import Outcome
from engine.model.task import OPEN, Task
from engine.services.cases import Submitted
from engine.services.gates import CheckAnswer, Verdict
from engine.testing import FakeClock, Town
from tests.integration.conftest import Submit
from tests.integration.models import END, GATED, IDEA, START, chain, flow, model, task

INSIDE = model(
    START + IDEA
    + '<bpmn:subProcess id="del"><bpmn:startEvent id="inn"/>' + task("vurder") + '<bpmn:endEvent id="ut"/>'
    + chain("inn", "vurder", "ut") + "</bpmn:subProcess>"
    + '<bpmn:boundaryEvent id="purr" attachedToRef="del"><bpmn:timerEventDefinition><bpmn:timeDuration>"P5D"'
    "</bpmn:timeDuration></bpmn:timerEventDefinition></bpmn:boundaryEvent>"
    + task("leder") + END + chain("start", "ide", "del", "leder", "slutt") + flow("purr", "leder"),
    {"ansatt": ("start", "ide"), "fagperson": ("del", "vurder"), "enhetsleder": ("leder", "slutt")},
)  # fmt: skip
MANY = model(
    START + IDEA
    + task("vurder", loop='<bpmn:multiInstanceLoopCharacteristics><bpmn:loopCardinality>2</bpmn:loopCardinality>'
           "</bpmn:multiInstanceLoopCharacteristics>")
    + END + chain("start", "ide", "vurder", "slutt"),
    {"ansatt": ("start", "ide"), "fagperson": ("vurder",), "enhetsleder": ("slutt",)},
)  # fmt: skip


class Walk:
    """One case and what it leaves behind."""

    def __init__(self, engine: Engine, receipt: Submitted) -> None:
        self.engine, self.case_id = engine, receipt.case_id

    @property
    def open(self) -> list[Task]:
        with self.engine.database.reading() as session:
            query = select(Task).where(Task.case_id == self.case_id, Task.status.in_(OPEN)).order_by(Task.path)
            return list(session.execute(query).scalars())

    @property
    def rows(self) -> list[Activation]:
        with self.engine.database.reading() as session:
            query = select(Activation).where(Activation.case_id == self.case_id).order_by(Activation.step)
            return list(session.execute(query).scalars())

    @property
    def places(self) -> list[tuple[str, int, int | None, str | None]]:
        return [(row.element, row.step, row.left_step, row.outcome) for row in self.rows]

    @property
    def steps(self) -> int:
        with self.engine.database.reading() as session:
            return session.execute(select(Case.steps).where(Case.id == self.case_id)).scalar_one()

    def at(self, element: str) -> Activation:
        return [row for row in self.rows if row.element == element][-1]


def test_a_case_leaves_a_row_per_element_in_order(engine: Engine, submit: Submit, town: Town, clock: FakeClock) -> None:
    walk = Walk(engine, submit())
    assert walk.places == [
        ("start", 1, 1, "completed"),
        ("ide", 2, 3, "completed"),
        ("vurder", 4, None, None),
    ]
    clock.move(hours=2)
    engine.tasks.claim(walk.open[0].id, town["fag1"])
    clock.move(hours=3)
    engine.tasks.complete(walk.open[0].id, town["fag1"], {"svar": "x"})
    done = walk.at("vurder")
    assert (done.left_step, done.outcome, done.person_id) == (5, "completed", town.people["fag1"])
    assert done.claimed_at is not None and done.left_at is not None
    assert (done.claimed_at - done.entered_at, done.left_at - done.claimed_at) == (
        timedelta(hours=2),
        timedelta(hours=3),
    )
    assert walk.at("leder").left_at is None and walk.steps == 6


def test_releasing_a_task_lets_it_wait_again(engine: Engine, submit: Submit, town: Town, clock: FakeClock) -> None:
    walk = Walk(engine, submit())
    engine.tasks.claim(walk.open[0].id, town["fag1"])
    clock.move(hours=1)
    engine.tasks.release(walk.open[0].id, town["fag1"])
    assert walk.open[0].claimed_at is None
    clock.move(hours=1)
    engine.tasks.claim(walk.open[0].id, town["fag2"])
    assert walk.open[0].claimed_at == clock.now()


def test_a_gateway_tells_which_way_was_taken_and_a_timer_waits(
    engine: Engine, submit: Submit, town: Town, clock: FakeClock
) -> None:
    walk = Walk(engine, submit(GATED))
    engine.tasks.complete(walk.open[0].id, town["fag1"], {"svar": "x"})
    until = clock.now().date() + timedelta(days=30)
    verdict = Verdict(outcome=Outcome.VENT, reason="Penger", hold_until=until)
    engine.gates.decide(walk.open[0].id, town["leder"], verdict)
    assert [place[0] for place in walk.places] == ["start", "ide", "vurder", "b1", "valg", "hvil"]
    assert walk.at("hvil").left_at is None
    clock.move(days=31)
    sweep(engine)
    assert (walk.at("hvil").outcome, walk.at("hvil").left_at) == ("completed", clock.now())
    assert walk.at("b1").left_at is None
    again = Verdict(outcome=Outcome.RETURNER, reason="Tall", target="vurder")
    engine.gates.decide(walk.open[0].id, town["leder"], again)
    assert [place[0] for place in walk.places][-3:] == ["b1", "valg", "vurder"]


def test_a_subprocess_lasts_from_its_start_to_its_end(
    engine: Engine, submit: Submit, town: Town, clock: FakeClock
) -> None:
    walk = Walk(engine, submit(INSIDE))
    assert [row.element for row in walk.rows][-4:] == ["del", "inn", "vurder", "purr"]
    clock.move(days=1)
    engine.tasks.complete(walk.open[0].id, town["fag1"], {"svar": "x"})
    inside = walk.at("del")
    assert inside.left_at is not None and inside.left_at - inside.entered_at == timedelta(days=1)
    assert (walk.at("purr").outcome, walk.at("purr").left_at) == ("cancelled", clock.now())
    assert [row.element for row in walk.rows if row.left_at is None] == ["leder"]


def test_an_interrupted_subprocess_is_cancelled_with_what_it_holds(
    engine: Engine, submit: Submit, clock: FakeClock
) -> None:
    walk = Walk(engine, submit(INSIDE))
    clock.move(days=6)
    sweep(engine)
    outcomes = {row.element: row.outcome for row in walk.rows}
    assert (outcomes["del"], outcomes["vurder"], outcomes["purr"]) == ("cancelled", "cancelled", "completed")
    assert [row.element for row in walk.rows if row.left_at is None] == ["leder"]


def test_an_ad_hoc_subprocess_lasts_as_long_as_what_is_in_it(
    engine: Engine, submit: Submit, town: Town, clock: FakeClock
) -> None:
    free = '<bpmn:adHocSubProcess id="fritt">' + task("a") + task("b") + "</bpmn:adHocSubProcess>"
    walk = Walk(engine, submit(model(
        START + IDEA + free + task("leder") + END + chain("start", "ide", "fritt", "leder", "slutt"),
        {"ansatt": ("start", "ide"), "fagperson": ("fritt", "a", "b"), "enhetsleder": ("leder", "slutt")},
    )))  # fmt: skip
    assert [row.element for row in walk.rows][-3:] == ["fritt", "a", "b"]
    for _ in range(2):
        clock.move(days=1)
        engine.tasks.complete(walk.open[0].id, town["fag1"], {"svar": "x"})
    (around,) = [row for row in walk.rows if row.element == "fritt"]
    assert around.left_at is not None and around.left_at - around.entered_at == timedelta(days=2)
    assert [row.element for row in walk.rows if row.left_at is None] == ["leder"]


def test_each_instance_has_its_own_row(engine: Engine, submit: Submit, town: Town) -> None:
    walk = Walk(engine, submit(MANY))
    second = walk.open[1]
    engine.tasks.complete(second.id, town["fag2"], {"svar": "x"})
    found = {row.path: (row.outcome, row.person_id) for row in walk.rows if row.element == "vurder"}
    assert found == {"1": (None, None), "2": ("completed", town.people["fag2"])}


def test_a_cancelled_case_leaves_everything_in_one_step(
    engine: Engine, submit: Submit, town: Town, clock: FakeClock
) -> None:
    walk = Walk(engine, submit(INSIDE))
    waiting = {row.element for row in walk.rows if row.left_at is None}
    assert waiting == {"del", "vurder", "purr"}
    engine.cases.cancel(walk.case_id, town["prosesseier"], "Ikke aktuelt.")
    last = walk.steps
    assert {row.element for row in walk.rows if row.left_step == last} == waiting
    assert all(row.outcome == "cancelled" for row in walk.rows if row.left_step == last)


def test_what_failed_is_told_once(engine: Engine, submit: Submit, town: Town) -> None:
    stopping = model(
        START + IDEA + task("vurder") + '<bpmn:exclusiveGateway id="valg"/>' + END + task("leder")
        + chain("start", "ide", "vurder", "valg") + flow("valg", "slutt", "vurder.tall = 1")
        + flow("valg", "leder", "vurder.tall = 2") + flow("leder", "slutt"),
        {"ansatt": ("start", "ide"), "fagperson": ("vurder", "valg"), "enhetsleder": ("leder", "slutt")},
    )  # fmt: skip
    walk = Walk(engine, submit(stopping))
    for _ in range(2):
        with pytest.raises(CaseStopped):
            engine.tasks.complete(walk.open[0].id, town["fag1"], {"svar": "x", "tall": "3"})
    assert [row.outcome for row in walk.rows if row.element == "valg"] == ["failed"]
    assert walk.at("vurder").left_at is None


def test_a_finished_case_waits_nowhere(engine: Engine, submit: Submit, town: Town) -> None:
    walk = Walk(engine, submit(GATED))
    engine.tasks.complete(walk.open[0].id, town["fag1"], {"svar": "x"})
    approved = Verdict(outcome=Outcome.GODKJENN, checks={"klart": CheckAnswer(answer="ja")})
    engine.gates.decide(walk.open[0].id, town["leder"], approved)
    assert all(row.left_at is not None for row in walk.rows)
    assert walk.steps == max(row.left_step or row.step for row in walk.rows)
