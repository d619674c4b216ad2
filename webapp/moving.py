"""The command that takes running cases to another version of their process."""

from uuid import UUID

import click

from engine.bootstrap import Engine, build_engine
from engine.contract.errors import CannotMigrate, InvalidInput, NotAllowed, Problem
from engine.model.access import Identity
from engine.model.migration import Plan
from engine.queries.operator_rows import BatchRow
from engine.services.problems import sentence
from engine.settings import load_settings
from webapp.named import person_named

WORDS = {
    "fits": "can be migrated",
    "stuck": "cannot be migrated",
    "done": "migrated",
    "failed": "failed",
    "skipped": "left alone",
}


@click.command("migrate-cases")
@click.argument("key")
@click.option("--from", "source", required=True, type=click.IntRange(1), help="The version they run on.")
@click.option("--to", "target", required=True, type=click.IntRange(1), help="The version they go to.")
@click.option("--by", "username", required=True, help="The process owner who orders it.")
@click.option("--reason", required=True, help="Why; it stays on record.")
@click.option("--start", is_flag=True, help="Migrate those that fit, too; without it every case is only checked.")
@click.option(
    "--lang", type=click.Choice(["nb", "en"]), default="nb", show_default=True, help="The language of problems."
)
def migrate_cases(key: str, source: int, target: int, username: str, reason: str, start: bool, lang: str) -> None:
    """Check the running cases of process KEY on a copy against another version, by the plan that ids and names propose, and
    migrate those that fit when told to."""
    engine = build_engine(load_settings())
    identity = Identity(person_id=person_named(engine, username))
    try:
        old, new = _version(engine, identity, key, source), _version(engine, identity, key, target)
        rows, _wrong = engine.migrations.propose(identity, old, new)
        for row in rows:
            click.echo(f"{row.element} -> {row.target or '(nothing: cases there stay)'}")
        plan = Plan(targets={row.element: row.target for row in rows if row.target is not None})
        batch = engine.migrations.prepare(identity, old, new, plan, reason)
    except CannotMigrate as refused:
        for problem in refused.problems:
            click.echo(f"error: {problem.element}: {sentence(problem, lang)}")
        raise click.ClickException("The plan is wrong; nothing was done.") from refused
    except InvalidInput as problem:
        said = sentence(Problem(code=problem.code, params=problem.params), lang)
        raise click.ClickException(f"{problem.field}: {said}") from problem
    except NotAllowed as refused:
        raise click.ClickException(f"{username} is no process owner.") from refused
    checked = _worked_off(engine, identity, batch)
    _report(engine, identity, checked, lang)
    if start and checked.counts.get("fits"):
        engine.migrations.start(batch, identity)
        _report(engine, identity, _worked_off(engine, identity, batch), lang)


def _worked_off(engine: Engine, identity: Identity, batch_id: UUID) -> BatchRow:
    """Does the batch's stage here and now; a server that runs beside this does its share."""
    while (batch := engine.queries.batches.one(identity, batch_id)).at_work:
        engine.batches.work_off(batch_id)
    return batch


def _report(engine: Engine, identity: Identity, batch: BatchRow, lang: str) -> None:
    for status, count in batch.counts.items():
        click.echo(f"{count} {WORDS.get(status, status)}")
    for item in engine.queries.batches.items(identity, batch.id).rows:
        for row in item.report:
            problem = Problem(code=row.code, element=row.element, params={"element": row.element, **row.params})
            click.echo(f"{row.severity}: {item.initiative_number}: {sentence(problem, lang)}")


def _version(engine: Engine, identity: Identity, key: str, number: int) -> UUID:
    for model in engine.queries.models.models(identity):
        for version in model.versions:
            if (model.key, version.number) == (key, number):
                return version.id
    raise click.ClickException(f"There is no version {number} of {key}.")
