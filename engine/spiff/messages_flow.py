"""What the deployment check says of activities, gateways and the flows between them."""

MESSAGES: dict[str, dict[str, str]] = {
    "lone_condition": {
        "nb": "Den eneste flyten herfra har en betingelse. Trekk en flyt til for når den ikke stemmer, eller fjern betingelsen.",
        "en": "The only flow from here has a condition. Draw another for when it does not hold, or remove the condition.",
    },
    "no_activation": {
        "nb": "Den komplekse porten sier ikke når den går videre. Skriv en aktiveringsbetingelse, for eksempel activationCount >= 2.",
        "en": "The complex gateway does not say when it goes on. Write an activation condition, such as activationCount >= 2.",
    },
    "abstract_task": {
        "nb": "Oppgaven har ingen type, så saken går rett forbi. Velg en type: bruker-, manuell, tjeneste- eller regeloppgave.",
        "en": "The task has no type, so the case passes it by. Choose a type: user, manual, service or business rule task.",
    },
    "missing_condition": {
        "nb": "Flyten fra porten mangler betingelse. Skriv en, eller gjør flyten til standardflyt.",
        "en": "The flow out of the gateway lacks a condition. Write one, or make it the default flow.",
    },
    "bad_default": {
        "nb": "Standardflyten «{flow}» går ikke ut herfra. Velg en av flytene ut.",
        "en": "The default flow “{flow}” does not leave from here. Choose one of the outgoing flows.",
    },
    "no_default": {
        "nb": "Det er ingen standardflyt herfra. Stemmer ingen betingelse, stopper saken her. Velg gjerne en standardflyt.",
        "en": "There is no default flow from here. If no condition holds, the case stops. Consider choosing one.",
    },
    "bad_multi_instance": {
        "nb": "Oppgi enten hvor mange ganger (loopCardinality) eller en liste (nyt:collection), ikke begge eller ingen.",
        "en": "Give either how many times (loopCardinality) or a list (nyt:collection), not both or neither.",
    },
    "endless_loop": {
        "nb": "Løkken sier ikke når den slutter. Skriv en betingelse (loopCondition) eller hvor mange ganger den går (loopMaximum).",
        "en": "The loop does not say when it ends. Write a condition (loopCondition) or how many times it runs (loopMaximum).",
    },
    "bad_loop_maximum": {
        "nb": "«{maximum}» er ikke et antall ganger. Skriv et helt tall større enn null.",
        "en": "“{maximum}” is no number of times. Write a whole number above zero.",
    },
    "two_loops": {
        "nb": "Aktiviteten er både en løkke og har flere forekomster. Velg én av dem, eller legg den i en delprosess.",
        "en": "The activity is both a loop and multi-instance. Choose one of them, or put it in a subprocess.",
    },
    "instance_output": {
        "nb": '{part} støttes ikke. Skriv <nyt:output name="…" value="…"/> på aktiviteten: navnet blir en liste med én verdi per forekomst.',
        "en": '{part} is not supported. Write <nyt:output name="…" value="…"/> on the activity: the name becomes a list of a value per instance.',
    },
    "ad_hoc_empty": {
        "nb": "Ad hoc-delprosessen har ingen aktiviteter. Legg inn minst én.",
        "en": "The ad hoc subprocess has no activities. Put in at least one.",
    },
    "ad_hoc_start_end": {
        "nb": "En ad hoc-delprosess kan ikke ha start- eller slutthendelser. Fjern dem; det som ingen flyt fører til, begynner av seg selv.",
        "en": "An ad hoc subprocess cannot have start or end events. Remove them; what no flow leads to begins by itself.",
    },
    "script": {
        "nb": 'Skript kjøres ikke. Skriv i stedet <nyt:assign name="sum" value="a.tall + b.tall"/> i extensionElements; value er FEEL.',
        "en": 'Scripts are not run. Write <nyt:assign name="sum" value="a.tall + b.tall"/> in extensionElements instead; value is FEEL.',
    },
    "bad_name": {
        "nb": "Navnet «{name}» kan ikke brukes. Bruk bokstaver, tall og understrek, begynn med en bokstav, og unngå navn som er opptatt.",
        "en": "The name “{name}” cannot be used. Use letters, digits and underscore, begin with a letter, and avoid reserved names.",
    },
    "name_taken": {
        "nb": "«{name}» er id-en til et element, og resultatet derfra kan ikke overskrives. Velg et annet navn.",
        "en": "“{name}” is the id of an element, whose result cannot be overwritten. Choose another name.",
    },
    "unknown_process": {
        "nb": "Prosessen «{process}» som kalles, finnes ikke i modellen. Legg til filen, eller rett calledElement.",
        "en": "The called process “{process}” is not in the model. Add its file, or mend calledElement.",
    },
    "cyclic_call": {
        "nb": "Prosessen kaller seg selv, direkte eller gjennom andre. Bruk en løkke i diagrammet i stedet.",
        "en": "The process calls itself, directly or through others. Use a loop in the diagram instead.",
    },
    "unknown_gate_check": {
        "nb": "Kontrollen «{check}» er ikke installert. Installer verktøykassen, eller bruk en betingelse.",
        "en": "The gate check “{check}” is not installed. Install its toolbox, or use a condition.",
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
