"""Verdistrøm: the steps of a service with process time and waiting, now and as it could be."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from engine.contract.content import Content, Row, Surroundings
from engine.contract.drawing import BLUE_SOFT, GREEN, GREEN_SOFT, INK, MUTED, PINK_SOFT, YELLOW_SOFT, Canvas
from engine.contract.result import Column, ColumnKind, Figure, Picture, Remark, Result, Severity, Table
from engine.contract.toolbox import Example, Guide, Paper, Part, Tool

ZERO, ONE = Decimal(0), Decimal(1)
STEP, WAIT, MARGIN = 170, 90, 24
MINUTES = {"minutter": Decimal(1), "timer": Decimal(60), "dager": Decimal(450), "uker": Decimal(2250)}
"""Working time: a day is 7,5 hours and a week five days, so that process time and waiting can be compared."""


@dataclass(frozen=True, kw_only=True)
class Step:
    """One step. `process` and `wait` are minutes of working time, `right` the share done right the first time."""

    row: Row
    name: str
    role: str
    process: Decimal
    wait: Decimal
    right: Decimal
    adds_value: bool
    switches: int


@dataclass(frozen=True, kw_only=True)
class Stream:
    """The steps in order. Lead time Σ(P + W); process cycle efficiency is value-adding ÷ lead time; rolled first-time-right is
    the product of the steps' (Rother and Shook, Learning to See)."""

    steps: Sequence[Step]

    @property
    def lead(self) -> Decimal:
        return sum((s.process + s.wait for s in self.steps), ZERO)

    @property
    def process(self) -> Decimal:
        return sum((s.process for s in self.steps), ZERO)

    @property
    def efficiency(self) -> Decimal | None:
        """Value-adding time ÷ lead time; None when nothing takes time."""
        value = sum((s.process for s in self.steps if s.adds_value), ZERO)
        return value / self.lead if self.lead else None

    @property
    def rolled(self) -> Decimal:
        found = ONE
        for step in self.steps:
            found *= step.right
        return found

    @property
    def switches(self) -> int:
        return sum(step.switches for step in self.steps)


def stream_of(rows: tuple[Row, ...]) -> Stream:
    """What is written as a stream; times below zero count as nothing and are told of."""
    return Stream(steps=[_step(row) for row in rows])


def _step(row: Row) -> Step:
    share, switches = row.number("rett_forste_gang"), row.number("systembytter")
    return Step(
        row=row,
        name=row.text("steg"),
        role=row.text("rolle"),
        process=_minutes(row, "prosesstid", "prosess_enhet"),
        wait=_minutes(row, "ventetid", "vente_enhet"),
        right=min(max(share / 100, ZERO), ONE) if share is not None else ONE,
        adds_value=row.values.get("verdi") is True,
        switches=int(switches) if switches is not None and switches > 0 else 0,
    )


def _minutes(row: Row, amount: str, unit: str) -> Decimal:
    value = row.number(amount) or ZERO
    return max(value, ZERO) * MINUTES.get(row.text(unit), ONE)


def written(minutes: Decimal) -> str:
    """Working time in the unit people would use."""
    for unit, word in (("uker", "uker"), ("dager", "dager"), ("timer", "timer")):
        size = MINUTES[unit]
        if minutes >= size:
            return f"{(minutes / size).quantize(Decimal('0.1')):f} {word}".replace(".0 ", " ").replace(".", ",")
    return f"{minutes.quantize(ONE):f} min"


def evaluate(content: Content, around: Surroundings) -> Result:
    """Both streams drawn to the same scale of words, and what the change would give."""
    del around
    now, future = stream_of(content.rows("na")), stream_of(content.rows("framtid"))
    figures = _figures(now, "nå")
    if future.steps:
        figures += _figures(future, "framtid")
        if now.lead:
            gain = ONE - future.lead / now.lead
            figures.append(
                Figure(label="Kortere ledetid", value=gain, kind=ColumnKind.PERCENT, explanation="framtid mot nå")
            )
    pictures = [_picture(s, title) for s, title in ((now, "Verdistrøm nå"), (future, "Verdistrøm framtid")) if s.steps]
    remarks = [*_remarks(now), *_remarks(future)]
    if now.steps and not future.steps:
        text = "Tegn hvordan det kunne vært, så ser dere hva som må endres."
        remarks.append(Remark(text=text, severity=Severity.HINT))
    longest = max(now.steps, key=lambda s: s.wait, default=None)
    if longest is not None and now.lead and longest.wait * 2 > now.lead:
        text = f"Mer enn halve ledetiden er venting før «{longest.name}»."
        remarks.append(Remark(text=text, row=longest.row.id))
    return Result(
        figures=figures,
        pictures=pictures,
        tables=[_table(now, "Steg nå"), *([_table(future, "Steg i framtiden")] if future.steps else [])],
        remarks=remarks,
        fact={
            "ledetid_minutter": now.lead,
            "effektivitet": now.efficiency,
            "ledetid_framtid_minutter": future.lead if future.steps else None,
        },
    )


def _figures(stream: Stream, when: str) -> list[Figure]:
    return [
        Figure(label=f"Ledetid {when}", value=written(stream.lead), explanation="prosesstid + ventetid, i arbeidstid"),
        Figure(
            label=f"Effektivitet {when}",
            value=stream.efficiency,
            kind=ColumnKind.PERCENT,
            decimals=1,
            explanation="verdiskapende tid ÷ ledetid",
        ),
        Figure(
            label=f"Rett hele veien {when}",
            value=stream.rolled,
            kind=ColumnKind.PERCENT,
            explanation="produktet av «rett første gang»",
        ),
    ]


