"""Deciding a gate: the verdict, what each outcome requires, and the record it leaves."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from sqlalchemy import select

from engine.contract.errors import (
    CaseStopped,
    FieldProblem,
    FormRejected,
    InvalidInput,
    NotAllowed,
)
from engine.contract.ids import new_id
from engine.model.access import ApiScope, Identity, Stand, require_scope, require_stand, require_unprejudiced
from engine.model.artefact import Answers
from engine.model.calendar import end_of, local_date
from engine.model.definition import GateDefinition, Outcome
from engine.model.gate import GateDecision
from engine.model.people import Person
from engine.model.task import Task, TaskKind, TaskStatus
from engine.services import completing, incidents, outcomes, tasklist
from engine.services.casework import Casework, on_task
from engine.services.directory import SessionDirectory
from engine.services.gateblocks import reason_of
from engine.services.interventions import require_moving
from engine.services.prejudice import excluded_people
from engine.services.replays import Replays
from engine.services.runtime import Runtime
from engine.services.tasks import Completed, keep_draft, require_current
from engine.store.audit import Who
from engine.store.prepared import append

CAUSES = (
    "ikke_i_trad_med_strategi",
    "for_lav_nytte",
    "for_hoy_risiko",
    "mangler_kapasitet",
    "mangler_finansiering",
    "finnes_allerede",
    "utenfor_kommunens_ansvar",
    "annet",
)
"""Cause codes of a rejection (domain: cause codes)."""

ANSWERS = ("ja", "nei", "ikke_relevant")


@dataclass(frozen=True, kw_only=True)
class Condition:
    """One condition of an approval: what, who sees to it, by when."""

    text: str
    responsible: UUID
    due: date


@dataclass(frozen=True, kw_only=True)
class CheckAnswer:
    """The answer to one check: `ja`, `nei` or `ikke_relevant`, with a note."""

    answer: str
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What the decider says. Which fields are needed follows from `outcome`; the others must be left out.

    godkjenn: checks. godkjenn_vilkar: checks, conditions. returner: target, reason. vent: hold_until, reason.
    avvis: cause, reason (the answer to the submitter). henvis: target, reason.
    """

    outcome: Outcome
    reason: str = ""
    dissent: str = ""
    checks: Mapping[str, CheckAnswer] = field(default_factory=dict)
    conditions: tuple[Condition, ...] = ()
    target: str | None = None
    hold_until: date | None = None
    cause: str | None = None
    overrides: Mapping[str, str] = field(default_factory=dict)
    answers: Mapping[str, object] = field(default_factory=dict)

    def as_request(self) -> dict[str, object]:
        """Plain values, for comparing repetitions and for keeping what was typed."""
        return {
            "outcome": str(self.outcome),
            "reason": self.reason,
            "dissent": self.dissent,
            "checks": {k: {"answer": c.answer, "note": c.note} for k, c in self.checks.items()},
            "conditions": [{"text": c.text, "responsible": str(c.responsible), "due": c.due} for c in self.conditions],
            "target": self.target,
            "hold_until": self.hold_until,
            "cause": self.cause,
            "overrides": dict(self.overrides),
            "answers": dict(self.answers),
        }


