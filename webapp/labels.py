"""The interface's words for the engine's codes: roles, states, outcomes, causes, events."""

from collections.abc import Mapping

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

Labels = Mapping[str, LazyString]

ROLES: Labels = {
    "ansatt": _("Ansatt"),
    "innovasjonsradgiver": _("Innovasjonsrådgiver"),
    "fagperson": _("Fagperson"),
    "portefoljestyre": _("Porteføljestyre"),
    "prosesseier": _("Prosesseier"),
    "administrator": _("Administrator"),
    "revisor": _("Revisor"),
    "personvernombud": _("Personvernombud"),
    "enhetsleder": _("Enhetsleder"),
    "innmelder": _("Innmelder"),
    "ideeier": _("Idéeier"),
    "prosjektleder": _("Prosjektleder"),
    "prosjekteier": _("Prosjekteier"),
    "gevinstansvarlig": _("Gevinstansvarlig"),
    "gevinsteier": _("Gevinsteier"),
}

STATUSES: Labels = {
    "running": _("Pågår"),
    "on_hold": _("På vent"),
    "completed": _("Fullført"),
    "rejected": _("Avvist"),
    "referred": _("Henvist videre"),
    "cancelled": _("Avsluttet"),
    "merged": _("Slått sammen"),
    "incident": _("Stoppet steg"),
    "ready": _("Ledig"),
    "claimed": _("Tatt"),
    "withdrawn": _("Trukket tilbake"),
}

STATUS_COLOURS: Mapping[str, str] = {
    "running": "info",
    "on_hold": "warning",
    "completed": "success",
    "rejected": "neutral",
    "referred": "neutral",
    "cancelled": "neutral",
    "merged": "neutral",
    "incident": "danger",
}

OUTCOMES: Labels = {
    "godkjenn": _("Godkjenn"),
    "godkjenn_vilkar": _("Godkjenn med vilkår"),
    "returner": _("Returner"),
    "vent": _("Sett på vent"),
    "avvis": _("Avvis"),
    "henvis": _("Henvis videre"),
}

OUTCOMES_DONE: Labels = {
    "godkjenn": _("Godkjent"),
    "godkjenn_vilkar": _("Godkjent med vilkår"),
    "returner": _("Returnert"),
    "vent": _("Satt på vent"),
    "avvis": _("Avvist"),
    "henvis": _("Henvist videre"),
}

OUTCOME_HELP: Labels = {
    "godkjenn": _("Initiativet går videre til neste steg."),
    "godkjenn_vilkar": _("Initiativet går videre. Hvert vilkår blir en oppgave med ansvarlig og frist."),
    "returner": _("Initiativet går tilbake til et tidligere steg. Alt som er skrevet, blir tatt vare på."),
    "vent": _("Initiativet hviler til datoen du velger. Da kommer det tilbake hit."),
    "avvis": _("Initiativet avsluttes. Innmelderen får begrunnelsen din."),
    "henvis": _("Initiativet avsluttes her og går videre et annet sted."),
}

CAUSES: Labels = {
    "ikke_i_trad_med_strategi": _("Ikke i tråd med strategi"),
    "for_lav_nytte": _("For lav nytte"),
    "for_hoy_risiko": _("For høy risiko"),
    "mangler_kapasitet": _("Mangler kapasitet"),
    "mangler_finansiering": _("Mangler finansiering"),
    "finnes_allerede": _("Finnes allerede"),
    "utenfor_kommunens_ansvar": _("Utenfor kommunens ansvar"),
    "annet": _("Annet"),
}

DESTINATIONS: Labels = {
    "hurtigspor": _("Hurtigspor"),
    "standard": _("Standard innovasjonsprosess"),
    "linje": _("Linjen (ordinær drift)"),
    "anskaffelse": _("Anskaffelse"),
}

ANSWERS: Labels = {"ja": _("Ja"), "nei": _("Nei"), "ikke_relevant": _("Ikke relevant")}

VIEWS: Labels = {
    "all": _("Alle"),
    "mine": _("Mine"),
    "group": _("Gruppenes"),
    "overdue": _("Over fristen"),
    "soon": _("Frist innen en uke"),
}

