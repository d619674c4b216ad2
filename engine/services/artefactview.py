"""An artefact as its reader meets it: rows, what the tool makes of them, votes, versions, comments, what one may do."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.contract.content import Content
from engine.contract.errors import FieldProblem, NotFound
from engine.contract.result import Remark, Result, Severity
from engine.model.access import Identity
from engine.model.initiative import Initiative
from engine.model.people import Person, Unit
from engine.model.task import Task
from engine.model.toolwork import Artefact, ArtefactComment, ArtefactRow, ArtefactVersion, ArtefactVote, PollReply
from engine.services.artefactwork import Artefactwork, on_artefact
from engine.services.directory import SessionDirectory
from engine.services.evaluation import content_from, content_kept, evaluate, replies_to, votes_on
from engine.services.runtime import Runtime
from engine.services.tooling import LoadedTool

COMMENTS_SHOWN = VERSIONS_SHOWN = 200


@dataclass(frozen=True, kw_only=True)
class RowView:
    """One row as it is edited: typed values, what could not be understood, and the revision to save over."""

    id: UUID
    part: str
    values: Mapping[str, object]
    rejected: Mapping[str, object]
    problems: tuple[FieldProblem, ...]
    revision: int
    votes: int
    my_votes: int
    changed_by: str
    changed_at: datetime
    label: str

    @property
    def typed(self) -> dict[str, object]:
        """What stands in the row's fields."""
        return {**self.values, **self.rejected}


@dataclass(frozen=True, kw_only=True)
class VersionView:
    """A kept version; `task` is the name of the task it was delivered in, if any."""

    number: int
    reason: str
    kept_at: datetime
    kept_by: str
    task_id: UUID | None
    task: str


@dataclass(frozen=True, kw_only=True)
class CommentView:
    """A remark, with the label of the row it is about."""

    author: str
    text: str
    written_at: datetime
    row_id: UUID | None


@dataclass(frozen=True, kw_only=True)
class ArtefactView:
    """Everything the artefact's page shows. `votes_left` and `answered` are the reader's own, by part."""

    id: UUID
    tool: LoadedTool
    title: str
    revision: int
    locked: str
    locked_parts: frozenset[str]
    initiative_number: str
    initiative_title: str
    unit_id: UUID | None
    unit_name: str
    task_id: UUID | None
    created_by: str
    created_at: datetime
    changed_at: datetime
    parts: Mapping[str, tuple[RowView, ...]]
    result: Result
    content: Content
    may_edit: bool
    may_take_part: bool
    votes_left: Mapping[str, int]
    answered: bool
    versions: tuple[VersionView, ...]
    comments: tuple[CommentView, ...]

    @property
    def blocks(self) -> tuple[Remark, ...]:
        """What keeps the artefact from being delivered."""
        return tuple(r for r in self.result.remarks if r.severity == Severity.BLOCK)

    def labels(self) -> dict[str, dict[str, str]]:
        """Row id to label by part, for reference fields."""
        return {part: {str(row.id): row.label for row in rows} for part, rows in self.parts.items()}


@dataclass(frozen=True, kw_only=True)
class KeptVersion:
    """The content at one moment, and what the tool makes of it."""

    number: int
    reason: str
    kept_at: datetime
    kept_by: str
    content: Content
    result: Result


def look_at_artefact(runtime: Runtime, identity: Identity, artefact_id: UUID) -> ArtefactView:
    """The artefact. Raises NotFound, also for one that may not be read."""
    with runtime.database.reading() as session:
        work = on_artefact(session, runtime, artefact_id, identity, lock=False)
        artefact = work.artefact
        rows = _rows(session, artefact_id)
        votes = votes_on(session, artefact_id)
        content = content_from(artefact.title, [row for row, _ in rows], votes, replies_to(session, artefact_id))
        mine = _my_votes(session, artefact_id, identity.person_id)
        parts = _parts(work, rows, votes, mine)
        number, initiative_title, unit_name = _place(session, artefact)
        creator = session.execute(select(Person.name).where(Person.id == artefact.created_by_id)).scalar_one()
        return ArtefactView(
            id=artefact_id,
            tool=work.tool,
            title=artefact.title,
            revision=artefact.revision,
            locked=artefact.locked,
            locked_parts=frozenset(part.key for part in work.tool.tool.parts if artefact.is_locked(part.key)),
            initiative_number=number,
            initiative_title=initiative_title,
            unit_id=artefact.unit_id,
            unit_name=unit_name,
            task_id=artefact.task_id,
            created_by=creator,
            created_at=artefact.created_at,
            changed_at=artefact.changed_at,
            parts=parts,
            content=content,
            result=evaluate(session, runtime, work.tool, content, artefact.initiative_id),
            may_edit=work.may_edit and not artefact.is_locked(),
            may_take_part=work.may_take_part and not artefact.is_locked(),
            votes_left={
                part.key: part.votes - sum(mine.get(row.id, 0) for row in parts[part.key])
                for part in work.tool.tool.parts
                if part.votes
            },
            answered=session.get(PollReply, (artefact_id, identity.person_id)) is not None,
            versions=_versions(session, artefact_id),
            comments=_comments(session, artefact_id),
        )


