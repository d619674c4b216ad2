"""Models of other tools as folders of ours: pure functions over files, with a report of what became of everything."""

from engine.importing.importer import Imported, export_model, import_model
from engine.importing.report import Entry, What

__all__ = ["Entry", "Imported", "What", "export_model", "import_model"]
