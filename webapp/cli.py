"""The `nyttiggjort` command: serve, work, migrate, deploy, users and tokens, demonstration, backup and restore."""

import json
import logging
import socket
import sys
from pathlib import Path
from typing import NoReturn
from uuid import UUID

import click
import structlog
import waitress
from sqlalchemy import select

from engine.bootstrap import Engine, build_engine
from engine.contract.errors import EngineError, InvalidInput, ModelRejected, Problem, UnsafeSettings
from engine.jobs import run_worker, start_carrier
from engine.jobs.queue import apply_schema
from engine.model.access import ApiScope
from engine.model.people import Person, Unit
from engine.services.problems import sentence
from engine.settings import load_settings
from engine.store import backups
from engine.store.migrate import is_current
from engine.store.migrate import migrate as migrate_database
from webapp.app import create_app
from webapp.demo import accounts, seed
from webapp.demo.headless import run_headless

MODELS = Path(__file__).parent.parent / "bpmn"


@click.group()
@click.option("--verbose", is_flag=True, help="Log what happens, too.")
def cli(verbose: bool) -> None:
    """Nyttiggjort: from idea to realised benefit."""
    level = logging.INFO if verbose else logging.WARNING
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(level))
    logging.basicConfig(level=level, format="%(levelname)s %(name)s %(message)s")
    # The executor tells every change of state; at this level it would be most of the work.
    logging.getLogger("spiff").setLevel(logging.ERROR)


@cli.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8080, show_default=True, type=click.IntRange(1, 65535))
@click.option("--threads", default=8, show_default=True)
def serve(host: str, port: int, threads: int) -> None:
    """Serve pages and API."""
    engine = _engine()
    _serve(engine, host, port, threads)


@cli.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8080, show_default=True, type=click.IntRange(1, 65535))
def start(host: str, port: int) -> None:
    """Get everything ready and serve: migrate, deploy the shipped models, seed the demonstration, listen."""
    _require_free(host, port)
    click.echo("Preparing the database ...")
    engine = _engine(must_be_current=False)
    _migrate(engine)
    _deploy_shipped(engine)
    if engine.settings.demo_accounts:
        seed.seed(engine, click.echo)
        click.echo("\nDemo accounts (password for all: " + accounts.PASSWORD + ")")
        for account in accounts.ACCOUNTS:
            click.echo(f"  {account.username:<10} {account.name:<24} {account.about}")
    _serve(engine, host, port, 8)


@cli.command()
def worker() -> None:
    """Carry jobs until told to stop: due timers, mail, follow-ups."""
    run_worker(_engine())


@cli.command()
def migrate() -> None:
    """Bring the database to this version's schema."""
    _migrate(_engine(must_be_current=False))
    click.echo("The database is up to date.")


@cli.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--note", default="", help="What is new.")
def deploy(folder: Path, note: str) -> None:
    """Deploy a model folder as its newest version."""
    try:
        deployed = _engine().models.install(_files(folder), note=note)
    except ModelRejected as rejected:
        _print_problems(rejected.problems, "en")
        raise SystemExit(1) from rejected
    _print_problems(deployed.warnings, "en")
    click.echo(f"{deployed.key}: version {deployed.number}{'' if deployed.fresh else ' was deployed already'}")


@cli.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--lang", type=click.Choice(["nb", "en"]), default="nb", show_default=True)
def check(folder: Path, lang: str) -> None:
    """Check a model folder and print what is wrong with it."""
    problems = _engine(must_be_current=False).models.check(_files(folder))
    _print_problems(problems, lang)
    if any(problem.severity == "error" for problem in problems):
        raise SystemExit(1)
    click.echo("The model can be deployed.")


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
    unit = _unit(engine, unit_key) if unit_key else None
    engine.people.create(None, username=username, name=name, email=email, title=title, unit_id=unit, password=password)
    click.echo(f"{username} was added.")


@user.command("role")
@click.argument("username")
@click.argument("role")
@click.option("--unit", "unit_key", default=None, help="The unit's key, for roles held in one.")
def grant_role(username: str, role: str, unit_key: str | None) -> None:
    """Give a person a role."""
    engine = _engine()
    engine.people.grant(None, _person(engine, username), role, unit_id=_unit(engine, unit_key) if unit_key else None)
    click.echo(f"{username} is now {role}.")


