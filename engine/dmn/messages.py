"""What a person reads when a DMN file or a decision is wrong, in bokmål and English."""

MESSAGES: dict[str, dict[str, str]] = {
    "dmn_too_large": {
        "nb": "Filen er på {size} byte; grensen er {limit}. Del den opp i flere filer.",
        "en": "The file has {size} bytes; the limit is {limit}. Split it into several files.",
    },
    "dmn_doctype": {
        "nb": "Filen har en DOCTYPE, og det er ikke tillatt. Fjern den.",
        "en": "The file has a DOCTYPE, which is not allowed. Remove it.",
    },
    "dmn_not_xml": {
        "nb": "Filen er ikke gyldig XML: {reason}. Lagre den på nytt fra tegneverktøyet.",
        "en": "The file is not valid XML: {reason}. Save it again from the modelling tool.",
    },
    "dmn_not_dmn": {
        "nb": "Filen er ikke DMN 1.2–1.5: øverste element er {found}. Last opp en DMN-fil.",
        "en": "The file is not DMN 1.2 to 1.5: its root is {found}. Upload a DMN file.",
    },
    "dmn_missing_id": {
        "nb": "En beslutning mangler id. Gi den en id i tegneverktøyet.",
        "en": "A decision has no id. Give it one in the modelling tool.",
    },
    "dmn_duplicate_id": {
        "nb": "Id-en «{id}» er brukt to ganger. Gi hvert element sin egen.",
        "en": "The id “{id}” is used twice. Give each element its own.",
    },
    "dmn_no_logic": {
        "nb": "Beslutningen «{name}» har ingen tabell eller annet uttrykk. Legg det til, eller slett beslutningen.",
        "en": "The decision “{name}” has no table or other expression. Add one or delete the decision.",
    },
    "dmn_unknown_logic": {
        "nb": "Uttrykksformen «{found}» er ukjent. Bruk en beslutningstabell eller et FEEL-uttrykk.",
        "en": "The kind of expression “{found}” is unknown. Use a decision table or a FEEL expression.",
    },
    "dmn_expression": {
        "nb": "Uttrykket «{text}» er feil: {nb}",
        "en": "The expression “{text}” is wrong: {en}",
    },
    "dmn_language": {
        "nb": "Uttrykksspråket «{language}» støttes ikke. Bruk FEEL.",
        "en": "The expression language “{language}” is not supported. Use FEEL.",
    },
    "dmn_hit_policy": {
        "nb": "Treffregelen «{policy}» finnes ikke. Velg en av UNIQUE, FIRST, PRIORITY, ANY, COLLECT, RULE ORDER, "
        "OUTPUT ORDER.",
        "en": "There is no hit policy “{policy}”. Choose one of UNIQUE, FIRST, PRIORITY, ANY, COLLECT, RULE ORDER, "
        "OUTPUT ORDER.",
    },
    "dmn_aggregation": {
        "nb": "Sammenslåingen «{aggregation}» passer ikke her. Bruk SUM, COUNT, MIN eller MAX i en COLLECT-tabell med "
        "én utkolonne.",
        "en": "The aggregation “{aggregation}” does not fit. Use SUM, COUNT, MIN or MAX in a COLLECT table with one "
        "output.",
    },
    "dmn_no_output": {
        "nb": "Tabellen har ingen utkolonne. Legg til en.",
        "en": "The table has no output column. Add one.",
    },
    "dmn_output_values": {
        "nb": "Treffregelen {policy} trenger verdilisten til utkolonnen «{output}», i prioritert rekkefølge. Fyll den inn.",
        "en": "The hit policy {policy} needs the list of values of the output “{output}”, in order. Fill it in.",
    },
    "dmn_output_name": {
        "nb": "Utkolonne nummer {number} mangler navn. Gi hver utkolonne sitt eget navn.",
        "en": "Output column {number} has no name. Give each output column its own.",
    },
    "dmn_rule_width": {
        "nb": "Regelen har {found} celler, men tabellen har {expected} kolonner. Lag regelen på nytt.",
        "en": "The rule has {found} cells but the table has {expected} columns. Make the rule again.",
    },
    "dmn_unknown_requirement": {
        "nb": "«{name}» bygger på «{href}», som ikke finnes i filen. Tegn forbindelsen på nytt.",
        "en": "“{name}” requires “{href}”, which is not in the file. Draw the connection again.",
    },
    "dmn_cycle": {
        "nb": "«{name}» bygger på seg selv gjennom andre beslutninger. Fjern en av forbindelsene.",
        "en": "“{name}” requires itself through other decisions. Remove one of the connections.",
    },
    "dmn_unknown_import": {
        "nb": "Filen importerer «{namespace}», som ikke er lastet opp. Legg ved den filen.",
        "en": "The file imports “{namespace}”, which was not uploaded. Add that file.",
    },
    "dmn_too_many": {
        "nb": "Filen har {found} elementer; grensen er {limit}. Del den opp.",
        "en": "The file has {found} elements; the limit is {limit}. Split it up.",
    },
    "dmn_too_deep": {
        "nb": "Uttrykket har mer enn {limit} rammer inni hverandre. Del det opp i flere beslutninger.",
        "en": "The expression has more than {limit} boxes within each other. Split it into several decisions.",
    },
    "unique_violated": {
        "nb": "Beslutningen {decision} skal ha høyst ett treff, men reglene {rules} traff samtidig. Gjør reglene "
        "gjensidig utelukkende, eller velg en annen treffregel.",
        "en": "The decision {decision} must have at most one hit, but the rules {rules} hit together. Make the rules "
        "mutually exclusive or choose another hit policy.",
    },
    "any_violated": {
        "nb": "Beslutningen {decision} skal gi samme svar fra alle treff, men reglene {rules} gir ulike svar. Rett reglene.",
        "en": "The decision {decision} must give the same answer from all hits, but the rules {rules} differ. Correct them.",
    },
}
