"""What a deployed model says of beginnings: where its processes start, which models it calls, what people may begin in it."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class StartDefinition:
    """Where a process of the model can begin that no other calls: a start event, or an event or receive task that a case
    begins with. `kind`: none, message, signal, timer.

    `process` is the process it stands in. `name` is the message's or signal's. Of a timer `form` is duration, date or cycle
    and `expression` FEEL for it.
    """

    id: str
    kind: str
    process: str
    name: str = ""
    form: str = ""
    expression: str = ""


@dataclass(frozen=True, kw_only=True)
class CallDefinition:
    """A call activity that calls another model. `binding`: latest, deployment (the version that is current when this one is
    deployed) or version (a number in the diagram)."""

    id: str
    name: str
    process: str
    binding: str = "latest"


@dataclass(frozen=True, kw_only=True)
class AdHocDefinition:
    """An ad hoc subprocess: the ids of the activities that may be begun in it, and whether one at a time."""

    id: str
    name: str
    activities: tuple[str, ...]
    sequential: bool = False
