"""A small toolbox for tests: a sheet, notes with votes that point at each other, an anonymous poll; a table of its own that
a reaction fills, a gate check that reads notes, a report that counts, and a step."""

from datetime import date
from decimal import Decimal
from typing import cast
from uuid import UUID

from sqlalchemy import Column, MetaData, String, Table, Uuid, insert, select
from sqlalchemy.orm import Session

from engine.contract.content import Content, Surroundings
from engine.contract.desk import Desk, WritingDesk
from engine.contract.drawing import Canvas
from engine.contract.result import Calendar, Entry, Figure, Remark, Result, Severity
from engine.contract.result import Column as ResultColumn
from engine.contract.result import Table as ResultTable
from engine.contract.toolbox import (
    Event,
    Example,
    GateCheck,
    Guide,
    Level,
    Part,
    Permission,
    Question,
    Reaction,
    Report,
    Tool,
    Toolbox,
)

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
    days = [Entry(id=row.id, day=date(2026, 3, 9), title=row.text("tekst")) for row in content.rows("lapper")]
    return Result(
        calendar=Calendar(name=content.title, entries=days),
        figures=figures,
        pictures=drawn,
        remarks=remarks,
        fact={"sum": total, "stemmer": votes},
    )


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
    parts=(
        Part(
            key="lapper",
            form="intervju",
            title="Lapper",
            repeated=True,
            label="navn",
            erase_on="slettes",
            erases=("sitat",),
        ),
    ),
    evaluate=evaluate,
    single=True,
)
TABLES = MetaData()
HEARD = Table("prove_heard", TABLES, Column("event", Uuid, primary_key=True), Column("name", String(60)))


def listen(desk: WritingDesk, event: Event) -> None:
    """Writes down what it hears, once; locks the boards when B1 is approved, and asks for a look on a new day."""
    session = cast(Session, desk.session)
    if session.execute(select(HEARD).where(HEARD.c.event == event.id)).first() is None:
        session.execute(insert(HEARD).values(event=event.id, name=event.name))
    if event.initiative_id is None:
        return
    for held in desk.artefacts("prove.tavle", event.initiative_id):
        if event.name == "gate_decided_godkjenn" and desk.verdicts(event.initiative_id).get("B1") == "godkjenn":
            desk.lock(held.id, "vedtatt")
        if event.name == "day_begun" and held.content.title == "følg med":
            desk.open_task(event.initiative_id, "se", "Se på tavlen", role="innmelder", due=date(2026, 3, 9))
        if held.content.title == "krasj":
            raise RuntimeError("a reaction fails")


def enough(desk: Desk, initiative_id: UUID) -> str | None:
    """Blocks a gate until there is a note; a board called «krasj» makes it fail."""
    boards = desk.artefacts("prove.tavle", initiative_id)
    if any(held.content.title == "krasj" for held in boards):
        raise RuntimeError("a check fails")
    return None if any(held.content.rows("lapper") for held in boards) else "Det er ingen lapper."


def count(desk: Desk, question: Question) -> Result:
    """How many initiatives the question is about."""
    del desk
    return Result(
        figures=[Figure(label="Enheter", value=len(question.unit_ids)), Figure(label="År", value=question.year)],
        tables=[ResultTable(title="Svar", columns=[ResultColumn(label="Nivå")], rows=[[str(question.level)]])],
    )


toolbox = Toolbox(
    name="prove",
    title="Prøve",
    package="tests.proving",
    tools=(BOARD, SINGLE),
    reactions=(
        Reaction(name="lytt", on=frozenset({"gate_decided_godkjenn", "artefact_begun", "day_begun"}), run=listen),
    ),
    gate_checks=(GateCheck(name="lapper", title="Har lapper", run=enough),),
    reports=(
        Report(name="antall", title="Antall", summary="Teller.", levels=frozenset(Level), run=count),
        Report(
            name="hemmelig",
            title="Hemmelig",
            summary="For styret.",
            levels=frozenset({Level.PORTFOLIO}),
            run=count,
            permission="se",
        ),
    ),
    permissions=(Permission(name="se", title="Se", roles=frozenset({"portefoljestyre"})),),
    tables=TABLES,
)
