"""Administration: people, roles, units, tokens, and messages that nobody has caught."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from engine.contract.errors import InvalidInput
from engine.model.access import ApiScope
from engine.model.roles import INITIATIVE_ROLES, UNIT_ROLES, Role
from webapp import answers
from webapp.auth import engine, identity

blueprint = Blueprint("admin", __name__, url_prefix="/admin")

GRANTABLE = tuple(role for role in Role if role not in INITIATIVE_ROLES and role != Role.ANSATT)


@blueprint.get("/people")
def people() -> str:
    """Everybody, with roles."""
    text = request.args.get("text", "").strip()[:100]
    return render_template(
        "admin/people.html",
        people=engine().queries.people.people(identity(), text),
        text=text,
        units=answers.Names().units,
        roles=GRANTABLE,
        unit_roles=UNIT_ROLES,
    )


@blueprint.post("/people")
def create_person() -> Response:
    """Adds a person with a first password."""
    field = request.form.get
    try:
        engine().people.create(
            identity(),
            username=field("username", "").strip(),
            name=field("name", "").strip(),
            email=field("email", "").strip(),
            title=field("title", "").strip(),
            unit_id=field("unit", type=UUID),
            password=field("password", ""),
        )
    except InvalidInput as problem:
        flash(_refusal(problem), "danger")
    else:
        flash(_("%(name)s er lagt til.", name=field("name", "")), "success")
    return redirect(url_for("admin.people"))


@blueprint.post("/people/<uuid:person_id>/deactivation")
def deactivate(person_id: UUID) -> Response:
    """Closes an account; it ends everywhere at once."""
    engine().people.deactivate(identity(), person_id)
    flash(_("Kontoen er stengt. Oppgavene er lagt tilbake til rollen."), "success")
    return redirect(url_for("admin.people"))


@blueprint.post("/people/<uuid:person_id>/roles")
def grant(person_id: UUID) -> Response:
    """Gives a role, globally or in a unit."""
    role = request.form.get("role", "")
    unit = request.form.get("unit", type=UUID) if role in UNIT_ROLES else None
    try:
        engine().people.grant(identity(), person_id, role, unit_id=unit)
    except InvalidInput as problem:
        flash(_refusal(problem), "danger")
    else:
        flash(_("Rollen er gitt."), "success")
    return redirect(url_for("admin.people"))


@blueprint.post("/roles/<uuid:binding_id>/revocation")
def revoke(binding_id: UUID) -> Response:
    """Takes a role away; it ends at once."""
    engine().people.revoke(identity(), binding_id)
    flash(_("Rollen er fjernet."), "success")
    return redirect(url_for("admin.people"))


@blueprint.get("/tokens")
def tokens() -> str:
    """API tokens."""
    return render_template(
        "admin/tokens.html",
        tokens=engine().queries.people.tokens(identity()),
        people=answers.Names().people,
        scopes=tuple(ApiScope),
        secret=None,
    )


@blueprint.post("/tokens")
def create_token() -> str | Response:
    """Makes a token; its secret is shown this once."""
    owner = request.form.get("owner", type=UUID)
    scopes = [scope for scope in request.form.getlist("scopes") if scope in set(ApiScope)]
    if owner is None or not scopes or not request.form.get("name", "").strip():
        flash(_("Velg eier, navn og minst én tilgang."), "danger")
        return redirect(url_for("admin.tokens"))
    secret = engine().tokens.create(identity(), owner, request.form["name"].strip()[:100], frozenset(scopes))
    return render_template(
        "admin/tokens.html",
        tokens=engine().queries.people.tokens(identity()),
        people=answers.Names().people,
        scopes=tuple(ApiScope),
        secret=secret,
    )


@blueprint.post("/tokens/<uuid:token_id>/revocation")
def revoke_token(token_id: UUID) -> Response:
    """Ends a token."""
    engine().tokens.revoke(identity(), token_id)
    flash(_("Nøkkelen virker ikke lenger."), "success")
    return redirect(url_for("admin.tokens"))


@blueprint.get("/messages")
def messages() -> str:
    """Messages that nobody has caught, and what starts by itself."""
    return render_template(
        "admin/messages.html",
        messages=engine().queries.messages.open(identity(), after=request.args.get("after") or None),
        starts=engine().queries.messages.starts(identity()),
    )


@blueprint.post("/messages/<uuid:message_id>/delivery")
def deliver(message_id: UUID) -> Response:
    """Tries once more to hand a message over."""
    status = engine().letterbox.deliver_again(message_id, identity())
    if status in ("caught", "started"):
        flash(_("Meldingen er levert."), "success")
    elif status == "stopped":
        flash(_("Meldingen kom fram, men mottakeren stoppet igjen. Se årsaken under."), "danger")
    else:
        flash(_("Ingen venter på meldingen nå. Den blir liggende til noen gjør det."), "info")
    return redirect(url_for("admin.messages"))


@blueprint.post("/messages/<uuid:message_id>/discard")
def discard(message_id: UUID) -> Response:
    """Throws a message away, with a reason."""
    try:
        engine().letterbox.discard(message_id, identity(), request.form.get("reason", ""))
    except InvalidInput:
        flash(_("Skriv hvorfor meldingen forkastes."), "danger")
    else:
        flash(_("Meldingen er forkastet."), "success")
    return redirect(url_for("admin.messages"))


def _refusal(problem: InvalidInput) -> str:
    texts = {
        ("username", "taken"): _("Brukernavnet er allerede i bruk."),
        ("username", "required"): _("Skriv et brukernavn."),
        ("name", "required"): _("Skriv et navn."),
        ("password", "too_short"): _("Passordet må ha minst 12 tegn."),
        ("unit_id", "required"): _("Velg hvilken enhet rollen gjelder."),
        ("role", "unknown_choice"): _("Velg en rolle."),
    }
    return texts.get((problem.field, problem.code), _("Noe mangler eller er feil utfylt. Se over feltene."))
