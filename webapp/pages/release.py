"""The versions of a process: how many cases are where, which is in use, and taking cases from one to another."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from engine.contract.errors import CannotMigrate, InvalidInput, NotAllowed, NotFound, Problem, VersionClosed
from engine.model.migration import Plan
from engine.queries.models import ModelRow, VersionRow
from engine.services.problems import sentence
from webapp.auth import engine, identity, me
from webapp.errors import explain

blueprint = Blueprint("release", __name__, url_prefix="/admin/versions/<uuid:version_id>")


@blueprint.get("")
def show(version_id: UUID) -> str:
    """One version: counts, what can be done with it, and migrations from it."""
    model, version = _found(version_id)
    return render_template(
        "operation/version.html",
        model=model,
        version=version,
        batches=engine().queries.batches.of_version(identity(), version_id),
    )


@blueprint.post("/current")
def choose(version_id: UUID) -> Response:
    """Makes it the version that new cases start on."""
    return _done(
        version_id,
        lambda reason: engine().releases.choose(version_id, identity(), reason),
        _("Nye saker starter nå på denne versjonen."),
    )


@blueprint.post("/suspension")
def suspend(version_id: UUID) -> Response:
    """Sets it on pause, with its cases if asked."""
    cases = request.form.get("cases") == "true"
    return _done(
        version_id,
        lambda reason: engine().releases.suspend(version_id, identity(), reason, cases=cases),
        _("Versjonen er satt på pause."),
    )


@blueprint.post("/resumption")
def resume(version_id: UUID) -> Response:
    """Takes it up again."""
    return _done(
        version_id,
        lambda reason: engine().releases.resume(version_id, identity(), reason),
        _("Versjonen er i bruk igjen."),
    )


@blueprint.post("/retirement")
def retire(version_id: UUID) -> Response:
    """Takes it out of use for good."""
    return _done(
        version_id,
        lambda reason: engine().releases.retire(version_id, identity(), reason),
        _("Versjonen er tatt ut av bruk."),
    )


@blueprint.get("/migration")
def plan(version_id: UUID) -> str:
    """The plan for taking the version's cases to another."""
    model, version = _found(version_id)
    others = [other for other in model.versions if other.id != version_id]
    target_id = request.args.get("target", type=UUID)
    target = next((other for other in others if other.id == target_id), None)
    if target is None:
        target = next((other for other in others if other.current), others[0] if others else None)
    if target is None:
        raise NotFound("process_version", "target")
    rows, wrong = engine().migrations.propose(identity(), version_id, target.id)
    targets = {row.element: row.target or "" for row in rows}
    hows = {row.element: row.how for row in rows}
    return _plan_page(model, version, target, targets, hows, set(), wrong)


@blueprint.post("/migration")
def prepare(version_id: UUID) -> Response | tuple[str, int]:
    """Checks the plan on every case, or shows what is wrong with it."""
    model, version = _found(version_id)
    target_id = request.form.get("target", type=UUID)
    target = next((other for other in model.versions if other.id == target_id), None)
    if target is None or target_id is None:
        raise NotFound("process_version", target_id)
    targets = {k.removeprefix("to."): v for k, v in request.form.items() if k.startswith("to.")}
    again = set(request.form.getlist("again"))
    order = Plan(targets={e: t for e, t in targets.items() if t}, again=frozenset(again))
    try:
        batch = engine().migrations.prepare(identity(), version_id, target_id, order, request.form.get("reason", ""))
    except CannotMigrate as refused:
        wrong = {problem.element: problem for problem in refused.problems}
        return _plan_page(model, version, target, targets, {}, again, wrong), 422
    except InvalidInput as problem:
        wrong = engine().migrations.judge(identity(), version_id, target_id, order)  # type: ignore[assignment]
        said = explain(problem).faults[0].message if problem.field != "reason" else _("Skriv hvorfor sakene flyttes.")
        return _plan_page(model, version, target, targets, {}, again, wrong, said), 422
    return redirect(url_for("batch.show", batch_id=batch))


def _plan_page(
    model: ModelRow,
    version: VersionRow,
    target: VersionRow,
    targets: dict[str, str],
    hows: dict[str, str],
    again: set[str],
    wrong: object,
    problem: str = "",
) -> str:
    old = engine().queries.models.version(identity(), version.id).definition
    new = engine().queries.models.version(identity(), target.id).definition
    locale = str(get_locale() or "nb")
    problems: dict[str, Problem] = dict(wrong)  # type: ignore[call-overload]
    return render_template(
        "operation/migration.html",
        model=model,
        version=version,
        target=target,
        old=old,
        new=new,
        rows=[e for e in old.elements if e.id in targets],
        targets=targets,
        hows=hows,
        again=again,
        problems={element: sentence(found, locale) for element, found in problems.items()},
        problem=problem,
        differences=_differences(old, new),
        reason=request.form.get("reason", ""),
    )


def _differences(old: object, new: object) -> dict[str, list[str]]:
    """What came, went and changed between two definitions, by name."""
    before = {e.id: e for e in old.elements}  # type: ignore[attr-defined]
    after = {e.id: e for e in new.elements}  # type: ignore[attr-defined]
    tasks, others = old.tasks, new.tasks  # type: ignore[attr-defined]
    return {
        "added": [after[e].name or e for e in after if e not in before],
        "removed": [before[e].name or e for e in before if e not in after],
        "changed": [
            after[e].name or e
            for e in after
            if e in before and (after[e] != before[e] or tasks.get(e) != others.get(e))
        ],
    }


def _done(version_id: UUID, act: object, text: str) -> Response:
    try:
        act(request.form.get("reason", ""))  # type: ignore[operator]
    except InvalidInput as problem:
        said = _("Skriv en begrunnelse.") if problem.field == "reason" else explain(problem).faults[0].message
        flash(said, "danger")
    except VersionClosed:
        flash(_("Versjonen er på pause eller tatt ut av bruk."), "danger")
    else:
        flash(text, "success")
    return redirect(url_for("release.show", version_id=version_id))


def _found(version_id: UUID) -> tuple[ModelRow, VersionRow]:
    person = me()
    if person is None or not person.may_deploy:
        raise NotAllowed("manage_versions", "role_missing")
    for model in engine().queries.models.models(identity()):
        for version in model.versions:
            if version.id == version_id:
                return model, version
    raise NotFound("process_version", version_id)
