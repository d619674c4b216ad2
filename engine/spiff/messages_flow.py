"""What the deployment check says of activities, gateways and the flows between them."""

MESSAGES: dict[str, dict[str, str]] = {
    "split_at_activity": {
        "nb": "Flere flyter går ut av dette steget. Bruk en port (gateway) for å dele flyten.",
        "en": "Several flows leave this step. Use a gateway to split the flow.",
    },
    "conditional_flow": {
        "nb": "Flyten har en betingelse, men kommer ikke fra en eksklusiv port. Legg porten imellom.",
        "en": "The flow has a condition but does not come from an exclusive gateway. Put the gateway in between.",
    },
    "missing_condition": {
        "nb": "Flyten fra den eksklusive porten mangler betingelse. Skriv en, eller gjør flyten til standardflyt.",
        "en": "The flow out of the exclusive gateway lacks a condition. Write one, or make it the default flow.",
    },
    "bad_default": {
        "nb": "Standardflyten «{flow}» går ikke ut herfra. Velg en av flytene ut.",
        "en": "The default flow “{flow}” does not leave from here. Choose one of the outgoing flows.",
    },
    "no_default": {
        "nb": "Porten har ingen standardflyt. Stemmer ingen betingelse, stopper saken her. Velg gjerne en standardflyt.",
        "en": "The gateway has no default flow. If no condition holds, the case stops here. Consider choosing one.",
    },
    "bad_multi_instance": {
        "nb": "Oppgi enten hvor mange ganger (loopCardinality) eller en liste (nyt:collection), ikke begge eller ingen.",
        "en": "Give either how many times (loopCardinality) or a list (nyt:collection), not both or neither.",
    },
    "unsupported_loop": {
        "nb": "Vanlig løkke på en aktivitet støttes ikke. Tegn løkken med en eksklusiv port, eller bruk flere forekomster.",
        "en": "A standard loop on an activity is not supported. Draw it with an exclusive gateway, or use multi-instance.",
    },
    "unknown_process": {
        "nb": "Prosessen «{process}» som kalles, finnes ikke i modellen. Legg til filen, eller rett calledElement.",
        "en": "The called process “{process}” is not in the model. Add its file, or mend calledElement.",
    },
    "cyclic_call": {
        "nb": "Prosessen kaller seg selv, direkte eller gjennom andre. Bruk en løkke i diagrammet i stedet.",
        "en": "The process calls itself, directly or through others. Use a loop in the diagram instead.",
    },
    "unknown_step": {
        "nb": "Tjenestesteget «{step}» er ikke installert. Installer verktøykassen, eller velg et annet.",
        "en": "The service step “{step}” is not installed. Install its toolbox, or choose another.",
    },
    "no_step": {
        "nb": "Tjenesteoppgaven sier ikke hvilket steg den kjører. Velg et steg.",
        "en": "The service task does not say which step it runs. Choose one.",
    },
    "unknown_decision": {
        "nb": "Beslutningen «{decision}» finnes ikke i modellens beslutningsfiler. Legg den i decisions/.",
        "en": "The decision “{decision}” is not in the model's decision files. Put it in decisions/.",
    },
    "no_decision": {
        "nb": "Regeloppgaven sier ikke hvilken beslutning den bruker. Velg en.",
        "en": "The business rule task does not say which decision it uses. Choose one.",
    },
}
