"""The edge where every exception becomes an answer: a page for people, problem details (RFC 9457) for machines."""

import time
import traceback
from dataclasses import asdict, dataclass, field
from datetime import datetime
from uuid import UUID

import structlog
from flask import Flask, Response, current_app, g, render_template, request
from flask_babel import format_datetime, get_locale, gettext
from markupsafe import escape
from werkzeug.exceptions import HTTPException

from engine.contract.errors import (
    CannotMigrate,
    CannotModify,
    CaseChanged,
    CaseNotRunning,
    CaseStopped,
    EngineError,
    FormRejected,
    InvalidInput,
    ModelRejected,
    NotAllowed,
    Problem,
    TooManyAttempts,
)
from engine.contract.ids import new_id
from engine.services import problems
from webapp.auth import engine
from webapp.limits import limiter
from webapp.refused import typed_texts, way_back
from webapp.sentences import CHANGES, ENGINE, FOR_MACHINES, HTTP, REFUSALS, Explanation, filled, sentence

PROBLEM_JSON = "application/problem+json"
TYPE_PREFIX = "urn:nyttiggjort:problem:"
BARE_PAGE = (
    '<!doctype html><html lang="nb"><meta charset="utf-8"><title>{title}</title>'
    "<h1>{title}</h1><p>{advice}</p><p>Referanse: {reference}</p></html>"
)
log = structlog.get_logger(__name__)


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One thing to put right: `path` is the field, element or file; `message` the sentence; `way` the elements before it."""

    code: str
    path: str
    message: str
    file: str = ""
    severity: str = "error"
    params: dict[str, str] = field(default_factory=dict)
    way: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What is said about an error, before it becomes a page or JSON. `extra` are further members for machines."""

    status: int
    code: str
    title: str
    detail: str
    advice: str
    faults: tuple[Fault, ...] = ()
    extra: dict[str, object] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)


class Faulty(HTTPException):
    """A request refused before it reached the engine, with all that is wrong with it."""

    def __init__(self, status: int, faults: tuple[Fault, ...] = (), **extra: object) -> None:
        super().__init__()
        self.code, self.faults, self.extra = status, faults, extra


def register_errors(app: Flask) -> None:
    """Answers every exception, and gives every request an id that its answer and the log share."""
    app.register_error_handler(EngineError, _engine_error)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _unexpected)

    @app.after_request
    def name_request(response: Response) -> Response:
        response.headers["X-Request-ID"] = request_id()
        return response


def request_id() -> str:
    """The id of the running request."""
    if "request_id" not in g:
        g.request_id = str(new_id())
    return str(g.request_id)


def explain(error: EngineError) -> Answer:
    """What to say about an engine error. Needs a request, for the language."""
    known = next((ENGINE[kind] for kind in type(error).__mro__ if kind in ENGINE), HTTP[500])
    faults, extra, headers = _faults(error), _extra(error), {}
    if isinstance(error, TooManyAttempts):
        headers["Retry-After"] = str(error.retry_after)
    if isinstance(error, NotAllowed) and error.reason == "scope_missing":
        scope = error.fields.get("scope", "")
        headers["WWW-Authenticate"] = f'Bearer realm="nyttiggjort", error="insufficient_scope", scope="{scope}"'
    return Answer(
        status=known.status,
        code=known.code,
        title=str(known.title),
        detail=_detail(error, known),
        advice=str(known.advice),
        faults=faults,
        extra=extra,
        headers=headers,
    )


def model_fault(problem: Problem, locale: str) -> Fault:
    """A problem of a model, said in a language."""
    return Fault(
        code=problem.code,
        path=problem.element,
        file=problem.file,
        severity=problem.severity,
        params=problem.params,
        way=problem.path,
        message=problems.sentence(problem, locale),
    )


def respond(answer: Answer) -> Response:
    """The answer in the form that the caller reads."""
    if _for_machine():
        response = _problem(answer)
    else:
        response = Response(_page(answer), answer.status, content_type="text/html; charset=utf-8")
    response.headers.extend(answer.headers)
    return response


def _for_machine() -> bool:
    return request.path.startswith("/api/")


def _engine_error(error: EngineError) -> Response:
    answer = explain(error)
    if answer.status >= 500:
        log.error("engine_error", request_id=request_id(), endpoint=request.endpoint, error=type(error).__name__)
    return respond(answer)


def _http_error(error: HTTPException) -> Response:
    if error.response is not None or error.code is None or error.code < 400:
        return error.get_response()  # type: ignore[return-value]
    known = HTTP.get(error.code) or HTTP[400 if error.code < 500 else 500]
    headers = {
        name: value
        for name, value in error.get_headers()
        if name in ("Allow", "WWW-Authenticate", "Retry-After", "Content-Range")
    }
    if error.code == 429 and limiter.current_limit is not None:
        headers["Retry-After"] = str(max(1, int(limiter.current_limit.reset_at - time.time())))
    advice = str(FOR_MACHINES.get(known.status, known.advice) if _for_machine() else known.advice)
    return respond(
        Answer(
            status=error.code,
            code=known.code,
            title=str(known.title),
            detail=advice,
            advice=advice,
            faults=getattr(error, "faults", ()),
            extra=getattr(error, "extra", {}),
            headers=headers,
        )
    )


