"""Model folders as zip files, in and out. Sizes are judged before anything is unpacked."""

import zlib
from collections.abc import Iterable, Mapping
from io import BytesIO
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

from engine.contract.errors import ModelRejected, Problem
from engine.services.models import MAXIMUM_BYTES, MAXIMUM_FILES

LONG_AGO = (1980, 1, 1, 0, 0, 0)


def unpacked(archive: bytes) -> dict[str, bytes]:
    """The files of a zip, without its one top folder. Raises ModelRejected."""
    try:
        with ZipFile(BytesIO(archive)) as zipped:
            entries = [e for e in zipped.infolist() if not e.is_dir() and "__MACOSX" not in e.filename]
            if len(entries) > MAXIMUM_FILES:
                raise ModelRejected([Problem(code="too_many_files", params={"maximum": str(MAXIMUM_FILES)})])
            if sum(e.file_size for e in entries) > MAXIMUM_BYTES:
                params = {"maximum": f"{MAXIMUM_BYTES // 1024 // 1024} MB"}
                raise ModelRejected([Problem(code="model_too_large", params=params)])
            tops = {e.filename.split("/", 1)[0] for e in entries}
            nested = len(tops) == 1 and all("/" in e.filename for e in entries)
            return {e.filename.split("/", 1)[1] if nested else e.filename: zipped.read(e) for e in entries}
    except (BadZipFile, RuntimeError, NotImplementedError, OSError, EOFError, zlib.error) as error:
        raise ModelRejected([Problem(code="not_a_zip")]) from error


def gathered(uploads: Iterable[tuple[str, bytes]]) -> dict[str, bytes]:
    """The files that somebody chose, by name; a zip among them stands for what it holds. Raises ModelRejected."""
    files: dict[str, bytes] = {}
    for name, content in uploads:
        if name.lower().endswith((".zip", ".bar")):
            files.update(unpacked(content))
        elif name:
            files[name.replace("\\", "/")] = content
    return files


def packed(files: Mapping[str, bytes]) -> bytes:
    """A zip of the files, the same bytes for the same files."""
    written = BytesIO()
    with ZipFile(written, "w", ZIP_DEFLATED) as zipped:
        for path in sorted(files):
            zipped.writestr(ZipInfo(path, LONG_AGO), files[path], ZIP_DEFLATED)
    return written.getvalue()
