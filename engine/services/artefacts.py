"""Artefacts as wholes: begin one, from an example or another one; name it, keep a version, comment, remove."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.contract.errors import InvalidInput, NotAllowed, NotFound
from engine.contract.ids import new_id
from engine.model.access import Identity
from engine.model.case import Case
from engine.model.task import Task
from engine.model.toolwork import Artefact, ArtefactComment, ArtefactRow, ArtefactVersion
from engine.services.artefactwork import Artefactwork, on_artefact, rights_in_initiative, rights_on_board
from engine.services.casework import on_case
from engine.services.directory import SessionDirectory
from engine.services.projecting import project
from engine.services.replays import Replays
from engine.services.runtime import Runtime
from engine.services.tooling import LoadedTool
from engine.store.audit import Who, record_installation
from engine.store.prepared import append

TITLE_LIMIT = 200
COMMENT_LIMIT = 10_000
VERSIONS_LIMIT = 500
Rows = Mapping[str, tuple[Mapping[str, object], ...]]


class Artefacts:
    """The verbs on whole artefacts."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    def create(
        self,
        identity: Identity,
        tool: str,
        *,
        title: str = "",
        initiative_id: UUID | None = None,
        unit_id: UUID | None = None,
        task_id: UUID | None = None,
        example: str | None = None,
        copy_of: UUID | None = None,
        key: str | None = None,
    ) -> UUID:
        """Begins an artefact in an initiative, in a task of it, or on a unit's board; empty, or with the rows of an example
        or of another artefact made with the same tool. A `single` tool gives the one that is there already.

        Raises NotFound (tool, example, initiative, unit, artefact), NotAllowed, InvalidInput (`title`, `place`), KeyReused.
        """
        loaded = self._runtime.tools.get(tool)
        if loaded is None:
            raise NotFound("tool", tool)
        if (initiative_id is None) == (unit_id is None) or (unit_id is not None and not loaded.tool.for_unit):
            raise InvalidInput("place", "not_here")
        title = _title(title or loaded.tool.title)
        with self._runtime.database.transaction() as session:
            request = ["artefact", tool, str(initiative_id), str(unit_id), title, example, str(copy_of)]
            replays = Replays(session, identity.person_id, key, request)
            earlier = replays.earlier()
            if earlier is not None:
                return UUID(str(earlier["id"]))
            # The case is locked before anything else, as everywhere: its log is written at the end.
            case = _latest_case(session, initiative_id) if initiative_id else None
            work = on_case(session, self._runtime, case) if case else None
            if initiative_id is not None:
                actor, may_edit, _ = rights_in_initiative(session, self._runtime, identity, initiative_id, tool)
            else:
                assert unit_id is not None
                actor, may_edit, _ = rights_on_board(session, self._runtime, identity, unit_id)
            if not may_edit:
                raise NotAllowed("create_artefact", "role_missing")
            there = self._there_already(session, loaded, initiative_id, unit_id)
            if there is not None:
                return there
            if task_id is not None and not _of_initiative(session, task_id, initiative_id):
                raise NotFound("task", task_id)
            rows = self._rows_to_begin_with(session, identity, loaded, example, copy_of)
            now = self._runtime.clock.now()
            artefact = Artefact(
                id=new_id(),
                tool=tool,
                title=title,
                initiative_id=initiative_id,
                unit_id=unit_id,
                task_id=task_id,
                created_by_id=actor.person_id,
                created_at=now,
                changed_at=now,
            )
            session.add(artefact)
            session.flush()
            _lay_rows(session, loaded, artefact, rows)
            project(session, loaded, artefact, now)
            who, data = Who(person_id=actor.person_id), {"artefact": str(artefact.id), "tool": tool}
            if work is not None:
                work.journal.record("artefact_begun", who, task_id=task_id, data=data)
                work.finish()
            else:
                record_installation(session, now, "artefact_begun", who, data)
            replays.remember({"id": str(artefact.id)}, now)
            return artefact.id

    def rename(self, artefact_id: UUID, identity: Identity, title: str) -> None:
        """Gives it another title. Raises NotFound, NotAllowed, ArtefactLocked, InvalidInput (`title`)."""
        title = _title(title)
        with self._runtime.database.transaction() as session:
            work = on_artefact(session, self._runtime, artefact_id, identity)
            work.require_edit("rename_artefact")
            work.artefact.title = title
            work.touch()

    def keep_version(self, artefact_id: UUID, identity: Identity, reason: str = "") -> int:
        """Keeps the content as it is now and returns the version's number; nothing has changed: the newest one's.

        Raises NotFound, NotAllowed, ArtefactLocked, InvalidInput (`versions`: too_many).
        """
        with self._runtime.database.transaction() as session:
            work = on_artefact(session, self._runtime, artefact_id, identity)
            work.require_edit("keep_version")
            return keep(work, reason.strip()[:TITLE_LIMIT])

    def comment(self, artefact_id: UUID, identity: Identity, text: str, *, row_id: UUID | None = None) -> UUID:
        """Adds a remark on it, or on one of its rows. Raises NotFound, NotAllowed, InvalidInput (`text`)."""
        text = text.strip()
        if not text or len(text) > COMMENT_LIMIT:
            raise InvalidInput("text", "too_long" if text else "required", maximum=str(COMMENT_LIMIT))
        with self._runtime.database.transaction() as session:
            work = on_artefact(session, self._runtime, artefact_id, identity)
            if not work.may_take_part:
                raise NotAllowed("comment", "role_missing")
            if row_id is not None:
                work.row(row_id)
            comment = ArtefactComment(
                id=new_id(),
                artefact_id=artefact_id,
                row_id=row_id,
                author_id=identity.person_id,
                text=text,
                written_at=work.now,
            )
            session.add(comment)
            return comment.id

    def remove(self, artefact_id: UUID, identity: Identity) -> None:
        """Takes it out of view; what stands in it stays on record. Raises NotFound, NotAllowed, ArtefactLocked."""
        self._mark(artefact_id, identity, removed=True)

    def restore(self, artefact_id: UUID, identity: Identity) -> None:
        """Undoes the removal. Raises NotFound, NotAllowed."""
        self._mark(artefact_id, identity, removed=False)

    def _mark(self, artefact_id: UUID, identity: Identity, *, removed: bool) -> None:
        with self._runtime.database.transaction() as session:
            found = session.get(Artefact, artefact_id)
            case = _latest_case(session, found.initiative_id) if found and found.initiative_id else None
            casework = on_case(session, self._runtime, case) if case else None
            if found is not None and not removed:
                found.removed_at = None
                session.flush()
            work = on_artefact(session, self._runtime, artefact_id, identity)
            work.require_edit("remove_artefact")
            work.artefact.removed_at = work.now if removed else None
            work.touch()
            action = "artefact_removed" if removed else "artefact_restored"
            who, data = Who(person_id=work.actor.person_id), {"artefact": str(artefact_id)}
            if casework is not None:
                casework.journal.record(action, who, data=data)
                casework.finish()
            else:
                record_installation(session, work.now, action, who, data)

    def _there_already(
        self, session: Session, loaded: LoadedTool, initiative_id: UUID | None, unit_id: UUID | None
    ) -> UUID | None:
        if not loaded.tool.single:
            return None
        place = Artefact.initiative_id == initiative_id if initiative_id else Artefact.unit_id == unit_id
        return session.execute(
            select(Artefact.id).where(place, Artefact.tool == loaded.key, Artefact.removed_at.is_(None)).limit(1)
        ).scalar_one_or_none()

    def _rows_to_begin_with(
        self, session: Session, identity: Identity, loaded: LoadedTool, example: str | None, copy_of: UUID | None
    ) -> Rows:
        if example is not None:
            found = loaded.examples.get(example)
            if found is None:
                raise NotFound("example", example)
            return found.parts
        if copy_of is None:
            return {}
        source = on_artefact(session, self._runtime, copy_of, identity, lock=False)
        if source.artefact.tool != loaded.key:
            raise InvalidInput("copy_of", "other_tool")
        polls = {part.key for part in loaded.tool.parts if part.poll}
        content = content_of(session, source.artefact)["parts"]
        assert isinstance(content, Mapping)
        return {
            part: tuple({"_id": row["id"], **row["values"]} for row in rows)
            for part, rows in content.items()
            if part not in polls
        }


