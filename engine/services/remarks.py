"""Comments and attachments on an initiative."""

import re
from hashlib import sha256
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.contract.errors import InvalidInput, NotAllowed, NotFound
from engine.contract.ids import new_id
from engine.model.access import Identity, may_comment, require_read
from engine.model.artefact import Attachment, AttachmentContent, Comment
from engine.model.case import Case
from engine.model.task import Task
from engine.services.casework import Casework, on_case
from engine.services.replays import Replays
from engine.services.runtime import Runtime
from engine.store.audit import Who

COMMENT_LIMIT = 10_000
MEDIA_TYPES = {
    "pdf": (b"%PDF-", "application/pdf"),
    "png": (b"\x89PNG\r\n\x1a\n", "image/png"),
    "jpg": (b"\xff\xd8\xff", "image/jpeg"),
    "jpeg": (b"\xff\xd8\xff", "image/jpeg"),
    "docx": (b"PK\x03\x04", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "xlsx": (b"PK\x03\x04", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "pptx": (b"PK\x03\x04", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
    "odt": (b"PK\x03\x04", "application/vnd.oasis.opendocument.text"),
    "ods": (b"PK\x03\x04", "application/vnd.oasis.opendocument.spreadsheet"),
    "txt": (b"", "text/plain"),
    "csv": (b"", "text/csv"),
}
"""Files that may be attached: ending, first bytes, media type."""


class Remarks:
    """What people add to an initiative beside the process."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    def comment(
        self, initiative_id: UUID, identity: Identity, text: str, *, task_id: UUID | None = None, key: str | None = None
    ) -> UUID:
        """Adds a comment; with `key` a repetition gets the first one's id. Raises NotFound, NotAllowed, KeyReused,
        InvalidInput (`text`: required, too_long)."""
        text = text.strip()
        if not text:
            raise InvalidInput("text", "required")
        if len(text) > COMMENT_LIMIT:
            raise InvalidInput("text", "too_long", maximum=str(COMMENT_LIMIT))
        with self._runtime.database.transaction() as session:
            work, who = self._writing(session, initiative_id, identity, "comment")
            request = ["comment", str(initiative_id), text, str(task_id)]
            replays = Replays(session, identity.person_id, key, request)
            earlier = replays.earlier()
            if earlier is not None:
                return UUID(str(earlier["id"]))
            _require_same_initiative(session, task_id, initiative_id)
            comment = Comment(
                id=new_id(),
                initiative_id=initiative_id,
                task_id=task_id,
                author_id=identity.person_id,
                text=text,
                written_at=work.now,
            )
            session.add(comment)
            replays.remember({"id": str(comment.id)}, work.now)
            work.journal.record("comment_written", who, task_id=task_id, data={"comment": str(comment.id)})
            work.finish()
            return comment.id

    def attach(
        self,
        initiative_id: UUID,
        identity: Identity,
        filename: str,
        content: bytes,
        *,
        task_id: UUID | None = None,
        key: str | None = None,
    ) -> UUID:
        """Adds a file; with `key` a repetition gets the first one's id. Raises NotFound, NotAllowed, KeyReused,
        InvalidInput (`file`: empty, too_large, type_refused)."""
        filename, media_type = _accepted(filename, content, self._runtime.upload_limit)
        digest = sha256(content).hexdigest()
        with self._runtime.database.transaction() as session:
            work, who = self._writing(session, initiative_id, identity, "attach")
            request = ["attach", str(initiative_id), filename, digest, str(task_id)]
            replays = Replays(session, identity.person_id, key, request)
            earlier = replays.earlier()
            if earlier is not None:
                return UUID(str(earlier["id"]))
            _require_same_initiative(session, task_id, initiative_id)
            attachment = Attachment(
                id=new_id(),
                initiative_id=initiative_id,
                task_id=task_id,
                filename=filename,
                media_type=media_type,
                size=len(content),
                sha256=digest,
                attached_by_id=identity.person_id,
                attached_at=work.now,
            )
            session.add(attachment)
            session.flush()
            session.add(AttachmentContent(attachment_id=attachment.id, content=content))
            replays.remember({"id": str(attachment.id)}, work.now)
            work.journal.record(
                "file_attached", who, task_id=task_id, data={"file": str(attachment.id), "sha256": attachment.sha256}
            )
            work.finish()
            return attachment.id

    def remove(self, attachment_id: UUID, identity: Identity) -> None:
        """Takes a file out of view; its row and hash stay on record. Only who attached it may. Raises NotFound,
        NotAllowed."""
        with self._runtime.database.transaction() as session:
            attachment = session.get(Attachment, attachment_id)
            if attachment is None or attachment.removed_at is not None:
                raise NotFound("attachment", attachment_id)
            work, who = self._writing(session, attachment.initiative_id, identity, "remove_attachment")
            if attachment.attached_by_id != identity.person_id:
                raise NotAllowed("remove_attachment", "not_yours")
            attachment.removed_at = work.now
            work.journal.record("file_removed", who, data={"file": str(attachment.id)})
            work.finish()

    def _writing(self, session: Session, initiative_id: UUID, identity: Identity, action: str) -> tuple[Casework, Who]:
        case_id = session.execute(
            select(Case.id).where(Case.initiative_id == initiative_id).order_by(Case.started_at.desc()).limit(1)
        ).scalar_one_or_none()
        if case_id is None:
            raise NotFound("initiative", initiative_id)
        work = on_case(session, self._runtime, case_id)
        actor = work.actor(identity)
        require_read(actor, work.initiative, work.lineage)
        if not may_comment(actor, work.initiative, work.lineage):
            raise NotAllowed(action, "role_missing")
        return work, Who(person_id=actor.person_id)


def _require_same_initiative(session: Session, task_id: UUID | None, initiative_id: UUID) -> None:
    if task_id is not None:
        task = session.get(Task, task_id)
        if task is None or task.initiative_id != initiative_id:
            raise NotFound("task", task_id)


def _accepted(filename: str, content: bytes, limit: int) -> tuple[str, str]:
    """The cleaned name and the media type, judged by ending and content together, never by what the browser says."""
    name = re.sub(r"[\x00-\x1f\x7f/\\:*?\"<>|]", "_", filename.strip())[-200:]
    ending = name.rpartition(".")[2].lower()
    if not content:
        raise InvalidInput("file", "empty")
    if len(content) > limit:
        raise InvalidInput("file", "too_large", maximum=f"{limit // 1024 // 1024} MB")
    known = MEDIA_TYPES.get(ending)
    if known is None or "." not in name or not content.startswith(known[0]):
        raise InvalidInput("file", "type_refused", allowed=", ".join(sorted(MEDIA_TYPES)))
    if not known[0] and b"\x00" in content:
        raise InvalidInput("file", "type_refused", allowed=", ".join(sorted(MEDIA_TYPES)))
    return name, known[1]