def _remarks(stream: Stream) -> list[Remark]:
    found = []
    for step in stream.steps:
        negative = [key for key in ("prosesstid", "ventetid") if (step.row.number(key) or ZERO) < 0]
        if negative:
            text = f"«{step.name}» har en tid under null. Den teller ikke."
            found.append(Remark(text=text, severity=Severity.BLOCK, row=step.row.id))
        if not step.process and not step.wait:
            found.append(
                Remark(text=f"«{step.name}» tar ingen tid. Stemmer det?", severity=Severity.HINT, row=step.row.id)
            )
    return found


def _table(stream: Stream, title: str) -> Table:
    return Table(
        key=title.lower().replace(" ", "_"),
        title=title,
        columns=[
            Column(label="Steg"),
            Column(label="Rolle"),
            Column(label="Venting før", kind=ColumnKind.NUMBER, unit="min"),
            Column(label="Prosesstid", kind=ColumnKind.NUMBER, unit="min"),
            Column(label="Gir verdi"),
            Column(label="Rett første gang", kind=ColumnKind.PERCENT),
            Column(label="Systembytter", kind=ColumnKind.NUMBER),
        ],
        rows=[
            [s.name, s.role, s.wait, s.process, "Ja" if s.adds_value else "Nei", s.right, s.switches]
            for s in stream.steps
        ],
    )


def _picture(stream: Stream, title: str) -> Picture:
    """Boxes with waiting between them, and below the ladder of times: up while waiting, down while working."""
    width = MARGIN * 2 + len(stream.steps) * (STEP + WAIT)
    canvas = Canvas(max(width, 420), 330)
    ladder_high, ladder_low = 228, 268
    x = MARGIN
    ladder: list[tuple[float, float]] = [(x, ladder_high)]
    for step in stream.steps:
        canvas.shape(
            [(x + WAIT / 2, 70), (x + WAIT / 2 + 22, 108), (x + WAIT / 2 - 22, 108)], fill=PINK_SOFT, line=MUTED
        )
        canvas.text(x + WAIT / 2, 104, "V", size=12, bold=True, anchor="middle")
        ladder += [(x + WAIT, ladder_high), (x + WAIT, ladder_low)]
        canvas.text(x + WAIT / 2, ladder_high - 8, written(step.wait), size=12, anchor="middle")
        x += WAIT
        canvas.box(x, 30, STEP, 130, fill=GREEN_SOFT if step.adds_value else BLUE_SOFT, line=INK)
        canvas.paragraph(x + 10, 36, STEP - 20, step.name, bold=True, most=2)
        canvas.paragraph(x + 10, 76, STEP - 20, step.role, size=12, colour=MUTED, most=1)
        canvas.text(x + 10, 112, f"Rett første gang {round(step.right * 100)} %", size=12)
        canvas.text(x + 10, 130, f"{step.switches} systembytter", size=12)
        canvas.text(x + 10, 150, "Gir verdi" if step.adds_value else "Gir ikke verdi", size=12, bold=True)
        canvas.text(x + STEP / 2, ladder_low + 18, written(step.process), size=12, anchor="middle")
        ladder += [(x + STEP, ladder_low), (x + STEP, ladder_high)]
        x += STEP
    canvas.line(ladder, colour=GREEN, thickness=2)
    canvas.box(MARGIN, 296, 360, 26, fill=YELLOW_SOFT)
    canvas.text(MARGIN + 10, 314, f"Ledetid {written(stream.lead)}, arbeid {written(stream.process)}", bold=True)
    told = "; ".join(f"{s.name}: venter {written(s.wait)}, tar {written(s.process)}" for s in stream.steps)
    return canvas.picture(title, f"{title}. {told}. Ledetid {written(stream.lead)}.", wide=True)


VALUE_STREAM = Tool(
    name="verdistrom",
    title="Verdistrøm",
    summary="Følg en sak fra start til slutt, og se hvor tiden blir av: nå og slik det kunne vært.",
    guide=Guide(
        purpose="Dere ser hva som gir verdi for brukeren, og hvor saken bare venter.",
        when="Når en tjeneste tar lang tid, og ingen ser hele veien.",
        how=(
            "Velg én type sak, og gå stegene i rekkefølge, helst der de skjer.",
            "Skriv hvor lenge saken venter før steget, og hvor lenge arbeidet tar.",
            "Spør for hvert steg: ville brukeren savnet det?",
            "Skriv hvor stor andel som er rett første gang.",
            "Tegn framtiden: fjern venting, overleveringer og dobbeltarbeid.",
        ),
        who="De som gjør stegene, én fra hver rolle",
        time="Tre timer",
        pitfalls=("Bruk målte tider, ikke slik det skal være.", "Tegn ikke avdelinger. Tegn saken."),
    ),
    parts=(
        Part(key="na", form="verdistrom_steg", title="Steg nå", repeated=True, label="steg", minimum=2, maximum=40),
        Part(key="framtid", form="verdistrom_steg", title="Steg i framtiden", repeated=True, label="steg", maximum=40),
    ),
    evaluate=evaluate,
    examples=(Example(name="plass", title="Eksempel: søknad om omsorgsplass", file="verdistrom_plass.json"),),
    paper=Paper.A3_LANDSCAPE,
    for_unit=True,
)
