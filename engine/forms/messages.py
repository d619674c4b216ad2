"""What is wrong with a form file or an answer, in Norwegian and English. Each sentence tells what to do."""

MESSAGES: dict[str, dict[str, str]] = {
    "required": {"nb": "Dette må fylles ut.", "en": "This must be filled in."},
    "not_text": {"nb": "Skriv tekst her.", "en": "Write text here."},
    "bad_characters": {
        "nb": "Teksten har tegn som ikke kan lagres. Fjern dem.",
        "en": "The text has characters that cannot be stored. Remove them.",
    },
    "too_long": {
        "nb": "Teksten er {length} tegn. Kort den ned til {maximum}.",
        "en": "The text has {length} characters. Shorten it to {maximum}.",
    },
    "too_short": {"nb": "Skriv minst {minimum} tegn.", "en": "Write at least {minimum} characters."},
    "not_number": {
        "nb": "Skriv et tall, for eksempel 12 500 eller 3,5.",
        "en": "Write a number, such as 12,500 or 3.5.",
    },
    "not_whole": {"nb": "Skriv et helt tall.", "en": "Write a whole number."},
    "too_many_decimals": {"nb": "Bruk høyst {maximum} desimaler.", "en": "Use at most {maximum} decimals."},
    "too_small": {
        "nb": "Tallet kan ikke være mindre enn {minimum}.",
        "en": "The number cannot be less than {minimum}.",
    },
    "too_large": {
        "nb": "Tallet kan ikke være større enn {maximum}.",
        "en": "The number cannot be more than {maximum}.",
    },
    "not_date": {"nb": "Velg en dato, for eksempel 24.11.2026.", "en": "Choose a date, such as 24.11.2026."},
    "unknown_choice": {"nb": "Velg et av alternativene.", "en": "Choose one of the alternatives."},
    "unknown_person": {"nb": "Velg en person fra listen.", "en": "Choose a person from the list."},
    "unknown_unit": {"nb": "Velg en enhet fra listen.", "en": "Choose a unit from the list."},
    "unknown_initiative": {
        "nb": "Finner ikke initiativet {number}. Skriv nummeret slik: INN-2026-014.",
        "en": "There is no initiative {number}. Write the number like INN-2026-014.",
    },
    "unknown_artefact": {
        "nb": "Velg et ark som er laget med dette verktøyet i dette initiativet.",
        "en": "Choose a sheet made with this tool in this initiative.",
    },
    "artefact_incomplete": {
        "nb": "Arket er ikke ferdig. {missing}",
        "en": "The sheet is not complete. {missing}",
    },
    "artefact_locked": {
        "nb": "Arket er låst og kan ikke leveres igjen.",
        "en": "The sheet is locked and cannot be delivered again.",
    },
    "not_table": {"nb": "Fyll ut tabellen rad for rad.", "en": "Fill in the table row by row."},
    "too_many_rows": {
        "nb": "Tabellen kan ha høyst {maximum} rader.",
        "en": "The table can have at most {maximum} rows.",
    },
    "too_few_rows": {"nb": "Fyll ut minst {minimum} rader.", "en": "Fill in at least {minimum} rows."},
    "unknown_field": {"nb": "Skjemaet har ikke dette feltet.", "en": "The form has no such field."},
    "not_answers": {"nb": "Svarene kan ikke leses.", "en": "The answers cannot be read."},
    "answers_too_large": {
        "nb": "Svarene er for store. Grensen er {maximum}.",
        "en": "The answers are too large. The limit is {maximum}.",
    },
    "form_too_large": {
        "nb": "Skjemafilen er for stor. Grensen er {maximum}.",
        "en": "The form file is too large. The limit is {maximum}.",
    },
    "form_not_json": {
        "nb": "Skjemafilen er ikke gyldig JSON: {reason}. Eksporter skjemaet på nytt.",
        "en": "The form file is not valid JSON: {reason}. Export the form again.",
    },
    "form_not_form": {
        "nb": "Filen er ikke et form-js-skjema. Den må ha type «default» og en liste components.",
        "en": "The file is not a form-js form. It needs type “default” and a list of components.",
    },
    "form_bad_name": {
        "nb": "Skjemaet kan ikke hete «{name}». Bruk a–z, tall og understrek i filnavnet.",
        "en": "The form cannot be named “{name}”. Use a–z, digits and underscore in the file name.",
    },
    "form_too_complex": {
        "nb": "Skjemaet har for mange felter eller for mange nivåer. Grensen er {maximum} felter.",
        "en": "The form has too many fields or levels. The limit is {maximum} fields.",
    },
    "form_unknown_type": {
        "nb": "Felttypen «{type}» støttes ikke. Velg en annen.",
        "en": "The field type “{type}” is not supported. Choose another.",
    },
    "form_no_choices": {
        "nb": "Feltet trenger alternativer, hvert med verdi og tekst.",
        "en": "The field needs alternatives, each with a value and a label.",
    },
    "form_no_label": {"nb": "Feltet mangler ledetekst. Skriv en.", "en": "The field lacks a label. Write one."},
    "form_bad_table": {
        "nb": "Tabellen må ha kolonner av enkle felter uten betingelser.",
        "en": "The table needs columns of simple fields without conditions.",
    },
    "form_bad_condition": {
        "nb": "Betingelsen «{expression}» kan ikke brukes: {nb}",
        "en": "The condition “{expression}” cannot be used: {en}",
    },
    "form_bad_key": {
        "nb": "Nøkkelen «{key}» kan ikke brukes. Bruk bokstaver a–z, tall og understrek, og begynn med en bokstav.",
        "en": "The key “{key}” cannot be used. Use letters a–z, digits and underscore, beginning with a letter.",
    },
    "form_reserved_key": {
        "nb": "Nøkkelen «{key}» er reservert. Velg en annen.",
        "en": "The key “{key}” is reserved. Choose another.",
    },
    "form_duplicate_key": {
        "nb": "Nøkkelen «{key}» brukes av flere felter. Gi hvert felt sin egen.",
        "en": "The key “{key}” is used by several fields. Give each its own.",
    },
    "form_bad_rule": {
        "nb": "En grense for feltet er ikke et tall. Rett den.",
        "en": "A limit of the field is not a number. Mend it.",
    },
}
