"""Gevinstregister: the benefits with their owners, the baseline of each indicator, and what was measured since."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from engine.contract.charts import chart
from engine.contract.content import Content, Row, Surroundings
from engine.contract.result import Column, ColumnKind, Figure, Picture, Remark, Result, Severity, Table
from engine.contract.toolbox import Example, Guide, Paper, Part, Tool
from toolbox_gevinst.formulas import weighted_achievement
from toolbox_gevinst.readings import Indicator, indicators_in, yearly
from toolbox_gevinst.tables import project

KINDS = {"direkte": "Direkte (kr)", "indirekte": "Indirekte (årsverk)", "kvalitativ": "Kvalitativ"}
USES = {
    "budsjettreduksjon": "Budsjettreduksjon",
    "kvalitet": "Bedre kvalitet",
    "tjenesteutvikling": "Tjenesteutvikling",
    "kompetanse": "Kompetanse",
    "annet": "Annet",
}


def evaluate(content: Content, around: Surroundings) -> Result:
    """What is planned a year, how far each indicator has come, and what is missing or off course."""
    benefits, indicators = content.rows("gevinster"), indicators_in(content)
    amounts = [(row, amount) for row in benefits if (amount := yearly(row)) is not None]
    budget = sum((a for row, a in amounts if row.text("bruk") == "budsjettreduksjon"), Decimal(0))
    reached = [(Decimal(1), i.achieved) for i in indicators if i.achieved is not None]
    mean = weighted_achievement(reached)
    return Result(
        figures=[
            Figure(
                label="Planlagt per år",
                value=sum((a for _, a in amounts), Decimal(0)),
                kind=ColumnKind.MONEY,
                explanation="prissatte gevinster, antall × kr × ganger",
            ),
            Figure(
                label="Av dette i budsjettet",
                value=budget,
                kind=ColumnKind.MONEY,
                explanation="bare det som brukes til budsjettreduksjon",
            ),
            Figure(
                label="Måloppnåelse",
                value=mean,
                kind=ColumnKind.PERCENT,
                explanation="snitt av indikatorene som er målt",
            ),
        ],
        pictures=[picture for i in indicators if (picture := _trend(i)) is not None][:6],
        tables=[_benefits(content, amounts, around), _indicators(indicators)],
        remarks=_remarks(content, benefits, indicators),
        fact={
            "antall": len(benefits),
            "indikatorer": len(indicators),
            "per_ar": sum((a for _, a in amounts), Decimal(0)),
            "nullpunkt": bool(indicators) and all(i.start is not None and i.target is not None for i in indicators),
            "maloppnaelse": mean,
        },
    )


def _remarks(content: Content, benefits: Sequence[Row], indicators: Sequence[Indicator]) -> list[Remark]:
    found: list[Remark] = []
    measured = {i.row.text("gevinst") for i in indicators}
    for row in benefits:
        name = row.text("beskrivelse")
        if not row.text("eier"):
            found.append(Remark(text=f"«{name}» har ingen eier.", row=row.id))
        if str(row.id) not in measured:
            found.append(Remark(text=f"«{name}» har ingen indikator, og kan ikke måles.", row=row.id))
        if row.values.get("prissatt") is True and yearly(row) is None:
            found.append(Remark(text=f"«{name}» er prissatt, men mangler antall eller kroner.", row=row.id))
        start, end = row.number("startar"), row.number("sluttar")
        if start is not None and end is not None and end < start:
            found.append(Remark(text=f"«{name}» slutter før den starter.", severity=Severity.BLOCK, row=row.id))
    for indicator in indicators:
        if indicator.start is not None and indicator.start == indicator.target:
            text = f"«{indicator.name}» har samme start og mål. Da kan ikke måloppnåelsen regnes ut."
            found.append(Remark(text=text, severity=Severity.BLOCK, row=indicator.row.id))
        if indicator.off_course:
            text = f"«{indicator.name}»: {indicator.off_course}. Hva gjør dere med det?"
            found.append(Remark(text=text, row=indicator.row.id))
    known = {str(i.row.id) for i in indicators}
    for row in content.rows("malinger"):
        if row.text("indikator") not in known:
            found.append(Remark(text="En måling hører til en indikator som er fjernet. Velg en annen.", row=row.id))
    return found


def _benefits(content: Content, amounts: Sequence[tuple[Row, Decimal]], around: Surroundings) -> Table:
    by_row = {row.id: amount for row, amount in amounts}
    return Table(
        key="gevinster",
        title="Gevinster",
        columns=[
            Column(label="Gevinst"),
            Column(label="Type"),
            Column(label="Kroner per år", kind=ColumnKind.MONEY),
            Column(label="Brukes til"),
            Column(label="Fra år"),
            Column(label="Eier"),
        ],
        rows=[
            [
                row.text("beskrivelse"),
                KINDS.get(row.text("type")),
                by_row.get(row.id),
                USES.get(row.text("bruk")),
                row.text("startar") or None,
                around.person(row.text("eier")) if row.text("eier") else None,
            ]
            for row in content.rows("gevinster")
        ],
    )


def _indicators(indicators: Sequence[Indicator]) -> Table:
    return Table(
        key="maloppnaelse",
        title="Måloppnåelse",
        columns=[
            Column(label="Indikator"),
            Column(label="Enhet"),
            Column(label="Start", kind=ColumnKind.NUMBER, decimals=1),
            Column(label="Mål", kind=ColumnKind.NUMBER, decimals=1),
            Column(label="Sist målt", kind=ColumnKind.NUMBER, decimals=1),
            Column(label="Dato", kind=ColumnKind.DATE),
            Column(label="Oppnådd", kind=ColumnKind.PERCENT),
        ],
        rows=[
            [
                i.name,
                i.unit,
                i.start,
                i.target,
                i.readings[-1].value if i.readings else None,
                i.readings[-1].day if i.readings else None,
                i.achieved,
            ]
            for i in indicators
        ],
    )


def _trend(indicator: Indicator) -> Picture | None:
    """The readings over time, with start and target as lines; drawn from the second reading on."""
    if len(indicator.readings) < 2:
        return None
    points = [{"dato": r.day.isoformat(), "verdi": r.value} for r in indicator.readings]
    lines: list[Mapping[str, object]] = [
        {"verdi": value, "hva": word}
        for value, word in ((indicator.start, "Start"), (indicator.target, "Mål"))
        if value is not None
    ]
    last = indicator.readings[-1]
    return chart(
        {
            "width": 420,
            "height": 180,
            "layer": [
                {
                    "data": {"values": points},
                    "mark": {"type": "line", "point": True},
                    "encoding": {
                        "x": {"field": "dato", "type": "temporal", "title": None},
                        "y": {
                            "field": "verdi",
                            "type": "quantitative",
                            "title": indicator.unit,
                            "scale": {"zero": False},
                        },
                    },
                },
                {
                    "data": {"values": lines},
                    "mark": {"type": "rule", "strokeDash": [6, 4]},
                    "encoding": {"y": {"field": "verdi", "type": "quantitative"}},
                },
                {
                    "data": {"values": lines},
                    "mark": {"type": "text", "align": "left", "dy": -6, "x": 4},
                    "encoding": {"y": {"field": "verdi", "type": "quantitative"}, "text": {"field": "hva"}},
                },
            ],
        },
        indicator.name.strip() or "Indikator",
        f"{indicator.name}: fra {indicator.start} mot {indicator.target} {indicator.unit}. "
        f"{len(points)} målinger, sist {last.value} den {last.day.day}.{last.day.month}.{last.day.year}.",
    )


REGISTER = Tool(
    name="register",
    title="Gevinstregister",
    summary="Gevinstene, nullpunktet de måles fra, og målingene siden: alt på ett sted.",
    guide=Guide(
        purpose="Alle ser hva vi ville oppnå, hvem som har ansvaret, og hva som faktisk kom ut av det.",
        when="Gevinster og nullpunkt før beslutning B2. Målinger fra overlevering og så lenge gevinsten følges opp.",
        how=(
            "Skriv hver gevinst én gang, med eier og hva den skal brukes til.",
            "Lag minst én indikator for hver gevinst, med startverdi målt før noe endres.",
            "Sett et mål som er mulig å nå, og hvordan og hvor ofte det skal måles.",
            "Etter B2 er nullpunktet låst, så målet ikke flytter seg underveis.",
            "Legg inn målingene når de kommer. Går det feil vei, får gevinsteieren en oppgave.",
        ),
        who="Gevinstansvarlig og gevinsteierne, med økonomi",
        time="To timer å sette opp; et kvarter per måling",
        pitfalls=(
            "Spart tid er ikke spart budsjett før noen har bestemt hva tiden skal brukes til.",
            "Et nullpunkt som måles etter innføring, er ikke et nullpunkt.",
            "Samme gevinst hos to eiere blir talt to ganger.",
        ),
    ),
    parts=(
        Part(
            key="gevinster",
            form="gevinst",
            title="Gevinster",
            repeated=True,
            label="beskrivelse",
            minimum=1,
            maximum=100,
        ),
        Part(key="indikatorer", form="nullpunkt", title="Nullpunkt", repeated=True, label="indikator", maximum=100),
        Part(key="malinger", form="maling", title="Målinger", repeated=True, maximum=500),
    ),
    evaluate=evaluate,
    examples=(Example(name="tilsyn", title="Eksempel: digitalt tilsyn", file="register_tilsyn.json"),),
    paper=Paper.A4_LANDSCAPE,
    single=True,
    project=project,
)
