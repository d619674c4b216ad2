"""Every error the engine raises on purpose. A class names the expectation that was broken and carries fields.

Nothing here knows HTTP or a language: `webapp/errors.py` maps each class to a status and a sentence.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID


class EngineError(Exception):
    """Root of all errors that the engine raises on purpose."""


@dataclass(frozen=True, kw_only=True)
class Problem:
    """One thing wrong in a model or a form, at a place.

    `code` names the rule and finds the sentence in each language; `element` is the id of the BPMN element, form
    field or file that is at fault ('' for the whole model); `file` the path in the model folder; `params` fill the
    sentence. `path` are the elements that lead there, in order, for a diagram to show. A warning with `acknowledge` stops a
    publication until somebody says that they have seen it.
    """

    code: str
    element: str = ""
    file: str = ""
    params: dict[str, str] = field(default_factory=dict)
    severity: str = "error"
    path: tuple[str, ...] = ()
    acknowledge: bool = False


class ModelRejected(EngineError):
    """A model cannot be deployed; every problem is listed, not just the first."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(f"{p.code} at {p.element or p.file or 'model'}" for p in self.problems))


class RemarksUnseen(ModelRejected):
    """The model can be deployed, once somebody says that they have seen the remarks in `problems`."""


@dataclass(frozen=True, kw_only=True)
class FieldProblem:
    """One rejected answer: `path` is the field key, with row and column for tables (`produkter.2.frist`)."""

    path: str
    code: str
    params: dict[str, str] = field(default_factory=dict)


