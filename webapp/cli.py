"""The `nyttiggjort` command: serve, work, migrate, deploy, decide, users and tokens, demonstration, backup and restore."""

import json
import logging
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

import click
import structlog

from engine.bootstrap import Engine, build_engine
from engine.contract.errors import InvalidInput, ModelRejected, NotFound, Problem
from engine.jobs import run_worker
from engine.jobs.queue import apply_schema
from engine.model.access import ApiScope
from engine.model.roles import INITIATIVE_ROLES, Role
from engine.queries.event_log import Wanted
from engine.queries.event_log_files import LogFormat
from engine.services.problems import sentence
from engine.settings import load_settings
from engine.store import backups
from engine.store.migrate import is_current
from engine.store.migrate import migrate as migrate_database
from webapp.complaints import PlainGroup
from webapp.deciding import decide
from webapp.demo import accounts, seed
from webapp.demo.headless import run_headless
from webapp.foreign import export_command, import_command
from webapp.moving import migrate_cases
from webapp.named import person_named, unit_named
from webapp.serving import require_free, serve_until_stopped

MODELS = Path(__file__).parent.parent / "bpmn"
GRANTED = sorted(role.value for role in set(Role) - INITIATIVE_ROLES - {Role.ANSATT})
LANGUAGE = click.option(
    "--lang", type=click.Choice(["nb", "en"]), default="nb", show_default=True, help="The language of problems."
)


@click.group(cls=PlainGroup)
@click.option("--verbose", is_flag=True, help="Log what happens, too.")
def cli(verbose: bool) -> None:
    """Nyttiggjort: from idea to realised benefit."""
    level = logging.INFO if verbose else logging.WARNING
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(level))
    logging.basicConfig(level=level, format="%(levelname)s %(name)s %(message)s")
    # The executor tells every change of state; at this level it would be most of the work.
    logging.getLogger("spiff").setLevel(logging.ERROR)


cli.add_command(import_command)
cli.add_command(export_command)
cli.add_command(migrate_cases)


@cli.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8080, show_default=True, type=click.IntRange(1, 65535))
@click.option("--threads", default=8, show_default=True, type=click.IntRange(1, 64))
def serve(host: str, port: int, threads: int) -> None:
    """Serve pages and API."""
    serve_until_stopped(_engine(), host, port, threads)


@cli.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8080, show_default=True, type=click.IntRange(1, 65535))
def start(host: str, port: int) -> None:
    """Get everything ready and serve: migrate, deploy the shipped models, seed the demonstration, listen."""
    require_free(host, port)
    click.echo("Preparing the database ...")
    engine = _engine(must_be_current=False)
    _migrate(engine)
    for folder in sorted(p for p in MODELS.iterdir() if (p / "model.toml").exists()):
        deployed = engine.models.install(_files(folder))
        click.echo(f"  {deployed.key}: version {deployed.number}{' (new)' if deployed.fresh else ''}")
    if engine.settings.demo_accounts:
        seed.seed(engine, click.echo)
        click.echo("\nDemo accounts (password for all: " + accounts.PASSWORD + ")")
        for account in accounts.ACCOUNTS:
            click.echo(f"  {account.username:<10} {account.name:<24} {account.about}")
    serve_until_stopped(engine, host, port, 8)


@cli.command()
def worker() -> None:
    """Carry jobs until told to stop: due timers, mail, follow-ups."""
    run_worker(_engine(), lambda: click.echo("Carrying jobs (Ctrl-C stops it)"))
    click.echo("Stopped.")


@cli.command()
def migrate() -> None:
    """Bring the database to this version's schema."""
    _migrate(_engine(must_be_current=False))
    click.echo("The database is up to date.")


@cli.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--note", default="", help="What is new.")
@LANGUAGE
def deploy(folder: Path, note: str, lang: str) -> None:
    """Deploy a model folder as its newest version."""
    try:
        deployed = _engine().models.install(_files(folder), note=note)
    except ModelRejected as rejected:
        _print_problems(rejected.problems, lang)
        raise SystemExit(1) from rejected
    _print_problems(deployed.warnings, lang)
    click.echo(f"{deployed.key}: version {deployed.number}{'' if deployed.fresh else ' was deployed already'}")


@cli.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@LANGUAGE
def check(folder: Path, lang: str) -> None:
    """Check a model folder and print what is wrong with it."""
    problems = _engine(must_be_current=False).models.check(_files(folder))
    _print_problems(problems, lang)
    if any(problem.severity == "error" for problem in problems):
        raise SystemExit(1)
    click.echo("The model can be deployed.")


cli.add_command(decide)


@cli.group()
def unit() -> None:
    """The municipality's units."""


@unit.command("create")
@click.argument("key")
@click.option("--name", required=True)
@click.option("--parent", default=None, help="Key of the unit above.")
@click.option("--area", is_flag=True, help="It is a kommunalområde.")
def create_unit(key: str, name: str, parent: str | None, area: bool) -> None:
    """Add a unit."""
    engine = _engine()
    engine.people.create_unit(
        None, key=key, name=name, parent_id=unit_named(engine, parent) if parent else None, area=area
    )
    click.echo(f"{key} was added.")


@cli.group()
def user() -> None:
    """People and their roles."""


@user.command("create")
@click.argument("username")
@click.option("--name", required=True)
@click.option("--email", default="")
@click.option("--title", default="")
@click.option("--unit", "unit_key", default=None, help="The unit's key.")
@click.password_option(help="Asked for when left out.")
def create_user(username: str, name: str, email: str, title: str, unit_key: str | None, password: str) -> None:
    """Add a person."""
    engine = _engine()
    unit = unit_named(engine, unit_key) if unit_key else None
    engine.people.create(None, username=username, name=name, email=email, title=title, unit_id=unit, password=password)
    click.echo(f"{username} was added.")


