"""Every mapped class, imported so that the metadata is complete for migrations."""

from engine.model import artefact, audit, case, gate, initiative, message, people, process, starting, task, work
from engine.model.base import Base

MODULES = (artefact, audit, case, gate, initiative, message, people, process, starting, task, work)

metadata = Base.metadata
