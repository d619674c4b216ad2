"""Documents: a tool's result as PDF, Excel workbook or PNG. Pure functions of `engine.contract` values."""

from engine.documents.pdf import Paragraphs, Sheet, pdf
from engine.documents.png import png
from engine.documents.workbook import workbook

__all__ = ["Paragraphs", "Sheet", "pdf", "png", "workbook"]
