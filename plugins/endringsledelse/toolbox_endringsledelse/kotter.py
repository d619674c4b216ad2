"""Kotter 8: eight steps of leading change, in order, with what is done and what remains (Kotter, Leading Change, 1996)."""

from engine.contract.content import Content, Row, Surroundings
from engine.contract.drawing import GREEN, GREEN_SOFT, GREY_SOFT, INK, MUTED, YELLOW_SOFT, Canvas
from engine.contract.result import Column, Figure, Picture, Remark, Result, Severity, Table
from engine.contract.toolbox import Example, Guide, Paper, Part, Tool

STEPS = {
    "1": "Skap forståelse for at det haster",
    "2": "Bygg et lag som leder",
    "3": "Lag en visjon og en strategi",
    "4": "Gjør visjonen kjent",
    "5": "Rydd hindringer av veien",
    "6": "Skap gevinster tidlig",
    "7": "Hold farten oppe",
    "8": "Gjør det til slik vi gjør det her",
}
STATES = {"ikke": ("Ikke startet", GREY_SOFT), "pagar": ("Pågår", YELLOW_SOFT), "ferdig": ("På plass", GREEN_SOFT)}


def evaluate(content: Content, around: Surroundings) -> Result:
    """The staircase, and steps that were taken before the ones below them."""
    rows = {row.text("steg"): row for row in content.rows("steg")}
    states = {
        key: rows[key].text("status") if key in rows and rows[key].text("status") in STATES else "ikke" for key in STEPS
    }
    done = sum(1 for state in states.values() if state == "ferdig")
    remarks = []
    for key in STEPS:
        below = [other for other in STEPS if other < key and states[other] == "ikke"]
        if states[key] != "ikke" and below:
            text = f"Steg {key} er i gang, men steg {', '.join(below)} er ikke startet."
            remarks.append(Remark(text=text, row=rows[key].id))
            break
    following = next((key for key in STEPS if states[key] != "ferdig"), None)
    if following:
        remarks.append(Remark(text=f"Neste: {STEPS[following]}.", severity=Severity.HINT))
    return Result(
        figures=[Figure(label="På plass", value=done, unit="av 8")],
        pictures=[_picture(states, rows)],
        tables=[
            Table(
                key="steg",
                title="Åtte steg",
                columns=[
                    Column(label="Steg"),
                    Column(label="Status"),
                    Column(label="Hva vi gjør"),
                    Column(label="Ansvarlig"),
                ],
                rows=[
                    [
                        f"{key} {text}",
                        STATES[states[key]][0],
                        rows[key].text("tiltak") if key in rows else None,
                        around.person(rows[key].text("ansvarlig")) or None if key in rows else None,
                    ]
                    for key, text in STEPS.items()
                ],
            )
        ],
        remarks=remarks,
        fact={"pa_plass": done},
    )


def _picture(states: dict[str, str], rows: dict[str, Row]) -> Picture:
    """Eight stairs up from the left."""
    wide, rise, high = 150, 34, 118
    canvas = Canvas(8 * wide + 40, 8 * rise + high + 60)
    for number, (key, text) in enumerate(STEPS.items()):
        x, y = 20 + number * wide, 30 + (7 - number) * rise
        word, colour = STATES[states[key]]
        canvas.box(x, y, wide - 4, high, fill=colour, line=INK if states[key] == "pagar" else GREEN)
        canvas.text(x + 10, y + 20, f"{key}", size=16, bold=True)
        canvas.text(x + wide - 14, y + 19, word, size=11, colour=MUTED, anchor="end")
        canvas.paragraph(x + 10, y + 26, wide - 24, text, size=12, bold=True, most=3)
        tiltak = rows[key].text("tiltak") if key in rows else ""
        canvas.paragraph(x + 10, y + 78, wide - 24, tiltak, size=11, most=2)
    told = "; ".join(f"{key} {text}: {STATES[states[key]][0].lower()}" for key, text in STEPS.items())
    return canvas.picture("Åtte steg", f"Trapp med åtte steg. {told}.", wide=True)


KOTTER = Tool(
    name="kotter",
    title="Kotters åtte steg",
    summary="Led endringen steg for steg, og se hva dere har hoppet over.",
    guide=Guide(
        purpose="Større endringer stopper ofte fordi et tidlig steg ble hoppet over. Trappen viser hvilket.",
        when="Når endringen gjelder mange, og varer i måneder.",
        how=(
            "Gå gjennom stegene i rekkefølge, og sett status ærlig.",
            "Skriv hva dere gjør på hvert steg, og hvem som har ansvaret.",
            "Begynn der dere står, ikke på toppen.",
            "Se på trappen hver måned.",
        ),
        who="Styringsgruppe og prosjektleder",
        time="En time, så et kvarter i måneden",
        pitfalls=("En gevinst tidlig må være ekte og synlig.", "Erklær ikke seier før den nye måten er vane."),
    ),
    parts=(Part(key="steg", form="kotter_steg", title="Stegene", repeated=True, label="tiltak", minimum=1, maximum=8),),
    evaluate=evaluate,
    examples=(Example(name="alle", title="Mal med alle åtte steg", file="kotter_alle.json"),),
    paper=Paper.A3_LANDSCAPE,
    single=True,
)
