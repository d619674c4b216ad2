"""Persona: somebody the service is for, on a card. Without a source it says that it is an assumption."""

from engine.contract.content import Content, Row, Surroundings
from engine.contract.drawing import (
    BLUE_SOFT,
    GREEN,
    GREEN_SOFT,
    INK,
    LINE,
    MUTED,
    PINK_SOFT,
    YELLOW_SOFT,
    Canvas,
    height_of,
)
from engine.contract.result import Column, ColumnKind, Figure, Picture, Remark, Result, Severity, Table
from engine.contract.toolbox import Example, Guide, Part, Tool

FIELDS = (
    ("mal", "Vil oppnå", GREEN_SOFT),
    ("behov", "Trenger", BLUE_SOFT),
    ("frustrasjoner", "Strever med", PINK_SOFT),
)
WIDTH = 720


def evaluate(content: Content, around: Surroundings) -> Result:
    """A card per persona."""
    del around
    people = content.rows("personas")
    guessed = [row for row in people if not row.text("kilder")]
    remarks = [
        Remark(text=f"«{row.text('navn')}» bygger ikke på noen kilde, og er en antakelse.", row=row.id)
        for row in guessed
    ]
    if len(people) > 5:
        text = "Flere enn fem personas er vanskelig å huske. Kan noen slås sammen?"
        remarks.append(Remark(text=text, severity=Severity.HINT))
    return Result(
        figures=[Figure(label="Personas", value=len(people)), Figure(label="Antakelser", value=len(guessed))],
        pictures=[_card(row) for row in people[:8]],
        tables=[
            Table(
                key="personas",
                title="Personas",
                columns=[
                    Column(label="Navn"),
                    Column(label="Rolle"),
                    *(Column(label=word) for _, word, _ in FIELDS),
                    Column(label="Digital trygghet", kind=ColumnKind.NUMBER),
                    Column(label="Kilder"),
                ],
                rows=[
                    [
                        row.text("navn"),
                        row.text("rolle"),
                        *(row.text(key) for key, _, _ in FIELDS),
                        row.number("digital"),
                        row.text("kilder") or "Antakelse",
                    ]
                    for row in people
                ],
            )
        ],
        remarks=remarks,
        fact={"antall": len(people), "antakelser": len(guessed)},
    )


def _card(row: Row) -> Picture:
    inner = (WIDTH - 80) / 3
    tallest = max(height_of(row.text(key), inner - 24, 13, 9) for key, _, _ in FIELDS)
    canvas = Canvas(WIDTH, 190 + tallest + 40)
    canvas.box(4, 4, WIDTH - 8, 182 + tallest + 40, line=GREEN, thickness=2, rounded=14)
    canvas.circle(70, 74, 42, fill=GREEN_SOFT)
    letters = "".join(word[0] for word in row.text("navn").split() if word[0].isalpha())[:2].upper()
    canvas.text(70, 84, letters, size=28, bold=True, anchor="middle")
    canvas.paragraph(132, 26, WIDTH - 330, row.text("navn"), size=22, bold=True, most=1)
    canvas.paragraph(132, 60, WIDTH - 330, row.text("rolle"), size=14, colour=MUTED, most=2)
    if not row.text("kilder"):
        canvas.box(WIDTH - 170, 24, 144, 30, fill=YELLOW_SOFT, line=INK)
        canvas.text(WIDTH - 98, 44, "Antakelse", bold=True, anchor="middle")
    level = row.number("digital")
    canvas.text(132, 116, "Digital trygghet", size=12, colour=MUTED)
    for step in range(1, 6):
        canvas.circle(250 + step * 22, 112, 8, fill=GREEN if level is not None and step <= level else LINE)
    for number, (key, word, colour) in enumerate(FIELDS):
        x = 24 + number * (inner + 16)
        canvas.box(x, 146, inner, tallest + 48, fill=colour)
        canvas.text(x + 12, 170, word, bold=True)
        canvas.paragraph(x + 12, 178, inner - 24, row.text(key), most=9)
    parts = "; ".join(f"{word.lower()}: {row.text(key)}" for key, word, _ in FIELDS if row.text(key))
    return canvas.picture(row.text("navn") or "Persona", f"{row.text('navn')}, {row.text('rolle')}. {parts}.")


PERSONA = Tool(
    name="persona",
    title="Persona",
    summary="Et ansikt på dem tjenesten er for, bygget på det dere vet.",
    guide=Guide(
        purpose="Alle snakker om de samme menneskene når dere velger løsning.",
        when="Etter intervjuer, før brukerreise og idéer.",
        how=(
            "Finn mønstre i intervjuene: hvem ligner hverandre i det de prøver å få til?",
            "Lag tre til fem personas, og gi dem navn og rolle.",
            "Skriv hva de vil oppnå, trenger og strever med, med deres egne ord.",
            "Skriv kilden. Uten kilde er det en antakelse, og det står på kortet.",
        ),
        who="De som har gjort intervjuene",
        time="To timer",
        pitfalls=(
            "Alder og sivilstand sier sjelden noe om behovet.",
            "Bruk ikke bilde eller navn på en virkelig bruker.",
        ),
    ),
    parts=(Part(key="personas", form="persona", title="Personas", repeated=True, label="navn", minimum=1, maximum=20),),
    evaluate=evaluate,
    examples=(Example(name="natt", title="Eksempel: to personas i hjemmetjenesten", file="persona_natt.json"),),
)
