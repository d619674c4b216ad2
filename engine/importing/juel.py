"""The texts in which Camunda 7 and Flowable write `${…}`, said in FEEL.

Simple expressions only: paths, literals, operators, `empty`, `?:`. A method, a bean's function or a lambda is named as what it
is. Several expressions in one text are joined.
"""

from engine.importing.juel_reader import NotSimple, Reader, Resolver, quoted

MAXIMUM_LENGTH = 4_000


def has_expression(text: str) -> bool:
    """Whether a text holds `${…}` or `#{…}`."""
    return "${" in text or "#{" in text


def to_feel(text: str, resolve: Resolver) -> str:
    """FEEL for `${…}`, or for text with several of them among other characters. Raises NotSimple."""
    if len(text) > MAXIMUM_LENGTH:
        raise NotSimple("expression_long", str(MAXIMUM_LENGTH))
    parts = list(_parts(text.strip()))
    if len(parts) == 1 and parts[0][0]:
        return Reader(parts[0][1], resolve).whole().text
    pieces = []
    for is_expression, part in parts:
        if is_expression:
            pieces.append(f"string({Reader(part, resolve).whole().text})")
        else:
            pieces.append(quoted(part))
    return " + ".join(pieces)


def _parts(text: str) -> list[tuple[bool, str]]:
    """(is an expression, text) along the text. A brace inside quotes closes nothing."""
    parts: list[tuple[bool, str]] = []
    at = 0
    while at < len(text):
        begin = min((i for i in (text.find("${", at), text.find("#{", at)) if i >= 0), default=-1)
        if begin < 0:
            parts.append((False, text[at:]))
            break
        if begin > at:
            parts.append((False, text[at:begin]))
        end = _closing(text, begin + 2)
        parts.append((True, text[begin + 2 : end]))
        at = end + 1
    return parts


def _closing(text: str, at: int) -> int:
    quote = ""
    while at < len(text):
        sign = text[at]
        if quote:
            if sign == "\\":
                at += 1
            elif sign == quote:
                quote = ""
        elif sign in "'\"":
            quote = sign
        elif sign == "}":
            return at
        at += 1
    raise NotSimple("expression_broken", text[-20:])


__all__ = ["NotSimple", "has_expression", "quoted", "to_feel"]
