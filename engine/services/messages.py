"""What the codes of the verbs say to people: what is wrong with an input, and what to do."""

MESSAGES: dict[str, dict[str, str]] = {
    "too_many_files": {
        "nb": "Modellen har for mange filer. Fjern filer til det er høyst {maximum}.",
        "en": "The model has too many files. Remove files until there are at most {maximum}.",
    },
    "model_too_large": {
        "nb": "Modellen er for stor. Gjør filene mindre til de til sammen er høyst {maximum}.",
        "en": "The model is too large. Make the files smaller until they are at most {maximum} together.",
    },
    "bad_path": {
        "nb": "Filnavnet kan ikke brukes. Bruk et navn under modellmappa, uten «..» og uten skråstrek først.",
        "en": "The file name cannot be used. Use a name inside the model folder, without '..' or a leading slash.",
    },
    "required": {"nb": "Feltet må fylles ut.", "en": "This field must be filled in."},
    "unknown_field": {
        "nb": "Feltet finnes ikke. Ta det bort.",
        "en": "There is no such field. Leave it out.",
    },
    "unknown_choice": {
        "nb": "Verdien er ikke blant valgene. Velg en av dem som tilbys.",
        "en": "The value is not among the choices. Use one of those offered.",
    },
    "unknown_unit": {"nb": "Enheten finnes ikke. Velg en annen.", "en": "There is no such unit. Choose another."},
    "unknown_person": {
        "nb": "Personen finnes ikke eller er ikke aktiv. Velg en annen.",
        "en": "There is no such person, or the account is closed. Choose another.",
    },
    "may_not_decide": {
        "nb": "Personen kan ikke ta denne beslutningen. Velg en med rollen som ikke er inhabil.",
        "en": "This person may not take the decision. Choose somebody with the role who is not disqualified.",
    },
    "not_in_future": {"nb": "Datoen må være fram i tid.", "en": "The date must be in the future."},
    "too_many": {"nb": "Det er for mange. Ta bort noen.", "en": "There are too many. Remove some."},
    "too_long": {
        "nb": "Teksten er for lang. Kort den ned til høyst {maximum} tegn.",
        "en": "The text is too long. Shorten it to at most {maximum} characters.",
    },
    "length": {
        "nb": "Nøkkelen må ha mellom 1 og {maximum} tegn.",
        "en": "The key must have between 1 and {maximum} characters.",
    },
    "empty": {"nb": "Fila er tom. Velg en annen.", "en": "The file is empty. Choose another."},
    "too_large": {
        "nb": "Fila er for stor. Den kan være høyst {maximum}.",
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
    "no_form": {"nb": "Oppgaven har ikke noe skjema. Send ingen svar.", "en": "The task has no form. Send no answers."},
    "no_first_task": {
        "nb": "Prosessen begynner ikke med en oppgave. Si fra til prosesseieren.",
        "en": "The process does not begin with a task. Tell the process owner.",
    },
    "no_first_form": {
        "nb": "Prosessen begynner ikke med et skjema. Si fra til prosesseieren.",
        "en": "The process does not begin with a form. Tell the process owner.",
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
"""Sentences by code, in bokmål and English; `{name}` is filled from the problem's parameters."""
