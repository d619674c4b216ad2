"""Ways through the standard process to a given gate, with answers that lead straight there."""

from datetime import date

from tests.unit.models.walking import JONAS, KARI, OLA, SIRI, Walk

TAKEN_OVER = date(2026, 9, 1)


def indicator(name: str, start: object, target: object, **more: object) -> dict[str, object]:
    """A row of the baseline."""
    row = {
        "indikator": name,
        "enhet": "timer",
        "metode": "Telling",
        "start": start,
        "mal": target,
        "dato": "2026-03-01",
    }
    return {**row, "gevinsteier": JONAS, **more}


def product(name: str, person: str, due: str) -> dict[str, object]:
    """A row of the charter's products."""
    return {"produkt": name, "akseptkriterier": "Virker", "ansvarlig": person, "frist": due}


def to_b1(walk: Walk, **mandate: object) -> Walk:
    """Waits at B1."""
    walk.do("i1_meld_inn").do("i2_sil", spor="standard", ideeier=KARI).do("i3_innsikt")
    walk.do("i4_vurder", (1,), strategi=4, kvalitet=5).do("i4_vurder", (2,), strategi=2, justering=-2)
    return walk.do("i5_mandat", **{"kostnad": 100_000, "varighet": 3, "kommunalomrader": 1, **mandate})


def to_test_report(walk: Walk, *indicators: dict[str, object]) -> Walk:
    """Waits at T5, without ROS and DPIA; one indicator from 100 to 50 when none is given."""
    to_b1(walk).decide("b1", "godkjenn").do("t1_testplan", informasjonssikkerhet="ingen")
    walk.do("t2_nullpunkt", indikatorer=list(indicators) or [indicator("Saksbehandlingstid", 100, 50)])
    return walk.do("t3_prototype", videre="ferdig")


def to_b2(walk: Walk, *indicators: dict[str, object]) -> Walk:
    """Waits at B2."""
    to_test_report(walk, *indicators).do("t5_testrapport", anbefaling="skaler")
    return walk.do("t6_begrunnelse").do("t7_gevinstplan").do("t8_endringsplan")


def to_delivery(walk: Walk, *indicators: dict[str, object]) -> Walk:
    """Two products and the training are under way."""
    to_b2(walk, *indicators).decide("b2", "godkjenn")
    return walk.do("m1_styring", produkter=[product("App", OLA, "2026-06-01"), product("Rutine", SIRI, "2026-05-01")])


def to_b3(walk: Walk, *indicators: dict[str, object]) -> Walk:
    """Waits at B3 on the day the line took over."""
    to_delivery(walk, *indicators).do("m2_leveranse", (1,)).do("m2_leveranse", (2,)).do("m3_opplaring")
    return walk.wait_until(TAKEN_OVER).do("m5_overlevering", overtatt=TAKEN_OVER).do("m6_sluttrapport")


def to_measurement(walk: Walk, *indicators: dict[str, object]) -> Walk:
    """Waits for the first measurements."""
    return to_b3(walk, *indicators).decide("b3", "godkjenn")


def measure_at(walk: Walk, day: date, value: object) -> Walk:
    """Lets time pass until a day and measures the first indicator that is due."""
    return walk.wait_until(day).do("g1_maling", verdi=value, dato=day)
