"""A small toolbox for tests: a sheet, notes with votes that point at each other, and an anonymous poll."""

from decimal import Decimal

from engine.contract.content import Content, Surroundings
from engine.contract.drawing import Canvas
from engine.contract.result import Figure, Remark, Result, Severity
from engine.contract.toolbox import Example, Guide, Part, Tool, Toolbox

GUIDE = Guide(purpose="Prøve.", when="I tester.", how=("Skriv.",), who="Tester", time="Ingen")


def evaluate(content: Content, around: Surroundings) -> Result:
    """The sum of the notes' numbers; a title «krasj» makes the tool fail."""
    del around
    if content.title == "krasj":
        raise RuntimeError("a plugin fails")
    total = sum((row.number("tall") or Decimal(0) for row in content.rows("lapper")), Decimal(0))
    votes = sum(row.votes for row in content.rows("lapper"))
    remarks = [Remark(text="For mye.", severity=Severity.BLOCK)] if total > 100 else []
    canvas = Canvas(200, 100)
    for number, row in enumerate(content.rows("lapper")):
        canvas.note(10, 10 + number * 30, 180, 26, row.text("tekst"))
    figures = [Figure(label="Sum", value=total), Figure(label="Svar", value=content.poll_size)]
    drawn = [canvas.picture("Lappene", "Lappene under hverandre.")]
    return Result(figures=figures, pictures=drawn, remarks=remarks, fact={"sum": total, "stemmer": votes})


BOARD = Tool(
    name="tavle",
    title="Prøvetavle",
    summary="For tester.",
    guide=GUIDE,
    parts=(
        Part(key="ark", form="ark", title="Arket"),
        Part(key="lapper", form="lapp", title="Lapper", repeated=True, label="tekst", maximum=3, votes=2),
        Part(key="puls", form="puls", title="Pulsen", poll=True),
    ),
    evaluate=evaluate,
    examples=(Example(name="to", title="To lapper", file="to.json"),),
    for_unit=True,
)
SINGLE = Tool(
    name="register",
    title="Prøveregister",
    summary="Ett per initiativ.",
    guide=GUIDE,
    parts=(Part(key="lapper", form="lapp", title="Lapper", repeated=True, label="tekst"),),
    evaluate=evaluate,
    single=True,
)
toolbox = Toolbox(name="prove", title="Prøve", package="tests.proving", tools=(BOARD, SINGLE))
