"""Brukerintervju: what people said, by theme, under pseudonyms, with consent and a day when the raw notes go."""

from collections import defaultdict

from engine.contract.content import Content, Row, Surroundings
from engine.contract.drawing import NOTES, Canvas, height_of
from engine.contract.result import Column, Figure, Picture, Remark, Result, Severity, Table
from engine.contract.toolbox import Example, Guide, Paper, Part, Tool

KINDS = {"sitat": "Sitat", "observasjon": "Observasjon", "behov": "Behov", "smerte": "Smertepunkt"}
WIDTH, GAP, SIZE, MOST = 220, 18, 12, 10


def evaluate(content: Content, around: Surroundings) -> Result:
    """The affinity board by theme, and whether every interview has consent and a day of deletion."""
    talks, notes = content.rows("intervjuer"), content.rows("funn")
    today = around.now.date()
    remarks = [
        Remark(
            text=f"{row.text('pseudonym') or 'En samtale'} har ikke samtykket. Notatene kan ikke brukes.",
            severity=Severity.BLOCK,
            row=row.id,
        )
        for row in talks
        if row.values.get("samtykke") is not True
    ]
    remarks += [
        Remark(text=f"{row.text('pseudonym')}: rånotatene slettes {day:%d.%m.%Y}.", severity=Severity.HINT, row=row.id)
        for row in talks
        if (day := row.date("slettes")) and 0 <= (day - today).days <= 30
    ]
    themes: dict[str, list[Row]] = defaultdict(list)
    for row in notes:
        themes[row.text("tema") or "Uten tema"].append(row)
    ordered = sorted(themes, key=lambda theme: (-len(themes[theme]), theme))
    if len(talks) in (1, 2):
        text = "Med færre enn fem samtaler ser dere sjelden hele bildet."
        remarks.append(Remark(text=text, severity=Severity.HINT))
    return Result(
        figures=[
            Figure(label="Samtaler", value=len(talks)),
            Figure(label="Funn", value=len(notes)),
            Figure(label="Temaer", value=len(themes)),
        ],
        pictures=[_picture({theme: themes[theme] for theme in ordered})] if notes else [],
        tables=[
            Table(
                key="funn",
                title="Funn etter tema",
                columns=[Column(label="Tema"), Column(label="Slag"), Column(label="Funn"), Column(label="Fra")],
                rows=[
                    [theme, KINDS.get(row.text("slag")), row.text("funn"), _speaker(content, row)]
                    for theme in ordered
                    for row in themes[theme]
                ],
            )
        ],
        remarks=remarks,
        fact={"samtaler": len(talks), "temaer": [theme for theme in ordered if theme != "Uten tema"]},
    )


def _speaker(content: Content, row: Row) -> str | None:
    found = content.row(row.text("intervju"))
    return found.text("pseudonym") or None if found else None


def _picture(themes: dict[str, list[Row]]) -> Picture:
    """A column per theme, biggest first; eight at the most."""
    shown = dict(list(themes.items())[:8])
    heights = {
        theme: sum(max(54.0, height_of(row.text("funn"), WIDTH - 16, SIZE, 5) + 12) + 8 for row in rows[:MOST])
        for theme, rows in shown.items()
    }
    canvas = Canvas(GAP + len(shown) * (WIDTH + GAP), 60 + max(heights.values()) + 30)
    for number, (theme, rows) in enumerate(shown.items()):
        x, y = GAP + number * (WIDTH + GAP), 60.0
        canvas.paragraph(x, 10, WIDTH, f"{theme} ({len(rows)})", bold=True, most=2)
        for row in rows[:MOST]:
            high = max(54.0, height_of(row.text("funn"), WIDTH - 16, SIZE, 5) + 12)
            colour = NOTES[list(KINDS).index(row.text("slag")) if row.text("slag") in KINDS else 0]
            canvas.note(x, y, WIDTH, high, row.text("funn"), fill=colour, size=SIZE)
            y += high + 8
        if len(rows) > MOST:
            canvas.text(x, y + 14, f"og {len(rows) - MOST} til", size=SIZE)
    told = "; ".join(f"{theme}: {len(rows)} funn" for theme, rows in themes.items())
    return canvas.picture("Funn etter tema", f"Lapper gruppert i temaer. {told}.", wide=True)


INTERVIEW = Tool(
    name="intervju",
    title="Brukerintervju",
    summary="Snakk med dem det gjelder, og samle det de sa i temaer.",
    guide=Guide(
        purpose="Dere forstår hva folk trenger før dere bestemmer hva de skal få.",
        when="Før løsningen er valgt, når dere tror dere vet hva problemet er.",
        how=(
            "Skriv hva dere vil lære, og lag fem til åtte åpne spørsmål.",
            "Spør om samtykke, og avtal når notatene slettes.",
            "La dem fortelle om sist gang det skjedde. Spør hvorfor.",
            "Skriv ett funn per lapp: sitat, observasjon, behov eller smertepunkt.",
            "Grupper lappene i temaer sammen med noen som ikke var med.",
        ),
        who="To personer: én som spør og én som noterer",
        time="45 minutter per samtale, fem til åtte samtaler",
        pitfalls=("Spør ikke om de liker løsningen din.", "Ingen navn, fødselsdato eller adresse i notatene."),
    ),
    parts=(
        Part(key="mal", form="intervju_mal", title="Hva vi vil lære"),
        Part(
            key="intervjuer",
            form="intervju_samtale",
            title="Samtaler",
            repeated=True,
            label="pseudonym",
            minimum=1,
            maximum=60,
            erase_on="slettes",
            erases=("notat",),
        ),
        Part(key="funn", form="intervju_funn", title="Funn", repeated=True, label="funn", maximum=300),
    ),
    evaluate=evaluate,
    examples=(Example(name="natt", title="Eksempel: å bli vekket om natten", file="intervju_natt.json"),),
    paper=Paper.A3_LANDSCAPE,
)
