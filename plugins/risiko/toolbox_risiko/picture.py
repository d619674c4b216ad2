"""The risk matrix as people know it: likelihood up, consequence to the right, a number per risk, arrows to where it goes."""

from engine.contract.drawing import INK, MUTED, PAPER, RISK, Canvas
from engine.contract.result import Picture
from toolbox_risiko.matrix import CONSEQUENCE, LIKELIHOOD, colour
from toolbox_risiko.risks import Risk

CELL_WIDTH, CELL_HEIGHT = 150, 92
LEFT, TOP = 150, 20
RADIUS, PER_ROW, MOST = 12, 5, 14
TINTS = {"G": "#cfe6cf", "Y": "#f8ebab", "O": "#f9cfa3", "R": "#efb3b3"}


def matrix_picture(risks: list[Risk]) -> Picture:
    """Every judged risk in its cell; a thin ring where it will be after its measures."""
    canvas = Canvas(LEFT + 5 * CELL_WIDTH + 20, TOP + 5 * CELL_HEIGHT + 70)
    for s, likelihood in LIKELIHOOD.items():
        for k in CONSEQUENCE:
            x, y = _corner(s, k)
            level = colour(s, k)
            canvas.box(x, y, CELL_WIDTH, CELL_HEIGHT, fill=TINTS[level.value], line=PAPER, rounded=0, thickness=2)
            canvas.text(x + CELL_WIDTH - 8, y + CELL_HEIGHT - 8, level.word, size=11, colour=MUTED, anchor="end")
        canvas.text(LEFT - 10, _corner(s, 1)[1] + CELL_HEIGHT / 2 + 5, f"{s} {likelihood}", anchor="end")
    for k, consequence in CONSEQUENCE.items():
        canvas.text(LEFT + (k - 0.5) * CELL_WIDTH, TOP + 5 * CELL_HEIGHT + 20, f"{k} {consequence}", anchor="middle")
    canvas.text(LEFT + 2.5 * CELL_WIDTH, TOP + 5 * CELL_HEIGHT + 48, "Konsekvens", bold=True, anchor="middle")
    canvas.text(18, TOP + 2.5 * CELL_HEIGHT, "Sannsynlighet", bold=True, anchor="middle", turned=-90)
    taken: dict[tuple[int, int], int] = {}
    places = {risk.number: _spot(risk.before, taken) for risk in risks if risk.before}
    moved = [(r, _spot(r.after, taken)) for r in risks if r.before and r.after and r.after != r.before]
    for risk, end in moved:
        start = places[risk.number]
        canvas.line([start, _towards(start, end)], colour=INK, thickness=1.2, dashed=True, arrow=True)
    for risk, end in moved:
        canvas.circle(*end, RADIUS, fill=PAPER, line=INK)
        canvas.text(end[0], end[1] + 4, str(risk.number), size=11, anchor="middle")
    for risk in risks:
        if risk.before and risk.number in places:
            x, y = places[risk.number]
            canvas.circle(x, y, RADIUS, fill=INK, line=RISK[colour(*risk.before).value])
            canvas.text(x, y + 4, str(risk.number), size=11, colour=PAPER, bold=True, anchor="middle")
    told = "; ".join(f"{r.number} {_said(r)}" for r in risks if r.before)
    description = f"Risikomatrise med sannsynlighet og konsekvens fra 1 til 5. {told or 'Ingen risiko er vurdert.'}"
    return canvas.picture("Risikomatrise: fylt tall er før tiltak, åpent tall er etter", description, wide=True)


def _said(risk: Risk) -> str:
    assert risk.before is not None
    before = f"{colour(*risk.before).word.lower()} (S{risk.before[0]} K{risk.before[1]})"
    if risk.after is None:
        return before
    return f"{before}, etter tiltak {colour(*risk.after).word.lower()} (S{risk.after[0]} K{risk.after[1]})"


def _corner(s: int, k: int) -> tuple[float, float]:
    return LEFT + (k - 1) * CELL_WIDTH, TOP + (5 - s) * CELL_HEIGHT


def _spot(place: tuple[int, int], taken: dict[tuple[int, int], int]) -> tuple[float, float]:
    """The next free place in a cell; from MOST on they lie on top of each other, and the table tells them apart."""
    number = min(taken.get(place, 0), MOST)
    taken[place] = number + 1
    x, y = _corner(*place)
    return x + 18 + number % PER_ROW * (RADIUS * 2 + 4), y + 18 + number // PER_ROW * (RADIUS * 2 + 4)


def _towards(start: tuple[float, float], end: tuple[float, float]) -> tuple[float, float]:
    """The end of an arrow that stops at the ring's edge."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    length = max((dx**2 + dy**2) ** 0.5, 0.001)
    return end[0] - dx / length * RADIUS, end[1] - dy / length * RADIUS
