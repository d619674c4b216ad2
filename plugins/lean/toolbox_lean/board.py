"""Forbedringstavle: a unit's improvements on a kanban board, with limits on work under way, ages, and effort against effect."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from engine.contract.charts import chart
from engine.contract.content import Content, Row, Surroundings
from engine.contract.drawing import BLUE_SOFT, GREEN_SOFT, GREY_SOFT, INK, PINK_SOFT, YELLOW_SOFT, Canvas, height_of
from engine.contract.result import Column, ColumnKind, Figure, Picture, Remark, Result, Severity, Table
from engine.contract.toolbox import Example, Guide, Paper, Part, Tool

COLUMNS = {
    "ny": ("Ny", GREY_SOFT),
    "prioritert": ("Prioritert", BLUE_SOFT),
    "pagar": ("Vi jobber med", YELLOW_SOFT),
    "provd": ("Prøvd", PINK_SOFT),
    "standard": ("Ny standard", GREEN_SOFT),
}
LIMITED = ("prioritert", "pagar", "provd")
OLD_DAYS = 30
WIDTH, GAP, TOP, SIZE, MOST = 210, 16, 64, 12, 12


def evaluate(content: Content, around: Surroundings) -> Result:
    """The board, what is over its limit or has stood too long, and the matrix that helps to choose."""
    cards, today = content.rows("lapper"), around.now.date()
    limits = {key: content.one("regler").number(f"grense_{key}") for key in LIMITED}
    by_column = {key: [row for row in cards if (row.text("kolonne") or "ny") == key] for key in COLUMNS}
    remarks = []
    for key, limit in limits.items():
        count = len(by_column[key])
        if limit is not None and 0 <= limit < count:
            text = (
                f"«{COLUMNS[key][0]}» har {count} lapper, og grensen er {limit:f}. Gjør ferdig før dere starter nytt."
            )
            remarks.append(Remark(text=text, row=by_column[key][-1].id))
    for row in by_column["pagar"]:
        age = _age(row, today)
        if age is not None and age > OLD_DAYS:
            text = f"«{row.text('tittel')}» har vært under arbeid i {age} dager. Hva hindrer dere?"
            remarks.append(Remark(text=text, row=row.id))
    quick = [row for row in by_column["ny"] if _score(row, "effekt") >= 4 and 0 < _score(row, "innsats") <= 2]
    if quick:
        text = f"«{quick[0].text('tittel')}» gir mye for lite. Ta den først."
        remarks.append(Remark(text=text, severity=Severity.HINT, row=quick[0].id))
    ages = [age for row in by_column["pagar"] if (age := _age(row, today)) is not None]
    return Result(
        figures=[
            Figure(label="Under arbeid", value=len(by_column["pagar"])),
            Figure(label="Eldste", value=max(ages, default=None), unit="dager", explanation="siden arbeidet startet"),
            Figure(label="Ny standard", value=len(by_column["standard"])),
        ],
        pictures=[_kanban(by_column, limits, today), *_matrix(cards)],
        tables=[
            Table(
                key="lapper",
                title="Lapper",
                columns=[
                    Column(label="Kolonne"),
                    Column(label="Forbedring"),
                    Column(label="Innsats", kind=ColumnKind.NUMBER),
                    Column(label="Effekt", kind=ColumnKind.NUMBER),
                    Column(label="Ansvarlig"),
                    Column(label="Dager", kind=ColumnKind.NUMBER),
                ],
                rows=[
                    [
                        COLUMNS[key][0],
                        row.text("tittel"),
                        row.number("innsats"),
                        row.number("effekt"),
                        around.person(row.text("ansvarlig")) or None,
                        _age(row, today),
                    ]
                    for key, rows in by_column.items()
                    for row in rows
                ],
            )
        ],
        remarks=remarks,
        fact={"pagar": len(by_column["pagar"]), "standard": len(by_column["standard"])},
    )


def _age(row: Row, today: date) -> int | None:
    """Days since work began, or since the card was made."""
    since = row.date("startet") or (row.entered_at.date() if row.entered_at else None)
    return (today - since).days if since and since <= today else None


def _score(row: Row, key: str) -> int:
    value = row.number(key)
    return int(value) if value is not None and 1 <= value <= 5 else 0


def _kanban(by_column: Mapping[str, list[Row]], limits: Mapping[str, Decimal | None], today: date) -> Picture:
    def height(row: Row) -> float:
        return height_of(row.text("tittel") or "…", WIDTH - 20, SIZE, 4) + 30

    tallest = max(sum(height(r) + 8 for r in rows[:MOST]) for rows in by_column.values())
    canvas = Canvas(GAP + len(COLUMNS) * (WIDTH + GAP), TOP + max(tallest, 120) + 40)
    for number, (key, (word, colour)) in enumerate(COLUMNS.items()):
        x, rows = GAP + number * (WIDTH + GAP), by_column[key]
        canvas.box(x, 14, WIDTH, TOP + max(tallest, 120), fill="#f7f9f8")
        limit = limits.get(key)
        count = f"{len(rows)} av {limit:f}" if limit is not None else str(len(rows))
        over = limit is not None and len(rows) > limit
        canvas.text(x + 12, 40, word, bold=True)
        canvas.text(x + WIDTH - 12, 40, f"{count}{' – over grensen' if over else ''}", size=12, anchor="end", bold=over)
        y: float = TOP
        for row in rows[:MOST]:
            high = height(row)
            canvas.box(x + 8, y, WIDTH - 16, high, fill=colour, line=INK)
            canvas.paragraph(x + 18, y + 4, WIDTH - 36, row.text("tittel") or "…", size=SIZE, most=4)
            age = _age(row, today)
            if age is not None:
                canvas.text(x + 18, y + high - 8, f"{age} dager", size=11)
            y += high + 8
        if len(rows) > MOST:
            canvas.text(x + 18, y + 14, f"og {len(rows) - MOST} til", size=12)
    listed = {word: ", ".join(r.text("tittel") for r in by_column[key]) for key, (word, _) in COLUMNS.items()}
    told = "; ".join(f"{word}: {titles or 'ingen'}" for word, titles in listed.items())
    return canvas.picture("Forbedringstavle", told, wide=True)


def _matrix(cards: tuple[Row, ...]) -> list[Picture]:
    """Effort against effect for what is not done yet."""
    points = [
        {"innsats": _score(row, "innsats"), "effekt": _score(row, "effekt"), "tittel": row.text("tittel")[:28]}
        for row in cards
        if row.text("kolonne") != "standard" and _score(row, "innsats") and _score(row, "effekt")
    ]
    if not points:
        return []
    scale = {"domain": [0.5, 5.5]}
    x = {"field": "innsats", "type": "quantitative", "title": "Innsats", "scale": scale, "axis": {"tickCount": 5}}
    y = {"field": "effekt", "type": "quantitative", "title": "Effekt", "scale": scale, "axis": {"tickCount": 5}}
    middle = [{"mark": {"type": "rule", "strokeDash": [4, 4]}, "encoding": {axis: {"datum": 3}}} for axis in ("x", "y")]
    specification = {
        "width": 420,
        "height": 300,
        "data": {"values": points},
        "layer": [
            {"mark": {"type": "circle", "size": 140}, "encoding": {"x": x, "y": y}},
            {"mark": {"type": "text", "dy": -12}, "encoding": {"x": x, "y": y, "text": {"field": "tittel"}}},
            *middle,
        ],
    }
    told = "; ".join(f"{p['tittel']}: innsats {p['innsats']}, effekt {p['effekt']}" for p in points)
    return [chart(specification, "Innsats og effekt", f"Matrise. {told}.")]


BOARD = Tool(
    name="tavle",
    title="Forbedringstavle",
    summary="Enhetens forbedringer på én tavle: hva er nytt, hva jobber vi med, og hva er blitt ny standard?",
    guide=Guide(
        purpose="Alle kan foreslå, og alle ser hva som skjer med forslaget.",
        when="Hele tiden. Møt ved tavlen et kvarter hver uke.",
        how=(
            "Skriv en lapp når du ser noe som kan bli bedre.",
            "Vurder innsats og effekt sammen, og velg noen få.",
            "Flytt lappen når arbeidet starter, og skriv startdato.",
            "Hold grensene: gjør ferdig før dere starter nytt.",
            "Det som virker, blir ny standard. Fortell det til andre enheter.",
        ),
        who="Alle i enheten",
        time="15 minutter i uken",
        pitfalls=("En tavle ingen møtes ved, blir et arkiv.", "Lapper uten svar er verre enn ingen tavle."),
    ),
    parts=(
        Part(key="regler", form="tavle_regler", title="Grenser"),
        Part(key="lapper", form="tavle_lapp", title="Lapper", repeated=True, label="tittel", maximum=200),
    ),
    evaluate=evaluate,
    examples=(
        Example(name="hjemmetjenesten", title="Eksempel: tavlen i hjemmetjenesten", file="tavle_hjemmetjenesten.json"),
    ),
    paper=Paper.A3_LANDSCAPE,
    for_unit=True,
)