class FormRejected(EngineError):
    """Answers do not fit their form. Nothing was stored; the caller still has what was typed."""

    def __init__(self, problems: Sequence[FieldProblem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(f"{p.path}: {p.code}" for p in self.problems))


class NotFound(EngineError):
    """No such object, or none that this person may know of: the two look the same from outside."""

    def __init__(self, kind: str, key: object) -> None:
        self.kind, self.key = kind, key
        super().__init__(f"no {kind} {key}")


class NotAllowed(EngineError):
    """The person may see the object but not do this with it. `reason` is a code such as `own_gate`."""

    def __init__(self, action: str, reason: str, **fields: str) -> None:
        self.action, self.reason, self.fields = action, reason, fields
        super().__init__(f"{action}: {reason}")


class CaseChanged(EngineError):
    """Somebody else changed the case after this page was shown; `by` and `what` say who did what, if known."""

    def __init__(self, *, what: str, by: str | None = None, at: str | None = None) -> None:
        self.what, self.by, self.at = what, by, at
        super().__init__(what)


class TaskAlreadyClaimed(CaseChanged):
    """Another person took the task first."""


class TaskNotOpen(CaseChanged):
    """The task is completed or withdrawn."""


class CaseSuspended(CaseChanged):
    """The case is on pause: it can be read, and nothing moves until somebody resumes it. `suspension_id` names the
    intervention that says who and why."""

    def __init__(self, suspension_id: UUID, *, by: str | None = None, at: str | None = None) -> None:
        self.suspension_id = suspension_id
        super().__init__(what="case_suspended", by=by, at=at)


class CaseNotRunning(EngineError):
    """The case has ended, is cancelled or stands still with an incident."""

    def __init__(self, case_id: UUID, status: str) -> None:
        self.case_id, self.status = case_id, status
        super().__init__(f"case {case_id} is {status}")


class KeyReused(EngineError):
    """The same idempotency key came with another request."""


class ExpressionFailed(EngineError):
    """A FEEL expression of a model could not be evaluated at run time. `path` are the loop counters where that was."""

    def __init__(self, *, element: str, expression: str, reason: str, path: tuple[int, ...] = ()) -> None:
        self.element, self.expression, self.reason, self.path = element, expression, reason, path
        super().__init__(f"{element}: {reason}")


class StepBudgetExceeded(EngineError):
    """A case took more automatic steps at once than the engine allows: an endless loop in the model."""

    def __init__(self, *, element: str, steps: int) -> None:
        self.element, self.steps = element, steps
        super().__init__(f"{steps} steps without reaching a wait state, last at {element}")


class StepFailed(EngineError):
    """A service step or decision of the model failed; the case stays where it was. `path` are the loop counters there."""

    def __init__(self, *, element: str, reason: str, path: tuple[int, ...] = ()) -> None:
        self.element, self.reason, self.path = element, reason, path
        super().__init__(f"{element}: {reason}")


class CaseStalled(EngineError):
    """The case is not finished, yet nothing is ready or waiting."""

    def __init__(self, *, element: str) -> None:
        self.element = element
        super().__init__(f"nothing is ready or waiting after {element}")


class ErrorUncaught(EngineError):
    """The model threw an error that nothing in it catches; the case stays where it was."""

    def __init__(self, *, element: str, code: str, message: str = "") -> None:
        self.element, self.code, self.message = element, code, message
        super().__init__(f"{element}: error {code} is not caught")


class BusinessError(EngineError):
    """What a toolbox step raises to throw a BPMN error: the model catches it by `code`, or the case stops. What the step has
    written until then stays, when it is caught."""

    def __init__(self, code: str, message: str = "") -> None:
        self.code, self.message = code, message
        super().__init__(f"{code}: {message}")


class TooMuchToCompensate(EngineError):
    """So much was done in one scope that can be undone that it cannot be remembered: an endless loop in the model."""

    def __init__(self, *, element: str, maximum: int) -> None:
        self.element, self.maximum = element, maximum
        super().__init__(f"more than {maximum} completed activities to remember at {element}")


class CallsTooDeep(EngineError):
    """Cases called cases called cases, deeper than the engine allows: models that call each other in a circle."""

    def __init__(self, *, element: str, depth: int) -> None:
        self.element, self.depth = element, depth
        super().__init__(f"{element}: {depth} cases have called each other")


class MessageSettled(EngineError):
    """The message was caught, discarded or expired: nothing can be done with it any more."""

    def __init__(self, message_id: UUID, status: str) -> None:
        self.message_id, self.status = message_id, status
        super().__init__(f"message {message_id} is {status}")


class CannotModify(EngineError):
    """An instruction to a running case cannot be followed. `code` says why, `number` which instruction (0-based, None: all
    of them together), `element` where."""

    def __init__(self, code: str, *, number: int | None = None, element: str = "") -> None:
        self.code, self.number, self.element = code, number, element
        super().__init__(f"{code} at {element or 'the case'}")


class CannotMigrate(EngineError):
    """A case cannot go on in another version; every place that has none there is listed."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(f"{p.code} at {p.element}" for p in self.problems))


class VersionClosed(EngineError):
    """Nothing can be started on a version that is suspended or retired; `status` says which."""

    def __init__(self, version_id: UUID, status: str) -> None:
        self.version_id, self.status = version_id, status
        super().__init__(f"version {version_id} is {status}")


class UnsafeSettings(EngineError):
    """The settings would break a promise, so the engine refuses to start. `problems` are whole sentences."""

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        super().__init__(" ".join(self.problems))


class RowChanged(CaseChanged):
    """Somebody else saved the same row of an artefact; `values` are what it says now, at `revision`."""

    def __init__(
        self, *, row_id: UUID, revision: int, values: Mapping[str, object], by: str | None, at: str | None
    ) -> None:
        self.row_id, self.revision, self.values = row_id, revision, values
        super().__init__(what="row_changed", by=by, at=at)


class ArtefactLocked(EngineError):
    """The artefact may not be changed any more; `reason` is a code such as `delivered` or `gate`."""

    def __init__(self, *, reason: str) -> None:
        self.reason = reason
        super().__init__(f"the artefact is locked: {reason}")


class InvalidInput(EngineError):
    """A value given to a service is missing or of the wrong form; `field` names it."""

    def __init__(self, field: str, code: str, **params: str) -> None:
        self.field, self.code, self.params = field, code, params
        super().__init__(f"{field}: {code}")


class LoginRefused(EngineError):
    """Unknown user, wrong password or closed account: deliberately one answer for all."""


class TooManyAttempts(EngineError):
    """A limit was reached; try again after `retry_after` seconds."""

    def __init__(self, retry_after: int) -> None:
        self.retry_after = retry_after
        super().__init__(f"try again in {retry_after} s")


class CaseStopped(EngineError):
    """The answers are kept, but the case could not move on: a step of the model failed and waits for repair."""

    def __init__(self, *, incident_id: UUID, element: str, code: str) -> None:
        self.incident_id, self.element, self.code = incident_id, element, code
        super().__init__(f"{code} at {element}")
