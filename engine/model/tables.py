"""Every mapped class, imported so that the metadata is complete for migrations."""

from engine.model import (
    activation,
    artefact,
    audit,
    batch,
    case,
    gate,
    initiative,
    message,
    operation,
    people,
    process,
    starting,
    statistics,
    task,
    toolwork,
    work,
)
from engine.model.base import Base

MODULES = (
    activation,
    artefact,
    audit,
    batch,
    case,
    gate,
    initiative,
    message,
    operation,
    people,
    process,
    starting,
    statistics,
    task,
    toolwork,
    work,
)

metadata = Base.metadata
