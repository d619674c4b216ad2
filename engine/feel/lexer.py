"""Source text to tokens, settling what FEEL leaves to context: names with spaces, keys, types, range brackets.

Strategy for names: (1) the longest name that is known (a fact, a key, parameter or variable met earlier in the same
text, a built-in function) is one token, whatever it is made of; (2) otherwise words that follow each other with no
keyword between them are one name. No two operands may stand side by side in FEEL, so (2) never splits a valid text.
"""

import re
from collections.abc import Collection, Iterator
from difflib import get_close_matches

from lark import Token

from engine.feel.errors import FeelSyntaxError, FeelTooDeep, FeelUnknownType
from engine.feel.text import unescape
from engine.feel.types import SIMPLE, NotAType, parse_type

MAX_BRACKETS = 100
FOREIGN = (
    ("&&", "and"),
    ("||", "or"),
    ("==", "="),
    ("<>", "!="),
    ("!=", ""),
    ("!", "not(…)"),
    ("'", '"'),
    ("%", "modulo(…)"),
)

KEYWORDS = {
    "if": "IF", "then": "THEN", "else": "ELSE", "for": "FOR", "in": "IN", "return": "RETURN", "some": "SOME",
    "every": "EVERY", "satisfies": "SATISFIES", "and": "AND", "or": "OR", "between": "BETWEEN", "true": "TRUE",
    "false": "FALSE", "null": "NULL", "function": "FUNCTION",
}  # fmt: skip
SYMBOLS = {
    "**": "POWER", "..": "DOTDOT", "!=": "NE", "<=": "LE", ">=": "GE", "<": "LT", ">": "GT", "=": "EQ", "+": "PLUS",
    "-": "MINUS", "*": "STAR", "/": "SLASH", ".": "DOT", ",": "COMMA", ":": "COLON", "(": "LPAR", ")": "RPAR",
    "[": "LSQB", "]": "RSQB", "{": "LBRACE", "}": "RBRACE",
}  # fmt: skip
OPERAND_ENDS = frozenset(
    ["NAME", "NUMBER", "STRING", "TRUE", "FALSE", "NULL", "AT", "RPAR", "RSQB", "RBRACE", "RANGE_CLOSE", "TYPE", "ANY"]
)

