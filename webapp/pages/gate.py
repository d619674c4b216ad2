"""A gate: the facts, the checklist, the verdict."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from engine.contract.errors import CaseChanged, CaseStopped, FieldProblem, FormRejected, NotAllowed
from engine.forms import table_action
from engine.model.definition import Outcome
from engine.queries.tasks import TaskView
from engine.services.gates import CAUSES, CheckAnswer, Condition, Verdict
from engine.services.gateview import GateView
from webapp import answers
from webapp.artefacts import artefacts_of, assessment_of
from webapp.auth import engine, identity
from webapp.errors import what_changed

blueprint = Blueprint("gate", __name__, url_prefix="/gates/<uuid:task_id>")

SPARE_CONDITIONS = 2
MAXIMUM_CONDITIONS = 20


@blueprint.get("")
def show(task_id: UUID) -> str:
    """The gate's page."""
    task = engine().queries.tasks.view(identity(), task_id)
    typed = task.draft if isinstance(task.draft, Mapping) else {}
    return _page(task, engine().gate(identity(), task_id), typed={str(k): v for k, v in typed.items()})


@blueprint.post("/decision")
def decide(task_id: UUID) -> str | Response | tuple[str, int]:
    """Decides; on any problem what was typed stays on the page."""
    task = engine().queries.tasks.view(identity(), task_id)
    gate = engine().gate(identity(), task_id)
    form = engine().form_of(task.version_id, task.element)
    typed = _typed(gate, answers.submitted(form) if form else {})
    action = request.form.get("_action", "")
    if action == "add_condition":
        return _page(task, gate, typed=typed, spare=SPARE_CONDITIONS)
    if form and action.startswith(("add_row:", "remove_row:")):
        typed["answers"] = table_action(form, dict(_mapping(typed["answers"])), action)
        return _page(task, gate, typed=typed)
    verdict, problems = _verdict(typed)
    if verdict is None:
        return _page(task, gate, typed=typed, problems=tuple(problems)), 422
    try:
        done = engine().gates.decide(
            task_id,
            identity(),
            verdict,
            revision=request.form.get("revision", type=int),
            key=request.form.get("key") or None,
        )
    except FormRejected as rejected:
        return _page(task, gate, typed=typed, problems=(*problems, *rejected.problems)), 422
    except NotAllowed as refused:
        if refused.reason != "blocked":
            raise
        problem = FieldProblem(path="outcome", code="blocked", params=refused.fields)
        return _page(task, gate, typed=typed, problems=(problem,)), 422
    except CaseChanged as changed:
        fresh, standing = engine().queries.tasks.view(identity(), task_id), engine().gate(identity(), task_id)
        if not standing.may_decide:
            raise
        return _page(fresh, standing, typed=typed, changed=what_changed(changed)), 409
    except CaseStopped:
        flash(
            _(
                "Beslutningen er tatt vare på, men prosessen stoppet på neste steg. Prosesseieren ser det og ordner opp."
            ),
            "warning",
        )
        return redirect(url_for("initiative.show", number=task.initiative.number))
    flash(_("Beslutningen er registrert."), "success")
    return redirect(url_for("initiative.show", number=done.initiative_number, _anchor="now"))


def _typed(gate: GateView, given: dict[str, object]) -> dict[str, object]:
    """The posted fields in the shape of `Verdict.as_request`, as text."""
    field = request.form.get
    rows = []
    for n in range(MAXIMUM_CONDITIONS):
        row = {name: field(f"conditions.{n}.{name}", "").strip() for name in ("text", "responsible", "due")}
        if any(row.values()):
            rows.append(row)
    outcome = field("outcome", "")
    return {
        "outcome": outcome,
        "reason": field("reason", "")[:10_000],
        "dissent": field("dissent", "")[:10_000],
        "checks": {
            c.key: {"answer": field(f"checks.{c.key}", ""), "note": field(f"checks.{c.key}.note", "")[:2_000]}
            for c in gate.gate.checks
        },
        "conditions": rows,
        "target": field(f"target.{outcome}", ""),
        "hold_until": field("hold_until", ""),
        "cause": field("cause", ""),
        "overrides": {b.key: field(f"overrides.{b.key}", "")[:2_000] for b in gate.blocks},
        "answers": given,
    }


def _verdict(typed: dict[str, object]) -> tuple[Verdict | None, list[FieldProblem]]:
    """The typed values as a verdict, or what is wrong with their form."""
    problems: list[FieldProblem] = []
    outcome = str(typed["outcome"])
    if outcome not in set(Outcome):
        return None, [FieldProblem(path="outcome", code="required")]
    conditions = []
    rows = typed["conditions"]
    for n, row in enumerate(rows if isinstance(rows, list) and outcome == Outcome.GODKJENN_VILKAR else []):
        due, responsible = _date(row["due"]), _uuid(row["responsible"])
        if due is None:
            problems.append(FieldProblem(path=f"conditions.{n}.due", code="required"))
        if responsible is None:
            problems.append(FieldProblem(path=f"conditions.{n}.responsible", code="required"))
        if due and responsible:
            conditions.append(Condition(text=row["text"], responsible=responsible, due=due))
    if problems:
        return None, problems
    checks = {
        key: CheckAnswer(answer=str(c["answer"]), note=str(c["note"]))
        for key, c in _mapping(typed["checks"]).items()
        if isinstance(c, Mapping) and c["answer"]
    }
    text = {name: str(typed[name]) for name in ("reason", "dissent", "target", "cause")}
    return Verdict(
        outcome=Outcome(outcome),
        reason=text["reason"],
        dissent=text["dissent"],
        checks=checks,
        conditions=tuple(conditions),
        target=text["target"] or None if outcome in (Outcome.RETURNER, Outcome.HENVIS) else None,
        hold_until=_date(typed["hold_until"]) if outcome == Outcome.VENT else None,
        cause=text["cause"] or None if outcome == Outcome.AVVIS else None,
        overrides={str(k): str(v) for k, v in _mapping(typed["overrides"]).items()},
        answers=_mapping(typed["answers"]),
    ), problems


def _page(
    task: TaskView,
    gate: GateView,
    *,
    typed: Mapping[str, object],
    problems: tuple[FieldProblem, ...] = (),
    spare: int = 0,
    changed: str | None = None,
) -> str:
    form = engine().form_of(task.version_id, task.element) if task.definition else None
    own = tuple(
        FieldProblem(path=p.path.removeprefix("answers."), code=p.code, params=p.params)
        for p in problems
        if p.path.startswith("answers.")
    )
    values = _mapping(typed.get("answers") or {})
    return render_template(
        "gate/page.html",
        task=task,
        gate=gate,
        typed=typed,
        spare=spare or 1,
        problems=problems,
        changed=changed,
        form=answers.rendered(form, values, problems=own) if form and gate.may_decide else None,
        artefacts=artefacts_of(task.initiative, gate.gate.shows),
        assessment=assessment_of(task.initiative),
        people=answers.Names().people,
        causes=CAUSES,
        decision=next((d for d in task.initiative.decisions if d.task_id == task.task_id), None),
        key=request.form.get("key") or answers.new_key(),
    )


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}


def _date(value: object) -> date | None:
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return None


def _uuid(value: object) -> UUID | None:
    try:
        return UUID(str(value))
    except ValueError:
        return None