STEP_STATES: Labels = {
    "done": _("Gjort"),
    "now": _("Pågår nå"),
    "waiting": _("Venter"),
    "incident": _("Stoppet"),
    "ahead": _("Gjenstår"),
}

SCOPES: Labels = {
    "read": _("Lese"),
    "ideas": _("Melde inn ideer"),
    "tasks": _("Gjøre oppgaver"),
    "gates": _("Ta beslutninger"),
    "models": _("Publisere prosesser"),
    "messages": _("Sende meldinger og signaler"),
}
"""What a key may be used for."""

CRITERIA: Labels = {
    "strategi": _("Strategisk verdi"),
    "okonomi": _("Økonomisk gevinst"),
    "kvalitet": _("Kvalitativ gevinst"),
    "nodvendighet": _("Operasjonelt behov"),
    "risiko": _("Risiko (5 = lav)"),
}


MATTERS: Labels = {
    "done": _("Hva som er gjort"),
    "tasks": _("Oppgaver"),
    "decisions": _("Beslutninger"),
    "phases": _("Faser"),
    "people": _("Personer og roller"),
    "remarks": _("Kommentarer og vedlegg"),
    "engine": _("Det som skjer av seg selv"),
}
"""What the log can be narrowed to."""

PERIODS: Labels = {
    "30": _("Siste 30 dager"),
    "3m": _("Siste 3 måneder"),
    "12m": _("Siste 12 måneder"),
    "all": _("Hele tiden"),
}
"""How far back statistics reach."""

KINDS: Labels = {
    "startEvent": _("Start"),
    "endEvent": _("Slutt"),
    "userTask": _("Oppgave"),
    "manualTask": _("Oppgave"),
    "serviceTask": _("Automatisk steg"),
    "businessRuleTask": _("Beregning"),
    "scriptTask": _("Beregning"),
    "sendTask": _("Melding ut"),
    "receiveTask": _("Venter på melding"),
    "callActivity": _("Annen prosess"),
    "subProcess": _("Delprosess"),
    "adHocSubProcess": _("Fri delprosess"),
    "transaction": _("Delprosess"),
    "exclusiveGateway": _("Veivalg"),
    "inclusiveGateway": _("Veivalg"),
    "complexGateway": _("Veivalg"),
    "parallelGateway": _("Parallelle løp"),
    "eventBasedGateway": _("Venter på det første som skjer"),
    "intermediateCatchEvent": _("Ventepunkt"),
    "intermediateThrowEvent": _("Hendelse"),
    "boundaryEvent": _("Hendelse på et steg"),
}
"""What an element of a diagram is; also its name when it has none."""

_HAPPENINGS: Mapping[tuple[str, str | None], LazyString] = {
    ("entered", None): _("Kom til"),
    ("left", "completed"): _("Utført"),
    ("left", "cancelled"): _("Avbrutt"),
    ("left", "migrated"): _("Flyttet til ny versjon"),
    ("passed", "completed"): _("Gjennom"),
    ("passed", "cancelled"): _("Avbrutt"),
    ("failed", "failed"): _("Stoppet"),
}


def element_label(name: str, kind: str) -> str:
    """An element's name, or what it is."""
    return name or str(KINDS.get(kind, kind))


def step_sentence(happening: str, outcome: str | None, name: str, kind: str) -> str:
    """What happened in a step of the replay."""
    what = element_label(name, kind)
    if kind in ("startEvent", "endEvent") and outcome == "completed":
        place = KINDS[kind]
        return f"{place}: {name}" if name else str(place)
    return f"{_HAPPENINGS.get((happening, outcome), happening)}: {what}"


