"""PDCA: circle after circle of guess, trial, result and decision."""

from math import cos, pi, sin

from engine.contract.content import Content, Row, Surroundings
from engine.contract.drawing import BLUE_SOFT, GREEN, GREEN_SOFT, PINK_SOFT, YELLOW_SOFT, Canvas
from engine.contract.result import Column, ColumnKind, Figure, Picture, Remark, Result, Severity, Table
from engine.contract.toolbox import Example, Guide, Paper, Part, Tool

FIELDS = (
    ("hypotese", "Planlegg", BLUE_SOFT),
    ("forsok", "Prøv", YELLOW_SOFT),
    ("resultat", "Sjekk", PINK_SOFT),
    ("beslutning_tekst", "Bestem", GREEN_SOFT),
)
DECISIONS = {"behold": "Behold", "juster": "Juster og prøv igjen", "forkast": "Forkast"}
CIRCLE = 380


def evaluate(content: Content, around: Surroundings) -> Result:
    """The circles in order, and whether the latest has been closed."""
    del around
    circles = content.rows("runder")
    kept = sum(1 for row in circles if row.text("beslutning") == "behold")
    remarks = [
        Remark(text=f"Runde {number} har et resultat, men ingen beslutning.", row=row.id)
        for number, row in enumerate(circles, start=1)
        if row.text("resultat") and not row.text("beslutning")
    ]
    if circles and circles[-1].text("beslutning") == "juster":
        remarks.append(Remark(text="Dere bestemte å justere. Start en ny runde.", severity=Severity.HINT))
    return Result(
        figures=[Figure(label="Runder", value=len(circles)), Figure(label="Beholdt", value=kept)],
        pictures=[_picture(circles)] if circles else [],
        tables=[
            Table(
                key="runder",
                title="Runder",
                columns=[
                    Column(label="Runde", kind=ColumnKind.NUMBER),
                    Column(label="Antakelse"),
                    Column(label="Forsøk"),
                    Column(label="Resultat"),
                    Column(label="Beslutning"),
                ],
                rows=[
                    [
                        number,
                        row.text("hypotese"),
                        row.text("forsok"),
                        row.text("resultat"),
                        DECISIONS.get(row.text("beslutning")),
                    ]
                    for number, row in enumerate(circles, start=1)
                ],
            )
        ],
        remarks=remarks,
        fact={"runder": len(circles), "siste": circles[-1].text("beslutning") if circles else None},
    )


def _picture(circles: tuple[Row, ...]) -> Picture:
    """The four quarters of each circle with what was written; the latest three are drawn."""
    shown = list(enumerate(circles, start=1))[-3:]
    canvas = Canvas(len(shown) * (CIRCLE + 60) + 20, CIRCLE + 70)
    for place, (number, row) in enumerate(shown):
        x, y = 20 + place * (CIRCLE + 60), 50
        canvas.text(x + CIRCLE / 2, 30, f"Runde {number}", size=16, bold=True, anchor="middle")
        for quarter, (key, heading, colour) in enumerate(FIELDS):
            left, top = x + (quarter in (1, 2)) * CIRCLE / 2, y + (quarter in (2, 3)) * CIRCLE / 2
            canvas.box(left + 3, top + 3, CIRCLE / 2 - 6, CIRCLE / 2 - 6, fill=colour, rounded=14)
            beside = 24 if key == "resultat" else 0  # the circle in the middle lies over this one's corner
            canvas.text(left + 16 + beside, top + 26, heading, bold=True)
            text = DECISIONS.get(row.text("beslutning"), "") if key == "beslutning_tekst" else row.text(key)
            canvas.paragraph(left + 16, top + 34, CIRCLE / 2 - 32, text, size=12, most=8)
        _arrows(canvas, x + CIRCLE / 2, y + CIRCLE / 2)
        if place + 1 < len(shown):
            canvas.line([(x + CIRCLE + 8, y + CIRCLE / 2), (x + CIRCLE + 50, y + CIRCLE / 2)], thickness=3, arrow=True)
    decided = {n: DECISIONS.get(row.text("beslutning"), "ikke bestemt") for n, row in shown}
    told = "; ".join(f"runde {n}: {row.text('hypotese')}, {decided[n]}" for n, row in shown)
    return canvas.picture("Planlegg, prøv, sjekk, bestem", f"{len(circles)} runder. {told}.", wide=len(shown) > 2)


def _arrows(canvas: Canvas, x: float, y: float) -> None:
    """A small circle of arrows where the quarters meet."""
    canvas.circle(x, y, 26, fill="#ffffff", line=GREEN)
    for quarter in range(4):
        start, end = -pi / 2 + quarter * pi / 2 + 0.25, -pi / 2 + (quarter + 1) * pi / 2 - 0.15
        points = [(x + 17 * cos(a), y + 17 * sin(a)) for a in (start + (end - start) * n / 6 for n in range(7))]
        canvas.line(points, colour=GREEN, thickness=1.5, arrow=quarter % 2 == 0)


PDCA = Tool(
    name="pdca",
    title="PDCA",
    summary="Prøv i det små, sjekk hva som skjedde, og bestem: om igjen til det virker.",
    guide=Guide(
        purpose="Dere lærer av små forsøk i stedet for å innføre noe stort som kanskje ikke virker.",
        when="Når dere har en idé om hva som kan bli bedre, men ikke vet om den holder.",
        how=(
            "Planlegg: hva tror dere vil skje, og hvordan ser dere det?",
            "Prøv: i liten skala og kort tid.",
            "Sjekk: hva skjedde? Skriv tallene.",
            "Bestem: behold, juster eller forkast. Start neste runde.",
        ),
        who="De som gjør arbeidet",
        time="En til to uker per runde",
        pitfalls=("Et forsøk uten antakelse kan ikke overraske.", "Sjekk før dere ruller ut."),
    ),
    parts=(
        Part(key="runder", form="pdca_runde", title="Runder", repeated=True, label="hypotese", minimum=1, maximum=30),
    ),
    evaluate=evaluate,
    examples=(Example(name="overlapp", title="Eksempel: rapport i overlappingen", file="pdca_overlapp.json"),),
    paper=Paper.A4_LANDSCAPE,
    for_unit=True,
)
