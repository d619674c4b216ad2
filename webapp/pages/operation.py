"""Stopped steps, and a case in its operator's hands: what is wrong, where it stands, and moving it with a look ahead."""

from uuid import UUID, uuid4

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from engine.contract.errors import (
    CannotModify,
    CaseChanged,
    EngineError,
    ExpressionFailed,
    InvalidInput,
    StepFailed,
)
from engine.model.modification import Cancel, Instruction, Move, StartAfter, StartBefore
from engine.queries.operator_rows import OperatedCase
from engine.queries.stopped import StoppedFilter
from engine.services import incidents
from engine.services.modifications import Preview
from engine.services.repairs import Result
from webapp.auth import engine, identity
from webapp.errors import explain

blueprint = Blueprint("operation", __name__, url_prefix="/admin")

DOINGS = ("move", "cancel", "before", "after")


@blueprint.get("/incidents")
def stopped() -> str:
    """The list of stopped steps."""
    return _stopped_page()


@blueprint.post("/incidents")
def repair_many() -> Response | tuple[str, int]:
    """Orders a repair of the chosen ones."""
    chosen = [UUID(text) for text in request.form.getlist("incident") if _is_id(text)]
    try:
        if request.form.get("do") == "skip":
            reason = request.form.get("reason", "")
            batch = engine().mending.skip_all(chosen, identity(), reason, flow=request.form.get("flow") or None)
        else:
            batch = engine().mending.retry_all(chosen, identity())
    except InvalidInput as problem:
        return _stopped_page(problem=_sentence(problem)), 422
    return redirect(url_for("batch.show", batch_id=batch))


@blueprint.get("/incidents/<uuid:incident_id>")
def stopped_step(incident_id: UUID) -> str:
    """One stopped step with its three ways out."""
    return _stopped_step(incident_id)


@blueprint.post("/incidents/<uuid:incident_id>/retry")
def retry(incident_id: UUID) -> Response:
    """Tries again."""
    return _told(incident_id, engine().incidents.retry(incident_id, identity()))


@blueprint.post("/incidents/<uuid:incident_id>/skip")
def skip(incident_id: UUID) -> Response | tuple[str, int]:
    """Lets the case pass the step."""
    field = request.form.get
    try:
        result = engine().incidents.skip(incident_id, identity(), field("reason", ""), flow=field("flow") or None)
    except InvalidInput as problem:
        return _stopped_step(incident_id, skip_problem=problem), 422
    return _told(incident_id, result)


@blueprint.post("/incidents/<uuid:incident_id>/facts")
def amend(incident_id: UUID) -> Response | tuple[str, int]:
    """Puts facts right and tries again; a value that was not changed is not sent on."""
    before = {k.removeprefix("was."): v for k, v in request.form.items() if k.startswith("was.")}
    given = {k.removeprefix("fact."): v for k, v in request.form.items() if k.startswith("fact.")}
    changed: dict[str, object] = {place: value for place, value in given.items() if before.get(place) != value}
    try:
        result = engine().incidents.amend(incident_id, identity(), changed, request.form.get("reason", ""))
    except InvalidInput as problem:
        return _stopped_step(incident_id, facts_problem=problem, typed=given), 422
    return _told(incident_id, result)


@blueprint.get("/cases/<uuid:case_id>")
def case(case_id: UUID) -> str:
    """A case in its operator's hands."""
    return _case_page(engine().queries.operating.case(identity(), case_id), [])


@blueprint.post("/cases/<uuid:case_id>/preview")
def preview(case_id: UUID) -> str | tuple[str, int]:
    """Shows what the steps so far, and the one just chosen, would lead to."""
    found = engine().queries.operating.case(identity(), case_id)
    steps = [step for step in request.form.getlist("step") if step != request.form.get("drop")]
    if request.form.get("add"):
        steps.append(_chosen())
    return _case_page(found, steps)


@blueprint.post("/cases/<uuid:case_id>/modification")
def modify(case_id: UUID) -> Response | tuple[str, int]:
    """Does what was previewed."""
    steps, field = request.form.getlist("step"), request.form.get
    try:
        instructions = [_instruction(step) for step in steps]
        engine().modifications.apply(
            case_id,
            identity(),
            instructions,
            field("reason", ""),
            revision=field("revision", type=int),
            key=field("key") or None,
        )
    except (InvalidInput, CannotModify) as problem:
        found = engine().queries.operating.case(identity(), case_id)
        return _case_page(found, steps, problem=_sentence(problem)), 422
    except CaseChanged:
        found = engine().queries.operating.case(identity(), case_id)
        text = _("Saken har gått videre siden du så på den. Se over på nytt før du gjør noe.")
        return _case_page(found, [], problem=text), 409
    flash(_("Saken er flyttet."), "success")
    return redirect(url_for("operation.case", case_id=case_id))


@blueprint.post("/cases/<uuid:case_id>/suspension")
def suspend(case_id: UUID) -> Response:
    """Sets the case on pause."""
    try:
        engine().suspensions.suspend(case_id, identity(), request.form.get("reason", ""))
    except InvalidInput:
        flash(_("Skriv hvorfor saken settes på pause."), "danger")
    else:
        flash(_("Saken er satt på pause."), "success")
    return redirect(url_for("operation.case", case_id=case_id))


