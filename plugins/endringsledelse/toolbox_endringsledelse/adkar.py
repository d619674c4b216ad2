"""ADKAR: five steps that each group has to take, and which of them stops it (Hiatt, ADKAR, 2006)."""

from math import cos, pi, sin

from engine.contract.content import Content, Row, Surroundings
from engine.contract.drawing import BLUE_SOFT, GREEN, GREEN_SOFT, INK, LINE, MUTED, PINK_SOFT, YELLOW_SOFT, Canvas
from engine.contract.result import Column, ColumnKind, Figure, Picture, Remark, Result, Table
from engine.contract.toolbox import Example, Guide, Paper, Part, Tool

STEPS = {
    "kjennskap": "Kjennskap",
    "onske": "Ønske",
    "kunnskap": "Kunnskap",
    "evne": "Evne",
    "forsterkning": "Forsterkning",
}
ENOUGH = 3
"""The barrier is the first step at 3 or below: work there before any later one."""
RADIUS, SIZE = 120, 410
FILLS = (GREEN_SOFT, BLUE_SOFT, YELLOW_SOFT, PINK_SOFT)


def scores(row: Row) -> list[int]:
    """The five scores, 0 where one is missing."""
    values = (row.number(key) for key in STEPS)
    return [int(value) if value is not None and 1 <= value <= 5 else 0 for value in values]


def barrier(row: Row) -> str | None:
    """The first step at 3 or below, None when there is none or a score before it is missing."""
    for key, score in zip(STEPS, scores(row), strict=True):
        if score == 0:
            return None
        if score <= ENOUGH:
            return key
    return None


def evaluate(content: Content, around: Surroundings) -> Result:
    """A radar per group, and the barrier of each."""
    del around
    groups = content.rows("grupper")
    stopped = {row.id: key for row in groups if (key := barrier(row))}
    remarks = [
        Remark(
            text=f"{row.text('gruppe')} stopper på {STEPS[stopped[row.id]].lower()}. {ADVICE[stopped[row.id]]}",
            row=row.id,
        )
        for row in groups
        if row.id in stopped
    ]
    return Result(
        figures=[
            Figure(label="Grupper", value=len(groups)),
            Figure(label="Klare", value=sum(1 for r in groups if all(scores(r)) and r.id not in stopped)),
        ],
        pictures=[_picture(groups)] if any(any(scores(row)) for row in groups) else [],
        tables=[
            Table(
                key="grupper",
                title="ADKAR per gruppe",
                columns=[
                    Column(label="Gruppe"),
                    *(Column(label=word, kind=ColumnKind.NUMBER) for word in STEPS.values()),
                    Column(label="Barriere"),
                ],
                rows=[
                    [row.text("gruppe"), *(score or None for score in scores(row)), STEPS.get(stopped.get(row.id, ""))]
                    for row in groups
                ],
            )
        ],
        remarks=remarks,
        fact={"barrierer": [STEPS[key] for key in stopped.values()]},
    )


ADVICE = {
    "kjennskap": "Forklar hvorfor, og hva som skjer om ingenting gjøres.",
    "onske": "Spør hva som holder igjen, og la dem være med å forme det.",
    "kunnskap": "Gi opplæring i det de faktisk skal gjøre.",
    "evne": "Gi tid til å øve, og hjelp den første tiden.",
    "forsterkning": "Vis resultatene, og rydd bort den gamle måten.",
}


def _picture(groups: tuple[Row, ...]) -> Picture:
    """Small radars side by side, three in a row; twelve at the most."""
    shown = [row for row in groups if any(scores(row))][:12]
    columns = min(3, len(shown))
    canvas = Canvas(columns * SIZE, -(-len(shown) // 3) * (SIZE + 20))
    for number, row in enumerate(shown):
        x, y = number % 3 * SIZE + SIZE / 2, number // 3 * (SIZE + 20) + SIZE / 2 + 20
        canvas.paragraph(
            x - SIZE / 2 + 10, y - SIZE / 2 - 14, SIZE - 20, row.text("gruppe"), bold=True, most=1, anchor="middle"
        )
        for ring in range(1, 6):
            canvas.line([*_ring(x, y, [ring] * 5), _ring(x, y, [ring] * 5)[0]], colour=LINE, thickness=1)
        values = scores(row)
        canvas.shape(_ring(x, y, values), fill=FILLS[number % 4], line=GREEN, opacity=0.8)
        stop = barrier(row)
        for at, (key, word) in enumerate(STEPS.items()):
            px, py = _point(x, y, at, 6.1)
            anchor = "middle" if abs(px - x) < 12 else "start" if px > x else "end"
            stops = key == stop
            label = f"{word} {values[at] or '–'}"
            canvas.text(px, py + 4, label, size=12, colour=INK if stops else MUTED, bold=stops, anchor=anchor)
        told_below = f"Barriere: {STEPS[stop]}" if stop else "Ingen barriere" if all(values) else "Ikke alt er vurdert"
        canvas.text(x, y + SIZE / 2 - 30, told_below, bold=bool(stop), anchor="middle")
    told = "; ".join(f"{row.text('gruppe')}: {_said(row)}" for row in shown)
    return canvas.picture("ADKAR", f"Radar per gruppe, 1 til 5. {told}.", wide=columns == 3)


def _said(row: Row) -> str:
    return ", ".join(f"{word.lower()} {score}" for word, score in zip(STEPS.values(), scores(row), strict=True))


def _ring(x: float, y: float, values: list[int]) -> list[tuple[float, float]]:
    return [_point(x, y, at, value) for at, value in enumerate(values)]


def _point(x: float, y: float, at: int, value: float) -> tuple[float, float]:
    angle = -pi / 2 + at * 2 * pi / 5
    return x + cos(angle) * RADIUS * value / 5 * 0.8, y + sin(angle) * RADIUS * value / 5 * 0.8


ADKAR = Tool(
    name="adkar",
    title="ADKAR",
    summary="Hvor langt er hver gruppe kommet i endringen, og hva stopper dem?",
    guide=Guide(
        purpose="Dere setter inn hjelpen der den virker, i stedet for å gi mer opplæring til folk som ikke ønsker endringen.",
        when="Før innføring, og hver måned til den nye måten sitter.",
        how=(
            "Velg grupper som er ganske like innad.",
            "Spør noen i gruppen, og sett 1 til 5 på hvert steg.",
            "Det første steget på 3 eller lavere er barrieren. Begynn der.",
            "Bestem tiltak, og mål på nytt.",
        ),
        who="Prosjektleder og nærmeste leder for hver gruppe",
        time="20 minutter per gruppe",
        pitfalls=("Ledere tror gruppen er lenger framme enn den er. Spør.", "Hopp ikke over ønsket."),
    ),
    parts=(
        Part(key="grupper", form="adkar_gruppe", title="Grupper", repeated=True, label="gruppe", minimum=1, maximum=30),
    ),
    evaluate=evaluate,
    examples=(Example(name="tilsyn", title="Eksempel: digitalt tilsyn", file="adkar_tilsyn.json"),),
    paper=Paper.A4_LANDSCAPE,
)
