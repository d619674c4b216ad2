"""Min side: who I am, what I hold, and who stands in for me when I am away."""

from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from engine.contract.errors import InvalidInput
from engine.model.calendar import OSLO
from webapp import answers
from webapp.auth import engine, identity

blueprint = Blueprint("profile", __name__, url_prefix="/profile")


@blueprint.get("")
def show() -> str:
    """The page."""
    return render_template(
        "profile/page.html",
        substitutions=engine().queries.people.substitutions(identity()),
        people=answers.Names().people,
    )


@blueprint.post("/substitutions")
def substitute() -> Response:
    """Names a stedfortreder for some days, both included."""
    try:
        first, last = date.fromisoformat(request.form["from"]), date.fromisoformat(request.form["to"])
        engine().people.substitute(
            identity(),
            identity().person_id,
            UUID(request.form["substitute"]),
            _morning(first),
            _morning(last + timedelta(days=1)),
        )
    except (ValueError, KeyError, OverflowError):
        flash(_("Velg stedfortreder, første dag og siste dag."), "danger")
    except InvalidInput as problem:
        texts = {
            "substitute": _("Velg en annen person enn deg selv."),
            "ends_at": _("Siste dag kan ikke være før første dag."),
        }
        flash(texts.get(problem.field, _("Velg stedfortreder, første dag og siste dag.")), "danger")
    else:
        flash(_("Stedfortrederen er registrert."), "success")
    return redirect(url_for("profile.show"))


@blueprint.post("/substitutions/<uuid:substitution_id>/end")
def end_substitution(substitution_id: UUID) -> Response:
    """Ends a substitution now."""
    engine().people.end_substitution(identity(), substitution_id)
    flash(_("Stedfortrederen er avsluttet."), "success")
    return redirect(url_for("profile.show"))


def _morning(day: date) -> datetime:
    return datetime.combine(day, time(), OSLO).astimezone(UTC)
