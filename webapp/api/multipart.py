"""Files sent as multipart/form-data, read whole: names and contents, nothing believed of what the sender says."""

from collections.abc import Container

from flask import Request

from webapp.api.parsing import fault
from webapp.errors import Faulty

Files = dict[str, tuple[str, bytes]]


def parts_of(request: Request) -> tuple[Files, dict[str, str]]:
    """Parts with a file name as (file name, content), and the other parts as text, both by part name.

    Aborts with 415 for another format, 413 for too much, 422 for a part that comes twice or holds NUL in a name.
    """
    if request.mimetype != "multipart/form-data":
        raise Faulty(415, accepted=["multipart/form-data"])
    files: Files = {}
    texts: dict[str, str] = {}
    for given, stored in request.files.items(multi=True):
        name = _named(given, files)
        files[name] = (stored.filename or "", stored.read())
    for given, text in request.form.items(multi=True):
        name = _named(given, texts)
        if "\0" in text:
            raise Faulty(422, (fault(name, "nul"),))
        texts[name] = text
    return files, texts


def _named(name: str | None, seen: Container[str]) -> str:
    """The part's name. Werkzeug gives None for a part whose header it could not read one from."""
    if name is None:
        raise Faulty(422, (fault("", "part_unnamed"),))
    if "\0" in name:
        raise Faulty(422, (fault(name.replace("\0", "")[:200], "nul"),))
    if name in seen:
        raise Faulty(422, (fault(name[:200], "part_repeated"),))
    return name
