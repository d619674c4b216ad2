"""A3: one problem on one page, from background to learning."""

from engine.contract.content import Content, Surroundings
from engine.contract.drawing import GREEN_SOFT, INK, Canvas, wrapped
from engine.contract.result import Column, ColumnKind, Figure, Picture, Remark, Result, Severity, Table
from engine.contract.toolbox import Example, Guide, Paper, Part, Tool

LEFT = (("bakgrunn", "1 Bakgrunn"), ("na", "2 Slik er det nå"), ("mal", "3 Mål"), ("arsak", "4 Årsak"))
RIGHT = (("tiltak", "5 Tiltak"), ("plan", "6 Plan"), ("oppfolging", "7 Oppfølging"), ("laering", "8 Læring"))
WIDTH, HEIGHT, SIZE = 560, 190, 13


def evaluate(content: Content, around: Surroundings) -> Result:
    """The page as it hangs on the wall; measures come from their own list."""
    sheet, measures = content.one("ark"), content.rows("tiltak")
    plan = [
        f"{row.text('tiltak')}: {around.person(row.text('ansvarlig')) or 'ingen ansvarlig'}, {_day(row.date('frist'))}"
        for row in measures
    ]
    texts = {
        **{key: sheet.text(key) for key, _ in (*LEFT, *RIGHT)},
        "tiltak": "\n".join(row.text("tiltak") for row in measures),
        "plan": "\n".join(plan),
    }
    remarks = []
    late = [
        r for r in measures if (due := r.date("frist")) and due < around.now.date() and r.text("status") != "ferdig"
    ]
    remarks += [Remark(text=f"«{row.text('tiltak')}» er over fristen.", row=row.id) for row in late]
    if sheet.text("mal") and not any(c.isdigit() for c in sheet.text("mal")):
        text = "Et mål med et tall i er lettere å følge opp."
        remarks.append(Remark(text=text, severity=Severity.HINT))
    if measures and not sheet.text("arsak"):
        remarks.append(Remark(text="Dere har tiltak, men ingen årsak. Hva er det tiltakene skal virke på?"))
    done = sum(1 for row in measures if row.text("status") == "ferdig")
    return Result(
        figures=[Figure(label="Tiltak", value=len(measures)), Figure(label="Ferdige", value=done)],
        pictures=[_picture(content.title, texts)],
        tables=[
            Table(
                key="tiltak",
                title="Tiltak",
                columns=[
                    Column(label="Tiltak"),
                    Column(label="Ansvarlig"),
                    Column(label="Frist", kind=ColumnKind.DATE),
                    Column(label="Status"),
                ],
                rows=[
                    [
                        row.text("tiltak"),
                        around.person(row.text("ansvarlig")) or None,
                        row.date("frist"),
                        {"ferdig": "Ferdig", "pagar": "Pågår"}.get(row.text("status"), "Gjenstår"),
                    ]
                    for row in measures
                ],
            )
        ],
        remarks=remarks,
        fact={"tiltak": len(measures), "ferdige": done},
    )


def _day(day: object) -> str:
    return f"{day:%d.%m.%Y}" if day else "ingen frist"


def _picture(title: str, texts: dict[str, str]) -> Picture:
    """Two columns of four boxes; a text that is too long for its box is cut, and stands whole in the document."""
    canvas = Canvas(2 * WIDTH + 60, 4 * (HEIGHT + 12) + 70)
    canvas.paragraph(20, 14, 2 * WIDTH, title, size=20, bold=True, most=1)
    for column, boxes in enumerate((LEFT, RIGHT)):
        x = 20 + column * (WIDTH + 20)
        for number, (key, heading) in enumerate(boxes):
            y = 56 + number * (HEIGHT + 12)
            canvas.box(x, y, WIDTH, HEIGHT, line=INK)
            canvas.box(x, y, WIDTH, 28, fill=GREEN_SOFT, line=INK)
            canvas.text(x + 12, y + 19, heading, bold=True)
            most = int((HEIGHT - 40) // (SIZE * 1.3))
            lines = wrapped(texts[key], WIDTH - 24, SIZE, most)
            canvas.paragraph(x + 12, y + 34, WIDTH - 24, "\n".join(lines), size=SIZE)
    told = ". ".join(f"{heading[2:]}: {texts[key]}" for key, heading in (*LEFT, *RIGHT) if texts[key])
    return canvas.picture("A3", told or "Et tomt A3-ark med åtte felter.", wide=True)


A3 = Tool(
    name="a3",
    title="A3",
    summary="Ett problem på én side: bakgrunn, årsak, tiltak og hva dere lærte.",
    guide=Guide(
        purpose="Alle som trenger det, forstår problemet og planen på fem minutter.",
        when="Når et problem er for stort for en lapp på tavlen, og for lite for et prosjekt.",
        how=(
            "Skriv bakgrunnen: hvorfor er dette viktig nå?",
            "Vis hvordan det er i dag, helst med tall.",
            "Sett ett mål som kan måles.",
            "Finn årsaken, for eksempel med 5 hvorfor.",
            "Velg tiltak som virker på årsaken, og gi hvert en ansvarlig og en frist.",
            "Følg opp, og skriv hva dere lærte.",
        ),
        who="Den som eier problemet, sammen med dem det gjelder",
        time="En uke, med en halvtime om dagen",
        pitfalls=("Start ikke med løsningen.", "Skriv sammen med noen. Et A3-ark laget alene er en rapport."),
    ),
    parts=(
        Part(key="ark", form="a3_ark", title="Arket"),
        Part(key="tiltak", form="a3_tiltak", title="Tiltak", repeated=True, label="tiltak", maximum=40),
    ),
    evaluate=evaluate,
    examples=(Example(name="rapport", title="Eksempel: rapporten etter nattevakt", file="a3_rapport.json"),),
    paper=Paper.A3_LANDSCAPE,
    for_unit=True,
)
