"""Gevinstplan: what has to be done to get the benefits, by whom and when, as a Gantt chart."""

from datetime import date

from engine.contract.charts import chart
from engine.contract.content import Content, Row, Surroundings
from engine.contract.result import Column, ColumnKind, Figure, Picture, Remark, Result, Severity, Table
from engine.contract.toolbox import Example, Guide, Paper, Part, Tool

RISKS = {"lav": "Lav", "middels": "Middels", "hoy": "Høy"}


def evaluate(content: Content, around: Surroundings) -> Result:
    """The measures in order of time, what is late, and what lacks a date or a name."""
    rows = sorted(content.rows("tiltak"), key=lambda row: row.date("frist") or date.max)
    today = around.now.date()
    open_rows = [row for row in rows if row.text("status") != "ferdig"]
    late = [row for row in open_rows if (due := row.date("frist")) is not None and due < today]
    remarks = [Remark(text=f"«{row.text('tiltak')}» er over fristen.", row=row.id) for row in late]
    for row in rows:
        start, due, realised = row.date("start"), row.date("frist"), row.date("realisert")
        if start and due and due < start:
            text = f"«{row.text('tiltak')}» har frist før den starter."
            remarks.append(Remark(text=text, severity=Severity.BLOCK, row=row.id))
        if due and realised and realised < due:
            text = f"«{row.text('tiltak')}» skal gi gevinst før tiltaket er ferdig. Stemmer det?"
            remarks.append(Remark(text=text, row=row.id))
    return Result(
        figures=[
            Figure(label="Tiltak", value=len(rows)),
            Figure(label="Ferdige", value=len(rows) - len(open_rows)),
            Figure(label="Over fristen", value=len(late)),
        ],
        pictures=[picture] if (picture := _gantt(rows, today)) else [],
        tables=[
            Table(
                key="tiltak",
                title="Tiltak etter frist",
                columns=[
                    Column(label="Tiltak"),
                    Column(label="Ansvarlig"),
                    Column(label="Start", kind=ColumnKind.DATE),
                    Column(label="Frist", kind=ColumnKind.DATE),
                    Column(label="Gevinst fra", kind=ColumnKind.DATE),
                    Column(label="Risiko"),
                    Column(label="Status"),
                ],
                rows=[
                    [
                        row.text("tiltak"),
                        around.person(row.text("ansvarlig")) if row.text("ansvarlig") else None,
                        row.date("start"),
                        row.date("frist"),
                        row.date("realisert"),
                        RISKS.get(row.text("risiko")),
                        "Ferdig" if row.text("status") == "ferdig" else "Over fristen" if row in late else "Gjenstår",
                    ]
                    for row in rows
                ],
            )
        ],
        remarks=remarks,
        fact={"tiltak": len(rows), "siste_frist": max((d for row in rows if (d := row.date("frist"))), default=None)},
    )


def _gantt(rows: list[Row], today: date) -> Picture | None:
    """A bar from start to due, a diamond where the benefit begins, a line today."""
    bars = [
        {
            "tiltak": f"{number}. {row.text('tiltak')[:48]}",
            "fra": (row.date("start") or due).isoformat(),
            "til": due.isoformat(),
            "status": "Ferdig" if row.text("status") == "ferdig" else "Over fristen" if due < today else "Gjenstår",
        }
        for number, row in enumerate(rows, start=1)
        if (due := row.date("frist")) is not None
    ]
    if not bars:
        return None
    gains = [
        {"tiltak": f"{number}. {row.text('tiltak')[:48]}", "dag": gain.isoformat(), "hva": "Gevinst fra"}
        for number, row in enumerate(rows, start=1)
        if (gain := row.date("realisert")) is not None and row.date("frist") is not None
    ]
    order = [bar["tiltak"] for bar in bars]
    y = {"field": "tiltak", "type": "nominal", "sort": order, "title": None, "axis": {"labelLimit": 320}}
    colours = {"domain": ["Ferdig", "Gjenstår", "Over fristen"], "range": ["#0b5c53", "#7fb3ab", "#cf3a3a"]}
    layers: list[object] = [
        {
            "data": {"values": bars},
            "mark": {"type": "bar", "height": 14, "cornerRadius": 3},
            "encoding": {
                "y": y,
                "x": {"field": "fra", "type": "temporal", "title": None},
                "x2": {"field": "til"},
                "color": {"field": "status", "type": "nominal", "title": None, "scale": colours},
            },
        },
        {
            "data": {"values": [{"dag": today.isoformat()}]},
            "mark": {"type": "rule", "strokeDash": [4, 4]},
            "encoding": {"x": {"field": "dag", "type": "temporal"}},
        },
    ]
    if gains:
        layers.append(
            {
                "data": {"values": gains},
                "mark": {"type": "point", "shape": "diamond", "filled": True, "size": 110, "color": "#1b2a29"},
                "encoding": {"y": y, "x": {"field": "dag", "type": "temporal"}},
            }
        )
    told = "; ".join(f"{bar['tiltak']} fra {bar['fra']} til {bar['til']}, {bar['status'].lower()}" for bar in bars)
    specification = {"width": 640, "height": {"step": 26}, "layer": layers}
    return chart(specification, "Gevinstplan (ruter viser når gevinsten starter)", f"Tidslinje: {told}.", wide=True)


PLAN = Tool(
    name="plan",
    title="Gevinstplan",
    summary="Hva må gjøres for å ta ut gevinstene, av hvem og når?",
    guide=Guide(
        purpose="Gevinstene kommer når noen gjør noe annerledes. Planen sier hva, hvem og når.",
        when="Før beslutning B2, og hver gang noe blir forsinket.",
        how=(
            "Ta én gevinst om gangen: hva må skje for at den skal komme?",
            "Gi hvert tiltak en ansvarlig i linjen og en frist.",
            "Skriv når gevinsten ventes å starte. Det er sjelden samme dag som tiltaket er ferdig.",
            "Vurder risikoen for at tiltaket ikke blir gjennomført.",
            "Gå gjennom planen hver måned til alt er ferdig.",
        ),
        who="Gevinstansvarlig med lederne som skal gjennomføre",
        time="En til to timer",
        pitfalls=(
            "«Informere de ansatte» er ikke nok: hva skal de gjøre?",
            "Prosjektlederen eier ikke gevinsten etter overlevering.",
        ),
    ),
    parts=(
        Part(key="tiltak", form="plan_tiltak", title="Tiltak", repeated=True, label="tiltak", minimum=1, maximum=100),
    ),
    evaluate=evaluate,
    examples=(Example(name="tilsyn", title="Eksempel: digitalt tilsyn", file="plan_tilsyn.json"),),
    paper=Paper.A4_LANDSCAPE,
    single=True,
)
