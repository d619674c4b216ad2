"""What each broken expectation says to the person who met it: HTTP status, what happened and what to do."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import lazy_gettext as _

from engine.contract import errors
from engine.contract.errors import FieldProblem
from engine.dmn import DecisionFailed
from engine.services import problems

INPUT: Mapping[str, Mapping[str, str]] = {
    "nul": {"nb": "Teksten inneholder et tegn som ikke kan lagres.", "en": "The text holds a NUL character."},
    "nested_too_deep": {
        "nb": "Innholdet er nøstet for dypt. Det kan ha høyst {maximum} nivåer.",
        "en": "The content is nested too deeply. It may have at most {maximum} levels.",
    },
    "object_expected": {"nb": "Innholdet må være et JSON-objekt.", "en": "The content must be a JSON object."},
    "invalid_value": {
        "nb": "Verdien har feil form. Se beskrivelsen av feltet.",
        "en": "The value has the wrong form: {expected}",
    },
    "not_an_etag": {
        "nb": "Verdien er ikke en ETag herfra. Send den du fikk da du leste oppgaven.",
        "en": "The value is no ETag of ours. Send the one you got when you read the task.",
    },
    "not_base64": {"nb": "Innholdet er ikke gyldig base64.", "en": "The content is not valid base64."},
    "file_expected": {
        "nb": "Filen mangler. Send den som en del med navnet «file».",
        "en": "The file is missing. Send it as a part named 'file'.",
    },
    "part_unnamed": {"nb": "En del mangler navn.", "en": "A part has no name."},
    "part_repeated": {"nb": "Delen er sendt flere ganger.", "en": "The part is sent more than once."},
    "may_not_decide": {
        "nb": "Personen kan ikke ta denne beslutningen. Velg en med rollen som ikke er inhabil.",
        "en": "This person may not take the decision. Choose somebody with the role who is not disqualified.",
    },
    "too_long": {
        "nb": "Teksten er for lang. Kort den ned til høyst {maximum} tegn.",
        "en": "The text is too long. Shorten it to at most {maximum} characters.",
    },
    "length": {
        "nb": "Nøkkelen må ha mellom 1 og {maximum} tegn.",
        "en": "The key must have between 1 and {maximum} characters.",
    },
    "empty": {"nb": "Filen er tom. Velg en annen.", "en": "The file is empty. Choose another."},
    "too_large": {
        "nb": "Filen er for stor. Den kan være høyst {maximum}.",
        "en": "The file is too large. It may be at most {maximum}.",
    },
    "type_refused": {
        "nb": "Filtypen kan ikke legges ved, eller innholdet stemmer ikke med filnavnet. Bruk en av disse: {allowed}.",
        "en": "This type of file cannot be attached, or its content does not fit its name. Use one of: {allowed}.",
    },
    "not_a_key": {
        "nb": "Nøkkelen til neste side er ikke gyldig. Begynn på første side.",
        "en": "The key of the next page is not valid. Start at the first page.",
    },
    "not_a_date": {"nb": "Datoen kan ikke leses. Skriv den som 2026-03-31.", "en": "The date cannot be read."},
    "before_first": {
        "nb": "Siste dag kan ikke være før første dag.",
        "en": "The last day cannot be before the first.",
    },
    "no_form": {"nb": "Oppgaven har ikke noe skjema. Send ingen svar.", "en": "The task has no form. Send no answers."},
    "no_first_task": {
        "nb": "Prosessen begynner ikke med en oppgave. Si fra til prosesseieren.",
        "en": "The process does not begin with a task. Tell the process owner.",
    },
    "no_plain_start": {
        "nb": "Prosessen kan ikke startes for hånd. Den starter av en melding, et signal eller en dato.",
        "en": "The process cannot be started by hand. A message, a signal or a date starts it.",
    },
    "needed_to_start": {
        "nb": "Meldingen starter en prosess. Da må den si hvilket initiativ det gjelder, eller ha tittel og enhet for et nytt.",
        "en": "The message starts a process. It must name the initiative, or hold title and unit for a new one.",
    },
    "not_in_time": {
        "nb": "Velg et tidspunkt fram i tid, høyst {days} dager fra nå.",
        "en": "Choose a time ahead, at most {days} days from now.",
    },
    "no_first_form": {
        "nb": "Prosessen begynner ikke med et skjema. Si fra til prosesseieren.",
        "en": "The process does not begin with a form. Tell the process owner.",
    },
    "decision_too_heavy": {
        "nb": "Beslutningen er for tung å ta for disse faktaene ({what}: mer enn {limit}). Send mindre.",
        "en": "The decision takes too much work for these facts ({what}: more than {limit}). Send less.",
    },
    "gate_needs_decision": {
        "nb": "Dette er et beslutningspunkt. Ta en beslutning i stedet for å fullføre oppgaven.",
        "en": "This is a gate. Decide it instead of completing the task.",
    },
    "not_a_gate": {
        "nb": "Dette er ikke et beslutningspunkt. Fullfør oppgaven i stedet.",
        "en": "This is not a gate. Complete the task instead.",
    },
}
"""What is wrong with a request or a single value, beside what models and forms say themselves."""


@dataclass(frozen=True, kw_only=True)
class Explanation:
    """`code` names the kind of problem for machines; `title` and `advice` are for people."""

    status: int
    code: str
    title: str
    advice: str


def _say(status: int, code: str, title: str, advice: str) -> Explanation:
    return Explanation(status=status, code=code, title=title, advice=advice)


_STOPPED = _say(
    409,
    "process_stopped",
    _("Prosessen kom ikke videre"),
    _("Det er en feil i prosessmodellen. Ingenting er gjort. Si fra til prosesseieren."),
)

ENGINE: Mapping[type[errors.EngineError], Explanation] = {
    errors.RemarksUnseen: _say(
        422,
        "remarks_unseen",
        _("Modellen har merknader som noen må ta stilling til"),
        _("Les merknadene. Publiser på nytt og bekreft at du har sett dem, eller rett modellen."),
    ),
    errors.ModelRejected: _say(
        422,
        "model_rejected",
        _("Modellen kan ikke tas i bruk"),
        _("Rett feilene i listen og last opp på nytt."),
    ),
    errors.FormRejected: _say(
        422, "form_rejected", _("Noe i skjemaet må rettes"), _("Rett feltene i listen og send på nytt.")
    ),
    errors.InvalidInput: _say(
        422, "invalid_input", _("Noe i det du sendte må rettes"), _("Rett verdien og prøv på nytt.")
    ),
    errors.NotFound: _say(
        404,
        "not_found",
        _("Vi finner ikke det du ser etter"),
        _("Det finnes ikke, eller du har ikke tilgang til å se det. Kontroller adressen."),
    ),
    errors.NotAllowed: _say(
        403, "not_allowed", _("Du kan ikke gjøre dette"), _("Spør en som har rollen, eller prosesseieren.")
    ),
    errors.CaseChanged: _say(
        409,
        "changed",
        _("Noen har endret saken i mellomtiden"),
        _("Hent siste versjon og prøv på nytt. Det du har skrevet, er ikke borte."),
    ),
    errors.TaskAlreadyClaimed: _say(
        409, "already_claimed", _("Oppgaven er tatt av en annen"), _("Velg en annen oppgave, eller avtal overtakelse.")
    ),
    errors.TaskNotOpen: _say(
        409, "task_not_open", _("Oppgaven er ikke lenger åpen"), _("Se på initiativet hva som skjer nå.")
    ),
    errors.CaseNotRunning: _say(
        409, "case_not_running", _("Saken er avsluttet"), _("En avsluttet sak kan ikke endres. Se historikken.")
    ),
    errors.CaseStopped: _say(
        409,
        "case_stopped",
        _("Svarene er tatt vare på, men saken kom ikke videre"),
        _("Prosesseieren er varslet og må rette et stoppet steg. Send svarene på nytt når det er gjort."),
    ),
    errors.ArtefactLocked: _say(
        409, "artefact_locked", _("Arket er låst"), _("Det er levert eller brukt i en beslutning, og kan bare leses.")
    ),
    errors.RowChanged: _say(
        409,
        "row_changed",
        _("Noen har endret den samme raden"),
        _("Se hva som står der nå, og lagre på nytt. Det du har skrevet, er ikke borte."),
    ),
    errors.CaseSuspended: _say(
        409,
        "case_suspended",
        _("Saken er satt på pause"),
        _(
            "Du kan lese den, men ikke fullføre noe før prosesseieren lar den gå videre. Det du har skrevet, er ikke borte."
        ),
    ),
    errors.CannotModify: _say(
        422, "cannot_modify", _("Saken kan ikke flyttes slik"), _("Se hva som er galt, og velg noe annet.")
    ),
    errors.CannotMigrate: _say(
        422,
        "cannot_migrate",
        _("Saken kan ikke flyttes til den nye versjonen"),
        _("Se hva som er galt, og rett planen eller modellen."),
    ),
    errors.VersionClosed: _say(
        409,
        "version_closed",
        _("Prosessen tar ikke imot nye saker nå"),
        _("Versjonen er på pause eller tatt ut av bruk. Spør prosesseieren."),
    ),
    errors.KeyReused: _say(
        422,
        "key_reused",
        _("Nøkkelen er brukt til en annen forespørsel"),
        _("Bruk en ny Idempotency-Key for en ny forespørsel."),
    ),
    errors.ExpressionFailed: _STOPPED,
    errors.StepBudgetExceeded: _STOPPED,
    errors.StepFailed: _STOPPED,
    errors.CaseStalled: _STOPPED,
    errors.ErrorUncaught: _STOPPED,
    errors.CallsTooDeep: _STOPPED,
    errors.TooMuchToCompensate: _STOPPED,
    errors.BusinessError: _STOPPED,
    errors.MessageSettled: _say(
        409,
        "message_settled",
        _("Meldingen er ikke lenger i kø"),
        _("Den er levert, forkastet eller utløpt. Last siden på nytt."),
    ),
    DecisionFailed: _STOPPED,
    errors.LoginRefused: _say(
        401, "login_refused", _("Brukernavn eller passord er feil"), _("Prøv på nytt, eller spør administratoren.")
    ),
    errors.TooManyAttempts: _say(
        429, "too_many_attempts", _("For mange forsøk"), _("Vent litt før du prøver på nytt.")
    ),
    errors.UnsafeSettings: _say(
        500, "unsafe_settings", _("Løsningen er feil satt opp"), _("Si fra til administratoren.")
    ),
}
"""By exact class; a class that is missing here is found by a test."""

REFUSALS: Mapping[str, str] = {
    "operation_closed": _("Dette er ikke åpnet for maskiner."),
    "scope_missing": _("Nøkkelen gir ikke lov til dette. Den mangler omfanget «{scope}»."),
    "not_your_task": _("Oppgaven er ikke din, og du har ikke rollen den ligger hos."),
    "own_gate": _("Du kan ikke beslutte i en sak der du er innmelder, prosjektleder eller har forberedt beslutningen."),
    "already_assessed": _("Du har allerede vurdert denne saken. Vurderingene skal gjøres av ulike personer."),
    "blocked": _("Saken kan ikke godkjennes ennå: {label}"),
    "personal_task": _("Oppgaven gjelder bare deg og kan ikke legges tilbake."),
    "names_for_auditor": _("Bare revisor kan få navn i hendelsesloggen. Last den ned uten navn."),
    "role_missing": _("Du har ikke rollen som trengs."),
    "may_not_send": _("Meldinger sendes av maskiner med en nøkkel for det, eller av prosesseieren."),
    "not_yours": _("Bare den som la det inn, kan ta det bort."),
}
"""Why somebody was refused, by reason code."""

CHANGES: Mapping[str, str] = {
    "task_changed": _("Oppgaven er endret."),
    "task_claimed": _("Oppgaven er tatt."),
    "task_completed": _("Oppgaven er fullført."),
    "task_withdrawn": _("Oppgaven er trukket tilbake fordi prosessen gikk videre uten den."),
    "task_outside_process": _("Oppgaven hører ikke til prosessen."),
    "case_suspended": _("Satt på pause av prosesseieren."),
    "case_changed": _("Saken har gått videre."),
    "draft_changed": _("Utkastet er lagret fra et annet vindu."),
}
"""What changed, by code."""

HTTP: Mapping[int, Explanation] = {
    400: _say(
        400, "bad_request", _("Forespørselen kan ikke leses"), _("Gå tilbake, last siden på nytt og prøv igjen.")
    ),
    401: _say(401, "unauthenticated", _("Du er ikke logget inn"), _("Logg inn og prøv på nytt.")),
    403: _say(403, "forbidden", _("Du har ikke tilgang"), _("Gå tilbake, eller spør administratoren.")),
    404: _say(404, "not_found", _("Vi finner ikke siden"), _("Kontroller adressen, eller gå til forsiden.")),
    405: _say(405, "method_not_allowed", _("Dette kan ikke gjøres her"), _("Gå tilbake og prøv på nytt.")),
    406: _say(406, "not_acceptable", _("Formatet finnes ikke"), _("Be om et annet format.")),
    408: _say(408, "timeout", _("Det tok for lang tid"), _("Prøv på nytt.")),
    409: _say(409, "conflict", _("Noe har endret seg i mellomtiden"), _("Last siden på nytt og prøv igjen.")),
    412: _say(
        412, "precondition_failed", _("Noe har endret seg i mellomtiden"), _("Hent siste versjon og prøv igjen.")
    ),
    413: _say(413, "too_large", _("Det du sendte er for stort"), _("Send mindre, eller del det opp.")),
    414: _say(414, "uri_too_long", _("Adressen er for lang"), _("Bruk færre filtre.")),
    415: _say(415, "unsupported_media_type", _("Formatet kan ikke leses"), _("Send i et format som er beskrevet.")),
    422: _say(422, "invalid_request", _("Noe i forespørselen må rettes"), _("Rett det som står i listen.")),
    429: _say(429, "too_many_requests", _("For mange forespørsler"), _("Vent litt før du prøver på nytt.")),
    431: _say(431, "headers_too_large", _("Forespørselen kan ikke leses"), _("Send færre eller kortere hoder.")),
    500: _say(
        500,
        "unexpected",
        _("Noe gikk galt hos oss"),
        _("Prøv på nytt om litt. Oppgi referansen hvis du melder fra om feilen."),
    ),
    503: _say(503, "unavailable", _("Tjenesten er ikke tilgjengelig nå"), _("Prøv på nytt om litt.")),
}
"""Errors of HTTP itself, by status."""


FOR_MACHINES: Mapping[int, str] = {
    400: _("Innholdet er ikke gyldig JSON, eller forespørselen bryter med HTTP."),
    401: _("Send et gyldig token som «Authorization: Bearer …»."),
    404: _("Stien eller id-en finnes ikke. Se /api/v1/openapi.json."),
    405: _("Stien finnes, men ikke med denne metoden. Se hodet «Allow»."),
    409: _("Les på nytt og prøv igjen."),
}
"""What the API says instead of `HTTP`'s advice, which speaks of pages."""


def sentence(path: str, code: str, params: Mapping[str, str], locale: str) -> str:
    """What is wrong with the value at `path`, in English for `en` and else in bokmål."""
    texts = INPUT.get(code)
    if texts is None:
        return problems.sentence(FieldProblem(path=path, code=code, params=dict(params)), locale)
    return filled(texts["en" if locale == "en" else "nb"], params)


def filled(text: str, params: Mapping[str, str]) -> str:
    """`text` with its `{name}`s filled; one that nothing is known of stays empty."""
    return str(text).format_map(_Lenient(params))


class _Lenient(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return ""
