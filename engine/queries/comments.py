"""The comments on an initiative, newest first, page by page."""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import select, tuple_

from engine.contract.errors import InvalidInput
from engine.model.access import Identity
from engine.model.artefact import Comment
from engine.queries.initiative_rows import CommentRow
from engine.queries.reading import Reading, names_of, readable, submitter_name


@dataclass(frozen=True, kw_only=True)
class CommentPage:
    """A page of comments; `next` is the key of the following, older page."""

    comments: tuple[CommentRow, ...]
    next: str | None


class Comments:
    """The query."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading

    def page(self, identity: Identity, number: str, *, after: str | None = None, limit: int = 25) -> CommentPage:
        """One page of what people have remarked. Raises NotFound, InvalidInput (`after`)."""
        with self._reading.as_actor(identity) as (session, actor):
            _, initiative, _ = readable(session, actor, self._reading.clock.now(), number=number)
            query = select(Comment).where(Comment.initiative_id == initiative.id)
            if after:
                query = query.where(tuple_(Comment.written_at, Comment.id) < cursor(after))
            found = list(
                session.execute(query.order_by(Comment.written_at.desc(), Comment.id.desc()).limit(limit + 1)).scalars()
            )
            shown = found[:limit]
            names = names_of(session, {initiative.submitter_id, *(c.author_id for c in shown)})
            names[initiative.submitter_id] = submitter_name(initiative, names)
            last = shown[-1] if len(found) > limit else None
            return CommentPage(
                comments=tuple(
                    CommentRow(
                        id=c.id,
                        author=names[c.author_id],
                        text=c.text,
                        written_at=c.written_at,
                        task_id=c.task_id,
                    )
                    for c in shown
                ),
                next=f"{last.written_at.isoformat()}_{last.id}" if last else None,
            )


def cursor(after: str) -> tuple[datetime, UUID]:
    """The place a page ended at, from its key `<instant>_<id>`. Raises InvalidInput (`after`)."""
    try:
        at, _, row = after.partition("_")
        instant = datetime.fromisoformat(at)
        if instant.tzinfo is None:
            raise ValueError("an instant has an offset")
        return instant.astimezone(UTC), UUID(row)
    except (ValueError, OverflowError) as error:
        raise InvalidInput("after", "not_a_key") from error
