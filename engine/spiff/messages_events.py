"""What the deployment check says of events."""

MESSAGES: dict[str, dict[str, str]] = {
    "unsupported_event": {
        "nb": "Hendelsestypen {event} kan ikke kjøres riktig her. Bruk én hendelse av ett slag.",
        "en": "The event type {event} cannot be run correctly here. Use one event of one kind.",
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
        "nb": "En gjentakelse kan bare stå på en hendelse som starter saken, eller som ikke avbryter.",
        "en": "A cycle can only stand on an event that starts the case or does not interrupt.",
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
    "code_missing": {
        "nb": "Hendelsen sier ikke hvilken kode {kind} har. Velg {kind}, og gi den en kode.",
        "en": "The event does not say which code its {kind_en} has. Choose one, and give it a code.",
    },
    "condition_empty": {
        "nb": "Betingelseshendelsen har ingen betingelse. Skriv et uttrykk.",
        "en": "The conditional event has no condition. Write an expression.",
    },
    "conditional_start": {
        "nb": "En betingelse kan ikke starte en sak: det finnes ingen svar å lese før saken er der. Bruk en melding, et signal "
        "eller et tidspunkt.",
        "en": "A condition cannot start a case: there are no answers to read before there is a case. Use a message, a signal "
        "or a time.",
    },
    "boundary_never": {
        "nb": "Hendelsen ({event}) kan ikke inntreffe her: {tag} er ferdig straks eller gir aldri en slik. Fjern den.",
        "en": "The event ({event}) cannot happen here: {tag} is over at once or never gives one. Remove it.",
    },
    "event_subprocess_plain": {
        "nb": "En hendelsesdelprosess må være en vanlig delprosess uten gjentakelse. Fjern gjentakelsen, eller legg en vanlig "
        "delprosess inni den.",
        "en": "An event subprocess must be a plain subprocess that does not repeat. Remove the repetition, or put a plain "
        "subprocess inside it.",
    },
    "compensation_unattached": {
        "nb": "Aktiviteten angrer noe, men ingen kompensasjonshendelse peker på den. Trekk en assosiasjon fra hendelsen.",
        "en": "The activity undoes something, but no compensation event points to it. Draw an association from the event.",
    },
    "compensation_target": {
        "nb": "«{ref}» kan ikke kompenseres herfra. Velg en aktivitet på samme nivå.",
        "en": "“{ref}” cannot be compensated from here. Choose an activity at the same level.",
    },
    "compensation_without_handler": {
        "nb": "Ingenting angrer «{ref}». Fest en kompensasjonshendelse på den, og pek på aktiviteten som angrer.",
        "en": "Nothing undoes “{ref}”. Attach a compensation event to it that points to the activity that does.",
    },
    "nothing_to_compensate": {
        "nb": "Ingen aktivitet på dette nivået kan kompenseres. Fest en kompensasjonshendelse på en, eller fjern denne.",
        "en": "No activity at this level can be compensated. Attach a compensation event to one, or remove this.",
    },
    "two_compensation_subprocesses": {
        "nb": "Nivået har mer enn én hendelsesdelprosess for kompensasjon. Behold én.",
        "en": "The level has more than one compensation event subprocess. Keep one.",
    },
    "cancel_without_border": {
        "nb": "«{event}» avbryter transaksjonen, men ingen avbruddshendelse på kanten fører videre. Legg til en.",
        "en": "“{event}” cancels the transaction, but no cancel event on its border leads on. Add one.",
    },
    "instantiate_inside": {
        "nb": "Elementet skal starte en sak, men står i en delprosess. Flytt det ut, eller fjern instantiate.",
        "en": "The element is to start a case, but stands in a subprocess. Move it out, or remove instantiate.",
    },
}
