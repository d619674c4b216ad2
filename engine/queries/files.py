"""What a person has typed and not sent, and the bytes of attachments."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from engine.contract.errors import NotFound
from engine.model.access import Identity
from engine.model.artefact import Attachment, AttachmentContent, Draft
from engine.queries.reading import Reading, readable


@dataclass(frozen=True, kw_only=True)
class DraftView:
    """What a person has typed and not sent."""

    values: object
    revision: int
    saved_at: datetime


@dataclass(frozen=True, kw_only=True)
class Download:
    """An attachment to send: always as a download, never shown in place."""

    filename: str
    media_type: str
    content: bytes


class Files:
    """The queries."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading

    def idea(self, identity: Identity, process: str) -> DraftView | None:
        """The person's own half-written idea, None without one."""
        with self._reading.as_actor(identity) as (session, actor):
            draft = session.execute(
                select(Draft).where(Draft.person_id == actor.person_id, Draft.subject == process)
            ).scalar_one_or_none()
            if draft is None:
                return None
            return DraftView(values=draft.values, revision=draft.revision, saved_at=draft.saved_at)

    def download(self, identity: Identity, attachment_id: UUID) -> Download:
        """An attachment with its bytes. Raises NotFound."""
        with self._reading.as_actor(identity) as (session, actor):
            row = session.execute(
                select(Attachment, AttachmentContent.content)
                .join(AttachmentContent, AttachmentContent.attachment_id == Attachment.id)
                .where(Attachment.id == attachment_id, Attachment.removed_at.is_(None))
            ).one_or_none()
            if row is None:
                raise NotFound("attachment", attachment_id)
            attachment, content = row
            readable(session, actor, self._reading.clock.now(), id=attachment.initiative_id)
            return Download(filename=attachment.filename, media_type=attachment.media_type, content=content)
