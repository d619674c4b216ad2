"""What the deployment check says when a case could get stuck, go round for ever, or never reach a part."""

MESSAGES: dict[str, dict[str, str]] = {
    "soundness_stuck": {
        "nb": "Ingen sak kan komme til slutten: her ventes det på en gren fra {missing} som ikke kommer. Veien hit: {path}. "
        "Del og samle med samme slags port.",
        "en": "No case can come to its end: here it waits for a branch from {missing} that does not come. The way here: {path}. "
        "Split and join with gateways of the same kind.",
    },
    "soundness_may_stick": {
        "nb": "En sak kan sette seg fast: her ventes det på en gren fra {missing} som kanskje ikke kommer. Veien hit: {path}. "
        "Del og samle med samme slags port, eller bekreft at betingelsene hindrer det.",
        "en": "A case can get stuck: here it waits for a branch from {missing} that may not come. The way here: {path}. "
        "Split and join with gateways of the same kind, or confirm that the conditions prevent it.",
    },
    "soundness_left_over": {
        "nb": "Noe kan bli stående igjen her etter at saken har nådd en slutt: det ventes på en gren fra {missing}. "
        "Veien hit: {path}. La grenene samles før slutten, eller la slutten avslutte alt.",
        "en": "Something can be left waiting here after the case has reached an end: it waits for a branch from {missing}. "
        "The way here: {path}. Join the branches before the end, or let the end terminate everything.",
    },
    "soundness_twice": {
        "nb": "To grener kan møtes her uten å samles, slik at det som følger, blir gjort to ganger. Veien hit: {path}. "
        "Samle dem med en parallell eller inklusiv port, eller bekreft at det er meningen.",
        "en": "Two branches can meet here without being joined, so that what follows is done twice. The way here: {path}. "
        "Join them with a parallel or inclusive gateway, or confirm that it is meant so.",
    },
    "soundness_growing": {
        "nb": "Her kan det bli flere og flere samtidige grener, uten grense. Veien hit: {path}. "
        "La løkken gå tilbake fra ett sted, etter at grenene er samlet.",
        "en": "Here there can be more and more branches at once, without limit. The way here: {path}. "
        "Let the loop lead back from one place, after the branches are joined.",
    },
    "soundness_endless": {
        "nb": "Ingen sak kan komme til slutten: den går i ring her. Veien hit: {path}. Legg til en vei ut av løkken.",
        "en": "No case can come to its end: it goes round here for ever. The way here: {path}. Add a way out of the loop.",
    },
    "soundness_may_be_endless": {
        "nb": "En sak kan komme til en løkke uten vei ut. Veien hit: {path}. Legg til en vei ut av løkken.",
        "en": "A case can come to a loop without a way out. The way here: {path}. Add a way out of the loop.",
    },
    "soundness_dead": {
        "nb": "Ingen sak kan komme hit, hva folk enn svarer. Det gjelder {count} steg. Koble dem til på nytt, eller fjern dem.",
        "en": "No case can come here, whatever people answer. It concerns {count} steps. Connect them anew, or remove them.",
    },
    "soundness_unfinished": {
        "nb": "Modellen har for mange muligheter til å prøve alle: {states} situasjoner er prøvd. Del den gjerne i delprosesser.",
        "en": "The model has too many possibilities to try them all: {states} situations were tried. Consider subprocesses.",
    },
}
