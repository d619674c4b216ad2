"""What the deployment check says of a file that breaks the standard's XML schema, and of its drawing."""

MESSAGES: dict[str, dict[str, str]] = {
    "schema_order": {
        "nb": "Delene av {tag} (linje {line}) står i en annen rekkefølge enn standarden vil ha. Det endrer ingenting.",
        "en": "The parts of {tag} (line {line}) stand in another order than the standard's. It changes nothing.",
    },
    "schema_element": {
        "nb": "{tag} (linje {line}) kan ikke stå i {parent}. Flytt det dit det hører hjemme, eller fjern det.",
        "en": "{tag} (line {line}) cannot stand in {parent}. Move it to where it belongs, or remove it.",
    },
    "schema_foreign": {
        "nb": "{tag} (linje {line}) er ikke BPMN og står utenfor extensionElements. Det blir ikke brukt.",
        "en": "{tag} (line {line}) is not BPMN and stands outside extensionElements. It is not used.",
    },
    "schema_missing_child": {
        "nb": "{tag} (linje {line}) mangler noe som standarden krever: {expected}. Legg det til.",
        "en": "{tag} (line {line}) lacks something that the standard demands: {expected}. Add it.",
    },
    "schema_attribute": {
        "nb": "Egenskapen {attribute} på {tag} (linje {line}) finnes ikke i BPMN. Den blir ikke brukt.",
        "en": "The attribute {attribute} of {tag} (line {line}) is not in BPMN. It is not used.",
    },
    "schema_missing_attribute": {
        "nb": "{tag} (linje {line}) mangler egenskapen {attribute}. Fyll den ut.",
        "en": "{tag} (line {line}) lacks the attribute {attribute}. Fill it in.",
    },
    "schema_value": {
        "nb": "«{value}» kan ikke stå som {attribute} på {tag} (linje {line}). Velg en gyldig verdi.",
        "en": "“{value}” cannot be the {attribute} of {tag} (line {line}). Choose a valid value.",
    },
    "schema_content": {
        "nb": "Innholdet «{value}» i {tag} (linje {line}) har ikke den formen standarden krever. Rett det.",
        "en": "The content “{value}” of {tag} (line {line}) has not the form that the standard demands. Mend it.",
    },
    "schema_text": {
        "nb": "Det står løs tekst i {tag} (linje {line}). Den blir ikke brukt.",
        "en": "There is loose text in {tag} (line {line}). It is not used.",
    },
    "not_drawn": {
        "nb": "Elementet er ikke tegnet i diagrammet og vises ikke der. Tegn det, eller fjern det.",
        "en": "The element is not drawn in the diagram and is not seen there. Draw it, or remove it.",
    },
    "drawn_twice": {
        "nb": "Elementet er tegnet {count} ganger. Behold én figur.",
        "en": "The element is drawn {count} times. Keep one shape.",
    },
    "shape_of_nothing": {
        "nb": "En figur i diagrammet viser til «{ref}», som ikke finnes. Fjern figuren.",
        "en": "A shape in the diagram shows “{ref}”, which does not exist. Remove the shape.",
    },
}
