"""Nytte-kost: investment, operation and benefit by year, with uncertainty: present value, payback, tornado, S-curve."""

from decimal import Decimal
from typing import Any

from engine.contract.charts import chart
from engine.contract.content import Content, Surroundings
from engine.contract.result import Column, ColumnKind, Figure, Picture, Remark, Result, Severity, Table
from engine.contract.toolbox import Example, Guide, Paper, Part, Tool
from toolbox_gevinst.formulas import net_present_value, payback_years, tax_financing_cost
from toolbox_gevinst.uncertainty import DRAWS, Item, items_in, outcomes, series, swing

MOST_YEARS = 30
RATE, RATE_NAME = Decimal("0.04"), "kalkulasjonsrente"
"""Used when neither the sheet nor the installation says otherwise: 4 %, the state's rate for up to 40 years (R-109)."""
TAX = Decimal("0.20")


def evaluate(content: Content, around: Surroundings) -> Result:
    """The expected series and what follows from it."""
    sheet = content.one("forutsetninger")
    years = int(min(max(sheet.number("antall_ar") or Decimal(10), Decimal(1)), Decimal(MOST_YEARS)))
    own = sheet.number("rente")
    wanted = own / 100 if own is not None else around.rate(RATE_NAME, around.now.date())
    rate = wanted if wanted is not None and wanted > -1 else RATE
    items = items_in(content.rows("poster"), years)
    net = series(items, years)
    present = net_present_value(net, rate)
    back = payback_years(net)
    figures = [
        Figure(
            label="Netto nåverdi",
            value=present,
            kind=ColumnKind.MONEY,
            explanation=f"{rate * 100:f} % rente, første år ikke neddiskontert",
        ),
        Figure(
            label="Sum uten rente", value=sum(net, Decimal(0)), kind=ColumnKind.MONEY, explanation="forventede verdier"
        ),
        Figure(label="Tilbakebetalt etter", value=back, unit="år", decimals=1, explanation="uten rente"),
    ]
    if sheet.values.get("skattefinansiering") is True:
        cost = tax_financing_cost(net, TAX)
        figures.append(
            Figure(
                label="Skattefinansiering",
                value=cost,
                kind=ColumnKind.MONEY,
                explanation="20 % av netto offentlig behov",
            )
        )
    drawn = outcomes(tuple(items), years, rate)
    if drawn:
        likely = Decimal(sum(1 for value in drawn if value > 0)) / len(drawn)
        figures.append(
            Figure(label="Sjanse for gevinst", value=likely, kind=ColumnKind.PERCENT, explanation=f"{DRAWS} trekninger")
        )
    return Result(
        figures=figures,
        pictures=_pictures(items, years, rate, net, drawn),
        tables=[_years(items, years, net), _uncertain(items, years, rate)],
        remarks=_remarks(items),
        fact={"nnv": present.quantize(Decimal(1)), "sum": sum(net, Decimal(0)), "tilbakebetaling": back},
    )


def _remarks(items: list[Item]) -> list[Remark]:
    found = []
    for item in items:
        if item.last < item.first:
            text = f"«{item.name}» slutter før den starter."
            found.append(Remark(text=text, severity=Severity.BLOCK, row=item.row))
        if not min(item.low, item.high) <= item.likely <= max(item.low, item.high):
            text = f"«{item.name}»: mest sannsynlig ligger utenfor de to anslagene."
            found.append(Remark(text=text, row=item.row))
        if item.low == item.high == item.likely and item.likely:
            text = f"«{item.name}» er helt sikker. Er den det?"
            found.append(Remark(text=text, severity=Severity.HINT, row=item.row))
    return found


def _years(items: list[Item], years: int, net: list[Decimal]) -> Table:
    money = ColumnKind.MONEY
    total, rows = Decimal(0), []
    for year in range(years):
        by = {
            kind: sum((i.expected for i in items if i.kind == kind and i.first <= year + 1 <= i.last), Decimal(0))
            for kind in "IDB"
        }
        total += net[year]
        rows.append([str(year + 1), by["I"], by["D"], by["B"], net[year], total])
    return Table(
        key="ar",
        title="År for år, forventet",
        columns=[
            Column(label="År"),
            Column(label="Investering", kind=money),
            Column(label="Drift", kind=money),
            Column(label="Nytte", kind=money),
            Column(label="Netto", kind=money),
            Column(label="Samlet", kind=money),
        ],
        rows=rows,
    )


def _uncertain(items: list[Item], years: int, rate: Decimal) -> Table:
    money = ColumnKind.MONEY
    return Table(
        key="usikkerhet",
        title="Hva usikkerheten betyr for nåverdien",
        columns=[
            Column(label="Post"),
            Column(label="Lavt anslag", kind=money),
            Column(label="Høyt anslag", kind=money),
            Column(label="Utslag", kind=money),
        ],
        rows=[[item.name, low, high, abs(high - low)] for item, low, high in swing(items, years, rate)],
    )


