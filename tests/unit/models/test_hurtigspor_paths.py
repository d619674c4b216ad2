"""The fast track along each of its paths, on the real executor."""

from datetime import date

from tests.unit.models.walking import KARI, Walk

SMALL = {"kostnad": 10_000, "varighet": 10}


def to_check(walk: Walk, **sorting: object) -> Walk:
    walk.do("h1_forslag", **SMALL).do("h2_sorter", **{"metode": "a3", "ideeier": KARI, **sorting})
    return walk.do(walk.waiting[0]).do("h4_prov")


def test_a_small_improvement_becomes_the_standard(hurtigspor: Walk) -> None:
    to_check(hurtigspor).do("h5_sjekk", videre="standardiser", kostnad_brukt=9_000, dager_brukt=12).do("h6_standard")
    assert hurtigspor.blocks("h7_ok") == []
    hurtigspor.decide("h7_ok", "godkjenn")
    assert hurtigspor.finished and hurtigspor.ended == "standardisert"


def test_the_method_follows_the_sorting(hurtigspor: Walk) -> None:
    hurtigspor.do("h1_forslag", **SMALL).do("h2_sorter", metode="fem_hvorfor", ideeier=KARI)
    assert hurtigspor.waiting == ["h3_hvorfor"]


def test_each_limit_sends_the_proposal_to_the_leader_who_refers_it(hurtigspor: Walk) -> None:
    limits = (
        ("kostnad", 50_001),
        ("varighet", 31),
        ("flere_enheter", True),
        ("personopplysninger", True),
        ("anskaffelse", True),
    )
    for field, value in limits:
        walk = Walk(hurtigspor.model).do("h1_forslag", **{**SMALL, field: value}).do("h2_sorter")
        assert walk.waiting == ["h7_ok"], field
        assert walk.blocks("h7_ok") == ["grenser", "ikke_provd"], field
        assert walk.evaluate("string length(grenser.grunn) > 20") is True
        walk.decide("h7_ok", "henvis", maal="standard")
        follow_up = walk.model.compiled.definition.ends["henvist"].follow_up
        assert walk.ended == "henvist" and walk.evaluate(str(follow_up)) == "standard"


def test_exactly_at_the_limits_is_within_them(hurtigspor: Walk) -> None:
    hurtigspor.do("h1_forslag", kostnad=50_000, varighet=30).do("h2_sorter", metode="a3")
    assert hurtigspor.waiting == ["h3_a3"]


def test_a_try_that_became_too_dear_goes_to_the_leader(hurtigspor: Walk) -> None:
    to_check(hurtigspor).do("h5_sjekk", videre="juster", kostnad_brukt=60_000)
    assert hurtigspor.waiting == ["h7_ok"] and hurtigspor.blocks("h7_ok") == ["grenser"]


def test_adjusting_tries_again_and_stopping_asks_the_leader(hurtigspor: Walk) -> None:
    to_check(hurtigspor).do("h5_sjekk", videre="juster", kostnad_brukt=1_000)
    assert hurtigspor.waiting == ["h4_prov"]
    hurtigspor.do("h4_prov").do("h5_sjekk", videre="stopp", kostnad_brukt=1_000)
    assert hurtigspor.decide("h7_ok", "avvis", aarsak="lav_nytte").ended == "avvist"


def test_the_leader_returns_holds_and_asks_again(hurtigspor: Walk) -> None:
    to_check(hurtigspor).do("h5_sjekk", videre="standardiser").do("h6_standard")
    hurtigspor.decide("h7_ok", "vent", vent_til=date(2026, 2, 1)).wait_until(date(2026, 2, 1))
    hurtigspor.decide("h7_ok", "returner", maal="h6_standard")
    assert hurtigspor.waiting == ["h6_standard"]
    hurtigspor.do("h6_standard").decide("h7_ok", "returner", maal="h4_prov")
    assert hurtigspor.waiting == ["h4_prov"]