def event_sentence(action: str, subject: str, data: Mapping[str, object]) -> str:
    """What happened, as one plain sentence without its actor."""
    role = str(ROLES.get(str(data.get("role")), data.get("role") or ""))
    person = str(data.get("person") or data.get("to") or "")
    outcome = action.removeprefix("gate_decided_")
    if outcome != action:
        return f"{OUTCOMES_DONE.get(outcome, outcome)}: {subject}"
    sentences = {
        "case_started": gettext("Prosessen startet"),
        "case_completed": gettext(
            "Prosessen er avsluttet: %(status)s", status=STATUSES.get(str(data.get("status")), "")
        ),
        "case_cancelled": gettext("Initiativet ble avsluttet"),
        "activity_begun": gettext("Satte i gang: %(subject)s", subject=subject),
        "task_opened": gettext("Ny oppgave: %(subject)s (%(role)s)", subject=subject, role=role),
        "task_completed": gettext("Utført: %(subject)s", subject=subject),
        "task_claimed": gettext("Tok oppgaven %(subject)s", subject=subject),
        "task_released": gettext("Ga fra seg oppgaven %(subject)s", subject=subject),
        "task_delegated": gettext("Overførte %(subject)s til %(person)s", subject=subject, person=person),
        "task_withdrawn": gettext("Oppgaven ble trukket tilbake: %(subject)s", subject=subject),
        "condition_set": gettext("Vilkår: %(subject)s", subject=subject),
        "condition_met": gettext("Vilkår oppfylt: %(subject)s", subject=subject),
        "phase_entered": gettext("Ny fase: %(subject)s", subject=subject),
        "step_completed": gettext("Beregnet: %(subject)s", subject=subject),
        "timer_fired": gettext("Tiden var inne: %(subject)s", subject=subject),
        "task_reminded": gettext("Påminnelse sendt: %(subject)s", subject=subject),
        "task_escalated": gettext("Varslet om forsinkelse: %(subject)s", subject=subject),
        "message_sent": gettext("Sendte en melding: %(subject)s", subject=subject),
        "message_received": gettext("Meldingen kom: %(subject)s", subject=subject),
        "message_discarded": gettext("En melding ble forkastet: %(subject)s", subject=subject),
        "message_superseded": gettext("En melding kom, men ingen ventet lenger: %(subject)s", subject=subject),
        "signal_sent": gettext("Sendte et signal til alle: %(subject)s", subject=subject),
        "signal_received": gettext("Signalet kom: %(subject)s", subject=subject),
        "call_started": gettext("Startet en underprosess: %(subject)s", subject=subject),
        "call_returned": gettext("Underprosessen er ferdig: %(subject)s", subject=subject),
        "call_superseded": gettext("Underprosessen ble ferdig, men ingen ventet lenger: %(subject)s", subject=subject),
        "case_called_off": gettext("Underprosessen ble avbrutt"),
        "case_failed": gettext("Underprosessen endte med feil: %(subject)s", subject=subject),
        "escalation_uncaught": gettext("Eskalering uten mottaker: %(code)s", code=str(data.get("code") or "")),
        "role_granted": gettext("%(person)s er %(role)s", person=person, role=role.lower()),
        "role_revoked": gettext("%(person)s er ikke lenger %(role)s", person=person, role=role.lower()),
        "comment_written": gettext("Skrev en kommentar"),
        "artefact_begun": gettext("Tok i bruk et verktøy"),
        "artefact_delivered": gettext("Leverte et ark: %(subject)s", subject=subject),
        "artefact_locked": gettext("Låste et ark"),
        "artefact_unlocked": gettext("Låste opp et ark"),
        "artefact_removed": gettext("Fjernet et ark"),
        "artefact_restored": gettext("Hentet tilbake et ark"),
        "file_attached": gettext("La ved en fil"),
        "file_removed": gettext("Fjernet en fil"),
        "incident_opened": gettext("Et steg stoppet: %(subject)s", subject=subject),
        "incident_resolved": gettext("Stoppet steg er tatt hånd om: %(subject)s", subject=subject),
        "case_modified": gettext("Prosesseieren flyttet saken"),
        "case_suspended": gettext("Satt på pause av prosesseieren"),
        "case_resumed": gettext("Går videre etter pausen"),
        "case_skipped": gettext("Prosesseieren lar saken hoppe over: %(subject)s", subject=subject),
        "case_facts_edited": gettext("Prosesseieren rettet opplysninger før: %(subject)s", subject=subject),
        "step_passed_by": gettext("Hoppet over: %(subject)s", subject=subject),
        "case_migrated": gettext("Flyttet til versjon %(number)s av prosessen", number=str(data.get("version") or "")),
        "migration_undone": gettext("Flyttet tilbake til versjon %(number)s", number=str(data.get("version") or "")),
        "initiative_merged": gettext("Slått sammen med et annet initiativ"),
    }
    return sentences.get(action, action)
