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
    "cycle_not_here": {
        "nb": "En gjentakelse kan bare stå på en kanthendelse som ikke avbryter.",
        "en": "A cycle can only stand on a non-interrupting boundary event.",
    },
    "boundary_to_nowhere": {
        "nb": "Kanthendelsen er ikke festet til en aktivitet. Fest den på kanten av en.",
        "en": "The boundary event is not attached to an activity. Attach it to the border of one.",
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
