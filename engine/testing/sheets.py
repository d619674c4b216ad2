"""Content for a tool under test: rows by part, a toolbox's own examples, surroundings, and what was remarked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID, uuid4

from engine.contract.content import Content, Row
from engine.contract.result import Result, Severity
from engine.contract.toolbox import Tool, Toolbox
from engine.services.tooling import LoadedExample, LoadedTool, load_tools
from engine.toolboxes import Toolboxes

TODAY = datetime(2026, 12, 20, 8, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class Around:
    """Surroundings of a day in December: everybody is called by their key, and only the given rates are known."""

    now: datetime = TODAY
    rates: Mapping[str, Decimal] = field(default_factory=dict)
    beside: Mapping[str, Sequence[Content]] = field(default_factory=dict)

    def person(self, key: str) -> str:
        """The key itself."""
        return key

    def unit(self, key: str) -> str:
        """The key itself."""
        return key

    def rate(self, name: str, on: date) -> Decimal | None:
        """The given rate, on any day."""
        return self.rates.get(name)

    def siblings(self, tool: str) -> Sequence[Content]:
        """What was given as lying beside."""
        return self.beside.get(tool, ())


class Everybody:
    """A directory in which everybody and everything exists."""

    def person_exists(self, key: str) -> bool:
        """Yes."""
        return True

    unit_exists = case_exists = person_exists


def content(**parts: Sequence[Mapping[str, object]]) -> Content:
    """Content with these rows by part, entered `TODAY`. `_id` (a UUID as text) is a row's id, for others to refer to."""
    return Content(title="Prøve", parts={part: [_row(values) for values in rows] for part, rows in parts.items()})


def example(toolbox: Toolbox, tool: Tool, name: str | None = None) -> Content:
    """One of the tool's examples as the engine would read it in; without a name the first. Raises ValueError for an answer
    that its form refuses."""
    loaded = load_tools(Toolboxes([toolbox]))[f"{toolbox.name}.{tool.name}"]
    return content_of(loaded, loaded.examples[name if name is not None else tool.examples[0].name])


def content_of(loaded: LoadedTool, found: LoadedExample) -> Content:
    """An example's rows as typed values. Raises ValueError for an answer that its form refuses."""
    ids = {str(row["_id"]): str(uuid4()) for rows in found.parts.values() for row in rows if "_id" in row}
    parts: dict[str, list[Mapping[str, object]]] = {}
    for part, rows in found.parts.items():
        for row in rows:
            raw = {k: ids.get(v, v) if isinstance(v, str) else v for k, v in row.items() if k != "_id"}
            sorted_out = loaded.forms[part].sort_out(raw, Everybody())
            if sorted_out.problems:
                raise ValueError(f"{loaded.key}: example {found.name}, part {part}: {sorted_out.problems}")
            known = {"_id": ids[str(row["_id"])]} if "_id" in row else {}
            parts.setdefault(part, []).append({**sorted_out.values, **known})
    return content(**parts)


def said(result: Result, severity: Severity | None = None) -> str:
    """The texts of all remarks, or of those of one severity."""
    return " ".join(remark.text for remark in result.remarks if severity in (None, remark.severity))


def blocks(result: Result) -> list[str]:
    """The texts of the remarks that keep the artefact from being delivered."""
    return [remark.text for remark in result.remarks if remark.severity == Severity.BLOCK]


def _row(values: Mapping[str, object]) -> Row:
    return Row(id=UUID(str(values["_id"])) if "_id" in values else uuid4(), values=values, entered_at=TODAY)
