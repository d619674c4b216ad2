"""Comments and attachments over HTTP."""

from typing import Any
from uuid import UUID

from flask import Response, request
from werkzeug.http import dump_options_header

from engine.model.access import ApiScope
from webapp.api.area import LOCATION, ROOT, area
from webapp.api.conditions import IDEMPOTENCY_KEY, idempotency_key
from webapp.api.multipart import parts_of
from webapp.api.paging import PageQuery, page
from webapp.api.parsing import fault
from webapp.api.schemas.initiatives import (
    AttachmentListSchema,
    CommentInputSchema,
    CommentListSchema,
    CreatedSchema,
)
from webapp.auth import engine, identity
from webapp.errors import Faulty
from webapp.security import sandboxed

remarks = area("remarks", "What people add beside the process: comments and files.")

FILE_BODY = {
    "required": True,
    "content": {
        "multipart/form-data": {
            "schema": {
                "type": "object",
                "required": ["file"],
                "properties": {"file": {"type": "string", "format": "binary"}},
                "additionalProperties": False,
            }
        }
    },
}


@remarks.operation("GET", "/initiatives/<number>/comments", ApiScope.READ, query=PageQuery, answer=CommentListSchema)
def list_comments(wanted: dict[str, Any], number: str) -> dict[str, Any]:
    """The comments on an initiative, newest first"""
    found = engine().queries.comments.page(identity(), number, **wanted)
    return page(found.comments, found.next)


@remarks.operation(
    "POST",
    "/initiatives/<number>/comments",
    ApiScope.READ,
    ApiScope.TASKS,
    body=CommentInputSchema,
    status=201,
    answer=CreatedSchema,
    headers=[IDEMPOTENCY_KEY],
)
def write_comment(given: dict[str, Any], number: str) -> dict[str, UUID]:
    """Add a comment to an initiative, or to one of its tasks"""
    initiative_id = engine().queries.initiatives.id_of(identity(), number)
    comment_id = engine().remarks.comment(
        initiative_id, identity(), given["text"], task_id=given["task_id"], key=idempotency_key()
    )
    return {"id": comment_id}


@remarks.operation("GET", "/initiatives/<number>/attachments", ApiScope.READ, answer=AttachmentListSchema)
def list_attachments(number: str) -> dict[str, Any]:
    """The files attached to an initiative, newest first"""
    return {"items": engine().queries.initiatives.view(identity(), number).attachments}


@remarks.operation(
    "POST",
    "/initiatives/<number>/attachments",
    ApiScope.READ,
    ApiScope.TASKS,
    status=201,
    answer=CreatedSchema,
    answer_headers=LOCATION,
    headers=[IDEMPOTENCY_KEY],
    doc={"requestBody": FILE_BODY},
)
def attach_file(number: str) -> Any:
    """Attach a file, sent as the part `file`; its type is judged by name and content together"""
    files, texts = parts_of(request)
    unknown = sorted({*texts, *files} - {"file"})
    if unknown:
        raise Faulty(422, tuple(fault(name[:200], "unknown_field") for name in unknown))
    if "file" not in files:
        raise Faulty(422, (fault("file", "file_expected"),))
    filename, content = files["file"]
    initiative_id = engine().queries.initiatives.id_of(identity(), number)
    attachment_id = engine().remarks.attach(initiative_id, identity(), filename, content, key=idempotency_key())
    return {"id": attachment_id}, {"Location": f"{ROOT}/attachments/{attachment_id}/content"}


@remarks.operation(
    "GET",
    "/attachments/<uuid:attachment_id>/content",
    ApiScope.READ,
    answer={"type": "string", "format": "binary"},
    content_type="application/octet-stream",
)
@sandboxed
def read_attachment(attachment_id: UUID) -> Response:
    """A file's bytes, always as a download"""
    download = engine().queries.files.download(identity(), attachment_id)
    response = Response(download.content, content_type=download.media_type)
    response.headers["Content-Disposition"] = dump_options_header("attachment", {"filename": download.filename})
    return response


@remarks.operation("DELETE", "/attachments/<uuid:attachment_id>", ApiScope.READ, ApiScope.TASKS, status=204)
def remove_attachment(attachment_id: UUID) -> None:
    """Take a file out of view; only who attached it may"""
    engine().remarks.remove(attachment_id, identity())
