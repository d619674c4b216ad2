"""What the deployment check says, in Norwegian and English. Each sentence tells what to do."""

from engine.spiff import messages_events, messages_flow, messages_rules, messages_schema, messages_soundness

MESSAGES: dict[str, dict[str, str]] = {
    **messages_events.MESSAGES,
    **messages_flow.MESSAGES,
    **messages_rules.MESSAGES,
    **messages_schema.MESSAGES,
    **messages_soundness.MESSAGES,
    "xml_too_large": {
        "nb": "Filen er for stor. Grensen er {maximum}. Del prosessen i flere filer.",
        "en": "The file is too large. The limit is {maximum}. Split the process into several files.",
    },
    "xml_doctype": {
        "nb": "Filen har en DOCTYPE eller egne entiteter, og det er ikke tillatt. Fjern dem.",
        "en": "The file has a DOCTYPE or entities of its own, which is not allowed. Remove them.",
    },
    "xml_broken": {
        "nb": "Filen er ikke gyldig XML (linje {line}): {reason}. Eksporter diagrammet på nytt.",
        "en": "The file is not well-formed XML (line {line}): {reason}. Export the diagram again.",
    },
    "xml_not_bpmn": {
        "nb": "Filen er ikke et BPMN 2.0-diagram. Bruk en .bpmn-fil.",
        "en": "The file is not a BPMN 2.0 diagram. Use a .bpmn file.",
    },
    "text_too_long": {
        "nb": "En tekst er lengre enn {maximum} tegn. Gjør den kortere.",
        "en": "A text is longer than {maximum} characters. Make it shorter.",
    },
    "too_many_elements": {
        "nb": "Diagrammet har flere enn {maximum} elementer. Del det opp.",
        "en": "The diagram has more than {maximum} elements. Split it.",
    },
    "too_deep": {
        "nb": "Elementene ligger dypere enn {maximum} nivåer i hverandre. Gjør modellen flatere.",
        "en": "The elements are nested deeper than {maximum} levels. Flatten the model.",
    },
    "no_model_toml": {
        "nb": "Modellen mangler filen model.toml. Legg den til med nøkkel, navn og prosess.",
        "en": "The model lacks the file model.toml. Add it with key, name and process.",
    },
    "toml_broken": {
        "nb": "model.toml kan ikke leses: {reason}. Rett opp filen.",
        "en": "model.toml cannot be read: {reason}. Mend the file.",
    },
    "toml_missing": {
        "nb": "model.toml mangler «{name}». Legg det til.",
        "en": "model.toml lacks “{name}”. Add it.",
    },
    "toml_bad_key": {
        "nb": "Nøkkelen «{key}» kan ikke brukes. Bruk små bokstaver a–z, tall og understrek, og begynn med en bokstav.",
        "en": "The key “{key}” cannot be used. Use lower case a–z, digits and underscore, beginning with a letter.",
    },
    "no_process": {
        "nb": "Ingen prosess har id «{process}». Rett «process» i model.toml eller id i diagrammet.",
        "en": "No process has the id “{process}”. Mend “process” in model.toml or the id in the diagram.",
    },
    "no_diagram": {
        "nb": "Diagramfilen «{diagram}» finnes ikke i modellen. Rett «diagram» i model.toml.",
        "en": "The diagram file “{diagram}” is not in the model. Mend “diagram” in model.toml.",
    },
    "not_executable": {
        "nb": "Prosessen er merket som ikke kjørbar. Sett isExecutable til true.",
        "en": "The process is marked as not executable. Set isExecutable to true.",
    },
    "bad_phase": {
        "nb": "Fasen «{phase}» står ikke i model.toml. Legg den til der, eller velg en annen.",
        "en": "The phase “{phase}” is not in model.toml. Add it there, or choose another.",
    },
    "missing_id": {
        "nb": "Et element av typen {tag} mangler id. Gi det en.",
        "en": "An element of type {tag} lacks an id. Give it one.",
    },
    "bad_id": {
        "nb": "Id-en «{id}» kan ikke brukes. Bruk bokstaver a–z, tall og understrek, og begynn med en bokstav.",
        "en": "The id “{id}” cannot be used. Use letters a–z, digits and underscore, beginning with a letter.",
    },
    "reserved_id": {
        "nb": "Id-en «{id}» er reservert. Velg en annen.",
        "en": "The id “{id}” is reserved. Choose another.",
    },
    "duplicate_id": {
        "nb": "Flere elementer har samme id. Gi hvert element sin egen.",
        "en": "Several elements have the same id. Give each its own.",
    },
    "unsupported": {
        "nb": "Elementtypen {tag} kan ikke kjøres riktig ennå. {advice}",
        "en": "The element type {tag} cannot be run correctly yet. {advice_en}",
    },
    "unsupported_attribute": {
        "nb": "Egenskapen {attribute} støttes ikke. Fjern den.",
        "en": "The attribute {attribute} is not supported. Remove it.",
    },
    "one_start": {
        "nb": "Prosessen eller delprosessen må ha nøyaktig én starthendelse; denne har {count}.",
        "en": "A process or subprocess needs exactly one start event; this has {count}.",
    },
    "no_end": {
        "nb": "Prosessen eller delprosessen har ingen slutthendelse. Legg til en.",
        "en": "The process or subprocess has no end event. Add one.",
    },
    "dead_end": {
        "nb": "Det går ingen flyt videre herfra. Trekk en flyt til neste steg eller til en slutthendelse.",
        "en": "No flow leads on from here. Draw one to the next step or to an end event.",
    },
    "unreachable": {
        "nb": "Ingen vei fra starten fører hit. Koble elementet til, eller fjern det.",
        "en": "No path from the start leads here. Connect the element, or remove it.",
    },
    "expression": {
        "nb": "Uttrykket «{expression}» kan ikke brukes: {nb}",
        "en": "The expression “{expression}” cannot be used: {en}",
    },
    "unknown_role": {
        "nb": "Rollen «{role}» finnes ikke. Velg en av rollene i systemet.",
        "en": "There is no role “{role}”. Choose one of the system's roles.",
    },
    "no_role": {
        "nb": "Oppgaven ligger ikke i en bane (lane) med rolle. Legg den i en bane, eller gi banen en rolle.",
        "en": "The task is not in a lane with a role. Put it in a lane, or give the lane a role.",
    },
    "no_form": {
        "nb": "Brukeroppgaven har verken skjema, verktøy eller beslutning. Velg ett, eller gjør den til en manuell oppgave.",
        "en": "The user task has no form, tool or gate. Choose one, or make it a manual task.",
    },
    "unknown_form": {
        "nb": "Skjemaet «{form}» finnes ikke i modellen. Legg det i forms/, eller velg et annet.",
        "en": "The form “{form}” is not in the model. Put it in forms/, or choose another.",
    },
    "unknown_tool": {
        "nb": "Verktøyet «{tool}» er ikke installert. Installer verktøykassen, eller velg et annet.",
        "en": "The tool “{tool}” is not installed. Install its toolbox, or choose another.",
    },
    "bad_due": {
        "nb": 'Fristen kan ikke brukes. Skriv for eksempel after="P5D", date=FEEL eller workingDayOfMonth="5".',
        "en": 'The due time cannot be used. Write for example after="P5D", date=FEEL or workingDayOfMonth="5".',
    },
    "bad_offset": {
        "nb": '«{offset}» er ikke et antall dager. Skriv for eksempel "-P3D" eller "P7D".',
        "en": '“{offset}” is not a number of days. Write for example "-P3D" or "P7D".',
    },
    "gate_key": {
        "nb": "Beslutningspunktet mangler nøkkel (for eksempel B1). Gi det en.",
        "en": "The gate lacks a key (such as B1). Give it one.",
    },
    "gate_outcome": {
        "nb": "Utfallet «{outcome}» finnes ikke eller står to ganger. Bruk hvert av utfallene høyst én gang.",
        "en": "The outcome “{outcome}” does not exist or stands twice. Use each outcome at most once.",
    },
    "gate_no_outcome": {
        "nb": "Beslutningspunktet har ingen utfall. Legg til minst ett.",
        "en": "The gate has no outcomes. Add at least one.",
    },
    "gate_target": {
        "nb": "«{target}» finnes ikke i diagrammet. Velg en oppgave å returnere til.",
        "en": "“{target}” is not in the diagram. Choose a task to return to.",
    },
    "gate_no_target": {
        "nb": "Utfallet «{outcome}» trenger minst ett mål. Oppgi dem i targets.",
        "en": "The outcome “{outcome}” needs at least one target. Give them in targets.",
    },
    "gate_check": {
        "nb": "Hvert sjekkpunkt og hver sperre må ha sin egen nøkkel og en tekst.",
        "en": "Each check and block needs a key of its own and a text.",
    },
    "gate_shows": {
        "nb": "Beslutningspunktet viser «{ref}», som ikke er en oppgave i diagrammet.",
        "en": "The gate shows “{ref}”, which is no task in the diagram.",
    },
    "gate_in_loop": {
        "nb": "Et beslutningspunkt kan ikke ha flere forekomster. Samle svarene først, og beslutt én gang.",
        "en": "A gate cannot be multi-instance. Gather the answers first, and decide once.",
    },
    "unknown_fact": {
        "nb": "Uttrykket leser «{name}», som ingen oppgave i modellen gir.{suggestion}",
        "en": "The expression reads “{name}”, which no task in the model provides.{suggestion}",
    },
}
