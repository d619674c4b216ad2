"""The standard process from the test plan to B2, on the real executor."""

from tests.unit.models.routes import to_b1, to_b2, to_test_report
from tests.unit.models.walking import Walk


def test_risk_and_privacy_work_follows_from_the_test_plan(standard: Walk) -> None:
    def opened(**plan: object) -> list[str]:
        return to_b1(Walk(standard.model)).decide("b1", "godkjenn_vilkar").do("t1_testplan", **plan).waiting

    assert opened(informasjonssikkerhet="ingen") == ["t2_nullpunkt"]
    assert opened(informasjonssikkerhet="intern") == ["t2_nullpunkt", "t2_ros"]
    personal = {"informasjonssikkerhet": "ingen", "personopplysninger": True}
    assert opened(**personal, dpia_kriterier=["omfang"]) == ["t2_nullpunkt", "t2_ros"]
    assert opened(**personal, dpia_kriterier=["omfang", "sarbare"]) == ["t2_dpia", "t2_nullpunkt", "t2_ros"]


def test_high_residual_risk_blocks_b2_until_the_authority_was_asked(standard: Walk) -> None:
    to_b1(standard).decide("b1", "godkjenn")
    plan = {"informasjonssikkerhet": "ingen", "personopplysninger": True, "dpia_kriterier": ["omfang", "sarbare"]}
    standard.do("t1_testplan", **plan).do("t2_ros").do("t2_dpia", restrisiko="hoy", forhandsdrofting=False)
    assert standard.waiting == ["t2_nullpunkt"]
    standard.do("t2_nullpunkt").do("t3_prototype", videre="ferdig").do("t5_testrapport", anbefaling="skaler")
    standard.do("t6_begrunnelse").do("t7_gevinstplan").do("t8_endringsplan")
    assert standard.blocks("b2") == ["dpia"]
    standard.decide("b2", "returner", maal="t1_testplan").do("t1_testplan", **plan)
    standard.do("t2_ros").do("t2_dpia", restrisiko="hoy", forhandsdrofting=True).do("t2_nullpunkt")
    standard.do("t3_prototype", videre="ferdig").do("t5_testrapport", anbefaling="skaler")
    standard.do("t6_begrunnelse", kapasitet="overbooket").do("t7_gevinstplan").do("t8_endringsplan")
    assert standard.blocks("b2") == ["kapasitet"]


def test_b2_is_blocked_without_a_baseline(standard: Walk) -> None:
    when = {b.key: b.when for b in standard.model.compiled.definition.tasks["b2"].gate.blocks}["nullpunkt"]  # type: ignore[union-attr]
    assert standard.evaluate(when) is True
    assert to_b2(standard).evaluate(when) is False


def test_the_log_opens_every_week_while_the_try_out_runs(standard: Walk) -> None:
    to_b1(standard).decide("b1", "godkjenn").do("t1_testplan", informasjonssikkerhet="ingen").do("t2_nullpunkt")
    standard.wait(15)
    assert standard.waiting == ["t3_prototype", "t4_logg", "t4_logg"]
    standard.do("t4_logg").do("t3_prototype", videre="ny_runde").do("t3_prototype", videre="ferdig")
    assert standard.waiting == ["t4_logg", "t5_testrapport"] and standard.timing == []


def test_a_report_decides_between_scaling_testing_again_and_stopping(standard: Walk) -> None:
    again = to_test_report(Walk(standard.model)).do("t5_testrapport", anbefaling="juster")
    assert again.waiting == ["t1_testplan"]
    stopped = to_test_report(standard).do("t5_testrapport", anbefaling="stopp")
    assert stopped.waiting == ["b2"] and "stopp" in stopped.blocks("b2")
    assert stopped.decide("b2", "avvis", aarsak="lav_nytte").ended == "b2_avvist"


def test_b2_returns_to_each_of_its_targets(standard: Walk) -> None:
    for target in ("i3_innsikt", "t1_testplan", "t6_begrunnelse", "t7_gevinstplan"):
        walk = to_b2(Walk(standard.model)).decide("b2", "returner", maal=target)
        assert walk.waiting == [target]
