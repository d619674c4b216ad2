"""Documents: a tool's result as PDF, Excel workbook or PNG. Pure functions of `engine.contract` values."""

from engine.documents.calendar import ics
from engine.documents.pdf import Paragraphs, Sheet, pdf
from engine.documents.png import png
from engine.documents.workbook import workbook

__all__ = ["Paragraphs", "Sheet", "ics", "pdf", "png", "workbook"]
