"""5 hvorfor: from a problem through its causes to the root, as a chain that may branch."""

from collections.abc import Iterator

from engine.contract.content import Content, Row, Surroundings
from engine.contract.drawing import BLUE_SOFT, GREEN_SOFT, YELLOW_SOFT, Canvas, height_of
from engine.contract.result import Column, Figure, Picture, Remark, Result, Severity, Table
from engine.contract.toolbox import Example, Guide, Part, Tool

BOX, GAP, MARGIN = 240, 36, 20


def evaluate(content: Content, around: Surroundings) -> Result:
    """The chain drawn from the problem down; a cause without a cause below it is a root."""
    del around
    problem = content.one("problem").text("problem")
    rows = content.rows("hvorfor")
    chains = list(_chains(rows))
    roots = [chain[-1] for chain in chains]
    deepest = max((len(chain) for chain in chains), default=0)
    remarks = [
        Remark(
            text=f"«{row.text('svar')}» er ikke underbygget. Skriv hvordan dere vet det.",
            severity=Severity.HINT,
            row=row.id,
        )
        for row in roots
        if row.text("svar") and not row.text("belegg")
    ]
    loops = _in_loops(rows)
    if loops:
        names = ", ".join(f"«{row.text('svar')}»" for row in loops)
        remarks.append(Remark(text=f"Årsakene går i ring: {names}.", severity=Severity.BLOCK, row=loops[0].id))
    if rows and deepest < 3 and not loops:
        text = "Spør gjerne videre: ofte ligger rotårsaken tre til fem spørsmål ned."
        remarks.append(Remark(text=text, severity=Severity.HINT))
    return Result(
        figures=[
            Figure(label="Rotårsaker", value=len(roots), explanation="årsaker som ingen ligger under"),
            Figure(label="Dybde", value=deepest, unit="hvorfor", explanation="lengste vei fra problemet"),
        ],
        pictures=[_picture(problem, chains)] if rows else [],
        tables=[
            Table(
                key="kjeder",
                title="Årsakskjeder",
                columns=[Column(label="Kjede"), Column(label="Rotårsak"), Column(label="Belegg")],
                rows=[
                    (" → ".join(row.text("svar") for row in chain), chain[-1].text("svar"), chain[-1].text("belegg"))
                    for chain in chains
                ],
            )
        ],
        remarks=remarks,
        fact={"rotarsaker": [row.text("svar") for row in roots]},
    )


def _chains(rows: tuple[Row, ...]) -> Iterator[list[Row]]:
    """Every way from a first cause down to one that nothing lies under. Causes in a ring are left out."""
    below: dict[str, list[Row]] = {}
    for row in rows:
        below.setdefault(row.text("under"), []).append(row)
    known = {str(row.id) for row in rows}
    waiting = [[row] for row in rows if row.text("under") not in known][::-1]
    while waiting:
        chain = waiting.pop()
        following = [row for row in below.get(str(chain[-1].id), []) if row not in chain]
        if following:
            waiting += [[*chain, row] for row in reversed(following)]
        else:
            yield chain


def _in_loops(rows: tuple[Row, ...]) -> list[Row]:
    above = {str(row.id): row.text("under") for row in rows}
    found = []
    for row in rows:
        seen, current = {str(row.id)}, above[str(row.id)]
        while current in above and current not in seen:
            seen.add(current)
            current = above[current]
        if current == str(row.id):
            found.append(row)
    return found


def _picture(problem: str, chains: list[list[Row]]) -> Picture:
    """One column per chain; a cause that chains share is drawn once, across them."""
    depth = max((len(chain) for chain in chains), default=0)
    inner = BOX - 20
    heights = [
        max((height_of(chain[level].text("svar") or "…", inner) for chain in chains if len(chain) > level), default=20)
        + 34
        for level in range(depth)
    ]
    width = MARGIN * 2 + max(len(chains), 1) * (BOX + GAP) - GAP
    top = MARGIN + height_of(problem or "Problem", width - 2 * MARGIN - 20, 15) + 20 + GAP
    canvas = Canvas(width, top + sum(heights) + GAP * depth + MARGIN)
    canvas.box(MARGIN, MARGIN, width - 2 * MARGIN, top - GAP - MARGIN, fill=YELLOW_SOFT)
    canvas.paragraph(MARGIN + 10, MARGIN + 8, width - 2 * MARGIN - 20, problem or "Problem", size=15, bold=True)
    y = top
    for level, height in enumerate(heights):
        column = 0
        while column < len(chains):
            chain = chains[column]
            if len(chain) <= level:
                column += 1
                continue
            span = 1
            while column + span < len(chains) and chains[column + span][: level + 1] == chain[: level + 1]:
                span += 1
            x, wide = MARGIN + column * (BOX + GAP), span * (BOX + GAP) - GAP
            canvas.line([(x + wide / 2, y - GAP), (x + wide / 2, y - 2)], arrow=True)
            root = level == len(chain) - 1
            canvas.box(x, y, wide, height, fill=GREEN_SOFT if root else BLUE_SOFT)
            canvas.text(x + 10, y + 18, "Rotårsak" if root else f"Hvorfor {level + 1}", size=11, bold=True)
            canvas.paragraph(x + 10, y + 22, wide - 20, chain[level].text("svar") or "…")
            column += span
        y += height + GAP
    roots = ", ".join(chain[-1].text("svar") for chain in chains)
    return canvas.picture(
        "5 hvorfor", f"Årsakskjeder fra problemet «{problem}» til rotårsakene: {roots}.", wide=len(chains) > 3
    )


WHYS = Tool(
    name="hvorfor",
    title="5 hvorfor",
    summary="Spør hvorfor til dere står ved årsaken, og ikke ved symptomet.",
    guide=Guide(
        purpose="Dere finner årsaken som er verdt å gjøre noe med, i stedet for å lappe på det som synes.",
        when="Når et problem kommer tilbake, og dere ikke er sikre på hvorfor.",
        how=(
            "Beskriv problemet slik det ble sett: hva, hvor, når og hvor ofte.",
            "Spør «hvorfor skjer det?» og skriv svaret.",
            "Spør hvorfor igjen om svaret, til dere kommer til noe dere selv kan endre.",
            "Har et svar flere årsaker, lager dere en gren for hver.",
            "Skriv hvordan dere vet at rotårsaken stemmer: tall, observasjon eller forsøk.",
        ),
        who="De som gjør arbeidet, tre til seks stykker, og en som leder samtalen",
        time="30–60 minutter",
        pitfalls=(
            "«Menneskelig svikt» er sjelden en rotårsak. Spør hva som gjorde feilen lett å gjøre.",
            "Stopp ikke ved det første svaret som passer.",
        ),
    ),
    parts=(
        Part(key="problem", form="hvorfor_problem", title="Problemet"),
        Part(key="hvorfor", form="hvorfor_svar", title="Hvorfor?", repeated=True, label="svar", minimum=1, maximum=60),
    ),
    evaluate=evaluate,
    examples=(
        Example(
            name="nattevakt",
            title="Eksempel: nattevakter som ikke får fylt ut rapporten",
            file="hvorfor_nattevakt.json",
        ),
    ),
    for_unit=True,
)
