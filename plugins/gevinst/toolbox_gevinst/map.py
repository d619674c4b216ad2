"""Gevinstkart: from enablers through changes and effects to benefits and goals, in layers with arrows between."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise

from engine.contract.content import Content, Row, Surroundings
from engine.contract.drawing import BLUE_SOFT, GREEN_SOFT, GREY_SOFT, INK, PINK_SOFT, YELLOW_SOFT, Canvas, height_of
from engine.contract.result import Column, Figure, Picture, Remark, Result, Severity, Table
from engine.contract.toolbox import Example, Guide, Paper, Part, Tool

LAYERS = {
    "muliggjorer": ("Muliggjører", GREY_SOFT),
    "endring": ("Muliggjørende endring", BLUE_SOFT),
    "virksomhet": ("Endring i virksomheten", BLUE_SOFT),
    "effekt": ("Effekt", YELLOW_SOFT),
    "gevinst": ("Gevinst", GREEN_SOFT),
    "mal": ("Mål", PINK_SOFT),
}
WIDTH, GAP, ROW_GAP, MARGIN, SIZE, PASSAGE = 190, 56, 16, 20, 12, 10


def evaluate(content: Content, around: Surroundings) -> Result:
    """The map drawn in layers, and what is wrong with it: loose ends, circles, benefits without owner or indicator."""
    nodes = content.rows("noder")
    edges = _edges(content)
    by_id = {str(row.id): row for row in nodes}
    rings = _in_rings(list(by_id), edges)
    remarks = []
    if rings:
        names = ", ".join(f"«{by_id[key].text('tekst')}»" for key in rings)
        text = f"Koblingene går i ring: {names}. Fjern en av dem."
        remarks.append(Remark(text=text, severity=Severity.BLOCK, row=by_id[rings[0]].id))
    touched = {key for edge in edges for key in edge}
    for key, row in by_id.items():
        name = row.text("tekst")
        if key not in touched and len(nodes) > 1:
            remarks.append(Remark(text=f"«{name}» er ikke koblet til noe.", row=row.id))
        if row.text("lag") == "gevinst" and not row.text("eier"):
            remarks.append(Remark(text=f"Gevinsten «{name}» har ingen eier.", row=row.id))
        if row.text("lag") == "gevinst" and not row.text("indikator"):
            remarks.append(Remark(text=f"Gevinsten «{name}» har ingen indikator.", row=row.id))
    order = list(LAYERS)
    for start, end in edges:
        if _layer(by_id[start], order) > _layer(by_id[end], order):
            text = f"«{by_id[start].text('tekst')}» peker bakover til «{by_id[end].text('tekst')}»."
            remarks.append(Remark(text=text, severity=Severity.HINT, row=by_id[start].id))
    for row in content.rows("koblinger"):
        if row.text("fra") and row.text("fra") == row.text("til"):
            remarks.append(Remark(text="En kobling går fra et element til seg selv.", row=row.id))
    benefits = [row for row in nodes if row.text("lag") == "gevinst"]
    return Result(
        figures=[Figure(label="Gevinster", value=len(benefits)), Figure(label="Koblinger", value=len(edges))],
        pictures=[_picture(by_id, edges)] if nodes else [],
        tables=[
            Table(
                key="kart",
                title="Kartet som tabell",
                columns=[Column(label="Lag"), Column(label="Element"), Column(label="Eier"), Column(label="Fører til")],
                rows=[
                    [
                        LAYERS.get(row.text("lag"), ("",))[0],
                        row.text("tekst"),
                        around.person(row.text("eier")) if row.text("eier") else None,
                        ", ".join(by_id[end].text("tekst") for start, end in edges if start == key) or None,
                    ]
                    for key, row in sorted(by_id.items(), key=lambda item: _layer(item[1], order))
                ],
            )
        ],
        remarks=remarks,
        fact={"gevinster": [row.text("tekst") for row in benefits]},
    )


def _edges(content: Content) -> list[tuple[str, str]]:
    """Every connection between two elements that are there, once each."""
    known = {str(row.id) for row in content.rows("noder")}
    found = ((row.text("fra"), row.text("til")) for row in content.rows("koblinger"))
    return list(dict.fromkeys((a, b) for a, b in found if a in known and b in known and a != b))


def _layer(row: Row, order: Sequence[str]) -> int:
    return order.index(row.text("lag")) if row.text("lag") in order else 0


def _in_rings(nodes: Sequence[str], edges: Sequence[tuple[str, str]]) -> list[str]:
    """The nodes on a circle or between circles: what is left when each without an arrow in, or out, is taken away."""
    left = set(nodes)
    while True:
        starts = {a for a, b in edges if a in left and b in left}
        ends = {b for a, b in edges if a in left and b in left}
        fewer = left & starts & ends
        if fewer == left:
            return [node for node in nodes if node in left]
        left = fewer


def _picture(nodes: Mapping[str, Row], edges: Sequence[tuple[str, str]]) -> Picture:
    order = list(LAYERS)
    layer_of = {key: _layer(row, order) for key, row in nodes.items()}
    layers: dict[int, list[str]] = defaultdict(list)
    for key, layer in layer_of.items():
        layers[layer].append(key)
    routes = [_route(start, end, layer_of, layers) for start, end in edges]
    _untangle(layers, [step for route in routes for step in pairwise(route)])
    heights = {key: max(46, height_of(row.text("tekst"), WIDTH - 20, SIZE, 6) + 14) for key, row in nodes.items()}
    top, tallest = 64, max(sum(heights.get(k, PASSAGE) + ROW_GAP for k in keys) for keys in layers.values())
    canvas = Canvas(MARGIN * 2 + len(LAYERS) * (WIDTH + GAP) - GAP, top + tallest + MARGIN)
    places: dict[str, tuple[float, float, float]] = {}
    for number, (word, _) in enumerate(LAYERS.values()):
        x: float = MARGIN + number * (WIDTH + GAP)
        canvas.text(x + WIDTH / 2, 36, word, size=13, bold=True, anchor="middle")
        canvas.line([(x, 46), (x + WIDTH, 46)], thickness=1)
        y = top + (tallest - sum(heights.get(k, PASSAGE) + ROW_GAP for k in layers[number])) / 2
        for key in layers[number]:
            height = heights.get(key, PASSAGE)
            places[key] = (x, y + height / 2, height)
            y += height + ROW_GAP
    for route in routes:
        _draw(canvas, route, places, backwards=layer_of[route[0]] > layer_of[route[-1]])
    for key, row in nodes.items():
        x, middle, height = places[key]
        canvas.box(
            x, middle - height / 2, WIDTH, height, fill=LAYERS.get(row.text("lag"), ("", GREY_SOFT))[1], line=INK
        )
        canvas.paragraph(x + 10, middle - height / 2 + 6, WIDTH - 20, row.text("tekst"), size=SIZE, most=6)
    told = "; ".join(f"{nodes[a].text('tekst')} fører til {nodes[b].text('tekst')}" for a, b in edges)
    description = f"Kart i seks lag fra muliggjører til mål. {told or 'Ingen koblinger ennå'}."
    return canvas.picture("Gevinstkart", description, wide=True)


def _route(start: str, end: str, layer_of: Mapping[str, int], layers: dict[int, list[str]]) -> list[str]:
    """The places an arrow goes through: one that passes layers gets a free passage in each of them."""
    step = 1 if layer_of[end] >= layer_of[start] else -1
    passages = [f"{start}>{end}@{layer}" for layer in range(layer_of[start] + step, layer_of[end], step)]
    for layer, passage in zip(range(layer_of[start] + step, layer_of[end], step), passages, strict=True):
        layers[layer].append(passage)
    return [start, *passages, end]


def _draw(
    canvas: Canvas, route: Sequence[str], places: Mapping[str, tuple[float, float, float]], *, backwards: bool
) -> None:
    (ax, ay, _), (bx, by, _) = places[route[0]], places[route[-1]]
    if ax == bx:
        side = ax + WIDTH + GAP / 3
        canvas.line([(ax + WIDTH, ay), (side, ay), (side, by), (bx + WIDTH + 1, by)], arrow=True)
        return
    near, far = (0, WIDTH) if backwards else (WIDTH, 0)
    through = [
        point
        for passage in route[1:-1]
        for point in ((places[passage][0] + far, places[passage][1]), (places[passage][0] + near, places[passage][1]))
    ]
    end = (bx + far + (1 if backwards else -1), by)
    canvas.line([(ax + near, ay), *through, end], arrow=True, dashed=backwards)


def _untangle(layers: dict[int, list[str]], edges: Sequence[tuple[str, str]]) -> None:
    """Orders each layer by the mean place of its neighbours, forth and back twice, so that fewer arrows cross."""
    neighbours: dict[str, list[str]] = defaultdict(list)
    for start, end in edges:
        neighbours[start].append(end)
        neighbours[end].append(start)
    for numbers in (sorted(layers), sorted(layers, reverse=True)) * 2:
        for number in numbers:
            place = {key: at for keys in layers.values() for at, key in enumerate(keys)}

            def mean(key: str, place: Mapping[str, int] = place) -> float:
                near = [place[other] for other in neighbours[key]]
                return sum(near) / len(near) if near else place[key]

            layers[number].sort(key=mean)


MAP = Tool(
    name="kart",
    title="Gevinstkart",
    summary="Vis hvordan det vi innfører, fører til endringer, effekter, gevinster og mål.",
    guide=Guide(
        purpose="Alle ser veien fra det vi lager til det vi vil oppnå, og hva som må endres på veien.",
        when="Når gevinstene skal beskrives, og før de settes i plan.",
        how=(
            "Begynn til høyre: hvilke mål skal vi bidra til?",
            "Hvilke gevinster gir det, og for hvem?",
            "Hvilke effekter må til, og hva må virksomheten gjøre annerledes?",
            "Hva må på plass for at det skal bli mulig?",
            "Koble elementene, og les kartet høyt fra venstre: «fører til».",
        ),
        who="Gevinstansvarlig, prosjektleder og de som skal jobbe annerledes",
        time="To til tre timer",
        pitfalls=(
            "Et system er en muliggjører, ikke en gevinst.",
            "En gevinst uten endring i virksomheten kommer sjelden av seg selv.",
        ),
    ),
    parts=(
        Part(key="noder", form="kart_node", title="Elementer", repeated=True, label="tekst", minimum=1, maximum=80),
        Part(key="koblinger", form="kart_kobling", title="Koblinger", repeated=True, maximum=200),
    ),
    evaluate=evaluate,
    examples=(Example(name="tilsyn", title="Eksempel: digitalt tilsyn", file="kart_tilsyn.json"),),
    paper=Paper.A3_LANDSCAPE,
)
