"""The standard process from the charter to B3, on the real executor."""

from datetime import date

from tests.unit.models.routes import to_b3, to_delivery, to_measurement
from tests.unit.models.walking import OLA, SIRI, Walk


def test_each_product_is_a_task_of_its_own_person_and_date(standard: Walk) -> None:
    to_delivery(standard)
    tasks = sorted((t for t in standard.open.values() if t.element == "m2_leveranse"), key=lambda t: t.path)
    assert [(t.path, t.person) for t in tasks] == [((1,), OLA), ((2,), SIRI)]
    assert [t.due_date.date() for t in tasks if t.due_date] == [date(2026, 6, 1), date(2026, 5, 1)]
    assert "m3_opplaring" in standard.waiting


def test_status_is_due_every_month_and_a_breach_goes_to_the_owner(standard: Walk) -> None:
    to_delivery(standard).do("m2_leveranse", (1,)).wait(33)
    assert standard.waiting.count("m4_status") == 1
    standard.do("m4_status", toleransebrudd=False)
    assert "m4_unntak" not in standard.waiting
    standard.wait(31).do("m4_status", toleransebrudd=True).do("m4_unntak")
    assert standard.task("m4_behandle").role == "prosjekteier"
    standard.do("m4_behandle", beslutning="tiltak")
    assert standard.waiting == ["m2_leveranse", "m3_opplaring"] and standard.timing == ["hver_maned"]


def test_b3_returns_only_to_what_is_missing(standard: Walk) -> None:
    deliveries = to_b3(Walk(standard.model)).decide("b3", "returner", maal="m2_leveranse")
    assert deliveries.waiting == ["m2_leveranse", "m2_leveranse"]
    assert deliveries.do("m2_leveranse", (1,)).do("m2_leveranse", (2,)).waiting == ["m5_overlevering"]
    training = to_b3(Walk(standard.model)).decide("b3", "returner", maal="m3_opplaring")
    assert training.waiting == ["m3_opplaring"] and training.do("m3_opplaring").waiting == ["m5_overlevering"]
    report = to_b3(standard).decide("b3", "returner", maal="m5_overlevering")
    assert report.waiting == ["m5_overlevering"]
    assert report.do("m5_overlevering").do("m6_sluttrapport").decide("b3", "avvis", aarsak="annet").ended == "b3_avvist"


def test_the_phase_follows_the_case(standard: Walk) -> None:
    elements = {element.id: element.phase for element in standard.model.compiled.definition.elements}
    to_measurement(standard)
    assert [elements[e] for e in ("i1_meld_inn", "b1", "t1_testplan", "b2", "m1_styring", "b3")] == [
        "ide", "ide", "test", "test", "implementering", "implementering",
    ]  # fmt: skip
    assert elements["oppfolging"] == elements["g1_maling"] == elements["b4"] == "gevinst"
