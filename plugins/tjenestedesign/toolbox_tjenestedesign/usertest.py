"""Brukertest: who solved which task, what stood in the way, and the System Usability Scale (Brooke 1996)."""

from collections import defaultdict
from decimal import Decimal

from engine.contract.charts import chart
from engine.contract.content import Content, Row, Surroundings
from engine.contract.result import Column, ColumnKind, Figure, Picture, Remark, Result, Severity, Table
from engine.contract.toolbox import Example, Guide, Paper, Part, Tool

SOLVED = {"ja": Decimal(1), "delvis": Decimal("0.5"), "nei": Decimal(0)}
WORDS = {"ja": "Løst", "delvis": "Delvis løst", "nei": "Ikke løst"}
SEVERITIES = {1: "Kosmetisk", 2: "Liten", 3: "Alvorlig", 4: "Stopper brukeren"}
SUS_ITEMS = 10


def success(answers: list[str]) -> Decimal | None:
    """(yes + ½ partly) ÷ n; None without answers."""
    counted = [SOLVED[answer] for answer in answers if answer in SOLVED]
    return sum(counted, Decimal(0)) / len(counted) if counted else None


def sus(row: Row) -> Decimal | None:
    """0–100: odd items count score − 1, even ones 5 − score, times 2,5; None unless all ten are answered."""
    total = Decimal(0)
    for number in range(1, SUS_ITEMS + 1):
        score = row.number(f"sus{number}")
        if score is None or not 1 <= score <= 5:
            return None
        total += score - 1 if number % 2 else 5 - score
    return total * Decimal("2.5")


def evaluate(content: Content, around: Surroundings) -> Result:
    """Success per task, findings worst first, and the mean SUS score."""
    del around
    tasks, tries = content.rows("oppgaver"), content.rows("forsok")
    by_task: dict[str, list[Row]] = defaultdict(list)
    for row in tries:
        by_task[row.text("oppgave")].append(row)
    scores = [score for row in content.rows("sus") if (score := sus(row)) is not None]
    findings = sorted(content.rows("funn"), key=lambda row: -(row.number("alvor") or Decimal(0)))
    blocking = [row for row in findings if row.number("alvor") == 4]
    remarks = [Remark(text=f"«{row.text('funn')}» stopper brukeren. Rett det først.", row=row.id) for row in blocking]
    if tries and len({row.text("deltaker") for row in tries}) < 5:
        text = "Fem deltakere finner som regel de viktigste problemene."
        remarks.append(Remark(text=text, severity=Severity.HINT))
    overall = success([row.text("lost") for row in tries])
    mean = sum(scores, Decimal(0)) / len(scores) if scores else None
    return Result(
        figures=[
            Figure(label="Løst", value=overall, kind=ColumnKind.PERCENT, explanation="(løst + ½ delvis) ÷ forsøk"),
            Figure(label="SUS", value=mean, decimals=1, explanation="over 68 er bedre enn gjennomsnittet"),
            Figure(label="Stopper brukeren", value=len(blocking)),
        ],
        pictures=_pictures(tasks, by_task),
        tables=[
            Table(
                key="oppgaver",
                title="Oppgaver",
                columns=[
                    Column(label="Oppgave"),
                    Column(label="Forsøk", kind=ColumnKind.NUMBER),
                    Column(label="Løst", kind=ColumnKind.PERCENT),
                    Column(label="Snitt minutter", kind=ColumnKind.NUMBER, decimals=1),
                ],
                rows=[
                    [
                        row.text("oppgave"),
                        len(found := by_task[str(row.id)]),
                        success([one.text("lost") for one in found]),
                        _mean([one.number("minutter") for one in found]),
                    ]
                    for row in tasks
                ],
            ),
            Table(
                key="funn",
                title="Funn, de verste først",
                columns=[Column(label="Funn"), Column(label="Alvor"), Column(label="Forslag")],
                rows=[
                    [row.text("funn"), SEVERITIES.get(int(row.number("alvor") or 0)), row.text("forslag")]
                    for row in findings
                ],
            ),
        ],
        remarks=remarks,
        fact={"lost": overall, "sus": mean, "stopper": len(blocking)},
    )


def _mean(values: list[Decimal | None]) -> Decimal | None:
    known = [value for value in values if value is not None and value >= 0]
    return sum(known, Decimal(0)) / len(known) if known else None


def _pictures(tasks: tuple[Row, ...], by_task: dict[str, list[Row]]) -> list[Picture]:
    solved = {row.id: [one.text("lost") for one in by_task[str(row.id)]] for row in tasks}
    bars = [
        {"oppgave": row.text("oppgave")[:40], "svar": word, "antall": solved[row.id].count(key)}
        for row in tasks
        for key, word in WORDS.items()
    ]
    if not any(bar["antall"] for bar in bars):
        return []
    colours = {"domain": list(WORDS.values()), "range": ["#0b5c53", "#f2d43d", "#cf3a3a"]}
    specification = {
        "width": 460,
        "height": {"step": 30},
        "data": {"values": bars},
        "mark": {"type": "bar", "stroke": "#1b2a29", "strokeWidth": 0.5},
        "encoding": {
            "y": {"field": "oppgave", "type": "nominal", "sort": None, "title": None, "axis": {"labelLimit": 280}},
            "x": {"field": "antall", "type": "quantitative", "title": "Forsøk", "axis": {"tickMinStep": 1}},
            "color": {"field": "svar", "type": "nominal", "title": None, "scale": colours},
        },
    }
    told = "; ".join(f"{bar['oppgave']}: {bar['antall']} {str(bar['svar']).lower()}" for bar in bars if bar["antall"])
    return [chart(specification, "Hvem løste hva", f"Stolper per oppgave. {told}.")]


USER_TEST = Tool(
    name="brukertest",
    title="Brukertest",
    summary="La brukere prøve, se hva som stopper dem, og rett det.",
    guide=Guide(
        purpose="Dere finner problemene mens det er billig å rette dem.",
        when="Så snart dere har noe å vise, også på papir, og igjen før innføring.",
        how=(
            "Skriv tre til seks oppgaver slik en bruker ville sagt dem.",
            "La én og én prøve. Be dem tenke høyt. Ikke hjelp.",
            "Noter løst, delvis eller ikke, og tiden.",
            "Skriv funn, og hvor alvorlige de er.",
            "La deltakerne svare på SUS til slutt.",
        ),
        who="Fem brukere, én som leder og én som noterer",
        time="30 minutter per deltaker",
        pitfalls=("Test løsningen, ikke brukeren.", "Kolleger er ikke brukere."),
    ),
    parts=(
        Part(
            key="oppgaver",
            form="brukertest_oppgave",
            title="Oppgaver",
            repeated=True,
            label="oppgave",
            minimum=1,
            maximum=20,
        ),
        Part(key="forsok", form="brukertest_forsok", title="Forsøk", repeated=True, label="deltaker", maximum=300),
        Part(key="funn", form="brukertest_funn", title="Funn", repeated=True, label="funn", maximum=100),
        Part(key="sus", form="brukertest_sus", title="SUS", repeated=True, label="deltaker", maximum=60),
    ),
    evaluate=evaluate,
    examples=(Example(name="skjema", title="Eksempel: søknadsskjema på nett", file="brukertest_skjema.json"),),
    paper=Paper.A4_LANDSCAPE,
)
