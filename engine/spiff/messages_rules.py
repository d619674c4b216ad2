"""What the deployment check says when a diagram breaks a rule in the standard's text."""

MESSAGES: dict[str, dict[str, str]] = {
    "flow_to_nowhere": {
        "nb": "Sekvensflyten mangler et element i den ene enden. Fest begge ender.",
        "en": "The sequence flow lacks an element at one end. Attach both ends.",
    },
    "flow_in_wrong_place": {
        "nb": "Sekvensflyten ligger i en annen prosess eller delprosess enn elementene den binder sammen. Tegn den på nytt.",
        "en": "The sequence flow lies in another process or subprocess than the elements it joins. Draw it again.",
    },
    "flow_crosses_subprocess": {
        "nb": "Sekvensflyten går over kanten av en delprosess. La den gå til eller fra selve delprosessen.",
        "en": "The sequence flow crosses the border of a subprocess. Let it lead to or from the subprocess itself.",
    },
    "flow_crosses_pool": {
        "nb": "Sekvensflyten går fra én prosess til en annen. Bruk en meldingsflyt mellom dem.",
        "en": "The sequence flow leads from one process into another. Use a message flow between them.",
    },
    "condition_not_here": {
        "nb": "En flyt ut av {tag} kan ikke ha betingelse. Fjern den, eller bruk en eksklusiv eller inklusiv port.",
        "en": "A flow out of a {tag} cannot have a condition. Remove it, or use an exclusive or inclusive gateway.",
    },
    "default_with_condition": {
        "nb": "Standardflyten har en betingelse, og den blir ikke lest. Fjern betingelsen.",
        "en": "The default flow has a condition, which is not read. Remove the condition.",
    },
    "default_not_here": {
        "nb": "En {tag} kan ikke ha standardflyt. Fjern den, eller bruk en eksklusiv eller inklusiv port.",
        "en": "A {tag} cannot have a default flow. Remove it, or use an exclusive or inclusive gateway.",
    },
    "gateway_direction": {
        "nb": "Porten er merket {direction}, men flytene inn og ut sier noe annet. Flytene gjelder.",
        "en": "The gateway is marked {direction}, but its flows say otherwise. The flows count.",
    },
    "event_subprocess_connected": {
        "nb": "En hendelsesdelprosess begynner av hendelsen sin og kan ikke ha flyt inn eller ut. Fjern flyten.",
        "en": "An event subprocess begins by its event and cannot have flows in or out. Remove the flow.",
    },
    "compensation_connected": {
        "nb": "En kompensasjonsaktivitet kan ikke ha flyt inn eller ut. Knytt den til kanthendelsen med en assosiasjon.",
        "en": "A compensation activity cannot have flows in or out. Join it to the boundary event with an association.",
    },
    "race_of_one": {
        "nb": "Den hendelsesbaserte porten har bare én flyt ut. Legg til minst én hendelse til, eller fjern porten.",
        "en": "The event-based gateway has only one flow out. Add at least one more event, or remove the gateway.",
    },
    "race_target": {
        "nb": "Etter en hendelsesbasert port kan «{target}» ikke stå. Velg melding, signal, tid eller betingelse.",
        "en": "“{target}” cannot follow an event-based gateway. Use a message, signal, timer, condition or receive task.",
    },
    "race_target_shared": {
        "nb": "«{target}» har flere flyter inn. Etter en hendelsesbasert port må hendelsen bare ha den ene.",
        "en": "“{target}” has several incoming flows. After an event-based gateway it may only have that one.",
    },
    "race_mixes_messages": {
        "nb": "Porten har både meldingshendelser og mottaksoppgaver etter seg. Bruk den ene formen.",
        "en": "The gateway is followed by both message events and receive tasks. Use one of the two.",
    },
    "race_with_boundary": {
        "nb": "En mottaksoppgave etter en hendelsesbasert port kan ikke ha kanthendelser. Flytt dem.",
        "en": "A receive task after an event-based gateway cannot have boundary events. Move them.",
    },
    "race_parallel": {
        "nb": "Bare en hendelsesbasert port som starter prosessen, kan vente på alle hendelsene. Bruk typen Exclusive.",
        "en": "Only an event-based gateway that starts the process can wait for all events. Use the type Exclusive.",
    },
    "instantiate_with_incoming": {
        "nb": "Det som starter prosessen, kan ikke ha flyt inn. Fjern flyten, eller slå av instantiate.",
        "en": "What starts the process cannot have an incoming flow. Remove the flow, or turn instantiate off.",
    },
    "instantiate_by_time": {
        "nb": "En port som starter prosessen, kan ikke vente på tid. Bruk meldinger eller signaler.",
        "en": "A gateway that starts the process cannot wait for a time. Use messages or signals.",
    },
    "event_not_here": {
        "nb": "BPMN tillater ikke hendelsen {event} på dette stedet. Velg en annen type.",
        "en": "BPMN does not allow a {event} event at this place. Choose another type.",
    },
    "event_subprocess_trigger": {
        "nb": "Starten i en hendelsesdelprosess må si hva den venter på. Velg en hendelsestype.",
        "en": "The start of an event subprocess must say what it waits for. Choose an event type.",
    },
    "must_interrupt": {
        "nb": "Hendelsen {event} avbryter alltid. Gjør den avbrytende.",
        "en": "A {event} event always interrupts. Make it interrupting.",
    },
    "cancel_without_transaction": {
        "nb": "Avbrytelse (cancel) hører til en transaksjon. Bruk den der, eller velg en feilhendelse.",
        "en": "Cancel belongs to a transaction. Use it there, or choose an error event.",
    },
    "compensation_boundary_flow": {
        "nb": "Kompensasjonshendelsen har en flyt ut. Fjern den, og knytt den til sin aktivitet med en assosiasjon.",
        "en": "The compensation event has an outgoing flow. Remove it, and join it to its activity by an association.",
    },
    "compensation_handler": {
        "nb": "Kompensasjonshendelsen må være knyttet til nøyaktig én kompensasjonsaktivitet; her er det {count}.",
        "en": "A compensation event must be joined to exactly one compensation activity; here there are {count}.",
    },
    "link_flow": {
        "nb": "En lenkehendelse erstatter flyten: den som sender har ingen flyt ut, den som mottar ingen inn. Fjern flyten.",
        "en": "A link replaces the flow: the source has none out, the target none in. Remove the flow.",
    },
    "link_without_target": {
        "nb": "Lenken «{name}» har ingen mottaker i samme prosess eller delprosess. Legg til en.",
        "en": "The link “{name}” has no target in the same process or subprocess. Add one.",
    },
    "link_without_source": {
        "nb": "Lenken «{name}» har ingen avsender i samme prosess eller delprosess. Legg til en, eller fjern den.",
        "en": "The link “{name}” has no source in the same process or subprocess. Add one, or remove it.",
    },
    "link_twice": {
        "nb": "Flere lenker med navnet «{name}» mottar. Gi dem hvert sitt navn.",
        "en": "Several links named “{name}” are targets. Give each a name of its own.",
    },
    "unknown_reference": {
        "nb": "{attribute} viser til «{ref}», som ikke finnes. Velg noe som finnes, eller fjern henvisningen.",
        "en": "{attribute} names “{ref}”, which does not exist. Choose something that does, or remove the reference.",
    },
    "wrong_reference": {
        "nb": "{attribute} viser til «{ref}», som er en {tag}. Velg et element av riktig slag.",
        "en": "{attribute} names “{ref}”, which is a {tag}. Choose an element of the right kind.",
    },
    "foreign_data": {
        "nb": "Dataflyten viser til «{ref}», som ikke hører til aktiviteten den er festet på. Bruk aktivitetens egne data.",
        "en": "The data association names “{ref}”, which is not the activity's own. Use the activity's own data.",
    },
    "listed_flows": {
        "nb": "Listen {list} passer ikke med flytene som er tegnet. Flytene gjelder.",
        "en": "The list {list} does not fit the flows that are drawn. The flows count.",
    },
    "two_pools": {
        "nb": "Flere deltakere viser til samme prosess. Gi hver sin prosess, eller fjern den ene.",
        "en": "Several pools show the same process. Give each its own, or remove one.",
    },
    "message_flow_inside": {
        "nb": "Meldingsflyten går innenfor samme deltaker. Bruk en sekvensflyt.",
        "en": "The message flow stays inside one pool. Use a sequence flow.",
    },
    "message_flow_end": {
        "nb": "Meldingsflyten er festet til «{ref}» ({tag}), som ikke kan sende eller motta den. Fest den et annet sted.",
        "en": "The message flow is attached to “{ref}” ({tag}), which can neither send nor receive it. Attach it elsewhere.",
    },
    "lane_reference": {
        "nb": "Banen «{lane}» lister «{ref}», som ikke er et steg i denne prosessen. Den oppføringen blir ikke brukt.",
        "en": "The lane “{lane}” lists “{ref}”, which is no step of this process. That entry is not used.",
    },
    "two_lanes": {
        "nb": "Steget står i flere baner: {lanes}. La det stå i én.",
        "en": "The step stands in several lanes: {lanes}. Let it stand in one.",
    },
}
