"""Tjenesteblåkopi: what the user sees and what carries it, with the lines of interaction and visibility (Shostack 1984)."""

from decimal import Decimal
from itertools import pairwise

from engine.contract.content import Content, Row, Surroundings
from engine.contract.drawing import (
    BLUE_SOFT,
    GREEN,
    GREEN_SOFT,
    GREY_SOFT,
    INK,
    LINE,
    PINK_SOFT,
    YELLOW_SOFT,
    Canvas,
    height_of,
)
from engine.contract.result import Column, ColumnKind, Figure, Picture, Remark, Result, Severity, Table
from engine.contract.toolbox import Example, Guide, Paper, Part, Tool

LAYERS = (
    ("bevis", "Det brukeren ser", GREY_SOFT),
    ("bruker", "Brukeren gjør", YELLOW_SOFT),
    ("synlig", "Vi gjør, synlig", GREEN_SOFT),
    ("bak", "Vi gjør, bak", BLUE_SOFT),
    ("stotte", "Systemer og støtte", PINK_SOFT),
)
BELOW = {"bruker": "Samhandlingslinje", "synlig": "Synlighetslinje"}
LEFT, WIDTH, GAP, SIZE = 140, 200, 12, 12


def handovers(rows: tuple[Row, ...]) -> int:
    """How often the work goes from one to another between steps."""
    workers = [row.text("hvem") for row in rows if row.text("hvem")]
    return sum(1 for before, after in pairwise(workers) if before != after)


def evaluate(content: Content, around: Surroundings) -> Result:
    """The grid with its lines, the number of handovers and the total time."""
    del around
    steps = content.rows("steg")
    minutes = [value for row in steps if (value := row.number("minutter")) is not None and value >= 0]
    remarks = [
        Remark(text=f"«{row.text('steg')}»: brukeren gjør noe, men ingen tar imot.", severity=Severity.HINT, row=row.id)
        for row in steps
        if row.text("bruker") and not (row.text("synlig") or row.text("bak") or row.text("stotte"))
    ]
    negative = [row for row in steps if (row.number("minutter") or Decimal(0)) < 0]
    remarks += [
        Remark(text=f"«{row.text('steg')}» har en tid under null.", severity=Severity.BLOCK, row=row.id)
        for row in negative
    ]
    return Result(
        figures=[
            Figure(label="Steg", value=len(steps)),
            Figure(label="Overleveringer", value=handovers(steps), explanation="arbeidet skifter hender"),
            Figure(label="Samlet tid", value=sum(minutes, Decimal(0)), unit="minutter"),
        ],
        pictures=[_picture(steps)] if steps else [],
        tables=[
            Table(
                key="steg",
                title="Blåkopien som tabell",
                columns=[
                    Column(label="Steg"),
                    *(Column(label=word) for _, word, _ in LAYERS),
                    Column(label="Hvem"),
                    Column(label="System"),
                    Column(label="Minutter", kind=ColumnKind.NUMBER),
                ],
                rows=[
                    [
                        row.text("steg"),
                        *(row.text(key) for key, _, _ in LAYERS),
                        row.text("hvem"),
                        row.text("system"),
                        row.number("minutter"),
                    ]
                    for row in steps
                ],
            )
        ],
        remarks=remarks,
        fact={"overleveringer": handovers(steps), "minutter": sum(minutes, Decimal(0))},
    )


def _picture(steps: tuple[Row, ...]) -> Picture:
    inner = WIDTH - GAP - 16
    highs = {key: max(58.0, *(height_of(row.text(key), inner, SIZE, 6) + 14 for row in steps)) for key, _, _ in LAYERS}
    canvas = Canvas(LEFT + len(steps) * WIDTH + 20, 64 + sum(high + 34 for high in highs.values()) + 50)
    right = LEFT + len(steps) * WIDTH - GAP
    for number, row in enumerate(steps):
        canvas.paragraph(LEFT + number * WIDTH, 22, WIDTH - GAP, row.text("steg"), size=13, bold=True, most=2)
    y = 64.0
    for key, word, colour in LAYERS:
        canvas.paragraph(10, y + highs[key] / 2 - 16, LEFT - 20, word, bold=True, size=12, most=2)
        for number, row in enumerate(steps):
            x = LEFT + number * WIDTH
            canvas.box(x, y, WIDTH - GAP, highs[key], fill=colour if row.text(key) else "#ffffff", line=LINE)
            canvas.paragraph(x + 8, y + 5, inner, row.text(key), size=SIZE, most=6)
        y += highs[key] + 10
        if key in BELOW:
            canvas.line([(10, y + 6), (right, y + 6)], colour=GREEN, thickness=2, dashed=True)
            canvas.text(10, y + 1, BELOW[key], size=11, bold=True)
            y += 24
    for number, row in enumerate(steps):
        x, amount = LEFT + number * WIDTH, row.number("minutter")
        about = [row.text("hvem"), row.text("system"), f"{amount:f} min" if amount is not None else ""]
        canvas.paragraph(x, y + 2, WIDTH - GAP, ", ".join(part for part in about if part), size=11, colour=INK, most=3)
    ours = {row.id: row.text("synlig") or row.text("bak") or "–" for row in steps}
    told = "; ".join(f"{row.text('steg')}: {row.text('bruker') or '–'}, vi {ours[row.id]}" for row in steps)
    return canvas.picture("Tjenesteblåkopi", f"Fem lag gjennom {len(steps)} steg. {told}.", wide=True)


BLUEPRINT = Tool(
    name="blakopi",
    title="Tjenesteblåkopi",
    summary="Tegn hele tjenesten: det brukeren ser, og alt som må virke bak.",
    guide=Guide(
        purpose="Dere ser hva en endring i det synlige krever av det usynlige.",
        when="Når reisen er kjent, og løsningen skal henge sammen.",
        how=(
            "Skriv stegene fra brukerreisen øverst.",
            "Fyll ut lag for lag: bevis, bruker, synlig, bak og støtte.",
            "Skriv hvem som gjør det, i hvilket system, og hvor lang tid det tar.",
            "Tell overleveringer. Hver av dem kan gå galt.",
        ),
        who="En fra hvert ledd i tjenesten, og en fra IKT",
        time="Tre timer",
        pitfalls=("Tegn slik det er før dere tegner slik det skal bli.",),
    ),
    parts=(Part(key="steg", form="blakopi_steg", title="Steg", repeated=True, label="steg", minimum=2, maximum=30),),
    evaluate=evaluate,
    examples=(Example(name="natt", title="Eksempel: tilsyn om natten", file="blakopi_natt.json"),),
    paper=Paper.A3_LANDSCAPE,
)
