"""Endringsberedskap: ten statements answered anonymously, shown only when at least five have answered."""

from collections.abc import Mapping
from decimal import Decimal

from engine.contract.content import Content, Surroundings
from engine.contract.drawing import INK, PAPER, Canvas, wrapped
from engine.contract.result import Column, ColumnKind, Figure, Picture, Remark, Result, Severity, Table
from engine.contract.toolbox import Guide, Paper, Part, Tool

STATEMENTS = {
    "s1": "Jeg vet hvorfor vi skal endre dette",
    "s2": "Jeg mener endringen er riktig",
    "s3": "Jeg vet hva som blir annerledes for meg",
    "s4": "Lederen min støtter endringen",
    "s5": "Jeg har vært med på å forme den",
    "s6": "Jeg har den opplæringen jeg trenger",
    "s7": "Vi har tid til å gjennomføre den",
    "s8": "Verktøyene virker slik de skal",
    "s9": "Vi får hjelp når noe stopper",
    "s10": "Jeg tror vi kommer til å lykkes",
}
FEWEST = 5
TINTS = ("#efb3b3", "#f9cfa3", "#f8ebab", "#dcebc9", "#cfe6cf")


def evaluate(content: Content, around: Surroundings) -> Result:
    """The index and each statement's mean, once there are enough answers that nobody can be picked out."""
    del around
    replies = content.poll_size
    if replies < FEWEST:
        left = FEWEST - replies
        text = f"Resultatet vises når minst {FEWEST} har svart. Nå mangler {left}."
        return Result(
            figures=[Figure(label="Svar", value=replies)],
            remarks=[Remark(text=text, severity=Severity.HINT)],
            fact={"svar": replies, "indeks": None},
        )
    counts = _counts(content)
    means = {key: mean for key, found in counts.items() if (mean := _mean(found)) is not None}
    index = sum(((mean - 1) / 4 for mean in means.values()), Decimal(0)) / len(means) if means else None
    low = sorted((mean, key) for key, mean in means.items() if mean < 3)
    return Result(
        figures=[
            Figure(label="Svar", value=replies),
            Figure(
                label="Beredskap",
                value=index,
                kind=ColumnKind.PERCENT,
                explanation="snitt, der 1 er 0 % og 5 er 100 %",
            ),
        ],
        pictures=[_picture(counts, means)],
        tables=[
            Table(
                key="pastander",
                title="Påstander",
                columns=[
                    Column(label="Påstand"),
                    *(Column(label=str(n), kind=ColumnKind.NUMBER) for n in range(1, 6)),
                    Column(label="Snitt", kind=ColumnKind.NUMBER, decimals=1),
                ],
                rows=[
                    [text, *(counts[key].get(n, 0) for n in range(1, 6)), means.get(key)]
                    for key, text in STATEMENTS.items()
                ],
            )
        ],
        remarks=[Remark(text=f"Lavest: «{STATEMENTS[key]}». Ta det opp med gruppen.") for _, key in low[:2]],
        fact={"svar": replies, "indeks": index},
    )


def _counts(content: Content) -> dict[str, dict[int, int]]:
    """How many gave 1 to 5, by statement."""
    found: dict[str, dict[int, int]] = {key: {} for key in STATEMENTS}
    for key in STATEMENTS:
        tally = content.one("svar").values.get(key)
        for answer, count in tally.items() if isinstance(tally, Mapping) else ():
            if str(answer) in "12345":
                found[key][int(answer)] = int(count)
    return found


def _mean(found: Mapping[int, int]) -> Decimal | None:
    total = sum(found.values())
    return Decimal(sum(answer * count for answer, count in found.items())) / total if total else None


def _picture(counts: Mapping[str, Mapping[int, int]], means: Mapping[str, Decimal]) -> Picture:
    """A heatmap: a row per statement, a column per answer, the number in each cell."""
    left, cell, high = 330, 76, 40
    canvas = Canvas(left + 6 * cell + 20, 40 + len(STATEMENTS) * high + 10)
    for number, word in enumerate(("Helt uenig", "Uenig", "Verken", "Enig", "Helt enig", "Snitt")):
        canvas.text(left + (number + 0.5) * cell, 26, word, size=12, bold=True, anchor="middle")
    for line, (key, text) in enumerate(STATEMENTS.items()):
        y = 40 + line * high
        for at, piece in enumerate(wrapped(text, left - 20, 12, 2)):
            canvas.text(10, y + 18 + at * 15, piece, size=12)
        most = max(counts[key].values(), default=0)
        for answer in range(1, 6):
            count = counts[key].get(answer, 0)
            tint = TINTS[answer - 1] if count and count * 2 >= most else PAPER
            canvas.box(left + (answer - 1) * cell, y, cell, high, fill=tint, rounded=0)
            canvas.text(left + (answer - 0.5) * cell, y + 25, str(count), anchor="middle", colour=INK)
        mean = means.get(key)
        shown = f"{mean:.1f}".replace(".", ",") if mean is not None else "–"
        canvas.text(left + 5.5 * cell, y + 25, shown, bold=True, anchor="middle")
    told = "; ".join(f"{STATEMENTS[key]}: {mean:.1f}" for key, mean in means.items())
    return canvas.picture("Endringsberedskap", f"Snitt fra 1 til 5. {told}.", wide=True)


READINESS = Tool(
    name="beredskap",
    title="Endringsberedskap",
    summary="Ti påstander, anonymt: er vi klare for endringen?",
    guide=Guide(
        purpose="Dere får vite hvordan det er, ikke hvordan folk tør å si at det er.",
        when="Fire til seks uker før innføring, og igjen etterpå.",
        how=(
            "Del lenken med alle som berøres, og si hvorfor dere spør.",
            "Svarene er anonyme. Bare summen lagres, og den vises fra fem svar.",
            "Se på påstandene med lavest snitt sammen med gruppen.",
            "Bestem ett eller to tiltak, og si fra hva dere gjør.",
        ),
        who="Alle som berøres av endringen",
        time="Tre minutter å svare",
        pitfalls=("Å spørre uten å gjøre noe med svarene er verre enn ikke å spørre.",),
    ),
    parts=(Part(key="svar", form="beredskap", title="Hva mener du?", poll=True),),
    evaluate=evaluate,
    paper=Paper.A4_LANDSCAPE,
    for_unit=True,
)