# Letters and digits of any script, with the symbols beyond the basic plane that the standard also allows in names.
_LETTER = r"[^\W\d]|\?|[\u200c\u200d\u2070-\u218f\U00010000-\U000effff]"
# One class and no alternatives: where two of them overlap, a long word could be matched in exponentially many ways.
_PART = r"[\w?\u200c\u200d\u2070-\u218f\U00010000-\U000effff\u00b7\u0300-\u036f\u203f\u2040]"
_WORD = rf"(?:{_LETTER}){_PART}*+"
WORD = re.compile(_WORD)
NEXT_WORD = re.compile(rf"\s+({_PART}+)")
BLANK = re.compile(r"(?:\s|//[^\n]*|/\*.*?\*/)+", re.DOTALL)
NUMBER = re.compile(r"(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
STRING = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
SYMBOL = re.compile("|".join(re.escape(s) for s in sorted(SYMBOLS, key=len, reverse=True)))
INSTANCE_OF = re.compile(rf"instance\s+of(?!{_PART})")
CONTEXT_KEY = re.compile(r'[^\s:{}\[\]",()][^:{}\[\]",()]*?(?=\s*:)')
ARGUMENT_KEY = re.compile(rf"{_WORD}(?:\s++{_PART}++)*+(?=\s*:)")
PARAMETER = re.compile(r'[^\s:,(){}\[\]"][^:,(){}\[\]"]*')
BUILTIN_WITH_KEYWORD = re.compile(r"(?:date\s+and\s+time|years\s+and\s+months\s+duration)(?=\s*\()")
OPERAND = re.compile(r'\s*(?:["@\d]|(?!(?:and|or|in|between|instance|then|else|return|satisfies|external)\b)[^\W\d])')
AFTER_RANGE_BRACKET = re.compile(r"\s*(?:$|[)\],}=<>!*/+]|\.(?!\d)|(?:and|or|then|else|return|satisfies|in|between)\b)")


class Lexer:
    """One pass over one text."""

    def __init__(self, text: str, known: Collection[str], *, tests: bool, types: Collection[str] | None) -> None:
        self.text, self.types = text, types
        self.position = 0
        self.previous = ""
        self.at_negation = tests
        self.closes_parameters = False
        self.brackets: list[list[str | bool]] = []
        self.special = {n for n in known if not is_plain(n)}
        self.known = _any_of(self.special)

    def tokens(self) -> Iterator[Token]:
        """All tokens in order. Raises FeelSyntaxError, FeelTooDeep."""
        while True:
            self._skip_blank()
            if self.position >= len(self.text):
                return
            self.closes_parameters = False
            token = self._next()
            # What follows the parameters of a function is its body: there an operand begins.
            self.previous = "PARAMETERS" if self.closes_parameters else token.type
            self.at_negation = False
            yield token

    def _next(self) -> Token:
        text, here = self.text, self.position
        if (token := self._key()) is not None:
            return token
        if self.previous == "COLON" and self.brackets and self.brackets[-1][0] == "function":
            return self._type()
        if self.previous == "INSTANCE_OF":
            return self._type()
        if text[here] == '"':
            return self._string("STRING", here)
        if text.startswith("@", here):
            at = BLANK.match(text, here + 1)
            return self._string("AT", at.end() if at else here + 1)
        if (found := NUMBER.match(text, here)) and not (found.group()[0] == "." and self.previous in OPERAND_ENDS):
            return self._token("NUMBER", found.group(), found.end())
        if self.known is not None and (found := self.known.match(text, here)):
            return self._token("NAME", " ".join(found.group().split()), found.end())
        if found := WORD.match(text, here):
            return self._word(found)
        if found := SYMBOL.match(text, here):
            return self._symbol(found.group())
        if text.startswith("/*", here):
            raise self.error(len(text), "", "CLOSING_COMMENT")
        raise self.error(here, text[here], "OPERATOR" if self.previous in OPERAND_ENDS else "EXPRESSION")

    def _token(self, kind: str, value: object, end: int) -> Token:
        token = Token(kind, value, start_pos=self.position)
        self.position = end
        return token

    def _skip_blank(self) -> None:
        if found := BLANK.match(self.text, self.position):
            self.position = found.end()

    def _key(self) -> Token | None:
        """A name before a colon: in a context, among named arguments, or among the parameters of a function."""
        if not self.brackets or self.previous not in ("LPAR", "LBRACE", "COMMA"):
            return None
        bracket = self.brackets[-1][0]
        if bracket == "{":
            found = CONTEXT_KEY.match(self.text, self.position)
        elif bracket == "function":
            found = PARAMETER.match(self.text, self.position)
        elif bracket == "(":
            found = ARGUMENT_KEY.match(self.text, self.position)
        else:
            return None
        if not found:
            return None
        name = " ".join(found.group().split())
        if bracket != "(" and not is_plain(name) and name not in self.special:
            self.special.add(name)
            self.known = _any_of(self.special)
        return self._token("KEY", name, found.end())

    def _type(self) -> Token:
        try:
            kind, end = parse_type(self.text, self.position)
        except NotAType as error:
            raise self.error(error.position, self.text[error.position : error.position + 1], "TYPE") from None
        unknown = next((name for name in kind.unknown() if self.types is not None and name not in self.types), None)
        if unknown is not None:
            line, column = place(self.text, self.text.find(unknown.split(" ")[0], self.position))
            nearest = get_close_matches(unknown, [*SIMPLE, *(self.types or ())], n=1, cutoff=0.6)
            raise FeelUnknownType(line=line, column=column, name=unknown, suggestion=nearest[0] if nearest else "")
        return self._token("TYPE", kind, end)

    def _string(self, kind: str, start: int) -> Token:
        found = STRING.match(self.text, start)
        if not found:
            if self.text[start : start + 1] == '"':
                raise self.error(len(self.text), "", "CLOSING_QUOTE")
            raise self.error(start, self.text[start : start + 1], "STRING")
        return self._token(kind, unescape(found.group(1)), found.end())

    def _word(self, found: re.Match[str]) -> Token:
        text, here, end = self.text, self.position, found.end()
        if self.previous != "DOT":
            if long := BUILTIN_WITH_KEYWORD.match(text, here):
                return self._token("NAME", " ".join(long.group().split()), long.end())
            if instance := INSTANCE_OF.match(text, here):
                return self._token("INSTANCE_OF", "instance of", instance.end())
            if found.group() == "not" and self.at_negation and text[end:].lstrip().startswith("("):
                return self._token("NOT", "not", end)
            if found.group() == "external" and self.previous == "PARAMETERS":
                return self._token("EXTERNAL", "external", end)
            if keyword := KEYWORDS.get(found.group()):
                return self._token(keyword, found.group(), end)
        words = [found.group()]
        while (
            (more := NEXT_WORD.match(text, end))
            and more.group(1) not in KEYWORDS
            and not INSTANCE_OF.match(text, more.start(1))
            and not (self.known is not None and self.known.match(text, more.start(1)))
        ):
            words.append(more.group(1))
            end = more.end()
        return self._token("NAME", " ".join(words), end)

    def _symbol(self, symbol: str) -> Token:
        kind = SYMBOLS[symbol]
        end = self.position + len(symbol)
        if symbol in "([{":
            if symbol == "[" and self._closes_range(end):
                self.brackets.pop()
                return self._token("RANGE_CLOSE", symbol, end)
            filters = symbol == "[" and self.previous in OPERAND_ENDS
            self._open("function" if self.previous == "FUNCTION" else "filter" if filters else symbol)
        elif symbol == "]" and self._opens_range():
            kind = "RANGE_OPEN"
            self._open(symbol)
        elif symbol in ")]}":
            if self.brackets:
                self.closes_parameters = self.brackets.pop()[0] == "function"
        elif symbol == ".." and self.brackets:
            self.brackets[-1][1] = True
        return self._token(kind, symbol, end)

    def _open(self, bracket: str) -> None:
        self.brackets.append([bracket, False])
        if len(self.brackets) > MAX_BRACKETS:
            raise FeelTooDeep(limit=str(MAX_BRACKETS))

    def _opens_range(self) -> bool:
        """Whether this `]` begins a range such as `]1..5]` rather than ending a list, which right after `[` is empty."""
        if self.previous == "LSQB":
            filters = bool(self.brackets) and self.brackets[-1][0] == "filter"
            return filters or OPERAND.match(self.text, self.position + 1) is not None
        return self.previous not in OPERAND_ENDS

    def _closes_range(self, end: int) -> bool:
        """Whether this `[` ends a range such as `[1..5[` rather than beginning a filter."""
        if not self.brackets or self.brackets[-1][1] is not True or self.previous not in OPERAND_ENDS:
            return False
        return AFTER_RANGE_BRACKET.match(self.text, end) is not None

    def error(self, position: int, found: str, *expected: str) -> FeelSyntaxError:
        """A syntax error at an offset of the text."""
        line, column = place(self.text, position)
        suggestion = foreign(self.text, position)
        return FeelSyntaxError(line=line, column=column, found=found, expected=expected, suggestion=suggestion)


def place(text: str, position: int) -> tuple[int, int]:
    """Line and column, both from 1, of an offset."""
    return text.count("\n", 0, position) + 1, position - (text.rfind("\n", 0, position) + 1) + 1


def foreign(text: str, position: int) -> str:
    """FEEL's spelling of an operator of other languages that stands at an offset, '' when there is none."""
    return next((ours for theirs, ours in FOREIGN if text.startswith(theirs, position - len(theirs) + 1, position + 1)
                 or text.startswith(theirs, position)), "")  # fmt: skip


def is_plain(name: str) -> bool:
    """Whether the lexer finds this name without being told: words, none of them a keyword."""
    words = name.split(" ")
    return all(w not in KEYWORDS and re.fullmatch(rf"{_PART}+", w) for w in words) and bool(WORD.match(name))


def _any_of(names: Collection[str]) -> re.Pattern[str] | None:
    if not names:
        return None
    longest_first = sorted(names, key=len, reverse=True)
    return re.compile("|".join(rf"{re.escape(n)}(?!{_PART})".replace(r"\ ", r"\s+") for n in longest_first))