def keep(work: Artefactwork, reason: str, task_id: UUID | None = None) -> int:
    """Keeps a version in the running transaction, unless the newest one says the same."""
    session, artefact = work.session, work.artefact
    newest = session.execute(
        select(ArtefactVersion)
        .where(ArtefactVersion.artefact_id == artefact.id)
        .order_by(ArtefactVersion.number.desc())
        .limit(1)
    ).scalar_one_or_none()
    content = content_of(session, artefact)
    if newest is not None and newest.content == content and task_id is None:
        return newest.number
    number = newest.number + 1 if newest is not None else 1
    if number > VERSIONS_LIMIT and task_id is None:
        raise InvalidInput("versions", "too_many", maximum=str(VERSIONS_LIMIT))
    row = {
        "id": new_id(),
        "artefact_id": artefact.id,
        "number": number,
        "content": content,
        "reason": reason,
        "task_id": task_id,
        "kept_by_id": work.actor.person_id,
        "kept_at": work.now,
    }
    append(session, ArtefactVersion, [row])
    return number


def content_of(session: Session, artefact: Artefact) -> dict[str, object]:
    """The content as it stands, in the shape versions keep."""
    rows = session.execute(
        select(ArtefactRow.part, ArtefactRow.id, ArtefactRow.values)
        .where(ArtefactRow.artefact_id == artefact.id, ArtefactRow.removed_at.is_(None))
        .order_by(ArtefactRow.part, ArtefactRow.position, ArtefactRow.id)
    )
    parts: dict[str, list[dict[str, object]]] = {}
    for part, row_id, values in rows:
        parts.setdefault(part, []).append({"id": str(row_id), "values": values})
    return {"title": artefact.title, "parts": parts}


