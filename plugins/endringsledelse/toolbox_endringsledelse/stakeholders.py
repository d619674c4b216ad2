"""Interessentanalyse: who is affected, how much they can do, and how they feel about it."""

from engine.contract.content import Content, Row, Surroundings
from engine.contract.drawing import GREEN_SOFT, GREY_SOFT, INK, PINK_SOFT, Canvas, height_of
from engine.contract.result import Column, ColumnKind, Figure, Picture, Remark, Result, Severity, Table
from engine.contract.toolbox import Example, Guide, Paper, Part, Tool

INFLUENCE = {1: "Liten", 2: "Middels", 3: "Stor"}
ATTITUDE = {-1: "Negativ", 0: "Nøytral", 1: "Positiv"}
COLOURS = {-1: PINK_SOFT, 0: GREY_SOFT, 1: GREEN_SOFT}
CELL, LEFT, TOP, SIZE, MOST = 260, 110, 30, 12, 8


def evaluate(content: Content, around: Surroundings) -> Result:
    """Everybody in the grid of influence and attitude; who can stop it and does not want it stands out."""
    del around
    groups = content.rows("interessenter")
    placed = [
        (row, influence, attitude)
        for row in groups
        if (influence := _influence(row)) and (attitude := _attitude(row)) is not None
    ]
    hot = [row for row, influence, attitude in placed if influence == 3 and attitude == -1]
    remarks = [
        Remark(text=f"«{row.text('gruppe')}» kan stoppe dette og er negative. Snakk med dem først.", row=row.id)
        for row in hot
    ]
    remarks += [
        Remark(text=f"«{row.text('gruppe')}» har ingen strategi.", row=row.id)
        for row in groups
        if not row.text("strategi")
    ]
    if placed and all(attitude == 1 for _, _, attitude in placed):
        remarks.append(Remark(text="Alle er positive. Hvem har dere ikke tenkt på?", severity=Severity.HINT))
    return Result(
        figures=[Figure(label="Interessenter", value=len(groups)), Figure(label="Må følges tett", value=len(hot))],
        pictures=[_picture(placed)] if placed else [],
        tables=[
            Table(
                key="interessenter",
                title="Interessenter, størst innflytelse først",
                columns=[
                    Column(label="Gruppe"),
                    Column(label="Slik berøres de"),
                    Column(label="Innflytelse"),
                    Column(label="Viktighet", kind=ColumnKind.NUMBER),
                    Column(label="Holdning"),
                    Column(label="Strategi"),
                ],
                rows=[
                    [
                        row.text("gruppe"),
                        row.text("berort"),
                        INFLUENCE.get(_influence(row)),
                        row.number("viktighet"),
                        ATTITUDE.get(attitude) if (attitude := _attitude(row)) is not None else None,
                        row.text("strategi"),
                    ]
                    for row in sorted(groups, key=lambda row: -_influence(row))
                ],
            )
        ],
        remarks=remarks,
        fact={"antall": len(groups), "kritiske": [row.text("gruppe") for row in hot]},
    )


def _influence(row: Row) -> int:
    value = row.number("innflytelse")
    return int(value) if value is not None and 1 <= value <= 3 else 0


def _attitude(row: Row) -> int | None:
    value = row.number("holdning")
    return int(value) if value is not None and -1 <= value <= 1 else None


def _picture(placed: list[tuple[Row, int, int]]) -> Picture:
    """Influence up, attitude to the right; the corner to watch is marked in words."""
    cells: dict[tuple[int, int], list[str]] = {}
    for row, influence, attitude in placed:
        cells.setdefault((influence, attitude), []).append(row.text("gruppe"))

    def height(names: list[str]) -> float:
        return sum(height_of(name, CELL - 36, SIZE, 2) + 12 for name in names[:MOST]) + 40

    rows = {i: max(110.0, *(height(cells.get((i, a), [])) for a in ATTITUDE)) for i in INFLUENCE}
    canvas = Canvas(LEFT + 3 * CELL + 20, TOP + sum(rows.values()) + 70)
    y = float(TOP)
    for influence in (3, 2, 1):
        canvas.text(LEFT - 12, y + rows[influence] / 2, INFLUENCE[influence], anchor="end")
        for column, attitude in enumerate(ATTITUDE):
            x = LEFT + column * CELL
            names = cells.get((influence, attitude), [])
            watch = (influence, attitude) == (3, -1)
            canvas.box(
                x, y, CELL, rows[influence], rounded=0, line=INK if watch else "#b9c7c4", thickness=3 if watch else 1
            )
            if watch:
                canvas.text(x + CELL - 10, y + rows[influence] - 10, "Følg tett", size=11, bold=True, anchor="end")
            top = y + 10
            for name in names[:MOST]:
                high = height_of(name, CELL - 36, SIZE, 2) + 6
                canvas.box(x + 10, top, CELL - 20, high, fill=COLOURS[attitude])
                canvas.paragraph(x + 18, top + 1, CELL - 36, name, size=SIZE, most=2)
                top += high + 6
            if len(names) > MOST:
                canvas.text(x + 18, top + 14, f"og {len(names) - MOST} til", size=SIZE)
        y += rows[influence]
    for column, word in enumerate(ATTITUDE.values()):
        canvas.text(LEFT + (column + 0.5) * CELL, y + 22, word, anchor="middle")
    canvas.text(LEFT + 1.5 * CELL, y + 48, "Holdning", bold=True, anchor="middle")
    canvas.text(18, TOP + sum(rows.values()) / 2, "Innflytelse", bold=True, anchor="middle", turned=-90)
    told = "; ".join(
        f"{r.text('gruppe')}: {INFLUENCE[i].lower()} innflytelse, {ATTITUDE[a].lower()}" for r, i, a in placed
    )
    return canvas.picture("Innflytelse og holdning", f"Interessenter i et rutenett. {told}.", wide=True)


STAKEHOLDERS = Tool(
    name="interessenter",
    title="Interessentanalyse",
    summary="Hvem berøres, hvor mye kan de påvirke, og hva mener de?",
    guide=Guide(
        purpose="Dere snakker med de riktige først, og blir ikke overrasket av motstand.",
        when="Når behovet er beskrevet, og igjen før innføring.",
        how=(
            "List alle som berøres, også dem som får mer å gjøre.",
            "Vurder innflytelse og viktighet fra 1 til 3.",
            "Skriv hvordan de stiller seg i dag, ikke hvordan dere håper de stiller seg.",
            "Velg hva dere vil gjøre overfor hver gruppe.",
        ),
        who="Prosjektleder med noen som kjenner gruppene",
        time="En til to timer",
        pitfalls=(
            "Tillitsvalgte og verneombud er alltid interessenter.",
            "Arket kan leses av andre. Skriv så dere kan vise det fram.",
        ),
    ),
    parts=(
        Part(
            key="interessenter",
            form="interessent",
            title="Interessenter",
            repeated=True,
            label="gruppe",
            minimum=1,
            maximum=80,
        ),
    ),
    evaluate=evaluate,
    examples=(Example(name="tilsyn", title="Eksempel: digitalt tilsyn", file="interessenter_tilsyn.json"),),
    paper=Paper.A4_LANDSCAPE,
    single=True,
)
