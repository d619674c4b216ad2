"""Kommunikasjonsplan: who hears what, when and from whom, with a calendar to subscribe to."""

from collections import defaultdict
from datetime import date

from engine.contract.charts import chart
from engine.contract.content import Content, Surroundings
from engine.contract.result import Calendar, Column, ColumnKind, Entry, Figure, Picture, Remark, Result, Severity, Table
from engine.contract.toolbox import Example, Guide, Paper, Part, Tool

CHANNELS = {
    "mote": "Møte",
    "epost": "E-post",
    "intranett": "Intranett",
    "samtale": "Samtale",
    "oppslag": "Oppslag",
    "media": "Media og nettside",
}


def evaluate(content: Content, around: Surroundings) -> Result:
    """The plan in order of time; what is late, and audiences that hear of it only once."""
    rows = sorted(content.rows("tiltak"), key=lambda row: row.date("dato") or date.max)
    today = around.now.date()
    late = [row for row in rows if (day := row.date("dato")) and day < today and row.text("status") != "gjort"]
    remarks = [Remark(text=f"«{row.text('budskap')[:60]}» skulle vært sendt.", row=row.id) for row in late]
    heard: dict[str, int] = defaultdict(int)
    for row in rows:
        heard[row.text("malgruppe")] += 1
    once = sorted(group for group, times in heard.items() if group and times == 1)
    if len(rows) > 2 and once:
        text = f"Hører bare om dette én gang: {', '.join(once[:4])}."
        remarks.append(Remark(text=text, severity=Severity.HINT))
    return Result(
        figures=[
            Figure(label="Planlagt", value=len(rows)),
            Figure(label="Gjort", value=sum(1 for row in rows if row.text("status") == "gjort")),
            Figure(label="Forsinket", value=len(late)),
        ],
        pictures=[picture] if (picture := _picture(content)) else [],
        tables=[
            Table(
                key="plan",
                title="Kommunikasjonsplan",
                columns=[
                    Column(label="Dato", kind=ColumnKind.DATE),
                    Column(label="Målgruppe"),
                    Column(label="Budskap"),
                    Column(label="Kanal"),
                    Column(label="Ansvarlig"),
                    Column(label="Status"),
                ],
                rows=[
                    [
                        row.date("dato"),
                        row.text("malgruppe"),
                        row.text("budskap"),
                        CHANNELS.get(row.text("kanal")),
                        around.person(row.text("ansvarlig")) or None,
                        "Gjort" if row.text("status") == "gjort" else "Forsinket" if row in late else "Planlagt",
                    ]
                    for row in rows
                ],
            )
        ],
        remarks=remarks,
        calendar=Calendar(
            name=content.title,
            entries=[
                Entry(
                    id=row.id,
                    day=day,
                    title=f"{row.text('malgruppe')}: {CHANNELS.get(row.text('kanal'), 'melding')}",
                    text=row.text("budskap"),
                )
                for row in rows
                if (day := row.date("dato"))
            ],
        ),
        fact={"planlagt": len(rows), "forsinket": len(late)},
    )


def _picture(content: Content) -> Picture | None:
    """A point for each message, by audience and day."""
    points = [
        {
            "gruppe": row.text("malgruppe")[:40],
            "dag": day.isoformat(),
            "kanal": CHANNELS.get(row.text("kanal"), "Annet"),
        }
        for row in content.rows("tiltak")
        if (day := row.date("dato")) and row.text("malgruppe")
    ]
    if not points:
        return None
    specification = {
        "width": 620,
        "height": {"step": 30},
        "data": {"values": points},
        "mark": {"type": "point", "filled": True, "size": 130},
        "encoding": {
            "x": {"field": "dag", "type": "temporal", "title": None},
            "y": {"field": "gruppe", "type": "nominal", "title": None, "axis": {"labelLimit": 260, "grid": True}},
            "shape": {"field": "kanal", "type": "nominal", "title": "Kanal"},
            "color": {"field": "kanal", "type": "nominal", "title": "Kanal"},
        },
    }
    told = "; ".join(f"{p['gruppe']} {p['dag']} ({p['kanal'].lower()})" for p in points)
    return chart(specification, "Hvem hører hva når", f"Tidslinje per målgruppe. {told}.", wide=True)


COMMUNICATION = Tool(
    name="kommunikasjon",
    title="Kommunikasjonsplan",
    summary="Hvem skal høre hva, når, hvordan og av hvem? Med kalender.",
    guide=Guide(
        purpose="De som berøres, hører det i tide, av noen de stoler på.",
        when="Etter interessentanalysen, og gjennom hele innføringen.",
        how=(
            "Ta én målgruppe om gangen: hva lurer de på?",
            "Skriv budskapet i én setning.",
            "Velg kanal og avsender. Nærmeste leder er ofte best.",
            "Sett dato, og legg planen i kalenderen.",
            "Hak av når det er gjort, og hør hva folk svarte.",
        ),
        who="Prosjektleder med linjelederne",
        time="En til to timer",
        pitfalls=("Én e-post er ikke kommunikasjon.", "Fortell også det dere ikke vet ennå."),
    ),
    parts=(
        Part(
            key="tiltak",
            form="kommunikasjon_tiltak",
            title="Planen",
            repeated=True,
            label="budskap",
            minimum=1,
            maximum=150,
        ),
    ),
    evaluate=evaluate,
    examples=(Example(name="tilsyn", title="Eksempel: digitalt tilsyn", file="kommunikasjon_tilsyn.json"),),
    paper=Paper.A4_LANDSCAPE,
)