def _lay_rows(session: Session, loaded: LoadedTool, artefact: Artefact, parts: Rows) -> None:
    """Writes the rows of an example or a copy; references between them point at the new rows."""
    directory = SessionDirectory(session)
    ids = {str(row["_id"]): str(new_id()) for rows in parts.values() for row in rows if "_id" in row}
    new = []
    for part, rows in parts.items():
        form = loaded.forms[part]
        for position, raw in enumerate(rows):
            typed = {key: ids.get(str(v), v) if isinstance(v, str) else v for key, v in raw.items() if key != "_id"}
            found = form.sort_out(typed, directory)
            new.append(
                {
                    "id": UUID(ids[str(raw["_id"])]) if "_id" in raw else new_id(),
                    "artefact_id": artefact.id,
                    "part": part,
                    "position": position,
                    "values": found.values,
                    "rejected": found.rejected,
                    "changed_by_id": artefact.created_by_id,
                    "changed_at": artefact.created_at,
                    "created_at": artefact.created_at,
                }
            )
    append(session, ArtefactRow, new)


def _title(text: str) -> str:
    title = " ".join(text.split())
    if not title or len(title) > TITLE_LIMIT:
        raise InvalidInput("title", "too_long" if title else "required", maximum=str(TITLE_LIMIT))
    return title


def _latest_case(session: Session, initiative_id: UUID) -> UUID | None:
    return session.execute(
        select(Case.id).where(Case.initiative_id == initiative_id).order_by(Case.started_at.desc()).limit(1)
    ).scalar_one_or_none()


def _of_initiative(session: Session, task_id: UUID, initiative_id: UUID | None) -> bool:
    count = select(func.count()).where(Task.id == task_id, Task.initiative_id == initiative_id)
    return session.execute(count).scalar_one() == 1
