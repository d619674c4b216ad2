"""One expression of Java's language, read by recursive descent and said in FEEL as it goes.

What differs is carried over: an absent value counts as false under `!`, list places count from zero.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

Resolver = Callable[[tuple[str, ...]], str]
"""From a path's names to FEEL."""

MAXIMUM_DEPTH = 40

_TOKEN = re.compile(
    r"""\s*(?:
    (?P<number>\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)
  | (?P<text>'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")
  | (?P<name>[^\W\d][\w$]*|\$\w+)
  | (?P<sign>&&|\|\||==|!=|<=|>=|->|[-+*/%<>!?:.()\[\],;={}])
    )""",
    re.VERBOSE,
)
_WORDS = {
    "and": "&&",
    "or": "||",
    "not": "!",
    "eq": "==",
    "ne": "!=",
    "lt": "<",
    "gt": ">",
    "le": "<=",
    "ge": ">=",
    "div": "/",
    "mod": "%",
}
_COMPARISONS = {"==": "=", "!=": "!=", "<": "<", ">": ">", "<=": "<=", ">=": ">="}
_READERS = {"getVariable", "getVariableLocal"}


class NotSimple(Exception):
    """The expression cannot be said in FEEL. `code` names why, `found` what stands there."""

    def __init__(self, code: str, found: str = "") -> None:
        self.code, self.found = code, found
        super().__init__(f"{code}: {found}")


@dataclass(frozen=True)
class Said:
    """A piece of FEEL. `tight`: safe beside any operator. `path`: a plain value that may be absent."""

    text: str
    tight: bool = False
    path: bool = False

    def inside(self) -> str:
        return self.text if self.tight else f"({self.text})"


