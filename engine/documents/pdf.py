"""A sheet as tagged PDF (PDF/UA-1): set by Typst from data, so that no text can become a command."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import orjson
import typst

from engine.contract.result import ColumnKind, Figure, Picture, Table
from engine.contract.toolbox import Paper
from engine.documents.written import written

HERE = Path(__file__).parent
PAGES = {
    Paper.A4: {"paper": "a4", "flipped": False},
    Paper.A4_LANDSCAPE: {"paper": "a4", "flipped": True},
    Paper.A3_LANDSCAPE: {"paper": "a3", "flipped": True},
}


@dataclass(frozen=True, kw_only=True)
class Paragraphs:
    """Texts under a heading, as label and text."""

    heading: str
    lines: Sequence[tuple[str, str]]


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """What stands on the paper. `meta` are small facts under the title, such as the initiative and the date."""

    title: str
    subtitle: str = ""
    meta: Sequence[tuple[str, str]] = ()
    figures: Sequence[Figure] = ()
    pictures: Sequence[Picture] = ()
    texts: Sequence[Paragraphs] = ()
    tables: Sequence[Table] = field(default_factory=tuple)
    paper: Paper = Paper.A4


def pdf(sheet: Sheet) -> bytes:
    """The sheet as PDF."""
    data = {
        "title": sheet.title,
        "subtitle": sheet.subtitle,
        "meta": [list(pair) for pair in sheet.meta],
        "figures": [[f.label, written(f.value, f.kind, f.unit, f.decimals), f.explanation] for f in sheet.figures],
        "pictures": [{"title": p.title, "alt": p.description, "svg": p.svg} for p in sheet.pictures],
        "texts": [{"heading": t.heading, "lines": [list(line) for line in t.lines]} for t in sheet.texts],
        "tables": [_table(table) for table in sheet.tables],
        **PAGES[sheet.paper],
    }
    return bytes(
        typst.compile(  # type: ignore[misc]
            _template(),
            font_paths=[str(HERE / "fonts")],
            ignore_system_fonts=True,
            sys_inputs={"data": orjson.dumps(data).decode()},
            pdf_standards=["ua-1"],
        )
    )


def _table(table: Table) -> dict[str, object]:
    numeric = [column.kind not in (ColumnKind.TEXT, ColumnKind.DATE) for column in table.columns]
    return {
        "title": table.title,
        "columns": [column.label for column in table.columns],
        "right": numeric,
        "rows": [
            [written(value, c.kind, c.unit, c.decimals) for value, c in zip(row, table.columns, strict=True)]
            for row in table.rows
        ],
    }


@lru_cache(maxsize=1)
def _template() -> bytes:
    return (HERE / "sheet.typ").read_bytes()
