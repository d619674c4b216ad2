"""What the deployment check says of events."""

MESSAGES: dict[str, dict[str, str]] = {
    "unsupported_event": {
        "nb": "Hendelsestypen {event} kan ikke kjøres riktig her. Bruk en vanlig hendelse eller en tidshendelse.",
        "en": "The event type {event} cannot be run correctly here. Use a plain or a timer event.",
    },
    "event_subprocess": {
        "nb": "Hendelsesdelprosesser støttes ikke. Bruk en tidshendelse på kanten av aktiviteten.",
        "en": "Event subprocesses are not supported. Use a timer on the activity's border.",
    },
    "timer_missing": {
        "nb": "Tidshendelsen sier ikke når. Fyll ut varighet, dato eller gjentakelse.",
        "en": "The timer event does not say when. Fill in duration, date or cycle.",
    },
    "timer_unquoted": {
        "nb": 'Tiden {expression} må stå i anførselstegn: "{expression}".',
        "en": 'The time {expression} must stand in quotes: "{expression}".',
    },
    "timer_invalid": {
        "nb": '«{expression}» er ikke en gyldig tid. Skriv for eksempel "P14D", "PT2H" eller "R/P1M".',
        "en": '“{expression}” is not a valid time. Write for example "P14D", "PT2H" or "R/P1M".',
    },
    "start_time_invalid": {
        "nb": '«{expression}» er ikke et tidspunkt som kan starte en prosess. Skriv for eksempel "R/P1M" i anførselstegn, '
        "uten å lese svar: det finnes ingen sak ennå.",
        "en": '“{expression}” is no time that can start a process. Write for example "R/P1M" in quotes, without reading '
        "answers: there is no case yet.",
    },
    "call_not_deployed": {
        "nb": "Prosessen «{process}» er ikke tatt i bruk, så versjonen kan ikke låses nå. Ta den i bruk først.",
        "en": "The process “{process}” is not deployed, so its version cannot be fixed now. Deploy it first.",
    },
    "cycle_not_here": {
        "nb": "En gjentakelse kan bare stå på en kanthendelse som ikke avbryter.",
        "en": "A cycle can only stand on a non-interrupting boundary event.",
    },
    "boundary_to_nowhere": {
        "nb": "Kanthendelsen er ikke festet til en aktivitet. Fest den på kanten av en.",
        "en": "The boundary event is not attached to an activity. Attach it to the border of one.",
    },
    "message_unnamed": {
        "nb": "Hendelsen sier ikke hva {kind} heter. Velg {kind}, og gi det et navn på høyst 200 tegn.",
        "en": "The event does not say what its {kind_en} is called. Choose one, with a name of at most 200 characters.",
    },
    "input_incomplete": {
        "nb": "En verdi som sendes med, mangler navn eller uttrykk. Fyll ut begge.",
        "en": "A value to be sent along lacks its name or its expression. Fill in both.",
    },
    "correlation_missing": {
        "nb": "Nøkkelen som kobler meldingen til saken, er tom. Skriv et uttrykk, eller fjern den.",
        "en": "The key that connects the message with its case is empty. Write an expression, or remove it.",
    },
    "bad_call": {
        "nb": "Kallet av en annen prosess er ikke fullstendig: {detail}.",
        "en": "The call of another process is incomplete: {detail_en}.",
    },
    "start_with_incoming": {
        "nb": "Starthendelsen har en flyt inn. Fjern den.",
        "en": "The start event has an incoming flow. Remove it.",
    },
    "end_with_outgoing": {
        "nb": "Slutthendelsen har en flyt ut. Fjern den.",
        "en": "The end event has an outgoing flow. Remove it.",
    },
    "bad_status": {
        "nb": "Sluttstatusen «{status}» finnes ikke. Bruk completed, rejected, referred eller merged.",
        "en": "There is no end status “{status}”. Use completed, rejected, referred or merged.",
    },
    "event_gateway_target": {
        "nb": "Etter en hendelsesbasert port må det stå en tidshendelse med én flyt inn.",
        "en": "An event-based gateway must be followed by timer events with one incoming flow.",
    },
}
