"""The interface's words for what operators see: what has stopped, what waits, what was done, how far work has come."""

from flask_babel import lazy_gettext as _

from webapp.labels import Labels

INCIDENTS: Labels = {
    "ExpressionFailed": _("Et uttrykk i modellen kan ikke regnes ut"),
    "StepFailed": _("Et automatisk steg eller en beregning feilet"),
    "StepBudgetExceeded": _("Modellen går i ring"),
    "CaseStalled": _("Saken kommer ikke videre"),
    "ErrorUncaught": _("En feil som modellen ikke tar seg av"),
    "CallsTooDeep": _("Prosesser kaller hverandre i ring"),
    "DeliveryFailed": _("En melding kunne ikke leveres"),
    "UndeliverableMessage": _("En melding kunne ikke starte det den skulle"),
}
"""What has stopped a step, by the error's code."""

WAITS: Labels = {
    "task": _("venter på en person"),
    "timer": _("venter på en dato"),
    "message": _("venter på en melding"),
    "call": _("venter på en annen prosess"),
    "condition": _("venter på at noe blir oppfylt"),
    "arrival": _("venter på de andre løpene"),
    "inside": _("delprosess i gang"),
    "instances": _("gjøres flere ganger"),
    "event": _("venter"),
}
"""What a token waits for."""

INTERVENTIONS: Labels = {
    "modified": _("Flyttet saken"),
    "suspended": _("Satte på pause"),
    "resumed": _("Lot saken gå videre"),
    "skipped": _("Hoppet over steg"),
    "facts_edited": _("Rettet opplysninger"),
    "version_suspended": _("Satte versjonen på pause"),
    "version_resumed": _("Tok versjonen opp igjen"),
    "version_retired": _("Tok versjonen ut av bruk"),
    "version_chosen": _("Gjorde versjonen til gjeldende"),
}

BATCHES: Labels = {
    "migration": _("Flytt saker"),
    "retry": _("Prøv stoppede steg på nytt"),
    "skip": _("Hopp over stoppede steg"),
}

STAGES: Labels = {
    "checking": _("Sakene sjekkes"),
    "checked": _("Sakene er sjekket"),
    "working": _("Arbeidet pågår"),
    "done": _("Ferdig"),
    "undoing": _("Sakene flyttes tilbake"),
    "undone": _("Flyttet tilbake"),
}

ITEMS: Labels = {
    "waiting": _("Venter på tur"),
    "fits": _("Kan flyttes"),
    "stuck": _("Kan ikke flyttes"),
    "done": _("Gjort"),
    "failed": _("Lot seg ikke gjøre"),
    "skipped": _("Ikke gjort"),
    "undone": _("Flyttet tilbake"),
    "moved_on": _("Har gått videre"),
}
