"""Tables as an Excel workbook: true numbers and dates, and text that stays text whatever it begins with."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO

import xlsxwriter

from engine.contract.result import Column, ColumnKind, Table

FORMATS = {ColumnKind.MONEY: "#,##0", ColumnKind.PERCENT: "0", ColumnKind.NUMBER: "0", ColumnKind.DATE: "dd.mm.yyyy"}
CELL_LIMIT = 32_000
SHEET_NAME_LIMIT = 31
WIDEST = 60


def workbook(title: str, tables: Sequence[Table]) -> bytes:
    """One sheet per table, headings frozen and filterable. Dates and times are written without their zone."""
    target = BytesIO()
    # User text may begin with `=`, be a link, or look like a number: none of it may come alive in the reader's Excel.
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(target, options) as book:
        book.set_properties({"title": title[:200]})
        taken: set[str] = set()
        for table in tables or [Table(title=title, columns=[Column(label=title)], rows=[])]:
            _sheet(book, table, taken)
    return target.getvalue()


def _sheet(book: xlsxwriter.Workbook, table: Table, taken: set[str]) -> None:
    sheet = book.add_worksheet(_name(table.title, taken))
    heading = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    formats = [book.add_format({"num_format": _format(column), "valign": "top"}) for column in table.columns]
    text = book.add_format({"text_wrap": True, "valign": "top"})
    for place, column in enumerate(table.columns):
        label = f"{column.label} ({column.unit})" if column.unit else column.label
        sheet.write_string(0, place, label, heading)
        sheet.set_column(place, place, _width(table, place))
    for number, row in enumerate(table.rows, start=1):
        for place, value in enumerate(row):
            _cell(sheet, number, place, value, formats[place], text)
    sheet.freeze_panes(1, 0)
    if table.rows and table.columns:
        sheet.autofilter(0, 0, len(table.rows), len(table.columns) - 1)


def _cell(sheet: object, row: int, place: int, value: object, number_format: object, text: object) -> None:
    if value is None or value == "":
        return
    if isinstance(value, bool):
        sheet.write_boolean(row, place, value)  # type: ignore[attr-defined]
    elif isinstance(value, Decimal | int | float):
        sheet.write_number(row, place, value, number_format)  # type: ignore[attr-defined]
    elif isinstance(value, datetime):
        sheet.write_datetime(row, place, value.replace(tzinfo=None), number_format)  # type: ignore[attr-defined]
    elif isinstance(value, date):
        sheet.write_datetime(row, place, value, number_format)  # type: ignore[attr-defined]
    else:
        sheet.write_string(row, place, str(value)[:CELL_LIMIT], text)  # type: ignore[attr-defined]


def _format(column: Column) -> str:
    base = FORMATS.get(column.kind, "General")
    if column.kind == ColumnKind.PERCENT:
        return f"0{'.' + '0' * column.decimals if column.decimals else ''}%"
    if column.decimals and column.kind in (ColumnKind.NUMBER, ColumnKind.MONEY):
        return f"{base}.{'0' * column.decimals}"
    return base


def _width(table: Table, place: int) -> float:
    texts = [len(line) for row in table.rows[:200] for line in str(row[place] or "").splitlines()]
    return min(max([len(table.columns[place].label), *texts, 8]) + 2, WIDEST)


def _name(title: str, taken: set[str]) -> str:
    """A sheet name that Excel accepts and no other sheet has."""
    plain = "".join(" " if c in "[]:*?/\\" or ord(c) < 32 else c for c in title).strip(" '")[:SHEET_NAME_LIMIT] or "Ark"
    name, number = plain, 2
    while name.lower() in taken:
        ending = f" {number}"
        name, number = plain[: SHEET_NAME_LIMIT - len(ending)] + ending, number + 1
    taken.add(name.lower())
    return name