class Gates:
    """The verb of leaders."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    def decide(
        self,
        task_id: UUID,
        identity: Identity,
        verdict: Verdict,
        *,
        revision: int | None = None,
        key: str | None = None,
    ) -> Completed:
        """Decides the gate and moves the case on.

        Raises NotFound, NotAllowed (`own_gate`, `not_your_task`, `blocked`), TaskNotOpen, CaseChanged, FormRejected
        (paths are field names of Verdict, `checks.<key>`, `conditions.<n>.<field>`), KeyReused, CaseStopped.
        """
        try:
            with self._runtime.database.transaction() as session:
                work, task = on_task(session, self._runtime, task_id)
                replays = Replays(session, identity.person_id, key, ["decide", str(task_id), verdict.as_request()])
                earlier = replays.earlier()
                if earlier is not None:
                    return Completed.from_answer(earlier)
                completed = self._decide(work, task, identity, verdict, revision)
                replays.remember(completed.as_answer(), work.now)
                work.finish()
                return completed
        except incidents.STOPPING as error:
            with self._runtime.database.transaction() as session:
                work, task = on_task(session, self._runtime, task_id)
                keep_draft(session, identity.person_id, str(task_id), verdict.as_request(), work.now, None, task_id)
                incident_id = incidents.open_incident(
                    work, error, {"task": str(task_id), "element": task.element}, Who(person_id=identity.person_id)
                )
                work.finish()
            raise CaseStopped(
                incident_id=incident_id, element=str(getattr(error, "element", "")), code=type(error).__name__
            ) from error

    def _decide(
        self, work: Casework, task: Task, identity: Identity, verdict: Verdict, revision: int | None
    ) -> Completed:
        actor = work.actor(identity)
        require_scope(actor, ApiScope.GATES)
        stand = require_stand(actor, task, work.initiative, work.lineage, action="decide_gate")
        task.require_open()
        definition = work.version.definition.tasks.get(task.element)
        if definition is None or definition.gate is None:
            raise InvalidInput("task", "not_a_gate")
        require_moving(work)
        require_unprejudiced(actor, stand, excluded_people(work, task))
        require_current(work, task, revision)
        details = self._checked(work, task, definition.gate, verdict)
        decision = {
            "id": new_id(),
            "task_id": task.id,
            "case_id": work.case.id,
            "initiative_id": work.initiative.id,
            "gate": definition.gate.key,
            "outcome": verdict.outcome,
            "reason": verdict.reason,
            "dissent": verdict.dissent,
            "checklist": {k: {"svar": c.answer, "merknad": c.note} for k, c in verdict.checks.items()},
            "seen": _seen(work, definition.gate),
            "details": details,
            "decided_by_id": actor.person_id,
            "on_behalf_of_id": stand.on_behalf_of,
            "role": task.role,
            "decided_at": work.now,
        }
        append(work.session, GateDecision, [decision])
        fact = {"utfall": str(verdict.outcome), "beslutter": str(actor.person_id), **details}
        completing.complete(
            work, task, actor, stand, fact, form=definition.form or "", action=f"gate_decided_{verdict.outcome}"
        )
        if verdict.outcome == Outcome.VENT:
            outcomes.hold(work)
        _open_conditions(work, task, verdict, stand, actor.person_id)
        return Completed.of(work, task)

    def _checked(self, work: Casework, task: Task, gate: GateDefinition, verdict: Verdict) -> dict[str, object]:
        """What the outcome requires, complete; all problems at once."""
        problems: list[FieldProblem] = []
        offered = {outcome.type: outcome for outcome in gate.outcomes}
        if verdict.outcome not in offered:
            raise FormRejected([FieldProblem(path="outcome", code="unknown_choice")])
        details: dict[str, object] = {"grunn": verdict.reason}
        approving = verdict.outcome in (Outcome.GODKJENN, Outcome.GODKJENN_VILKAR)
        problems += _check_problems(gate, verdict, required=approving)
        if approving:
            details["overstyrt"] = _require_unblocked(work, task, gate, verdict)
        elif not verdict.reason.strip():
            problems.append(FieldProblem(path="reason", code="required"))
        if verdict.outcome == Outcome.GODKJENN_VILKAR:
            problems += _condition_problems(work, verdict)
            details["vilkar"] = [
                {"tekst": c.text, "ansvarlig": str(c.responsible), "frist": c.due} for c in verdict.conditions
            ]
        if verdict.outcome in (Outcome.RETURNER, Outcome.HENVIS):
            if verdict.target not in offered[verdict.outcome].targets:
                problems.append(
                    FieldProblem(path="target", code="required" if not verdict.target else "unknown_choice")
                )
            details["maal"] = verdict.target
        if verdict.outcome == Outcome.VENT:
            if verdict.hold_until is None:
                problems.append(FieldProblem(path="hold_until", code="required"))
            elif verdict.hold_until <= local_date(work.now):
                problems.append(FieldProblem(path="hold_until", code="not_in_future"))
            details["vent_til"] = verdict.hold_until
        if verdict.outcome == Outcome.AVVIS:
            if verdict.cause not in CAUSES:
                problems.append(FieldProblem(path="cause", code="required" if not verdict.cause else "unknown_choice"))
            details["aarsak"] = verdict.cause
        form = work.version.form_of(task.element)
        if form is not None and approving:
            try:
                facts = work.facts_for(task, form.fact_names)
                details.update(form.validate(verdict.answers, facts=facts, directory=SessionDirectory(work.session)))
            except FormRejected as rejected:
                problems += [
                    FieldProblem(path=f"answers.{p.path}", code=p.code, params=p.params) for p in rejected.problems
                ]
        if problems:
            raise FormRejected(problems)
        return details


def _check_problems(gate: GateDefinition, verdict: Verdict, *, required: bool) -> list[FieldProblem]:
    known = {check.key for check in gate.checks}
    problems = [FieldProblem(path=f"checks.{key}", code="unknown_field") for key in verdict.checks if key not in known]
    for check in gate.checks:
        given = verdict.checks.get(check.key)
        if given is not None and given.answer not in ANSWERS:
            problems.append(FieldProblem(path=f"checks.{check.key}", code="unknown_choice"))
        elif given is None and required and check.required:
            problems.append(FieldProblem(path=f"checks.{check.key}", code="required"))
    return problems


def _require_unblocked(work: Casework, task: Task, gate: GateDefinition, verdict: Verdict) -> list[str]:
    """Raises NotAllowed (`blocked`) while a hard block stands that is not overridden with a reason."""
    overridden = []
    for block in gate.blocks:
        reason = reason_of(work, task.element, block)
        if reason is None:
            continue
        if block.override and verdict.overrides.get(block.key, "").strip():
            overridden.append(block.key)
            continue
        raise NotAllowed("decide_gate", "blocked", block=block.key, label=reason)
    return overridden


def _condition_problems(work: Casework, verdict: Verdict) -> list[FieldProblem]:
    if not verdict.conditions:
        return [FieldProblem(path="conditions", code="required")]
    if len(verdict.conditions) > 50:
        return [FieldProblem(path="conditions", code="too_many")]
    people = {c.responsible for c in verdict.conditions}
    known = set(work.session.execute(select(Person.id).where(Person.id.in_(people), Person.active)).scalars())
    problems = []
    for number, condition in enumerate(verdict.conditions):
        if not condition.text.strip():
            problems.append(FieldProblem(path=f"conditions.{number}.text", code="required"))
        if condition.responsible not in known:
            problems.append(FieldProblem(path=f"conditions.{number}.responsible", code="unknown_person"))
        if condition.due < local_date(work.now):
            problems.append(FieldProblem(path=f"conditions.{number}.due", code="not_in_future"))
    return problems


def _seen(work: Casework, gate: GateDefinition) -> list[dict[str, object]]:
    """Which answers lay before the decider: the latest of each element the gate shows."""
    if not gate.shows:
        return []
    rows = work.session.execute(
        select(Answers.element, Answers.task_id, Answers.given_at)
        .where(Answers.case_id == work.case.id, Answers.element.in_(gate.shows))
        .order_by(Answers.given_at)
    )
    latest = {(element, str(task_id)): given_at for element, task_id, given_at in rows}
    return [{"element": e, "task": t, "given_at": at} for (e, t), at in latest.items()]


def _open_conditions(work: Casework, task: Task, verdict: Verdict, stand: Stand, decider: UUID) -> None:
    """Each condition becomes a task of the one responsible, outside the diagram."""
    if verdict.outcome != Outcome.GODKJENN_VILKAR:
        return
    tasks = [
        Task(
            id=new_id(),
            case_id=work.case.id,
            initiative_id=work.initiative.id,
            token=None,
            element=task.element,
            name=condition.text[:300],
            kind=TaskKind.CONDITION,
            role=task.role,
            phase=work.case.phase,
            status=TaskStatus.CLAIMED,
            assignee_id=condition.responsible,
            opened_at=work.now,
            due_at=end_of(condition.due),
            path="",
            revision=0,
        )
        for condition in verdict.conditions
    ]
    tasklist.add(work, tasks)
    who = Who(person_id=decider, on_behalf_of_id=stand.on_behalf_of)
    for opened in tasks:
        work.journal.record("condition_set", who, element=task.element, task_id=opened.id)
    work.opened += tasks
