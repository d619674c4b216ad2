"""The standard process from a reported idea to B1, on the real executor."""

from datetime import date

from tests.unit.models.routes import to_b1
from tests.unit.models.walking import JONAS, KARI, Walk


def test_two_people_assess_and_the_score_says_how_far_apart_they_are(standard: Walk) -> None:
    to_b1(standard)
    # 25·(4−1)/4 + 25·(5−1)/4 = 43.75 and 25·(2−1)/4 − 2 = 4.25; every other criterion is at its lowest.
    assert standard.evaluate("skar.poeng = [43.75, 4.25]") is True
    assert standard.evaluate("skar.skar = 24.0 and skar.spredning = 39.5 and skar.ma = false") is True


def test_the_table_says_who_decides_b1(standard: Walk) -> None:
    assert to_b1(standard).task("b1").role == "enhetsleder"
    for limit in ({"kostnad": 500_000}, {"varighet": 7}, {"kommunalomrader": 2}, {"personvernrisiko": "hoy"}):
        walk = to_b1(Walk(standard.model), **limit)
        assert walk.task("b1").role == "portefoljestyre", limit
        assert walk.evaluate("string length(rute_b1.grunn) > 20") is True


def test_the_submitter_can_be_asked_for_more(standard: Walk) -> None:
    standard.do("i1_meld_inn").do("i2_sil", handling="be_om_mer")
    assert standard.task("i1b_utdyp").role == "innmelder"
    standard.do("i1b_utdyp").do("i2_sil", spor="standard")
    assert standard.task("i3_innsikt").role == "ideeier"


def test_the_submitter_owns_the_idea_unless_somebody_else_is_named(standard: Walk) -> None:
    appointed = standard.model.compiled.definition.tasks["i2_sil"].appointments[0].person
    standard.do("i1_meld_inn").do("i2_sil", handling="be_om_mer")
    assert standard.evaluate(appointed) == KARI
    standard.do("i1b_utdyp").do("i2_sil", spor="standard", ideeier=JONAS)
    assert standard.evaluate(appointed) == JONAS


def test_an_idea_that_goes_elsewhere_ends_where_its_name_says(standard: Walk) -> None:
    ends = {
        "hurtigspor": "til_hurtigspor",
        "utfordring": "til_utfordring",
        "anskaffelse": "til_anskaffelse",
        "linjeoppgave": "til_linja",
    }
    for track, end in ends.items():
        walk = Walk(standard.model).do("i1_meld_inn").do("i2_sil", handling="ga_videre", spor=track)
        definition = walk.model.compiled.definition.ends[end]
        assert (walk.ended, walk.finished, definition.status) == (end, True, "referred")
        assert definition.follow_up is not None and walk.evaluate(definition.follow_up) == track


def test_a_duplicate_is_merged(standard: Walk) -> None:
    standard.do("i1_meld_inn").do("i2_sil", handling="sla_sammen", duplikat_av="INN-2026-042")
    definition = standard.model.compiled.definition.ends["slatt_sammen"]
    assert standard.ended == "slatt_sammen" and definition.status == "merged"
    assert definition.merge_into is not None and standard.evaluate(definition.merge_into) == "INN-2026-042"


def test_b1_can_reject_refer_hold_and_return(standard: Walk) -> None:
    rejected = to_b1(Walk(standard.model)).decide("b1", "avvis", aarsak="lav_nytte")
    assert rejected.finished and rejected.ended == "b1_avvist"
    referred = to_b1(Walk(standard.model)).decide("b1", "henvis", maal="hurtigspor")
    follow_up = referred.model.compiled.definition.ends["b1_henvist"].follow_up
    assert referred.ended == "b1_henvist" and referred.evaluate(str(follow_up)) == "hurtigspor"
    held = to_b1(standard).decide("b1", "vent", vent_til=date(2026, 4, 1))
    assert held.waiting == [] and held.timing == ["b1_vent"]
    held.wait_until(date(2026, 3, 31))
    assert held.waiting == []
    held.wait_until(date(2026, 4, 1)).decide("b1", "returner", maal="i5_mandat")
    held.do("i5_mandat", kostnad=900_000, kommunalomrader=1, varighet=2)
    assert held.task("b1").role == "portefoljestyre"
    held.decide("b1", "returner", maal="i3_innsikt")
    assert held.waiting == ["i3_innsikt"]
    held.do("i3_innsikt")
    assert held.waiting == ["i4_vurder", "i4_vurder"]
