"""`nyttiggjort decide`: a DMN file's decisions, made for facts given on the command line. Needs no database."""

import json
from collections.abc import Mapping
from pathlib import Path

import click

from engine.contract.errors import Problem
from engine.dmn import Decision, DecisionModel, read_library
from engine.dmn.reading import MAX_BYTES
from engine.feel import FeelError, compile_expression
from engine.services.problems import sentence
from webapp.api.values import plain
from webapp.decided import decided


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--input",
    "inputs",
    multiple=True,
    help='NAME=FEEL, a JSON object, or a JSON file; several are put together. "beløp=1200", \'{"beløp": 1200}\', facts.json.',
)
@click.option("--decision", "wanted", default=None, help="Id or name; else all that no other decision requires.")
@click.option(
    "--explain", is_flag=True, help="Tell the rules that hit, the decisions behind it, and why values are null."
)
@click.option(
    "--lang", type=click.Choice(["nb", "en"]), default="nb", show_default=True, help="The language of problems."
)
def decide(file: Path, inputs: tuple[str, ...], wanted: str | None, explain: bool, lang: str) -> None:
    """Make the decisions of a DMN file and print them as JSON.

    Files that it imports are looked for beside it. Exits with 1 when the file is wrong or a table contradicts itself.
    """
    facts: dict[str, object] = {}
    for given in inputs:
        facts |= _facts(given, lang)
    model = _model(file, lang)
    answers: dict[str, object] = {}
    failed = False
    for decision in _wanted(model, wanted):
        try:
            made = decision.explain(decision.facts_from(facts))
        except FeelError as error:
            raise click.ClickException(f"{decision.name}: {error.sentence(lang)}") from error
        failed = failed or made.failure is not None
        if made.failure is not None:
            click.echo(made.failure.sentence(lang), err=True)
        answer = {"reads": sorted(decision.names), **decided(made, lang)} if explain else plain(made.value)
        answers[decision.name or decision.id] = answer
    shown = answers if len(answers) > 1 else next(iter(answers.values()))
    click.echo(json.dumps(shown, ensure_ascii=False, indent=2))
    if failed:
        raise SystemExit(1)


def _facts(given: str, lang: str) -> Mapping[str, object]:
    name, equals, text = given.partition("=")
    if given.lstrip().startswith("{") or not equals:
        return _json(given)
    try:
        return {" ".join(name.split()): compile_expression(text).evaluate()}
    except FeelError as error:
        raise click.ClickException(f"--input {given}: {error.sentence(lang)}") from error


def _json(given: str) -> Mapping[str, object]:
    try:
        found = json.loads(given if given.lstrip().startswith("{") else Path(given).read_bytes())
    except (OSError, ValueError, RecursionError) as error:
        raise click.ClickException(f"--input {given}: neither NAME=VALUE, a JSON object nor a file of one") from error
    if not isinstance(found, dict):
        raise click.ClickException(f"--input {given} must hold a JSON object.")
    return found


def _model(file: Path, lang: str) -> DecisionModel:
    beside = {p.name: p.read_bytes() for p in sorted(file.parent.glob("*.dmn")) if p.stat().st_size <= MAX_BYTES}
    models, problems = read_library({**beside, file.name: file.read_bytes()})
    wrong = [problem for problem in problems if problem.file == file.name]
    if file.name not in models:
        _complain(wrong or problems, lang)
        raise SystemExit(1)
    return models[file.name]


def _complain(problems: list[Problem], lang: str) -> None:
    for problem in problems:
        place = " ".join(part for part in (problem.file, problem.element) if part)
        click.echo(f"{problem.severity}: {place}: {sentence(problem, lang)}")


def _wanted(model: DecisionModel, wanted: str | None) -> tuple[Decision, ...]:
    found = tuple(d for d in model.decisions.values() if wanted in (d.id, d.name)) if wanted else model.final
    if not found:
        known = ", ".join(sorted(model.decisions)) or "none"
        raise click.ClickException(f"There is no decision {wanted or ''}. The file's decisions: {known}.")
    return found
