"""What a person reads when an expression is wrong, in bokmål and English, with `{param}` placeholders."""

MESSAGES: dict[str, dict[str, str]] = {
    "syntax": {
        "nb": "Linje {line}, tegn {column}: fant {found}, ventet {expected}.",
        "en": "Line {line}, column {column}: found {found}, expected {expected}.",
    },
    "syntax_suggestion": {
        "nb": "Linje {line}, tegn {column}: fant {found}, ventet {expected}. I FEEL skrives det «{suggestion}».",
        "en": "Line {line}, column {column}: found {found}, expected {expected}. FEEL writes it “{suggestion}”.",
    },
    "unknown_type": {
        "nb": "Linje {line}, tegn {column}: typen «{name}» finnes ikke.",
        "en": "Line {line}, column {column}: there is no type “{name}”.",
    },
    "unknown_type_suggestion": {
        "nb": "Linje {line}, tegn {column}: typen «{name}» finnes ikke. Mente du «{suggestion}»?",
        "en": "Line {line}, column {column}: there is no type “{name}”. Did you mean “{suggestion}”?",
    },
    "unknown_function": {
        "nb": "Linje {line}, tegn {column}: funksjonen «{name}» finnes ikke.",
        "en": "Line {line}, column {column}: there is no function “{name}”.",
    },
    "unknown_function_suggestion": {
        "nb": "Linje {line}, tegn {column}: funksjonen «{name}» finnes ikke. Mente du «{suggestion}»?",
        "en": "Line {line}, column {column}: there is no function “{name}”. Did you mean “{suggestion}”?",
    },
    "wrong_arguments": {
        "nb": "Linje {line}, tegn {column}: «{name}» kan ikke kalles slik. Skriv {usage}.",
        "en": "Line {line}, column {column}: “{name}” cannot be called like this. Write {usage}.",
    },
    "too_long": {
        "nb": "Uttrykket er på {length} tegn; grensen er {limit}. Del det opp.",
        "en": "The expression has {length} characters; the limit is {limit}. Split it up.",
    },
    "too_deep": {
        "nb": "Uttrykket har for mange nivåer inni hverandre; grensen er {limit}. Del det opp.",
        "en": "The expression is nested too deeply; the limit is {limit}. Split it up.",
    },
    "not_text": {"nb": "Et uttrykk må være tekst.", "en": "An expression must be text."},
    "budget_steps": {
        "nb": "Uttrykket ble for tungt å regne ut (mer enn {limit} steg).",
        "en": "The expression took too much work (more than {limit} steps).",
    },
    "budget_items": {
        "nb": "Uttrykket lager en liste på mer enn {limit} elementer.",
        "en": "The expression makes a list of more than {limit} items.",
    },
    "budget_characters": {
        "nb": "Uttrykket lager en tekst på mer enn {limit} tegn.",
        "en": "The expression makes a text of more than {limit} characters.",
    },
    "budget_digits": {
        "nb": "Uttrykket lager et tall med mer enn {limit} sifre.",
        "en": "The expression makes a number of more than {limit} digits.",
    },
    "budget_patterns": {
        "nb": "Et mønster i uttrykket ble for tungt å lete etter (mer enn {limit} steg).",
        "en": "A pattern of the expression took too much work to look for (more than {limit} steps).",
    },
    "budget_depth": {
        "nb": "Uttrykket kaller funksjoner eller nøster verdier dypere enn {limit} nivåer.",
        "en": "The expression calls functions or nests values more than {limit} levels deep.",
    },
    "codec": {
        "nb": "Verdien kan ikke lagres eller leses: {reason}.",
        "en": "Cannot store or read the value: {reason}.",
    },
    "internal": {
        "nb": "Uttrykket kunne ikke regnes ut ({reason}).",
        "en": "The expression could not be evaluated ({reason}).",
    },
}

# What a token is called in the sentence "found X, expected Y"; symbols and keywords stand for themselves.
TOKENS: dict[str, dict[str, str]] = {
    "EXPRESSION": {"nb": "et uttrykk", "en": "an expression"},
    "OPERATOR": {"nb": "en operator", "en": "an operator"},
    "NAME": {"nb": "et navn", "en": "a name"},
    "KEY": {"nb": "et navn fulgt av «:»", "en": "a name followed by “:”"},
    "NUMBER": {"nb": "et tall", "en": "a number"},
    "STRING": {"nb": "en tekst i hermetegn", "en": "a text in quotes"},
    "TYPE": {"nb": "en type", "en": "a type"},
    "END": {"nb": "slutten på uttrykket", "en": "the end of the expression"},
    "CLOSING_QUOTE": {"nb": "et avsluttende hermetegn", "en": "a closing quote"},
    "CLOSING_COMMENT": {"nb": "«*/»", "en": "“*/”"},
    "VALID_ESCAPE": {"nb": "en gyldig tegnkode etter «\\»", "en": "a valid escape after “\\”"},
    "TEMPORAL": {"nb": "en dato, et klokkeslett eller en varighet", "en": "a date, a time or a duration"},
}

JOINERS = {"nb": (", ", " eller "), "en": (", ", " or ")}
