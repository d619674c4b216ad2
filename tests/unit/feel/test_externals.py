"""External functions: Java's pure ones by name, computed here, and nothing else."""

from decimal import Decimal

import pytest

from engine.feel import compile_expression


def external(cls: str, signature: str, parameters: str, call: str) -> object:
    text = f'{{f: function({parameters}) external {{java: {{class: "{cls}", method signature: "{signature}"}}}}, r: {call}}}.r'
    return compile_expression(text).evaluate()


@pytest.mark.parametrize(
    ("cls", "signature", "parameters", "call", "expected"),
    [
        ("java.lang.Math", "max(double, double)", "a, b", "f(1.5, 2.5)", Decimal("2.5")),
        ("java.lang.Math", "round(double)", "a", "f(2.5)", Decimal(3)),
        ("java.lang.Math", "sqrt(double)", "a", "f(-1)", None),
        ("java.lang.Math", "exp(double)", "a", "f(100000)", None),
        ("java.lang.Math", "floorMod(int, int)", "a, b", "f(-7, 3)", Decimal(2)),
        ("java.lang.Math", "floorMod(int, int)", "a, b", "f(1, 0)", None),
        ("java.lang.Integer", "valueOf(java.lang.String)", "s", 'f("123")', Decimal(123)),
        ("java.lang.Byte", "valueOf(byte)", "b", "f(128)", None),
        ("java.lang.Integer", "parseInt(java.lang.String)", "s", 'f("1.5")', None),
        ("java.lang.Double", "valueOf(java.lang.String)", "s", 'f("1.5e3")', Decimal("1500")),
        ("java.lang.String", "valueOf(char)", "c", 'f("ab")', None),
        (
            "java.lang.String",
            "format(java.lang.String, [Ljava.lang.Object;)",
            "s, o",
            'f("%5.2f|%-4s|%04d%%", [1.005, "x", 7])',
            " 1.01|x   |0007%",
        ),
        ("java.lang.String", "format(java.lang.String, [Ljava.lang.Object;)", "s, o", 'f("%s %s", "x")', None),
        ("java.lang.Runtime", "exec(java.lang.String)", "s", 'f("id")', None),
        ("java.lang.Math", "max(java.lang.String, java.lang.String)", "a, b", 'f("1", "2")', None),
        ("os", "system(java.lang.String)", "s", 'f("id")', None),
    ],
)
def test_external_functions(cls: str, signature: str, parameters: str, call: str, expected: object) -> None:
    assert external(cls, signature, parameters, call) == expected