@user.command("password")
@click.argument("username")
@click.password_option()
def set_password(username: str, password: str) -> None:
    """Set a person's password; their logins end."""
    engine = _engine()
    engine.people.set_password(None, _person(engine, username), password)
    click.echo("The password is set.")


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
    engine.people.create_unit(None, key=key, name=name, parent_id=_unit(engine, parent) if parent else None, area=area)
    click.echo(f"{key} was added.")


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
    click.echo(engine.tokens.create(None, _person(engine, username), name, frozenset(scopes)))


@cli.group()
def demo() -> None:
    """The demonstration municipality."""


@demo.command("seed")
def seed_demo() -> None:
    """Fill an empty database with the shipped models, people and initiatives; does nothing the second time."""
    engine = _engine()
    _deploy_shipped(engine)
    seed.seed(engine, click.echo)


@cli.command("run")
@click.argument("key")
@click.option(
    "--answers", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="JSON: answers by element."
)
@click.option("--steps", default=200, show_default=True, help="Stop after so many tasks.")
def run_case(key: str, answers: Path | None, steps: int) -> None:
    """Run a case of a deployed process headless, for a demonstration, and print every step."""
    try:
        given = json.loads(answers.read_text(encoding="utf-8")) if answers else {}
    except ValueError as error:
        raise click.BadParameter(f"{answers} is no JSON: {error}") from error
    if not isinstance(given, dict):
        raise click.BadParameter(f"{answers} must hold an object of answers by element.")
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
    backups.restore(_engine(must_be_current=False).database, file, force=force)
    click.echo("Restored.")


def main() -> None:
    """The command with plain sentences for what can go wrong."""
    try:
        cli(standalone_mode=True)
    except UnsafeSettings as error:
        _fail("\n".join(error.problems))
    except InvalidInput as error:
        _fail(f"{error.field}: {error.code.replace('_', ' ')}.")
    except (EngineError, backups.BackupImpossible) as error:
        _fail(str(error))


def _engine(*, must_be_current: bool = True) -> Engine:
    engine = build_engine(load_settings())
    if must_be_current:
        if not is_current(engine.database):
            _fail("The database does not have this version's schema. Run: nyttiggjort migrate")
        engine.database.check_safe()
    return engine


def _deploy_shipped(engine: Engine) -> None:
    for folder in sorted(p for p in MODELS.iterdir() if (p / "model.toml").exists()):
        deployed = engine.models.install(_files(folder))
        click.echo(f"  {deployed.key}: version {deployed.number}{' (new)' if deployed.fresh else ''}")


def _migrate(engine: Engine) -> None:
    migrate_database(engine.database)
    engine.database.check_safe()
    if engine.settings.carrier == "procrastinate":
        apply_schema(engine.database)


def _serve(engine: Engine, host: str, port: int, threads: int) -> None:
    _require_free(host, port)
    carrier = start_carrier(engine)
    app = create_app(engine)
    click.echo(f"\nNyttiggjort is ready: http://{host}:{port}   (Ctrl-C stops it)")
    sys.stdout.flush()
    try:
        waitress.serve(app, host=host, port=port, threads=threads, ident=None, channel_timeout=60)
    finally:
        carrier.stop()
        engine.database.dispose()


def _require_free(host: str, port: int) -> None:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            _fail(f"Port {port} on {host} is in use. Choose another with --port, for example --port {port + 1}.")


def _files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.startswith(".")
    }


def _print_problems(problems: tuple[Problem, ...] | list[Problem], lang: str) -> None:
    for problem in problems:
        place = " ".join(part for part in (problem.file, problem.element) if part)
        click.echo(f"{problem.severity}: {place}: {sentence(problem, lang)}")


def _person(engine: Engine, username: str) -> UUID:
    with engine.database.reading() as session:
        found = session.execute(select(Person.id).where(Person.username == username)).scalar_one_or_none()
    if found is None:
        _fail(f"There is no user {username}.")
    return found


def _unit(engine: Engine, key: str) -> UUID:
    with engine.database.reading() as session:
        found = session.execute(select(Unit.id).where(Unit.key == key)).scalar_one_or_none()
    if found is None:
        _fail(f"There is no unit {key}.")
    return found


def _fail(message: str) -> NoReturn:
    click.echo(message, err=True)
    raise SystemExit(1)


if __name__ == "__main__":
    main()
