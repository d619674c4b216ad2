"""Statistics per element: the same from counted days, from months and from what is not counted yet; for whom; and who waits."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select, update

from engine.bootstrap import Engine
from engine.contract.errors import InvalidInput, NotAllowed, NotFound
from engine.contract.ids import new_id
from engine.model.access import ApiScope, Identity
from engine.model.definition import Outcome
from engine.model.durations import ERROR
from engine.model.initiative import Initiative
from engine.model.process import ProcessVersion
from engine.model.statistics import ElementCount, Span
from engine.queries.statistics import ElementRow, Period, VersionStatistics
from engine.services.gates import CheckAnswer, Verdict
from engine.testing import FakeClock, Town
from tests.integration.conftest import Submit
from tests.integration.models import GATED, SIMPLE
from tests.integration.test_trail import Walk

Look = Callable[..., VersionStatistics]
SHOWN = {"role", "element", "name"}


@pytest.fixture
def look(engine: Engine, town: Town) -> Look:
    def look(who: str = "prosesseier", **more: object) -> VersionStatistics:
        with engine.database.reading() as session:
            version = session.execute(select(ProcessVersion.id)).scalars().first()
        assert version is not None
        return engine.queries.statistics.view(town[who], version, **more)  # type: ignore[arg-type]

    return look


def row(found: VersionStatistics, element: str) -> ElementRow:
    return next(row for row in found.elements if row.element == element)


def near(found: timedelta | None, wanted: timedelta) -> bool:
    return found is not None and abs(found - wanted) <= wanted * ERROR


@pytest.fixture
def lived(engine: Engine, submit: Submit, town: Town, clock: FakeClock) -> None:
    """Ten days: each an idea that waits a day, is handled for two hours, and is returned once in three."""
    approved = Verdict(outcome=Outcome.GODKJENN, checks={"klart": CheckAnswer(answer="ja")})
    returned = Verdict(outcome=Outcome.RETURNER, reason="Mer", target="vurder")
    for number in range(10):
        walk = Walk(engine, submit(GATED))
        clock.move(hours=24)
        engine.tasks.claim(walk.open[0].id, town["fag1"])
        clock.move(hours=2)
        engine.tasks.complete(walk.open[0].id, town["fag1"], {"svar": "x"})
        engine.gates.decide(walk.open[0].id, town["leder"], returned if number % 3 == 0 else approved)


@pytest.mark.usefixtures("lived")
def test_counted_or_not_the_figures_are_the_same(engine: Engine, look: Look, clock: FakeClock) -> None:
    fresh = {period: look(period=period) for period in Period}
    assert engine.statistics.count() == 11
    assert engine.statistics.count() == 0
    with engine.database.reading() as session:
        assert session.execute(select(func.count()).select_from(ElementCount)).scalar_one() > 0
    assert {period: look(period=period) for period in Period} == fresh
    clock.move(days=40)
    assert engine.statistics.count() == 40
    later = look(period=Period.ALL)
    assert [one.figures for one in later.elements] == [one.figures for one in fresh[Period.ALL].elements]
    with engine.database.reading() as session:
        spans = set(session.execute(select(ElementCount.span)).scalars())
    assert spans == {Span.DAY, Span.MONTH}


@pytest.mark.usefixtures("lived")
def test_waiting_and_handling_are_told_apart(look: Look) -> None:
    found = look()
    assessed = row(found, "vurder").figures
    assert (assessed.completed, row(found, "vurder").now) == (10, 4)
    assert assessed.waiting is not None and near(assessed.waiting.median, timedelta(hours=24))
    assert assessed.handling is not None and near(assessed.handling.p95, timedelta(hours=2))
    assert assessed.total is not None and near(assessed.total.p90, timedelta(hours=26))
    assert (row(found, "b1").figures.returned, row(found, "b1").figures.completed) == (4, 10)
    assert row(found, "valg").figures.completed == 10 and row(found, "valg").figures.total is None


@pytest.mark.usefixtures("lived")
def test_old_days_are_forgotten_and_their_months_kept(engine: Engine, look: Look, clock: FakeClock) -> None:
    before = look(period=Period.ALL)
    clock.move(days=300)
    engine.statistics.count()
    with engine.database.reading() as session:
        assert set(session.execute(select(ElementCount.span)).scalars()) == {Span.MONTH}
    after = look(period=Period.ALL)
    assert [one.figures for one in after.elements] == [one.figures for one in before.elements]
    assert row(look(period=Period.MONTHS_12), "vurder").figures.completed == 10
    assert row(look(period=Period.MONTHS_3), "vurder").figures.completed == 0


@pytest.mark.usefixtures("lived")
def test_a_unit_counts_what_is_below_it(engine: Engine, look: Look, town: Town) -> None:
    for counted in (False, True):
        if counted:
            engine.statistics.count()
        assert row(look(unit_id=town.units["helse"]), "vurder").figures.completed == 10
        assert row(look(unit_id=town.units["helse"]), "vurder").now == 4
        assert row(look(unit_id=town.units["skole"]), "vurder").figures.completed == 0
        assert row(look(unit_id=town.units["skole"]), "vurder").now == 0
    with pytest.raises(InvalidInput):
        look(unit_id=new_id())


@pytest.mark.usefixtures("lived")
def test_a_role_has_the_figures_of_its_tasks(look: Look) -> None:
    found = {one.role: one for one in look().roles}
    assert (found["fagperson"].figures.completed, found["fagperson"].now) == (10, 4)
    assert found["enhetsleder"].figures.returned == 4


def test_statistics_are_for_process_owner_and_auditor(engine: Engine, look: Look, submit: Submit, town: Town) -> None:
    version = look_at(engine, submit)
    for who in ("ansatt", "leder", "styre", "admin", "radgiver"):
        with pytest.raises(NotAllowed):
            look(who)
        with pytest.raises(NotAllowed):
            engine.queries.waiting.page(town[who], version, "vurder")
    for who in ("prosesseier", "revisor"):
        assert look(who).number == 1
    token = replace(town["prosesseier"], scopes=frozenset({ApiScope.READ}))
    assert engine.queries.statistics.view(token, version).number == 1
    with pytest.raises(NotAllowed):
        engine.queries.statistics.view(replace(token, scopes=frozenset({ApiScope.TASKS})), version)
    with pytest.raises(NotFound):
        engine.queries.statistics.view(town["revisor"], new_id())


def look_at(engine: Engine, submit: Submit) -> UUID:
    submit(SIMPLE)
    with engine.database.reading() as session:
        return session.execute(select(ProcessVersion.id)).scalars().one()


def test_who_waits_longest_comes_first_and_restricted_cases_are_not_shown(
    engine: Engine, submit: Submit, town: Town, clock: FakeClock
) -> None:
    numbers = []
    for _ in range(5):
        numbers.append(submit(SIMPLE).number)
        clock.move(hours=1)
    version = look_at(engine, submit)
    numbers.append("INN-2026-006")
    with engine.database.transaction() as session:
        session.execute(update(Initiative).where(Initiative.number == numbers[1]).values(restricted=True))
    shown: list[str] = []
    after = None
    while True:
        page = engine.queries.waiting.page(town["prosesseier"], version, "vurder", after=after, limit=2)
        shown += [one.number for one in page.rows]
        after = page.next
        if after is None:
            break
    assert shown == [number for number in numbers if number != numbers[1]]
    auditor: Identity = town["revisor"]
    assert len(engine.queries.waiting.page(auditor, version, "vurder").rows) == 6
    with pytest.raises(InvalidInput):
        engine.queries.waiting.page(auditor, version, "vurder", after="i går")
