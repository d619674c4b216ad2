"""Why an operator's instruction cannot be followed, or a case not be taken to another version, in the reader's language."""

from collections.abc import Mapping

MESSAGES: Mapping[str, Mapping[str, str]] = {
    "token_gone": {
        "nb": "Saken står ikke lenger der. Last siden på nytt.",
        "en": "The case is not there any more. Load the page again.",
    },
    "unknown_element": {
        "nb": "Steget «{element}» finnes ikke i denne versjonen.",
        "en": "There is no step “{element}” in this version.",
    },
    "several_scopes": {
        "nb": "«{element}» går flere steder samtidig. Velg hvilket løp det gjelder.",
        "en": "“{element}” runs in several places at once. Choose which one is meant.",
    },
    "scope_unknown": {
        "nb": "Løpet du valgte, går ikke lenger eller har ikke dette steget.",
        "en": "The place you chose does not run any more, or does not have this step.",
    },
    "not_running": {
        "nb": "Steget som «{element}» sitter på, er ikke i gang.",
        "en": "The activity that “{element}” sits on is not running.",
    },
    "not_startable": {
        "nb": "«{element}» kan ikke startes for seg selv.",
        "en": "“{element}” cannot be started by itself.",
    },
    "armed_already": {"nb": "«{element}» venter allerede.", "en": "“{element}” is waiting already."},
    "nothing_after": {
        "nb": "Det går ingen vei ut fra «{element}».",
        "en": "No flow leads out of “{element}”.",
    },
    "nothing_left": {
        "nb": "Da står saken ingen steder. Avslutt saken i stedet, eller start et steg samtidig.",
        "en": "The case would then be nowhere. Cancel the case instead, or start a step along with it.",
    },
    "no_target": {
        "nb": "Saken står på «{element}», som ikke har noe steg i den nye versjonen.",
        "en": "The case is at “{element}”, which has no step in the new version.",
    },
    "unknown_target": {
        "nb": "«{target}» finnes ikke i den nye versjonen.",
        "en": "There is no “{target}” in the new version.",
    },
    "kind_changed": {
        "nb": "«{target}» er en annen type steg enn «{element}».",
        "en": "“{target}” is another kind of step than “{element}”.",
    },
    "scope_changed": {
        "nb": "«{target}» ligger i en annen delprosess enn «{element}».",
        "en": "“{target}” stands in another subprocess than “{element}”.",
    },
    "loop_changed": {
        "nb": "«{element}» og «{target}» gjentas ikke på samme måte.",
        "en": "“{element}” and “{target}” are not repeated in the same way.",
    },
    "timer_changed": {
        "nb": "Tiden for «{target}» regnes på en annen måte. Velg at den skal telles på nytt.",
        "en": "The time of “{target}” is reckoned in another way. Choose that it is counted again.",
    },
    "message_changed": {
        "nb": "«{target}» venter på en annen melding enn «{element}».",
        "en": "“{target}” waits for another message than “{element}”.",
    },
    "gate_changed": {
        "nb": "«{element}» og «{target}» må begge være beslutningspunkt, eller ingen av dem.",
        "en": "“{element}” and “{target}” must both be gates, or neither.",
    },
    "flow_gone": {
        "nb": "Noe har kommet fram til «{element}» ad en vei som ikke finnes i den nye versjonen.",
        "en": "Something has arrived at “{element}” by a flow that the new version does not have.",
    },
    "fact_missing": {
        "nb": "Den nye versjonen leser «{name}», som saken ikke har og ikke kommer til å få.",
        "en": "The new version reads “{name}”, which the case does not have and will not get.",
    },
    "case_ended": {"nb": "Saken er avsluttet.", "en": "The case has ended."},
    "other_version": {"nb": "Saken går på en annen versjon nå.", "en": "The case runs on another version now."},
    "has_moved_on": {
        "nb": "Saken har gått videre og blir i den nye versjonen.",
        "en": "The case has moved on and stays in the new version.",
    },
    "model_failed": {
        "nb": "Prosessmodellen feilet ved «{element}»: {reason}",
        "en": "The model failed at “{element}”: {reason}",
    },
    "not_permitted": {
        "nb": "Den som ga oppdraget, har ikke lenger rollen som trengs.",
        "en": "Whoever gave the order does not hold the role any more.",
    },
    "refused": {"nb": "Det lot seg ikke gjøre: {reason}", "en": "It could not be done: {reason}"},
    "asks_person": {
        "nb": "Den som sendte oppgaven, må sende den på nytt.",
        "en": "The person who sent the task must send it again.",
    },
    "stopped_again": {"nb": "Steget stoppet igjen.", "en": "The step stopped again."},
    "set_going": {"nb": "Steget prøves på nytt om litt.", "en": "The step will be tried again soon."},
    "current_version": {
        "nb": "Gjeldende versjon kan ikke tas ut av bruk. Velg en annen som gjeldende først.",
        "en": "The current version cannot be retired. Make another one current first.",
    },
    "cases_running": {
        "nb": "Det går fortsatt saker på versjonen. Flytt dem til en annen versjon, eller vent til de er ferdige.",
        "en": "Cases still run on the version. Migrate them, or wait until they have ended.",
    },
    "not_skippable": {
        "nb": "En oppgave som noen skal gjøre, kan ikke hoppes over. Flytt saken i stedet.",
        "en": "A task that somebody is to do cannot be skipped. Move the case instead.",
    },
    "no_such_fact": {
        "nb": "Saken har ingen opplysning «{name}» som kan rettes her.",
        "en": "The case has no fact “{name}” that can be put right here.",
    },
    "wrong_kind": {
        "nb": "«{name}» må være av samme slag som før ({kind}).",
        "en": "“{name}” must be of the same kind as before ({kind}).",
    },
    "same_version": {"nb": "Velg to ulike versjoner av samme prosess.", "en": "Choose two versions of one process."},
    "wrong_stage": {
        "nb": "Oppdraget er ikke kommet dit, eller er ferdig med det.",
        "en": "The order has not come that far, or is past it.",
    },
    "none_chosen": {"nb": "Velg minst én sak.", "en": "Choose at least one case."},
}
