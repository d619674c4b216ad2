"""Content of the kind nobody wishes for, made from a tool's own forms: hostile text everywhere, rings, and anything at all."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from random import Random
from uuid import UUID

from engine.contract.content import Content, Row
from engine.forms.form import Field, Kind
from engine.services.tooling import LoadedTool
from engine.testing.sheets import TODAY

HOSTILE = (
    "<script>alert(1)</script>",
    '"><svg onload=alert(1)><foreignObject>&amp;]]>',
    "=1+1",
    "@SUM(A1:A9)",
    "x" * 5_000,
    "ord " * 1_250,
    "\x00\x07\x1b[31m\u202e\ufffe",
    "#{sys.inputs} $x$ \\n *b* @label",
    "",
)
NUMBERS = (Decimal(0), Decimal(-1), Decimal("0.01"), Decimal(10) ** 15, -(Decimal(10) ** 15), Decimal(2026), Decimal(3))
DAYS = (date(1900, 1, 1), date(2026, 2, 28), date(2024, 2, 29), date(2200, 12, 31))
Ids = Mapping[str, list[UUID]]
"""The ids of the rows of each part."""
ValueOf = Callable[[Field, Ids], object]
ROUNDS = 25
"""How many contents of random values a tool is tried with."""


def hostile(loaded: LoadedTool) -> Iterator[tuple[str, Content]]:
    """Each hostile text in every field that takes text, then in every field of all, with what it is for the message."""
    for text in HOSTILE:
        yield f"the text {text[:30]!r}", _filled(loaded, partial(_typed, text), text)
        yield f"nothing but {text[:30]!r}", _filled(loaded, partial(_everywhere, text), text)


def random(loaded: LoadedTool, rounds: int = ROUNDS) -> Iterator[tuple[str, Content]]:
    """Random values, the same each time: of the field's own kind, of another, or none; references at rows that are there,
    at themselves, and at nothing."""
    for seed in range(rounds):
        draw = Random(seed)
        yield f"random content {seed}", _filled(loaded, partial(_drawn, draw), "", draw)


def _filled(loaded: LoadedTool, value_of: ValueOf, title: str, draw: Random | None = None) -> Content:
    ids = {
        part.key: [
            UUID(int=(place << 32) + n + 1) for n in range(draw.randrange(7) if draw else 3 if part.repeated else 1)
        ]
        for place, part in enumerate(loaded.tool.parts)
    }
    parts = {
        key: [
            Row(
                id=row_id,
                values={
                    field.key: value
                    for field in loaded.forms[key].fields
                    if (value := value_of(field, ids)) is not None
                },
                votes=draw.randrange(4) if draw else 1,
                entered_at=TODAY - timedelta(days=draw.randrange(400)) if draw else TODAY,
            )
            for row_id in rows
        ]
        for key, rows in ids.items()
    }
    return Content(title=title, parts=parts, poll_size=draw.randrange(9) if draw else 0)


def _everywhere(text: str, field: Field, ids: Ids) -> object:
    return text


def _typed(text: str, field: Field, ids: Ids) -> object:
    """A value of the field's kind; text where it takes text."""
    match field.kind:
        case Kind.NUMBER | Kind.MONEY:
            return field.minimum if field.minimum is not None else Decimal(1)
        case Kind.DATE:
            return TODAY.date()
        case Kind.TICK | Kind.YES_NO:
            return True
        case Kind.CHOICE | Kind.SELECT | Kind.SCALE:
            return field.choices[0].value
        case Kind.MANY:
            return [choice.value for choice in field.choices]
        case Kind.ROW:
            return next((str(rows[0]) for part in field.refers if (rows := ids.get(part))), None)
        case Kind.TABLE:
            return [{column.key: _typed(text, column, ids) for column in field.columns}]
        case _:
            return text


def _drawn(draw: Random, field: Field, ids: Ids) -> object:
    if draw.random() < 0.2:
        return None
    if draw.random() < 0.15:
        return draw.choice([*HOSTILE, *NUMBERS, *DAYS, True, [], ["x"], {"a": Decimal(1)}])
    match field.kind:
        case Kind.NUMBER | Kind.MONEY:
            return draw.choice([*NUMBERS, Decimal(draw.randrange(-1000, 100_000)) / 100])
        case Kind.DATE:
            return draw.choice([*DAYS, TODAY.date() + timedelta(days=draw.randrange(-900, 900))])
        case Kind.TICK | Kind.YES_NO:
            return draw.random() < 0.5
        case Kind.CHOICE | Kind.SELECT | Kind.SCALE:
            return draw.choice(field.choices).value
        case Kind.MANY:
            return [choice.value for choice in field.choices if draw.random() < 0.5]
        case Kind.ROW:
            return str(draw.choice([*(row for part in field.refers for row in ids.get(part, [])), UUID(int=0)]))
        case Kind.TABLE:
            return [
                {column.key: _drawn(draw, column, ids) for column in field.columns} for _ in range(draw.randrange(4))
            ]
        case _:
            return draw.choice([*HOSTILE, "Kort", "To ord", "Æ, ø og å"])
