"""The only exceptions that leave this package: every one is a FeelError with a code and fields for its sentence."""

from engine.feel.messages import JOINERS, MESSAGES, TOKENS


class FeelError(Exception):
    """Root of everything that compiling or evaluating may raise. `code` finds the sentence in `messages.MESSAGES`."""

    code = "internal"

    def __init__(self, **params: str) -> None:
        self.params = params
        super().__init__(self.sentence("en"))

    def sentence(self, language: str = "nb") -> str:
        """The whole explanation in `nb` or `en`."""
        return MESSAGES[self.code][language].format_map(self.params)


class FeelCompileError(FeelError):
    """The text is not an expression that can be compiled."""


class FeelSyntaxError(FeelCompileError):
    """The text breaks the grammar at `line` and `column` (both from 1).

    `found` is the offending text ('' at the end); `expected` lists symbols, keywords or keys of `messages.TOKENS`;
    `suggestion` is FEEL's spelling of what other languages write so, '' when nothing comes to mind.
    """

    code = "syntax"

    def __init__(self, *, line: int, column: int, found: str, expected: tuple[str, ...], suggestion: str = "") -> None:
        self.line, self.column, self.found, self.expected = line, column, found, expected
        self.suggestion = suggestion
        if suggestion:
            self.code = "syntax_suggestion"
        super().__init__(line=str(line), column=str(column), found=found, expected=", ".join(expected))

    def sentence(self, language: str = "nb") -> str:
        comma, last = JOINERS[language]
        words = [TOKENS[e][language] if e in TOKENS else f"«{e}»" for e in self.expected]
        expected = last.join((comma.join(words[:-1]), words[-1])) if len(words) > 1 else "".join(words)
        found = f"«{self.found}»" if self.found else TOKENS["END"][language]
        return MESSAGES[self.code][language].format(
            line=self.line,
            column=self.column,
            found=found,
            expected=expected or TOKENS["END"][language],
            suggestion=self.suggestion,
        )


class FeelUnknownFunction(FeelCompileError):
    """A function is called that neither FEEL, the expression nor the caller defines; `suggestion` is the nearest."""

    code = "unknown_function"

    def __init__(self, *, line: int, column: int, name: str, suggestion: str = "") -> None:
        self.line, self.column, self.name, self.suggestion = line, column, name, suggestion
        if suggestion:
            self.code = "unknown_function_suggestion"
        super().__init__(line=str(line), column=str(column), name=name, suggestion=suggestion)


class FeelUnknownType(FeelCompileError):
    """A type is named that neither FEEL nor the caller defines; `suggestion` is the nearest."""

    code = "unknown_type"

    def __init__(self, *, line: int, column: int, name: str, suggestion: str = "") -> None:
        self.line, self.column, self.name, self.suggestion = line, column, name, suggestion
        if suggestion:
            self.code = "unknown_type_suggestion"
        super().__init__(line=str(line), column=str(column), name=name, suggestion=suggestion)


class FeelWrongArguments(FeelCompileError):
    """A built-in function is called with a wrong number of arguments or unknown parameter names."""

    code = "wrong_arguments"

    def __init__(self, *, line: int, column: int, name: str, usage: str) -> None:
        self.line, self.column, self.name, self.usage = line, column, name, usage
        super().__init__(line=str(line), column=str(column), name=name, usage=usage)


class FeelTooLong(FeelCompileError):
    """The source is longer than the cap."""

    code = "too_long"


class FeelTooDeep(FeelCompileError):
    """The source nests deeper than the cap."""

    code = "too_deep"


class FeelNotText(FeelCompileError):
    """Something other than a string was given as source."""

    code = "not_text"


class FeelBudgetExceeded(FeelError):
    """Evaluation went over its budget: `what` is a limit of `Budget`; `limit` the number allowed."""

    def __init__(self, what: str, limit: int) -> None:
        self.what, self.limit = what, limit
        self.code = f"budget_{what}"
        super().__init__(limit=str(limit))

    def __reduce__(self) -> tuple[type, tuple[str, int]]:
        return FeelBudgetExceeded, (self.what, self.limit)


class FeelCodecError(FeelError):
    """A value cannot be written, or bytes cannot be read, by `codec`."""

    code = "codec"


class FeelInternalError(FeelError):
    """A fault of this package, turned into a FeelError so that no caller meets a bare exception."""
