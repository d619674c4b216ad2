"""Says a model's problems and a form's problems in the reader's language."""

from collections.abc import Mapping

from engine.contract.errors import FieldProblem, Problem
from engine.dmn import messages as dmn
from engine.feel import messages as feel
from engine.forms import messages as forms
from engine.importing import Entry
from engine.importing import messages as importing
from engine.services.operation_messages import MESSAGES
from engine.spiff import messages as spiff

OWN: Mapping[str, Mapping[str, str]] = {
    "too_many_files": {
        "nb": "Modellen har for mange filer. Grensen er {maximum}.",
        "en": "The model has too many files. The limit is {maximum}.",
    },
    "model_too_large": {
        "nb": "Modellen er for stor. Grensen er {maximum}.",
        "en": "The model is too large. The limit is {maximum}.",
    },
    "bad_path": {
        "nb": "Filnavnet kan ikke brukes. Bruk korte navn uten «..» og uten skråstrek først.",
        "en": "The file name cannot be used. Use short names without “..” or a leading slash.",
    },
    "not_a_zip": {
        "nb": "Filen kan ikke leses som en zip-fil. Pakk modellmappen som zip og prøv igjen.",
        "en": "The file cannot be read as a zip file. Pack the model folder as a zip and try again.",
    },
    "decision_twice": {
        "nb": "To beslutningsfiler har en beslutning med samme id. Gi den ene en annen id.",
        "en": "Two decision files hold a decision with the same id. Give one of them another id.",
    },
    "not_in_future": {"nb": "Velg en dato fram i tid.", "en": "Choose a date in the future."},
    "unknown_person": {"nb": "Velg en person fra listen.", "en": "Choose a person from the list."},
    "unknown_unit": {"nb": "Velg en enhet fra listen.", "en": "Choose a unit from the list."},
    "unknown_choice": {"nb": "Velg et av alternativene.", "en": "Choose one of the alternatives."},
    "unknown_field": {"nb": "Dette feltet finnes ikke.", "en": "There is no such field."},
    "too_many": {"nb": "Det er for mange rader.", "en": "There are too many rows."},
    "required": {"nb": "Dette må fylles ut.", "en": "This must be filled in."},
    "blocked": {"nb": "Kan ikke godkjennes ennå: {label}", "en": "Cannot be approved yet: {label}"},
}
SOURCES = (OWN, MESSAGES, importing.PROBLEMS, spiff.MESSAGES, forms.MESSAGES, dmn.MESSAGES, feel.MESSAGES)


def sentence(problem: Problem | FieldProblem, locale: str) -> str:
    """One plain sentence in Norwegian (`nb`, `nn`) or English; an unknown code is shown as it is."""
    language = "en" if locale.startswith("en") else "nb"
    for source in SOURCES:
        texts = source.get(problem.code)
        if texts is not None:
            return texts[language].format_map(_Given(problem.params))
    return problem.code


def line(entry: Entry, locale: str) -> str:
    """One line of an import's report, in Norwegian or English."""
    language = "en" if locale.startswith("en") else "nb"
    return importing.MESSAGES[entry.code][language].format_map(_Given(entry.params))


class _Given(dict[str, str]):
    """Leaves a placeholder without a value visible instead of failing."""

    def __missing__(self, key: str) -> str:
        return "{" + key + "}"
