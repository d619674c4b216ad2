"""What a tool makes of an artefact's content: the plugin's own evaluation, guarded, with what is still missing added."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

import structlog
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.contract.content import Content, Row
from engine.contract.result import Remark, Result, Severity
from engine.forms.values import is_empty
from engine.model.calendar import morning_of
from engine.model.people import Person, Unit
from engine.model.toolwork import Artefact, ArtefactRow, ArtefactVote, PollReply, Rate
from engine.services.runtime import Runtime
from engine.services.tooling import LoadedTool

log = structlog.get_logger()
_FAILED = "Bildet og tallene kunne ikke lages. Det du har skrevet, er lagret."


@dataclass(frozen=True, kw_only=True)
class Neighbourhood:
    """The surroundings of one evaluation (`engine.contract.content.Surroundings`); reads when it is asked."""

    session: Session
    now: datetime
    initiative_id: UUID | None

    def person(self, key: str) -> str:
        """A person's name by id."""
        return self._name(Person, key)

    def unit(self, key: str) -> str:
        """A unit's name by id."""
        return self._name(Unit, key)

    def rate(self, name: str, on: date) -> Decimal | None:
        """The dated setting that held on a day."""
        value = self.session.execute(
            select(Rate.value)
            .where(Rate.name == name, Rate.since <= morning_of(on))
            .order_by(Rate.since.desc())
            .limit(1)
        ).scalar_one_or_none()
        return value if isinstance(value, Decimal) else None

    def siblings(self, tool: str) -> Sequence[Content]:
        """Contents of the same initiative's artefacts made with a tool, oldest first."""
        if self.initiative_id is None:
            return ()
        rows = self.session.execute(
            select(Artefact)
            .where(Artefact.initiative_id == self.initiative_id, Artefact.tool == tool, Artefact.removed_at.is_(None))
            .order_by(Artefact.created_at, Artefact.id)
        ).scalars()
        return [stored_content(self.session, artefact) for artefact in rows]

    def _name(self, model: type[Person] | type[Unit], key: str) -> str:
        try:
            found = self.session.execute(select(model.name).where(model.id == UUID(key))).scalar_one_or_none()
        except ValueError:
            return ""
        return found or ""


def evaluate(
    session: Session, runtime: Runtime, tool: LoadedTool, content: Content, initiative_id: UUID | None
) -> Result:
    """The tool's result, with a blocking remark per required field and missing row. A tool that fails is logged and gives a
    remark instead: what people wrote stays in reach."""
    around = Neighbourhood(session=session, now=runtime.clock.now(), initiative_id=initiative_id)
    missing = list(missing_in(tool, content))
    try:
        result = tool.tool.evaluate(content, around)
    except Exception as error:  # a plugin may raise anything
        log.error("tool_failed", tool=tool.key, error=type(error).__name__)
        return Result(remarks=[Remark(text=_FAILED, severity=Severity.BLOCK), *missing])
    return replace(result, remarks=[*missing, *result.remarks])


def missing_in(tool: LoadedTool, content: Content) -> Iterator[Remark]:
    """What must be there before the artefact can be delivered."""
    for part in tool.tool.parts:
        if part.poll:
            continue
        rows = content.rows(part.key)
        needed = part.minimum if part.repeated else 1
        required = [field for field in tool.forms[part.key].fields if field.required]
        if len(rows) < needed and (part.repeated or required):
            text = f"{part.title}: {needed} må være med." if needed > 1 else f"{part.title} er ikke fylt ut."
            yield Remark(text=text, severity=Severity.BLOCK)
        for row in rows:
            empty = [field.label for field in required if is_empty(row.values.get(field.key))]
            if empty:
                text = f"{part.title}: {', '.join(empty)} mangler."
                yield Remark(text=text, severity=Severity.BLOCK, row=row.id)


def stored_content(session: Session, artefact: Artefact) -> Content:
    """The content as it stands, with votes."""
    rows = session.execute(
        select(ArtefactRow)
        .where(ArtefactRow.artefact_id == artefact.id, ArtefactRow.removed_at.is_(None))
        .order_by(ArtefactRow.position, ArtefactRow.id)
    ).scalars()
    return content_from(artefact.title, rows, votes_on(session, artefact.id), replies_to(session, artefact.id))


def content_from(title: str, rows: Iterable[ArtefactRow], votes: Mapping[UUID, int], replies: int) -> Content:
    """Rows in their order as a plugin sees them."""
    parts: dict[str, list[Row]] = {}
    for row in rows:
        values = row.values if isinstance(row.values, Mapping) else {}
        parts.setdefault(row.part, []).append(
            Row(
                id=row.id,
                values=values,
                votes=votes.get(row.id, 0),
                changed_at=row.changed_at,
                entered_at=row.created_at,
            )
        )
    return Content(title=title, parts=parts, poll_size=replies)


def content_kept(kept: object) -> Content:
    """The content of a version, as a plugin sees it."""
    content = kept if isinstance(kept, Mapping) else {}
    parts = {
        str(part): [Row(id=UUID(str(row["id"])), values=row["values"]) for row in rows]
        for part, rows in content.get("parts", {}).items()
    }
    return Content(title=str(content.get("title", "")), parts=parts)


def votes_on(session: Session, artefact_id: UUID) -> dict[UUID, int]:
    """Votes by row."""
    rows = session.execute(
        select(ArtefactVote.row_id, func.sum(ArtefactVote.count))
        .join(ArtefactRow, ArtefactRow.id == ArtefactVote.row_id)
        .where(ArtefactRow.artefact_id == artefact_id)
        .group_by(ArtefactVote.row_id)
    )
    return {row_id: int(count) for row_id, count in rows}


def replies_to(session: Session, artefact_id: UUID) -> int:
    """How many have answered the poll."""
    return session.execute(select(func.count()).where(PollReply.artefact_id == artefact_id)).scalar_one()