def look_at_version(runtime: Runtime, identity: Identity, artefact_id: UUID, number: int) -> KeptVersion:
    """A kept version with what the tool makes of it today. Raises NotFound."""
    with runtime.database.reading() as session:
        work = on_artefact(session, runtime, artefact_id, identity, lock=False)
        row = session.execute(
            select(ArtefactVersion, Person.name)
            .outerjoin(Person, Person.id == ArtefactVersion.kept_by_id)
            .where(ArtefactVersion.artefact_id == artefact_id, ArtefactVersion.number == number)
        ).one_or_none()
        if row is None:
            raise NotFound("artefact_version", number)
        version, name = row
        content = content_kept(version.content)
        return KeptVersion(
            number=version.number,
            reason=version.reason,
            kept_at=version.kept_at,
            kept_by=name or "",
            content=content,
            result=evaluate(session, runtime, work.tool, content, work.artefact.initiative_id),
        )


def label_of(tool: LoadedTool, part: str, values: Mapping[str, object], number: int) -> str:
    """What a row is called: the text of its label field, else the part's title and its number."""
    declared = tool.part(part)
    text = str(values.get(declared.label) or "") if declared and declared.label else ""
    return " ".join(text.split())[:80] or f"{declared.title if declared else part} {number}"


def _rows(session: Session, artefact_id: UUID) -> list[tuple[ArtefactRow, str]]:
    rows = session.execute(
        select(ArtefactRow, Person.name)
        .outerjoin(Person, Person.id == ArtefactRow.changed_by_id)
        .where(ArtefactRow.artefact_id == artefact_id, ArtefactRow.removed_at.is_(None))
        .order_by(ArtefactRow.position, ArtefactRow.id)
    )
    return [(row, name or "") for row, name in rows]


def _parts(
    work: Artefactwork, rows: list[tuple[ArtefactRow, str]], votes: Mapping[UUID, int], mine: Mapping[UUID, int]
) -> dict[str, tuple[RowView, ...]]:
    parts: dict[str, list[RowView]] = {part.key: [] for part in work.tool.tool.parts}
    for row, name in rows:
        seen = parts.setdefault(row.part, [])
        values = row.values if isinstance(row.values, Mapping) else {}
        rejected = row.rejected if isinstance(row.rejected, Mapping) else {}
        form = work.tool.forms[row.part]
        seen.append(
            RowView(
                id=row.id,
                part=row.part,
                values=values,
                rejected=rejected,
                problems=form.sort_out(rejected, SessionDirectory(work.session)).problems if rejected else (),
                revision=row.revision,
                votes=votes.get(row.id, 0),
                my_votes=mine.get(row.id, 0),
                changed_by=name,
                changed_at=row.changed_at,
                label=label_of(work.tool, row.part, values, len(seen) + 1),
            )
        )
    return {part: tuple(found) for part, found in parts.items()}


def _my_votes(session: Session, artefact_id: UUID, person_id: UUID) -> dict[UUID, int]:
    rows = session.execute(
        select(ArtefactVote.row_id, ArtefactVote.count)
        .join(ArtefactRow, ArtefactRow.id == ArtefactVote.row_id)
        .where(ArtefactRow.artefact_id == artefact_id, ArtefactVote.person_id == person_id)
    )
    return dict(rows.all())


def _place(session: Session, artefact: Artefact) -> tuple[str, str, str]:
    if artefact.initiative_id is not None:
        row = session.execute(
            select(Initiative.number, Initiative.title, Unit.name)
            .join(Unit, Unit.id == Initiative.unit_id)
            .where(Initiative.id == artefact.initiative_id)
        ).one()
        return row.number, row.title, row.name
    return "", "", session.execute(select(Unit.name).where(Unit.id == artefact.unit_id)).scalar_one()


def _versions(session: Session, artefact_id: UUID) -> tuple[VersionView, ...]:
    rows = session.execute(
        select(
            ArtefactVersion.number,
            ArtefactVersion.reason,
            ArtefactVersion.kept_at,
            ArtefactVersion.task_id,
            Person.name.label("kept_by"),
            Task.name.label("task"),
        )
        .outerjoin(Person, Person.id == ArtefactVersion.kept_by_id)
        .outerjoin(Task, Task.id == ArtefactVersion.task_id)
        .where(ArtefactVersion.artefact_id == artefact_id)
        .order_by(ArtefactVersion.number.desc())
        .limit(VERSIONS_SHOWN)
    )
    return tuple(
        VersionView(
            number=v.number,
            reason=v.reason,
            kept_at=v.kept_at,
            kept_by=v.kept_by or "",
            task_id=v.task_id,
            task=v.task or "",
        )
        for v in rows
    )


def _comments(session: Session, artefact_id: UUID) -> tuple[CommentView, ...]:
    rows = session.execute(
        select(ArtefactComment, Person.name)
        .join(Person, Person.id == ArtefactComment.author_id)
        .where(ArtefactComment.artefact_id == artefact_id)
        .order_by(ArtefactComment.written_at.desc(), ArtefactComment.id.desc())
        .limit(COMMENTS_SHOWN)
    )
    return tuple(CommentView(author=name, text=c.text, written_at=c.written_at, row_id=c.row_id) for c, name in rows)
