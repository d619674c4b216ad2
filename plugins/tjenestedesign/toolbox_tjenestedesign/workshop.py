"""Idéverksted: ideas to one question, votes, and value against feasibility."""

from engine.contract.charts import chart
from engine.contract.content import Content, Row, Surroundings
from engine.contract.drawing import GREEN, NOTES, Canvas
from engine.contract.result import Column, ColumnKind, Figure, Picture, Remark, Result, Severity, Table
from engine.contract.toolbox import Example, Guide, Paper, Part, Tool

WIDTH, HIGH, GAP, COLUMNS, MOST = 220, 104, 14, 5, 40


def evaluate(content: Content, around: Surroundings) -> Result:
    """The board with the most voted first, and the plot that shows what is worth trying soon."""
    del around
    ideas = sorted(content.rows("ideer"), key=lambda row: (-row.votes, row.text("ide")))
    question = content.one("sporsmal").text("sporsmal")
    remarks = []
    if question and "hvordan kan vi" not in question.lower():
        text = "Et spørsmål som begynner med «Hvordan kan vi», gir ofte flere ideer."
        remarks.append(Remark(text=text, severity=Severity.HINT))
    if len(ideas) > 3 and not any(row.votes for row in ideas):
        remarks.append(Remark(text="Ingen har stemt ennå.", severity=Severity.HINT))
    return Result(
        figures=[
            Figure(label="Ideer", value=len(ideas)),
            Figure(label="Stemmer", value=sum(row.votes for row in ideas)),
            Figure(label="Flest stemmer", value=ideas[0].text("ide") if ideas and ideas[0].votes else None),
        ],
        pictures=[*([_board(question, ideas)] if ideas else []), *_plot(ideas)],
        tables=[
            Table(
                key="ideer",
                title="Ideer etter stemmer",
                columns=[
                    Column(label="Idé"),
                    Column(label="Stemmer", kind=ColumnKind.NUMBER),
                    Column(label="Verdi", kind=ColumnKind.NUMBER),
                    Column(label="Gjennomførbarhet", kind=ColumnKind.NUMBER),
                ],
                rows=[
                    [row.text("ide"), row.votes, row.number("verdi"), row.number("gjennomforbarhet")] for row in ideas
                ],
            )
        ],
        remarks=remarks,
        fact={"ideer": len(ideas), "beste": [row.text("ide") for row in ideas[:3] if row.votes]},
    )


def _board(question: str, ideas: list[Row]) -> Picture:
    shown = ideas[:MOST]
    canvas = Canvas(GAP + COLUMNS * (WIDTH + GAP), 70 + -(-len(shown) // COLUMNS) * (HIGH + GAP) + GAP)
    canvas.paragraph(
        GAP, 14, COLUMNS * (WIDTH + GAP) - GAP, question or "Hvordan kan vi …?", size=18, bold=True, most=2
    )
    for number, row in enumerate(shown):
        x, y = GAP + number % COLUMNS * (WIDTH + GAP), 70 + number // COLUMNS * (HIGH + GAP)
        canvas.note(x, y, WIDTH, HIGH, row.text("ide"), fill=NOTES[number % len(NOTES)])
        if row.votes:
            canvas.circle(x + WIDTH - 18, y + HIGH - 18, 14, fill=GREEN)
            canvas.text(
                x + WIDTH - 18, y + HIGH - 13, str(row.votes), size=12, colour="#ffffff", bold=True, anchor="middle"
            )
    told = "; ".join(f"{row.text('ide')}: {row.votes} stemmer" for row in ideas)
    return canvas.picture("Idétavle", f"{question}. {told}.", wide=True)


def _plot(ideas: list[Row]) -> list[Picture]:
    points = [
        {"verdi": value, "gjennomførbarhet": ease, "ide": row.text("ide")[:28], "stemmer": row.votes}
        for row in ideas
        if (value := row.number("verdi")) is not None and (ease := row.number("gjennomforbarhet")) is not None
    ]
    if not points:
        return []
    scale = {"domain": [0.5, 5.5]}
    x = {"field": "gjennomførbarhet", "type": "quantitative", "title": "Gjennomførbarhet", "scale": scale}
    y = {"field": "verdi", "type": "quantitative", "title": "Verdi", "scale": scale}
    specification = {
        "width": 420,
        "height": 300,
        "data": {"values": points},
        "layer": [
            {"mark": {"type": "circle", "size": 140}, "encoding": {"x": x, "y": y}},
            {"mark": {"type": "text", "dy": -12}, "encoding": {"x": x, "y": y, "text": {"field": "ide"}}},
        ],
    }
    told = "; ".join(f"{p['ide']}: verdi {p['verdi']}, gjennomførbarhet {p['gjennomførbarhet']}" for p in points)
    return [chart(specification, "Verdi og gjennomførbarhet", f"Plott. {told}.")]


WORKSHOP = Tool(
    name="ideverksted",
    title="Idéverksted",
    summary="Mange ideer til ett spørsmål, og stemmer på dem dere tror på.",
    guide=Guide(
        purpose="Dere får flere ideer å velge mellom, fra flere enn dem som snakker mest.",
        when="Når behovet er forstått, og løsningen ikke er valgt.",
        how=(
            "Still ett spørsmål: «Hvordan kan vi …?»",
            "Skriv ideer hver for dere i ti minutter. Ingen vurdering.",
            "Les dem høyt, og bygg videre på hverandres.",
            "Alle har tre stemmer. Stem.",
            "Vurder verdi og gjennomførbarhet for dem som fikk flest.",
        ),
        who="Fem til tolv med ulik bakgrunn, gjerne en bruker",
        time="En time",
        pitfalls=("Den første ideen er sjelden den beste.", "Ikke diskuter før alle har skrevet."),
    ),
    parts=(
        Part(key="sporsmal", form="ideverksted_sporsmal", title="Spørsmålet"),
        Part(
            key="ideer",
            form="ideverksted_ide",
            title="Ideer",
            repeated=True,
            label="ide",
            minimum=1,
            maximum=200,
            votes=3,
        ),
    ),
    evaluate=evaluate,
    examples=(Example(name="natt", title="Eksempel: en roligere natt", file="ideverksted_natt.json"),),
    paper=Paper.A3_LANDSCAPE,
    for_unit=True,
)