@blueprint.post("/cases/<uuid:case_id>/resumption")
def resume(case_id: UUID) -> Response:
    """Lets the case go on."""
    try:
        engine().suspensions.resume(case_id, identity(), request.form.get("reason", ""))
    except InvalidInput:
        flash(_("Skriv hvorfor saken kan gå videre."), "danger")
    else:
        flash(_("Saken går videre. Det som skulle skjedd i pausen, skjer nå."), "success")
    return redirect(url_for("operation.case", case_id=case_id))


def _stopped_page(problem: str = "") -> str:
    get = request.args.get
    wanted = StoppedFilter(
        model=get("model", "")[:64],
        element=get("element", "")[:100],
        code=get("code", "")[:60],
        after=get("after", "")[:100] or None,
    )
    return render_template(
        "operation/stopped.html",
        page=engine().queries.stopped.page(identity(), wanted),
        wanted=wanted,
        models=engine().queries.models.models(identity()),
        problem=problem,
    )


def _stopped_step(
    incident_id: UUID,
    skip_problem: InvalidInput | None = None,
    facts_problem: InvalidInput | None = None,
    typed: dict[str, str] | None = None,
) -> str:
    found = engine().queries.stopped.one(identity(), incident_id)
    return render_template(
        "operation/step.html",
        found=found,
        row=found.row,
        marks=[{"element": found.row.element, "state": "incident", "count": 1}],
        skip_problem=_sentence(skip_problem) if skip_problem else "",
        facts_problem=_sentence(facts_problem) if facts_problem else "",
        typed=typed or {},
    )


def _told(incident_id: UUID, result: Result) -> Response:
    texts = {
        Result.MOVED_ON: (_("Saken har gått videre."), "success"),
        Result.SET_GOING: (_("Steget prøves på nytt om litt."), "success"),
        Result.STOPPED_AGAIN: (_("Steget stoppet igjen. Se hva som er galt under."), "danger"),
        Result.ASKS_PERSON: (_("Den som sendte oppgaven, må sende den på nytt. Svarene ligger i kladden."), "warning"),
    }
    text, colour = texts[result]
    flash(text, colour)
    if result == Result.STOPPED_AGAIN:
        return redirect(url_for("operation.stopped"))
    return redirect(url_for("operation.stopped_step", incident_id=incident_id))


def _case_page(found: OperatedCase, steps: list[str], problem: str = "") -> str:
    looked: Preview | None = None
    if steps and not problem:
        try:
            looked = engine().modifications.preview(found.id, identity(), [_instruction(step) for step in steps])
        except (CannotModify, InvalidInput) as refused:
            problem = _sentence(refused)
        except incidents.STOPPING as failed:
            problem = _failure(failed)
    marks = [{"element": place.element, "state": _mark(place.waits), "count": 1} for place in found.places]
    marks += [{"element": row.element, "state": "incident", "count": 1} for row in found.incidents]
    names = {element.id: element.name for element in found.elements}
    return render_template(
        "operation/case.html",
        found=found,
        marks=marks,
        steps=[(step, _step_sentence(found, names, step)) for step in steps],
        preview=looked,
        problem=problem,
        key=str(uuid4()),
    )


def _mark(waits: str) -> str:
    return "now" if waits == "task" else "waiting"


def _chosen() -> str:
    """The step that was chosen in the form, as it is sent along."""
    field = request.form.get
    return "|".join([field("do", ""), field("token", ""), field("element", ""), field("scope", "")])


def _instruction(step: str) -> Instruction:
    """Raises InvalidInput for what is no step."""
    do, token, element, scope = [*step.split("|"), "", "", "", ""][:4]
    if do in ("move", "cancel") and not _is_id(token):
        raise InvalidInput("token", "place_needed")
    if do in ("move", "before", "after") and not element:
        raise InvalidInput("element", "element_needed")
    where = UUID(scope) if _is_id(scope) else None
    match do:
        case "move":
            return Move(token=UUID(token), element=element)
        case "cancel":
            return Cancel(token=UUID(token))
        case "before":
            return StartBefore(element=element, scope=where)
        case "after":
            return StartAfter(at=element, scope=where)
    raise InvalidInput("do", "unknown_choice")


def _step_sentence(found: OperatedCase, names: dict[str, str], step: str) -> str:
    do, token, element, _scope = [*step.split("|"), "", "", "", ""][:4]
    place = next((place.name for place in found.places if str(place.token) == token), "?")
    ways = {way.id: way.name for way in found.ways}
    name = names.get(element) or ways.get(element) or element
    match do:
        case "move":
            return _("Flytt fra «%(place)s» til «%(name)s»", place=place, name=name)
        case "cancel":
            return _("Avbryt «%(place)s»", place=place)
        case "before":
            return _("Start «%(name)s»", name=name)
    return _("Gå videre etter «%(name)s»", name=name)


def _sentence(problem: EngineError) -> str:
    answer = explain(problem)
    return " ".join(fault.message for fault in answer.faults) or answer.title


def _failure(error: EngineError) -> str:
    element = str(getattr(error, "element", ""))
    if isinstance(error, ExpressionFailed | StepFailed):
        return _("Prosessmodellen feiler ved «%(element)s»: %(reason)s", element=element, reason=error.reason)
    return _("Saken kommer ikke videre etter «%(element)s».", element=element)


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
