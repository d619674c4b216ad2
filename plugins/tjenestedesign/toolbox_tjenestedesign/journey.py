"""Brukerreise: phases of what somebody does and feels, with the emotion curve and its lowest point."""

from engine.contract.content import Content, Row, Surroundings
from engine.contract.drawing import (
    BLUE_SOFT,
    GREEN,
    GREEN_SOFT,
    GREY_SOFT,
    INK,
    LINE,
    MUTED,
    PINK_SOFT,
    YELLOW_SOFT,
    Canvas,
    height_of,
)
from engine.contract.result import Column, ColumnKind, Figure, Picture, Remark, Result, Severity, Table
from engine.contract.toolbox import Example, Guide, Paper, Part, Tool

LINES = (
    ("handling", "Gjør", BLUE_SOFT),
    ("kontaktpunkt", "Kontaktpunkt", GREY_SOFT),
    ("tanke", "Tenker", YELLOW_SOFT),
    ("smerte", "Smertepunkt", PINK_SOFT),
    ("mulighet", "Mulighet", GREEN_SOFT),
)
FEELINGS = {-2: "Svært dårlig", -1: "Dårlig", 0: "Nøytralt", 1: "Bra", 2: "Svært bra"}
LEFT, WIDTH, GAP, SIZE, CURVE = 120, 210, 10, 12, 150


def evaluate(content: Content, around: Surroundings) -> Result:
    """The grid with its curve, the lowest point, and pains nobody has an answer to."""
    del around
    phases = content.rows("faser")
    felt = [(row, feeling) for row in phases if (feeling := feeling_of(row)) is not None]
    lowest = min(felt, key=lambda entry: entry[1], default=None)
    remarks = [
        Remark(text=f"«{row.text('fase')}» har et smertepunkt, men ingen mulighet.", severity=Severity.HINT, row=row.id)
        for row in phases
        if row.text("smerte") and not row.text("mulighet")
    ]
    if lowest and lowest[1] < 0:
        text = f"Lavest er «{lowest[0].text('fase')}». Begynn der."
        remarks.append(Remark(text=text, severity=Severity.HINT, row=lowest[0].id))
    return Result(
        figures=[
            Figure(label="Faser", value=len(phases)),
            Figure(label="Laveste punkt", value=lowest[0].text("fase") if lowest else None),
            Figure(label="Smertepunkter", value=sum(1 for row in phases if row.text("smerte"))),
        ],
        pictures=[_picture(phases)] if phases else [],
        tables=[
            Table(
                key="faser",
                title="Reisen som tabell",
                columns=[
                    Column(label="Fase"),
                    *(Column(label=word) for _, word, _ in LINES),
                    Column(label="Følelse", kind=ColumnKind.NUMBER),
                ],
                rows=[[row.text("fase"), *(row.text(key) for key, _, _ in LINES), feeling_of(row)] for row in phases],
            )
        ],
        remarks=remarks,
        fact={
            "laveste": lowest[0].text("fase") if lowest else None,
            "smertepunkter": [row.text("smerte") for row in phases if row.text("smerte")],
        },
    )


def feeling_of(row: Row) -> int | None:
    """From −2 to 2, None while it is not told."""
    value = row.number("folelse")
    return int(value) if value is not None and -2 <= value <= 2 else None


def _picture(phases: tuple[Row, ...]) -> Picture:
    inner = WIDTH - GAP - 16
    highs = {key: max(50.0, *(height_of(row.text(key), inner, SIZE, 6) + 14 for row in phases)) for key, _, _ in LINES}
    canvas = Canvas(LEFT + len(phases) * WIDTH + 20, 70 + CURVE + sum(high + GAP for high in highs.values()) + 20)
    for number, row in enumerate(phases):
        x = LEFT + number * WIDTH
        canvas.box(x, 14, WIDTH - GAP, 40, fill=GREEN)
        canvas.paragraph(x + 8, 22, inner, row.text("fase"), size=13, colour="#ffffff", bold=True, most=1)
    _curve(canvas, phases, 66)
    y = 70.0 + CURVE
    for key, word, colour in LINES:
        canvas.text(LEFT - 12, y + highs[key] / 2 + 4, word, bold=True, anchor="end")
        for number, row in enumerate(phases):
            x = LEFT + number * WIDTH
            canvas.box(x, y, WIDTH - GAP, highs[key], fill=colour if row.text(key) else "#ffffff", line=LINE)
            canvas.paragraph(x + 8, y + 5, inner, row.text(key), size=SIZE, most=6)
        y += highs[key] + GAP
    told = "; ".join(
        f"{row.text('fase')}: {FEELINGS[f].lower() if (f := feeling_of(row)) is not None else 'ikke vurdert'}"
        for row in phases
    )
    return canvas.picture("Brukerreise", f"Reise i {len(phases)} faser med følelseskurve. {told}.", wide=True)


def _curve(canvas: Canvas, phases: tuple[Row, ...], top: float) -> None:
    middle, unit = top + CURVE / 2, (CURVE - 40) / 4
    for level, word in ((2, "Svært bra"), (0, "Nøytralt"), (-2, "Svært dårlig")):
        y = middle - level * unit
        canvas.line([(LEFT, y), (LEFT + len(phases) * WIDTH - GAP, y)], colour=LINE, thickness=1, dashed=level != 0)
        canvas.text(LEFT - 12, y + 4, word, size=11, colour=MUTED, anchor="end")
    points = [
        (LEFT + number * WIDTH + (WIDTH - GAP) / 2, middle - feeling * unit, feeling)
        for number, row in enumerate(phases)
        if (feeling := feeling_of(row)) is not None
    ]
    if len(points) > 1:
        canvas.line([(x, y) for x, y, _ in points], colour=GREEN, thickness=3)
    lowest = min((feeling for _, _, feeling in points), default=0)
    for x, y, feeling in points:
        worst = feeling == lowest and feeling < 0
        canvas.circle(x, y, 8, fill="#cf3a3a" if worst else GREEN)
        if worst:
            canvas.text(x, y - 14, "Lavest", size=11, colour=INK, bold=True, anchor="middle")


JOURNEY = Tool(
    name="brukerreise",
    title="Brukerreise",
    summary="Følg brukeren fra første tanke til ferdig, og se hvor det gjør vondt.",
    guide=Guide(
        purpose="Dere ser tjenesten fra brukerens side, også det som skjer utenfor kommunen.",
        when="Når dere har snakket med brukere, og før dere tegner løsningen.",
        how=(
            "Velg én persona og én reise, fra behovet oppstår til det er løst.",
            "Del den i fire til åtte faser.",
            "Skriv hva de gjør, hvor de møter dere, og hva de tenker.",
            "Sett følelsen fra −2 til 2. Hva gjør den lav?",
            "Skriv muligheter der kurven er lavest.",
        ),
        who="De som har snakket med brukerne, gjerne sammen med en bruker",
        time="To til tre timer",
        pitfalls=("Tegn ikke saksgangen. Brukeren ser den ikke.", "Gjett ikke følelsene."),
    ),
    parts=(
        Part(key="om", form="brukerreise_om", title="Om reisen"),
        Part(key="faser", form="brukerreise_fase", title="Faser", repeated=True, label="fase", minimum=2, maximum=20),
    ),
    evaluate=evaluate,
    examples=(Example(name="natt", title="Eksempel: tilsyn om natten", file="brukerreise_natt.json"),),
    paper=Paper.A3_LANDSCAPE,
)