def quoted(text: str) -> str:
    """A FEEL string."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r")
    return '"' + escaped.replace("\t", "\\t") + '"'


class Reader:
    """Reads one expression, without its braces."""

    def __init__(self, text: str, resolve: Resolver) -> None:
        self._resolve, self._at, self._depth = resolve, 0, 0
        self._tokens: list[tuple[str, str]] = []
        place = 0
        while text[place:].strip():
            match = _TOKEN.match(text, place)
            if match is None:
                raise NotSimple("expression_broken", text[place:].strip()[:20])
            kind = str(match.lastgroup)
            value = match[kind]
            self._tokens.append(("sign", _WORDS[value]) if kind == "name" and value in _WORDS else (kind, value))
            place = match.end()

    def whole(self) -> Said:
        """All of it as FEEL. Raises NotSimple."""
        said = self._choice()
        if self._at < len(self._tokens):
            raise NotSimple("expression_broken", self._tokens[self._at][1])
        return said

    def _choice(self) -> Said:
        self._depth += 1
        if self._depth > MAXIMUM_DEPTH:
            raise NotSimple("expression_deep", str(MAXIMUM_DEPTH))
        condition = self._either()
        if self._take("?"):
            then = self._choice()
            if not self._take(":"):
                raise NotSimple("expression_broken", "?")
            otherwise = self._choice()
            condition = Said(f"if {condition.text} then {then.text} else {otherwise.text}")
        self._depth -= 1
        return condition

    def _either(self) -> Said:
        return self._chain(self._both, {"||": "or"})

    def _both(self) -> Said:
        return self._chain(self._equality, {"&&": "and"})

    def _equality(self) -> Said:
        return self._chain(self._order, {sign: _COMPARISONS[sign] for sign in ("==", "!=")})

    def _order(self) -> Said:
        return self._chain(self._sum, {sign: _COMPARISONS[sign] for sign in ("<", ">", "<=", ">=")})

    def _sum(self) -> Said:
        return self._chain(self._product, {"+": "+", "-": "-"})

    def _product(self) -> Said:
        left = self._unary()
        while sign := self._take("*", "/", "%"):
            right = self._unary()
            if sign == "%":
                left = Said(f"modulo({left.text}, {right.text})", tight=True)
            else:
                left = Said(f"{left.inside()} {sign} {right.inside()}")
        return left

    def _chain(self, below: Callable[[], Said], signs: dict[str, str]) -> Said:
        left = below()
        joined = ""
        while sign := self._take(*signs):
            word, right = signs[sign], below()
            # A chain of one operator needs no brackets around what came before.
            before = left.text if joined == word and word in ("and", "or", "+") else left.inside()
            if word in ("and", "or"):
                before, after = (_bare(before, left), _bare(right.inside(), right))
                left = Said(f"{before} {word} {after}")
            else:
                left = Said(f"{before} {word} {right.inside()}")
            joined = word
        return left

    def _unary(self) -> Said:
        if self._take("!"):
            self._deeper()
            inner = self._unary()
            self._depth -= 1
            # FEEL's not(null) is null, so that an absent value would count as neither; here it counts as false.
            return Said(f"{inner.inside()} != true")
        if self._take("-"):
            self._deeper()
            inner = self._unary()
            self._depth -= 1
            return Said(f"-{inner.inside()}")
        if self._peek() == ("name", "empty"):
            self._at += 1
            self._deeper()
            value = self._unary().inside()
            self._depth -= 1
            return Said(f'{value} = null or string({value}) in ("", "[]", "{{}}")')
        return self._value()

    def _deeper(self) -> None:
        self._depth += 1
        if self._depth > MAXIMUM_DEPTH:
            raise NotSimple("expression_deep", str(MAXIMUM_DEPTH))

    def _value(self) -> Said:
        kind, value = self._peek()
        self._at += 1
        if kind == "number":
            if "e" in value.lower():
                raise NotSimple("expression_broken", value)
            return Said(value.rstrip(".") if value[0] != "." else f"0{value}", tight=True)
        if kind == "text":
            return Said(quoted(_unescaped(value)), tight=True)
        if (kind, value) == ("sign", "("):
            inner = self._choice()
            if not self._take(")"):
                raise NotSimple("expression_broken", "(")
            return inner
        if kind == "name" and value in ("true", "false", "null"):
            return Said(value, tight=True)
        if kind == "name":
            return self._path(value)
        raise NotSimple("expression_broken", value)

    def _path(self, first: str) -> Said:
        names, tail = [first], ""
        while True:
            if self._peek() == ("sign", "("):
                return self._variable(names)
            if self._peek() == ("sign", ":") and self._peek(1)[0] == "name" and self._peek(2) == ("sign", "("):
                raise NotSimple("expression_function", f"{first}:{self._peek(1)[1]}()")
            if self._take("."):
                kind, value = self._peek()
                if kind != "name":
                    raise NotSimple("expression_broken", ".")
                self._at += 1
                if tail:
                    if self._peek() == ("sign", "("):
                        raise NotSimple("expression_method", f"{value}()")
                    tail += f".{value}"
                else:
                    names.append(value)
            elif self._take("["):
                kind, value = self._peek()
                self._at += 1
                if not self._take("]"):
                    raise NotSimple("expression_index", f"{first}[{value}…]")
                if kind == "text" and _unescaped(value).isidentifier() and not tail:
                    names.append(_unescaped(value))
                elif kind == "text" and _unescaped(value).isidentifier():
                    tail += f".{_unescaped(value)}"
                elif kind == "number" and value.isdigit():
                    tail += f"[{int(value) + 1}]"
                else:
                    raise NotSimple("expression_index", f"{first}[{value}]")
            else:
                return Said(self._resolve(tuple(names)) + tail, tight=True, path=True)

    def _variable(self, names: list[str]) -> Said:
        """`execution.getVariable('x')` is only a longer name for x; every other call is code."""
        if len(names) == 2 and names[0] in ("execution", "task") and names[1] in _READERS:
            argument = self._peek(1)
            if argument[0] == "text" and self._peek(2) == ("sign", ")"):
                self._at += 3
                return Said(self._resolve((_unescaped(argument[1]),)), tight=True, path=True)
        raise NotSimple("expression_method", f"{'.'.join(names)}()")

    def _peek(self, ahead: int = 0) -> tuple[str, str]:
        place = self._at + ahead
        return self._tokens[place] if place < len(self._tokens) else ("end", "")

    def _take(self, *signs: str) -> str:
        kind, value = self._peek()
        if kind == "sign" and value in signs:
            self._at += 1
            return value
        return ""


def _bare(text: str, said: Said) -> str:
    """A comparison needs no brackets beside `and` and `or`; a choice or another chain does."""
    plain = said.text
    loose = plain.startswith("if ") or " and " in plain or " or " in plain
    return text if loose else plain


def _unescaped(literal: str) -> str:
    return re.sub(r"\\(.)", r"\1", literal[1:-1])
