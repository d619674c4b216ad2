"""The standard process from hand-over to realised benefit, on the real executor."""

from datetime import date

from tests.unit.models.routes import indicator, measure_at, to_measurement
from tests.unit.models.walking import JONAS, Walk


def test_an_approved_idea_goes_from_report_to_realised_benefit(standard: Walk) -> None:
    to_measurement(standard)
    for year, month in ((2026, 12), (2027, 3), (2027, 9), (2028, 9)):
        measure_at(standard, date(year, month, 1), 50)
    assert standard.waiting == ["g3_arsrapport", "g3_arsrapport", "g4_evaluering"]
    standard.do("g4_evaluering").decide("b4", "godkjenn")
    assert standard.finished and standard.ended == "avsluttet"
    assert standard.waiting == [] and standard.timing == []
    assert "g2_tiltak" not in standard.done


def test_each_indicator_is_measured_at_its_own_times_by_its_owner(standard: Walk) -> None:
    to_measurement(standard, indicator("Tid", 100, 50), indicator("Klager", 20, 10, maling="ar", gevinsteier=None))
    due = sorted(t.due_at.date() for t in standard.timers.values() if t.element == "g1_vent")
    assert due == [date(2026, 12, 1), date(2027, 9, 1)]
    measured = standard.wait_until(date(2026, 12, 1)).task("g1_maling")
    assert (measured.path, measured.role, measured.person) == ((1,), "gevinsteier", JONAS)
    standard.do("g1_maling", verdi=50, dato=date(2026, 12, 1)).wait_until(date(2027, 3, 1))
    standard.do("g1_maling", verdi=50, dato=date(2027, 3, 1)).wait_until(date(2027, 9, 1))
    unowned = standard.task("g1_maling", (2,))
    assert (unowned.role, unowned.person) == ("gevinstansvarlig", None)
    assert standard.waiting == ["g1_maling", "g1_maling", "g3_arsrapport"]


def test_a_deviation_opens_measures(standard: Walk) -> None:
    to_measurement(standard)
    measure_at(standard, date(2026, 12, 1), 70)  # (70−100)/(50−100) = 60 %
    assert standard.waiting == ["g2_tiltak"]
    standard.do("g2_tiltak")
    measure_at(standard, date(2027, 3, 1), 60)  # exactly 80 %
    assert standard.waiting == [] and standard.timing == ["g1_vent", "hvert_ar"]


def test_two_falling_readings_open_measures_above_the_limit(standard: Walk) -> None:
    to_measurement(standard)
    measure_at(standard, date(2026, 12, 1), 50)
    measure_at(standard, date(2027, 3, 1), 52)
    assert standard.waiting == []
    measure_at(standard, date(2027, 9, 1), 55)  # 100, 96, 90 %
    assert standard.waiting == ["g2_tiltak", "g3_arsrapport"]


def test_a_target_equal_to_its_start_is_no_deviation(standard: Walk) -> None:
    to_measurement(standard, indicator("Kvalitet", 10, 10))
    measure_at(standard, date(2026, 12, 1), 3)
    assert standard.waiting == []


def test_a_missed_measurement_is_skipped(standard: Walk) -> None:
    to_measurement(standard)
    measure_at(standard, date(2027, 5, 1), 50)  # due at three months; those at three and six months are past
    due = [t.due_at.date() for t in standard.timers.values() if t.element == "g1_vent"]
    assert due == [date(2027, 9, 1)]


def test_benefits_are_reported_every_year(standard: Walk) -> None:
    to_measurement(standard)
    opened = standard.now.date()
    standard.wait_until(date(opened.year + 2, opened.month, min(opened.day + 1, 28)))
    assert standard.waiting.count("g3_arsrapport") == 2


def test_follow_up_can_be_extended_and_sent_back(standard: Walk) -> None:
    to_measurement(standard)
    for year, month in ((2026, 12), (2027, 3), (2027, 9), (2028, 9)):
        measure_at(standard, date(year, month, 1), 50)
    standard.do("g4_evaluering").decide("b4", "vent", vent_til=date(2029, 3, 1)).wait_until(date(2029, 3, 1))
    assert "g1_maling" in standard.waiting
    standard.do("g1_maling", verdi=50, dato=date(2029, 3, 1)).do("g4_evaluering")
    standard.decide("b4", "returner", maal="m1_styring").do("m1_styring")
    assert {"m2_leveranse", "m3_opplaring"} <= set(standard.waiting)
