"""Forms: form-js JSON read once, answers validated on the server, and what templates need to draw them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from engine.contract.errors import FieldProblem, ModelRejected, Problem
from engine.forms.form import Directory, Field, FormDefinition, Kind
from engine.forms.parse import parse, table_action
from engine.forms.read import Reader
from engine.forms.render import RenderedField, RenderedForm, RenderedPart, render
from engine.forms.summary import SummaryRow, summarise
from engine.forms.validate import SortedOut, keep_typed, sort_out, validate


@dataclass(frozen=True, kw_only=True)
class Form(FormDefinition):
    """A form with what one does with it."""

    def parse(self, posted: Mapping[str, Sequence[str]]) -> dict[str, object]:
        """Raw answers from a page's posted fields."""
        return parse(self, posted)

    def validate(
        self, raw: Mapping[str, object], *, facts: Mapping[str, object], directory: Directory, partial: bool = False
    ) -> dict[str, object]:
        """Typed answers, or with `partial` what was typed so far. Raises FormRejected with every problem."""
        return keep_typed(self, raw) if partial else validate(self, raw, facts=facts, directory=directory)

    def render(
        self,
        values: Mapping[str, object],
        *,
        problems: Sequence[FieldProblem] = (),
        people: Mapping[str, str],
        units: Mapping[str, str],
        rows: Mapping[str, Mapping[str, str]] | None = None,
    ) -> RenderedForm:
        """The form ready to draw; `rows` names, by part, what a reference to a row may choose among."""
        return render(self, values, problems=problems, people=people, units=units, rows=rows or {})

    def summary(
        self,
        values: Mapping[str, object],
        *,
        people: Mapping[str, str],
        units: Mapping[str, str],
        rows: Mapping[str, str] | None = None,
    ) -> tuple[SummaryRow, ...]:
        """What was answered, as label and text; `rows` names what references to rows point at."""
        return summarise(self, values, people, units, rows or {})

    def sort_out(self, raw: Mapping[str, object], directory: Directory) -> SortedOut:
        """Sorts a half-filled form: nothing is lost and nothing is required. Raises FormRejected when it is too large."""
        return sort_out(self, raw, directory)


def check_form(file: str, content: bytes) -> list[Problem]:
    """Every problem of a form file; empty when it can be used."""
    reader = Reader(file)
    reader.read(content)
    return reader.problems


def read_form(file: str, content: bytes) -> Form:
    """The form. Raises ModelRejected with every problem."""
    reader = Reader(file)
    found = reader.read(content)
    if found is None or reader.problems:
        raise ModelRejected(reader.problems)
    return Form(key=found.key, title=found.title, parts=found.parts, fields=found.fields, fact_names=found.fact_names)


__all__ = [
    "Directory",
    "Field",
    "Form",
    "Kind",
    "RenderedField",
    "RenderedForm",
    "RenderedPart",
    "SummaryRow",
    "check_form",
    "read_form",
    "table_action",
]