def _pictures(
    items: list[Item], years: int, rate: Decimal, net: list[Decimal], drawn: tuple[float, ...]
) -> list[Picture]:
    if not items:
        return []
    cumulative: list[dict[str, Decimal]] = []
    total = Decimal(0)
    for year, amount in enumerate(net, start=1):
        total += amount
        cumulative.append({"år": Decimal(year), "kr": total})
    pictures = [
        chart(
            {
                "width": 520,
                "height": 200,
                "data": {"values": cumulative},
                "layer": [
                    {
                        "mark": {"type": "line", "point": True},
                        "encoding": {
                            "x": {"field": "år", "type": "ordinal", "axis": {"labelAngle": 0}},
                            "y": {"field": "kr", "type": "quantitative", "title": "Samlet netto, kr"},
                        },
                    },
                    {"mark": {"type": "rule"}, "encoding": {"y": {"datum": 0}}},
                ],
            },
            "Samlet netto år for år",
            "Linje over samlet netto: "
            + "; ".join(f"år {point['år']}: {int(point['kr'])} kr" for point in cumulative)
            + ".",
        )
    ]
    bars: list[dict[str, Any]] = [
        {"post": item.name[:40], "fra": min(low, high), "til": max(low, high)}
        for item, low, high in swing(items, years, rate)[:12]
    ]
    if bars:
        specification = {
            "width": 460,
            "height": {"step": 26},
            "data": {"values": bars},
            "mark": {"type": "bar", "height": 16},
            "encoding": {
                "y": {"field": "post", "type": "nominal", "sort": None, "title": None, "axis": {"labelLimit": 260}},
                "x": {"field": "fra", "type": "quantitative", "title": "Netto nåverdi, kr", "scale": {"zero": False}},
                "x2": {"field": "til"},
            },
        }
        told = "; ".join(f"{bar['post']}: {int(bar['fra'])} til {int(bar['til'])} kr" for bar in bars)
        pictures.append(
            chart(specification, "Tornado: hvilke poster betyr mest", f"Nåverdien når én post varierer. {told}.")
        )
    if drawn:
        ordered = sorted(drawn)
        points = [{"kr": ordered[int(share * (len(ordered) - 1) / 100)], "andel": share} for share in range(0, 101, 2)]
        specification = {
            "width": 460,
            "height": 200,
            "data": {"values": points},
            "layer": [
                {
                    "mark": "line",
                    "encoding": {
                        "x": {"field": "kr", "type": "quantitative", "title": "Netto nåverdi, kr"},
                        "y": {"field": "andel", "type": "quantitative", "title": "Prosent sjanse for mindre"},
                    },
                },
                {"mark": {"type": "rule", "strokeDash": [4, 4]}, "encoding": {"x": {"datum": 0}}},
            ],
        }
        low, middle, high = (ordered[int(share * (len(ordered) - 1))] for share in (0.1, 0.5, 0.9))
        chances = ((10, low), (50, middle), (90, high))
        description = f"S-kurve: {', '.join(f'{share} % sjanse for under {kr:.0f} kr' for share, kr in chances)}."
        pictures.append(chart(specification, "S-kurve: hvor sikker er nåverdien", description))
    return pictures


COST_BENEFIT = Tool(
    name="nyttekost",
    title="Nytte-kost",
    summary="Lønner det seg, hvor lang tid tar det, og hvor sikre er vi?",
    guide=Guide(
        purpose="Beslutningen hviler på tall alle kan se, med usikkerheten på bordet.",
        when="I prosjektbegrunnelsen før B2, og når forutsetningene endrer seg.",
        how=(
            "Skriv hver post: investering, drift eller nytte, og hvilke år den gjelder.",
            "Gi tre anslag: pessimistisk, mest sannsynlig og optimistisk.",
            "Se på tornadoen: hvilke poster betyr mest? Bruk tiden på dem.",
            "Se på S-kurven: hvor stor er sjansen for at det ikke lønner seg?",
            "Skriv hvor tallene kommer fra.",
        ),
        who="Prosjektleder med økonomi og gevinstansvarlig",
        time="To til fire timer",
        pitfalls=(
            "Frigjort tid er ikke kroner før noen har bestemt hva den brukes til.",
            "Husk drift og opplæring etter prosjektet.",
        ),
    ),
    parts=(
        Part(key="forutsetninger", form="nyttekost_forutsetninger", title="Forutsetninger"),
        Part(key="poster", form="nyttekost_post", title="Poster", repeated=True, label="navn", minimum=1, maximum=60),
    ),
    evaluate=evaluate,
    examples=(Example(name="tilsyn", title="Eksempel: digitalt tilsyn", file="nyttekost_tilsyn.json"),),
    paper=Paper.A4_LANDSCAPE,
)
