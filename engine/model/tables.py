"""Every mapped class, imported so that the metadata is complete for migrations."""

from engine.model import artefact, audit, case, gate, initiative, people, process, task, toolwork, work
from engine.model.base import Base

MODULES = (artefact, audit, case, gate, initiative, people, process, task, toolwork, work)

metadata = Base.metadata
