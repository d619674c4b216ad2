"""FEEL, the expression language of DMN 1.5: compile once to closures, evaluate within a budget. Imports nothing of ours."""

from engine.feel import calls, control
from engine.feel.budget import Budget, Warning
from engine.feel.errors import (
    FeelBudgetExceeded,
    FeelCompileError,
    FeelError,
    FeelSyntaxError,
    FeelUnknownFunction,
    FeelUnknownType,
)
from engine.feel.expression import Expression, Options, UnaryTests, compile_expression, compile_unary_tests
from engine.feel.values import FeelFunction, Range, YearMonthDuration

# Importing `calls` and `control` registers how their nodes are compiled.
PARTS = (calls, control)

__all__ = [
    "Budget",
    "Expression",
    "FeelBudgetExceeded",
    "FeelCompileError",
    "FeelError",
    "FeelFunction",
    "FeelSyntaxError",
    "FeelUnknownFunction",
    "FeelUnknownType",
    "Options",
    "Range",
    "UnaryTests",
    "Warning",
    "YearMonthDuration",
    "compile_expression",
    "compile_unary_tests",
]