def _unexpected(error: Exception) -> Response:
    # The exception's own text may quote what somebody typed, so the log gets its class and the stack only.
    log.error(
        "unexpected_error",
        request_id=request_id(),
        endpoint=request.endpoint,
        method=request.method,
        error=type(error).__name__,
        stack="".join(traceback.format_tb(error.__traceback__)),
    )
    known = HTTP[500]
    return respond(
        Answer(
            status=500,
            code=known.code,
            title=str(known.title),
            detail=str(known.advice),
            advice=str(known.advice),
        )
    )


def _page(answer: Answer) -> str:
    shown = {"error": answer, "request_id": request_id(), "typed": typed_texts(), "back": way_back()}
    try:
        return render_template("error.html", **shown)
    except Exception:
        # The page's frame may need what has just failed, such as the database; a bare page still says what to do.
        log.error("error_page_failed", request_id=request_id())
        return BARE_PAGE.format(title=escape(answer.title), advice=escape(answer.advice), reference=request_id())


def _problem(answer: Answer) -> Response:
    body: dict[str, object] = {
        "type": TYPE_PREFIX + answer.code,
        "title": answer.title,
        "status": answer.status,
        "detail": answer.detail,
        "instance": f"urn:uuid:{request_id()}",
    }
    if answer.faults:
        body["problems"] = [asdict(fault) for fault in answer.faults]
    body.update({name: value for name, value in answer.extra.items() if name not in body})
    return Response(current_app.json.dumps(body), answer.status, content_type=PROBLEM_JSON)


def _faults(error: EngineError) -> tuple[Fault, ...]:
    language = _language()
    if isinstance(error, ModelRejected | CannotMigrate):
        return tuple(model_fault(problem, language) for problem in error.problems)
    if isinstance(error, FormRejected):
        return tuple(
            Fault(code=p.code, path=p.path, params=p.params, message=sentence(p.path, p.code, p.params, language))
            for p in error.problems
        )
    if isinstance(error, CannotModify):
        params = {"element": error.element}
        message = problems.sentence(Problem(code=error.code, params=params), language)
        path = "instructions" if error.number is None else f"instructions.{error.number}"
        return (Fault(code=error.code, path=path, params=params, message=message),)
    if isinstance(error, InvalidInput):
        message = sentence(error.field, error.code, error.params, language)
        return (Fault(code=error.code, path=error.field, params=error.params, message=message),)
    return ()


def _extra(error: EngineError) -> dict[str, object]:
    if isinstance(error, NotAllowed):
        return {"action": error.action, "reason": error.reason, **error.fields}
    if isinstance(error, CaseChanged):
        person = _name(error.by)
        by = {"id": error.by, "name": person} if person else None
        return {"what": error.what, "by": by, "at": error.at}
    if isinstance(error, CaseNotRunning):
        return {"case_id": str(error.case_id), "case_status": error.status}
    if isinstance(error, CaseStopped):
        return {"incident_id": str(error.incident_id), "element": error.element, "cause": error.code}
    element = getattr(error, "element", None)
    return {"element": element} if element else {}


def _detail(error: EngineError, known: Explanation) -> str:
    if isinstance(error, NotAllowed) and error.reason in REFUSALS:
        return filled(REFUSALS[error.reason], error.fields)
    if isinstance(error, CaseChanged):
        return " ".join(part for part in (what_changed(error), str(known.advice)) if part)
    return str(known.advice)


def what_changed(error: CaseChanged) -> str:
    """What somebody else did in the meantime, who and when, as far as it is known. Empty when nothing is."""
    return " ".join(part for part in (str(CHANGES.get(error.what, "")), _by_whom(error)) if part)


def _by_whom(error: CaseChanged) -> str:
    name, at = _name(error.by), _local(error.at)
    if name and at:
        return str(gettext("Det gjorde %(name)s %(at)s.", name=name, at=at))
    return str(gettext("Det gjorde %(name)s.", name=name)) if name else ""


def _name(person: str | None) -> str | None:
    if person is None or g.get("identity") is None:
        return None
    try:
        return engine().queries.people.name_of(g.identity, UUID(person))
    except (ValueError, EngineError):
        return None


def _local(at: str | None) -> str:
    try:
        return format_datetime(datetime.fromisoformat(at), "short") if at else ""
    except ValueError:
        return ""


def _language() -> str:
    locale = get_locale()
    return str(locale.language) if locale is not None else "nb"
