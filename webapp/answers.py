"""Between a page's form fields and the engine's forms: parsing, rendering, and people's and units' names."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from uuid import uuid4

from flask import request

from engine.contract.errors import FieldProblem
from engine.forms import Form, RenderedForm
from webapp.auth import engine, identity


class Names:
    """Names of people and units for pickers and summaries, read once per request."""

    @cached_property
    def people(self) -> Mapping[str, str]:
        """Person id to name, in order of names."""
        return {
            str(p.id): f"{p.name} ({p.title})" if p.title else p.name for p in engine().queries.people.names(identity())
        }

    @cached_property
    def units(self) -> Mapping[str, str]:
        """Unit id to name, as a tree in reading order."""
        return {str(u.id): "\u2003" * u.depth + u.name for u in engine().queries.people.units(identity())}


def submitted(form: Form) -> dict[str, object]:
    """The form's answers from the posted fields, as raw nested values."""
    return form.parse(request.form.to_dict(flat=False))


def rendered(form: Form, values: Mapping[str, object], *, problems: Sequence[FieldProblem] = ()) -> RenderedForm:
    """The form ready for the templates."""
    names = Names()
    return form.render(values, problems=problems, people=names.people, units=names.units)


def new_key() -> str:
    """An idempotency key to put in a page, so that a double click is one act."""
    return str(uuid4())