@user.command("role")
@click.argument("username")
@click.argument("role", type=click.Choice(GRANTED))
@click.option("--unit", "unit_key", default=None, help="The unit's key, for roles held in one.")
def grant_role(username: str, role: str, unit_key: str | None) -> None:
    """Give a person a role."""
    engine = _engine()
    engine.people.grant(
        None, person_named(engine, username), role, unit_id=unit_named(engine, unit_key) if unit_key else None
    )
    click.echo(f"{username} is now {role}.")


@user.command("password")
@click.argument("username")
@click.password_option()
def set_password(username: str, password: str) -> None:
    """Set a person's password; their logins end."""
    engine = _engine()
    engine.people.set_password(None, person_named(engine, username), password)
    click.echo("The password is set.")


@cli.group()
def token() -> None:
    """API tokens."""


@token.command("create")
@click.argument("username")
@click.option("--name", required=True)
@click.option("--scope", "scopes", multiple=True, required=True, type=click.Choice([s.value for s in ApiScope]))
def create_token(username: str, name: str, scopes: tuple[str, ...]) -> None:
    """Make an API token; the secret is printed this once."""
    engine = _engine()
    click.echo(engine.tokens.create(None, person_named(engine, username), name, frozenset(scopes)))


@cli.group()
def demo() -> None:
    """The demonstration municipality."""


@demo.command("seed")
def seed_demo() -> None:
    """Fill an empty database with people and initiatives; does nothing the second time."""
    seed.seed(_engine(), click.echo)


@cli.group()
def log() -> None:
    """What has happened in the cases."""


@log.command("export")
@click.argument("key")
@click.argument("file", type=click.File("wb"))
@click.option("--format", "kind", type=click.Choice([f.value for f in LogFormat]), default="xes", show_default=True)
@click.option("--version", type=click.IntRange(1), help="Only cases on this version.")
@click.option("--from", "first", type=click.DateTime(["%Y-%m-%d"]), help="Only cases started on this day or later.")
@click.option("--to", "last", type=click.DateTime(["%Y-%m-%d"]), help="Only cases started on this day or earlier.")
def export_log(
    key: str, file: BinaryIO, kind: str, version: int | None, first: datetime | None, last: datetime | None
) -> None:
    """Export the events of a process for process mining to FILE (- for standard output). People are told apart, not named."""
    wanted = Wanted(key=key, version=version, first=first.date() if first else None, last=last.date() if last else None)
    try:
        for piece in LogFormat(kind).lines(_engine().event_logs.export(None, wanted)):
            file.write(piece)
    except NotFound as missing:
        raise click.ClickException(
            f"There is no process {key}{f', version {version}' if version else ''}."
        ) from missing
    except InvalidInput as wrong:
        raise click.ClickException("--to cannot be before --from.") from wrong


@cli.command("run")
@click.argument("key")
@click.option(
    "--answers", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="JSON: answers by element."
)
@click.option("--steps", default=1000, show_default=True, type=click.IntRange(1), help="Stop after so many rounds.")
def run_case(key: str, answers: Path | None, steps: int) -> None:
    """Run a case of a deployed process headless, for a demonstration, and print every step."""
    given = _answers(answers) if answers else {}
    run_headless(_engine(), key, given, steps, click.echo)


@cli.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def backup(file: Path) -> None:
    """Back up the database to a file, while it is in use."""
    backups.backup(_engine(must_be_current=False).database, file)
    click.echo(f"Backed up to {file}.")


@cli.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--force", is_flag=True, help="Overwrite a database that holds something.")
def restore(file: Path, force: bool) -> None:
    """Restore the database from a backup. Stop serving first."""
    engine = _engine(must_be_current=False)
    backups.restore(engine.database, file, force=force)
    click.echo("Restored.")
    if not is_current(engine.database, engine.runtime.toolboxes.by_name.values()):
        click.echo("The backup has another version's schema. Run now: nyttiggjort migrate")


def main() -> None:
    """The installed command."""
    cli()


def _engine(*, must_be_current: bool = True) -> Engine:
    engine = build_engine(load_settings())
    if must_be_current:
        if not is_current(engine.database, engine.runtime.toolboxes.by_name.values()):
            raise click.ClickException("The database does not have this version's schema. Run: nyttiggjort migrate")
        engine.database.check_safe()
    return engine


def _migrate(engine: Engine) -> None:
    migrate_database(engine.database, engine.runtime.toolboxes.by_name.values())
    engine.database.check_safe()
    if engine.settings.carrier == "procrastinate":
        apply_schema(engine.database)


def _files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.startswith(".")
    }


def _answers(file: Path) -> Mapping[str, Mapping[str, object]]:
    try:
        found = json.loads(file.read_bytes())
    except ValueError as error:
        raise click.ClickException(f"{file} is no JSON: {error}") from error
    if not isinstance(found, dict) or not all(isinstance(answers, dict) for answers in found.values()):
        raise click.ClickException(f'{file} must hold answers by element: {{"i1_meld_inn": {{"tittel": "…"}}}}')
    return found


def _print_problems(problems: tuple[Problem, ...] | list[Problem], lang: str) -> None:
    for problem in problems:
        place = " ".join(part for part in (problem.file, problem.element) if part)
        click.echo(f"{problem.severity}: {place}: {sentence(problem, lang)}")


if __name__ == "__main__":
    main()
