"""`${…}` said in FEEL: the text, and that it means the same also when a variable is absent."""

import pytest

from engine.feel import compile_expression
from engine.importing.juel import NotSimple, to_feel

FACTS = {
    "belop": 5,
    "navn": "Kari",
    "tom": "",
    "ja": True,
    "nei": False,
    "liste": ["a", "b"],
    "ingen": [],
    "kunde": {"alder": 30, "adresse": {"sted": "Moss"}},
}


def feel(text: str) -> str:
    return to_feel(text, ".".join)


@pytest.mark.parametrize(
    ("java", "expected"),
    [
        ("${belop > 3}", "belop > 3"),
        ("#{belop ge 3 and belop le 7}", "belop >= 3 and belop <= 7"),
        ("${navn == 'Kari' || ja}", 'navn = "Kari" or ja'),
        ('${navn eq "O\'Neill"}', 'navn = "O\'Neill"'),
        ("${!ja}", "ja != true"),
        ("${kunde.adresse['sted'] ne 'Oslo'}", 'kunde.adresse.sted != "Oslo"'),
        ("${liste[0] == 'a'}", 'liste[1] = "a"'),
        ("${ja ? 1 : 2}", "if ja then 1 else 2"),
        ("${(belop + 1) * 2 div 3}", "((belop + 1) * 2) / 3"),
        ("${belop mod 2 == 1}", "modulo(belop, 2) = 1"),
        ("${belop % 2}", "modulo(belop, 2)"),
        ("${-belop < 0}", "(-belop) < 0"),
        ("${null}", "null"),
        ("${.5}", "0.5"),
        ("${execution.getVariable('belop')}", "belop"),
        ("PT${belop}H", '"PT" + string(belop) + "H"'),
        ("${navn}, ${navn}!", 'string(navn) + ", " + string(navn) + "!"'),
        ("${'}'}", '"}"'),
        (r"${'a\'b\\c'}", r'"a\'b\\c"'.replace(r"\'", "'")),
    ],
)
def test_simple_expressions_are_said_in_feel(java: str, expected: str) -> None:
    assert feel(java) == expected
    compile_expression(expected)


@pytest.mark.parametrize(
    ("java", "value"),
    [
        ("${!mangler}", True),
        ("${!(mangler && ja)}", True),
        ("${not nei and ja}", True),
        ("${empty mangler}", True),
        ("${empty tom}", True),
        ("${empty ingen}", True),
        ("${empty liste}", False),
        ("${not empty navn}", True),
        ("${!empty belop}", True),
        ("${not empty mangler || belop == 5}", True),
        ("${mangler == null}", True),
        ("${mangler != 'x'}", True),
        ("${(ja || nei) && nei}", False),
        ("${ja || nei && nei}", True),
        ("${1 + 2 * 3 - 4}", 3),
        ("${10 - 2 - 3}", 5),
        ("${ja ? nei ? 1 : 2 : 3}", 2),
        ("${belop == 5 == ja}", True),
        ("${kunde.alder >= 18 && kunde.adresse.sted eq 'Moss'}", True),
        ("PT${belop}H", "PT5H"),
    ],
)
def test_they_give_what_they_gave(java: str, value: object) -> None:
    assert compile_expression(feel(java)).evaluate(FACTS) == value


@pytest.mark.parametrize(
    ("java", "code"),
    [
        ("${navn.startsWith('K')}", "expression_method"),
        ("${bestiller.bestill(belop)}", "expression_method"),
        ("${liste.size() > 1}", "expression_method"),
        ("${now()}", "expression_method"),
        ("${liste[0].navn.trim()}", "expression_method"),
        ("${execution.getVariable(navn)}", "expression_method"),
        ("${var:equals(belop, 5)}", "expression_function"),
        ("${liste[belop]}", "expression_index"),
        ("${liste[belop + 1]}", "expression_index"),
        ("${belop >}", "expression_broken"),
        ("${belop", "expression_broken"),
        ("${}", "expression_broken"),
        ("${a ? b}", "expression_broken"),
        ("${x -> x}", "expression_broken"),
        ("${a.}", "expression_broken"),
        ("${1e400}", "expression_broken"),
        ("${" + "(" * 60 + "1" + ")" * 60 + "}", "expression_deep"),
        ("${" + "!" * 60 + "ja}", "expression_deep"),
        ("${" + "1+" * 3000 + "1}", "expression_long"),
    ],
)
def test_what_is_code_or_broken_is_named(java: str, code: str) -> None:
    with pytest.raises(NotSimple) as refused:
        feel(java)
    assert refused.value.code == code
