"""What can go wrong on the command line, said in plain sentences and with exit code 1."""

import click
from sqlalchemy.exc import DatabaseError, OperationalError

from engine.contract.errors import EngineError, InvalidInput, NotAllowed, NotFound, UnsafeSettings
from engine.store.backups import BackupImpossible

INVALID = {
    ("username", "taken"): "There is a user with that name already.",
    ("username", "required"): "A username is at least two of: a–z, 0–9 and . _ @ -",
    ("name", "required"): "Give a name, of at most 200 characters.",
    ("password", "too_short"): "The password is too short: use at least {minimum} characters.",
    ("password", "too_long"): "The password is too long: use at most {maximum} characters.",
    ("unit_id", "required"): "Give --unit for a role held in a unit (enhetsleder), and leave it out for other roles.",
    ("people", "seed_the_demonstration_first"): (
        "A case is run by the demonstration's people. Run first: nyttiggjort demo seed"
    ),
}
MISSING = {"process_model": "There is no process {key} here. Deploy it first: nyttiggjort deploy FOLDER"}


class PlainGroup(click.Group):
    """A command group that turns the errors it expects into sentences; all others stay visible as they are."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except (EngineError, BackupImpossible, DatabaseError) as error:
            said = _sentence(error)
            if said is None:
                raise
            raise click.ClickException(said) from error


def _sentence(error: Exception) -> str | None:
    match error:
        case UnsafeSettings():
            return "\n".join(error.problems)
        case InvalidInput():
            said = INVALID.get((error.field, error.code))
            return said.format_map(error.params) if said else f"{error.field}: {error.code.replace('_', ' ')}."
        case NotFound():
            said = MISSING.get(error.kind, "There is no {kind} {key}.")
            return said.format(kind=error.kind.replace("_", " "), key=error.key)
        case NotAllowed():
            extra = "".join(f" {value}" for value in error.fields.values())
            return f"Not allowed ({error.action.replace('_', ' ')}): {error.reason.replace('_', ' ')}.{extra}"
        case OperationalError():
            return f"The database cannot be used: {_first_line(error)}\nCheck NYTTIGGJORT_DATABASE_URL and try again."
        case DatabaseError() if type(error) is DatabaseError:
            return f"The database cannot be read: {_first_line(error)}"
        case DatabaseError():
            return None
        case _:
            return str(error)


def _first_line(error: DatabaseError) -> str:
    return str(error.orig).strip().partition("\n")[0]
