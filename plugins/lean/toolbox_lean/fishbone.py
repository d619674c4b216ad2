"""Fiskebein (Ishikawa): possible causes of one effect, on a bone for each family of causes."""

from engine.contract.content import Content, Surroundings
from engine.contract.drawing import BLUE_SOFT, GREEN, YELLOW_SOFT, Canvas, height_of, wrapped
from engine.contract.result import Column, Figure, Picture, Remark, Result, Severity, Table
from engine.contract.toolbox import Example, Guide, Paper, Part, Tool

BONES = {
    "mennesker": "Mennesker",
    "metode": "Metode",
    "utstyr": "Utstyr og systemer",
    "informasjon": "Informasjon",
    "ledelse": "Ledelse",
    "omgivelser": "Omgivelser",
}
COLUMN, SLANT, SIZE = 300, 70, 12


def evaluate(content: Content, around: Surroundings) -> Result:
    """Causes by family; those marked as likely stand out and are what one should look into first."""
    del around
    effect = content.one("virkning").text("virkning")
    causes = content.rows("arsaker")
    by_bone = {key: [row for row in causes if row.text("gren") == key] for key in BONES}
    likely = [row for row in causes if row.values.get("sannsynlig") is True]
    remarks = []
    if causes and not likely:
        text = "Merk de årsakene dere tror mest på, så vet dere hva dere skal undersøke først."
        remarks.append(Remark(text=text, severity=Severity.HINT))
    empty = [name for key, name in BONES.items() if not by_bone[key]]
    if causes and len(empty) >= 4:
        remarks.append(Remark(text=f"Har dere tenkt på {', '.join(empty).lower()}?", severity=Severity.HINT))
    return Result(
        figures=[
            Figure(label="Mulige årsaker", value=len(causes)),
            Figure(label="Mest sannsynlige", value=len(likely), explanation="merket av dere"),
        ],
        pictures=[_picture(effect, {key: [row.text("arsak") for row in rows] for key, rows in by_bone.items()})],
        tables=[
            Table(
                key="arsaker",
                title="Årsaker etter gren",
                columns=[Column(label="Gren"), Column(label="Årsak"), Column(label="Sannsynlig")],
                rows=[
                    (name, row.text("arsak"), "Ja" if row in likely else "Nei")
                    for key, name in BONES.items()
                    for row in by_bone[key]
                ],
            )
        ],
        remarks=remarks,
        fact={"sannsynlige": [row.text("arsak") for row in likely]},
    )


def _picture(effect: str, causes: dict[str, list[str]]) -> Picture:
    """The spine points at the effect; three bones above it and three below."""
    inner = COLUMN - SLANT - 30
    heights = {key: sum(height_of(text, inner, SIZE, 3) + 8 for text in found) for key, found in causes.items()}
    keys = list(BONES)
    above, below = (max((heights[key] for key in half), default=0) + 60 for half in (keys[:3], keys[3:]))
    above, below = max(above, 130), max(below, 130)
    width, spine = 3 * COLUMN + 300, above + 50
    canvas = Canvas(width, spine + below + 50)
    head = (3 * COLUMN + 40, spine)
    canvas.line([(20, spine), head], colour=GREEN, thickness=4, arrow=True)
    lines = len(wrapped(effect or "Virkning", 210, 15))
    high = max(60, lines * 20 + 24)
    canvas.box(head[0], spine - high / 2, 230, high, fill=YELLOW_SOFT)
    canvas.paragraph(head[0] + 10, spine - high / 2 + 8, 210, effect or "Virkning", size=15, bold=True)
    for number, key in enumerate(keys):
        up = number < 3
        reach = above if up else below
        foot = ((number % 3 + 1) * COLUMN - 10, spine)
        tip = (foot[0] - SLANT, spine - reach if up else spine + reach)
        canvas.line([tip, foot], colour=GREEN, thickness=2.5)
        label_y = tip[1] - 30 if up else tip[1] + 4
        canvas.box(tip[0] - 80, label_y, 160, 26, fill=BLUE_SOFT)
        canvas.text(tip[0], label_y + 18, BONES[key], bold=True, anchor="middle")
        y = tip[1] + 10 if up else spine + 24
        for text in causes[key]:
            foot_y = y + height_of(text, inner, SIZE, 3)
            end = tip[0] + SLANT * abs(foot_y - tip[1]) / reach
            canvas.paragraph(end - inner - 10, y, inner, text, size=SIZE, most=3)
            canvas.line([(end - inner - 12, foot_y + 2), (end - 2, foot_y + 2)], thickness=1)
            y = foot_y + 8
    listed = "; ".join(f"{BONES[key]}: {', '.join(found)}" for key, found in causes.items() if found)
    return canvas.picture("Fiskebein", f"Mulige årsaker til «{effect}». {listed or 'Ingen ennå'}.", wide=True)


FISHBONE = Tool(
    name="fiskebein",
    title="Fiskebein",
    summary="Samle mulige årsaker til en virkning, sortert på det de har med å gjøre.",
    guide=Guide(
        purpose="Gruppen får fram alle mulige årsaker før den bestemmer seg for én.",
        when="Når et problem kan ha mange årsaker, og folk er uenige om hvilken.",
        how=(
            "Skriv virkningen dere vil forstå, så konkret som mulig.",
            "Gå gren for gren: mennesker, metode, utstyr, informasjon, ledelse og omgivelser.",
            "Skriv årsaker uten å diskutere dem. Alle bidrar.",
            "Merk de to eller tre dere tror mest på.",
            "Undersøk dem, for eksempel med 5 hvorfor.",
        ),
        who="Fire til åtte som kjenner arbeidet fra ulike sider",
        time="45–90 minutter",
        pitfalls=(
            "En forklaring er ikke en løsning: skriv årsaker, ikke tiltak.",
            "Bruk ikke grenene til å fordele skyld.",
        ),
    ),
    parts=(
        Part(key="virkning", form="fiskebein_virkning", title="Virkningen"),
        Part(
            key="arsaker", form="fiskebein_arsak", title="Årsaker", repeated=True, label="arsak", minimum=1, maximum=100
        ),
    ),
    evaluate=evaluate,
    examples=(Example(name="ventetid", title="Eksempel: lang ventetid på svar", file="fiskebein_ventetid.json"),),
    paper=Paper.A4_LANDSCAPE,
    for_unit=True,
)
