"""What the import says, in Norwegian and English: of each thing what became of it, and of a problem what to do."""

MESSAGES: dict[str, dict[str, str]] = {
    # files and the process as a whole
    "file_kept": {
        "nb": "Filen brukes ikke her, men følger med.",
        "en": "The file is not used here, but comes along.",
    },
    "main_process": {
        "nb": "«{name}» er hovedprosessen. De andre er: {others}.",
        "en": "“{name}” is the main process. The others are: {others}.",
    },
    "made_executable": {
        "nb": "«{name}» er merket som kjørbar.",
        "en": "“{name}” is marked as executable.",
    },
    "renamed": {
        "nb": "«{name}» har fått id-en {old} byttet ut med en som kan brukes i uttrykk.",
        "en": "“{name}” has had its id {old} replaced by one that expressions can use.",
    },
    "no_layout": {
        "nb": "Filen har ingen tegning, bare prosessen. Åpne den i et tegneverktøy og plasser elementene.",
        "en": "The file has no drawing, only the process. Open it in an editor and place the elements.",
    },
    "namespace": {
        "nb": "{number} egenskaper fra {namespace} er beholdt uten å bety noe her.",
        "en": "{number} properties of {namespace} are kept and mean nothing here.",
    },
    "kept": {
        "nb": "«{name}» er beholdt uten å bety noe her.",
        "en": "“{name}” is kept and means nothing here.",
    },
    # expressions and variables
    "expression": {
        "nb": "Uttrykket {expression} er skrevet som {feel}.",
        "en": "The expression {expression} is written as {feel}.",
    },
    "expression_method": {
        "nb": "Uttrykket {expression} kaller kode: {found}. Skriv det om til FEEL.",
        "en": "The expression {expression} calls code: {found}. Rewrite it in FEEL.",
    },
    "expression_function": {
        "nb": "Uttrykket {expression} bruker funksjonen {found}, som ikke finnes her. Skriv det om til FEEL.",
        "en": "The expression {expression} uses the function {found}, which is not here. Rewrite it in FEEL.",
    },
    "expression_index": {
        "nb": "Uttrykket {expression} slår opp med noe annet enn et fast tall eller navn: {found}. Skriv det om til FEEL.",
        "en": "The expression {expression} looks up by something else than a fixed number or name: {found}. Rewrite it in FEEL.",
    },
    "expression_broken": {
        "nb": "Uttrykket {expression} kan ikke leses ved «{found}». Skriv det om til FEEL.",
        "en": "The expression {expression} cannot be read at “{found}”. Rewrite it in FEEL.",
    },
    "expression_deep": {
        "nb": "Uttrykket {expression} har parenteser i mer enn {found} nivåer. Del det opp.",
        "en": "The expression {expression} nests brackets deeper than {found} levels. Split it.",
    },
    "expression_long": {
        "nb": "Uttrykket {expression} er lengre enn {found} tegn. Del det opp.",
        "en": "The expression {expression} is longer than {found} characters. Split it.",
    },
    "expression_refused": {
        "nb": "Uttrykket {expression} kan ikke brukes: {reason}",
        "en": "The expression {expression} cannot be used: {reason}",
    },
    "variable": {
        "nb": "Variabelen «{name}» er {feel}.",
        "en": "The variable “{name}” is {feel}.",
    },
    "variable_several": {
        "nb": "Variabelen «{name}» kan komme fra flere steg. Velg ett av: {choices}.",
        "en": "The variable “{name}” may come from several steps. Choose one of: {choices}.",
    },
    "variable_unknown": {
        "nb": "Ingen oppgave gir variabelen «{name}». Legg den i et skjema, eller bruk en annen.",
        "en": "No task gives the variable “{name}”. Put it in a form, or use another.",
    },
    "variable_list": {
        "nb": "«{name}» gis av flere forekomster, så {feel} er en liste. Velg hvordan de skal telles, for eksempel med count eller some.",
        "en": "“{name}” is given by several instances, so {feel} is a list. Choose how to count them, for example with count or some.",
    },
    "variable_covered": {
        "nb": "«{name}» hører til en ytre aktivitet med flere forekomster. Her er item den indre. Gi den ytre videre med nyt:input.",
        "en": "“{name}” belongs to an outer multi-instance activity. Here item is the inner one's. Hand the outer on with nyt:input.",
    },
    # who
    "lane_role": {
        "nb": "Banen «{name}» har fått rollen {role}.",
        "en": "The lane “{name}” was given the role {role}.",
    },
    "lane_unknown": {
        "nb": "Banen «{name}» svarer ikke til noen rolle her. Velg en; «{role}» ligner mest.",
        "en": "The lane “{name}” matches no role here. Choose one; “{role}” is the nearest.",
    },
    "pool_role": {
        "nb": "Oppgaven gjøres av {role}, som bassenget «{name}» heter.",
        "en": "The task is done by {role}, as the pool “{name}” is named.",
    },
    "group_role": {
        "nb": "Gruppen «{name}» er rollen {role}.",
        "en": "The group “{name}” is the role {role}.",
    },
    "group_unknown": {
        "nb": "Gruppen «{name}» svarer ikke til noen rolle her. Velg en; «{role}» ligner mest.",
        "en": "The group “{name}” matches no role here. Choose one; “{role}” is the nearest.",
    },
    "group_of_lane": {
        "nb": "Gruppen «{name}» finnes ikke her. Oppgaven gjøres av banens rolle, {role}.",
        "en": "There is no group “{name}” here. The task is done by the lane's role, {role}.",
    },
    "groups_several": {
        "nb": "Oppgaven kan gjøres av {text}. Her har den bare rollen {role}.",
        "en": "The task may be done by {text}. Here it has the role {role} only.",
    },
    "groups_computed": {
        "nb": "Gruppene {text} regnes ut. Kontroller at {feel} gir én av rollene her.",
        "en": "The groups {text} are computed. See that {feel} gives one of the roles here.",
    },
    "assignee": {
        "nb": "Oppgaven går til personen i {feel}. Verdien må være en person herfra.",
        "en": "The task goes to the person in {feel}. The value must be a person of this system.",
    },
    "assignee_fixed": {
        "nb": "Oppgaven var lagt til brukeren «{text}». Faste personer brukes ikke her; rollen avgjør.",
        "en": "The task was given to the user “{text}”. Fixed persons are not used here; the role decides.",
    },
    "candidate_users": {
        "nb": "Oppgaven kunne tas av {users}. Faste personer brukes ikke her; rollen avgjør.",
        "en": "The task could be taken by {users}. Fixed persons are not used here; the role decides.",
    },
    "starters": {
        "nb": "Hvem som kan starte prosessen ({name}), styres av rollene her.",
        "en": "Who may start the process ({name}) follows from the roles here.",
    },
    # forms
    "form": {
        "nb": "Skjemaet {reference} er forms/{form}.json.",
        "en": "The form {reference} is forms/{form}.json.",
    },
    "form_by_name": {
        "nb": "Skjemaet forms/{form}.json har samme navn som oppgaven og er tatt i bruk.",
        "en": "The form forms/{form}.json has the task's name and is used.",
    },
    "form_placed": {
        "nb": "Skjemaet ligger nå i forms/{form}.json.",
        "en": "The form is now in forms/{form}.json.",
    },
    "form_embedded": {
        "nb": "Skjemaet inne i diagrammet er lagt i forms/{form}.json.",
        "en": "The form inside the diagram was put in forms/{form}.json.",
    },
    "form_made": {
        "nb": "Av feltene er det laget et skjema, forms/{form}.json. Se over det.",
        "en": "A form was made of the fields, forms/{form}.json. Look it over.",
    },
    "form_unreadable": {
        "nb": "Skjemaet kan ikke leses som JSON. Eksporter det på nytt.",
        "en": "The form cannot be read as JSON. Export it again.",
    },
    "form_missing": {
        "nb": "Skjemaet {reference} er ikke blant filene. Ta det med, eller lag et nytt.",
        "en": "The form {reference} is not among the files. Include it, or make a new one.",
    },
    "form_html": {
        "nb": "Skjemaet {reference} er en nettside med kode. Tegn det på nytt som skjema i forms/.",
        "en": "The form {reference} is a web page with code. Draw it anew as a form in forms/.",
    },
    "form_expression": {
        "nb": "Hvilket skjema som brukes, regnes ut av {reference}. Velg et fast skjema.",
        "en": "Which form is used is computed by {reference}. Choose a fixed one.",
    },
    "form_at_start": {
        "nb": "Starthendelsen har skjemaet forms/{form}.json. Her fylles skjemaer ut i oppgaver: legg en brukeroppgave først.",
        "en": "The start event has the form forms/{form}.json. Here forms are filled in in tasks: put a user task first.",
    },
    "first_form": {
        "nb": "Første oppgave melder inn saken. Skjemaet må ha feltene: {fields}.",
        "en": "The first task submits the case. Its form needs the fields: {fields}.",
    },
    "form_component": {
        "nb": "Skjemadelen «{type}» finnes ikke her og er utelatt. Originalen ligger ved siden av.",
        "en": "The form part “{type}” does not exist here and is left out. The original is kept beside it.",
    },
    "form_key": {
        "nb": "Feltet «{old}» har fått en nøkkel som kan brukes i uttrykk.",
        "en": "The field “{old}” was given a key that expressions can use.",
    },
    "form_time": {
        "nb": "Feltet spør om klokkeslett. Her spør det bare om dato.",
        "en": "The field asks for a time of day. Here it asks for a date only.",
    },
    "form_type": {
        "nb": "Feltet «{name}» har en type som ikke finnes her, og er blitt et tekstfelt.",
        "en": "The field “{name}” has a type that does not exist here, and became a text field.",
    },
    "form_rule": {
        "nb": "En regel for feltet «{name}» er kode og følger ikke med.",
        "en": "A rule of the field “{name}” is code and does not come along.",
    },
    "form_default": {
        "nb": "Feltet «{name}» hadde en utregnet startverdi. Den følger ikke med.",
        "en": "The field “{name}” had a computed default. It does not come along.",
    },
    # when
    "timer": {
        "nb": "Tiden {text} er skrevet som {feel}.",
        "en": "The time {text} is written as {feel}.",
    },
    "timer_cron": {
        "nb": 'Tiden {text} er et cron-uttrykk. Skriv en gjentakelse, for eksempel "R/P1D".',
        "en": 'The time {text} is a cron expression. Write a cycle, for example "R/P1D".',
    },
    "timer_unclear": {
        "nb": 'Tiden {text} kan ikke leses. Skriv for eksempel "P14D".',
        "en": 'The time {text} cannot be read. Write for example "P14D".',
    },
    "due": {
        "nb": "Fristen {text} er {feel}.",
        "en": "The due time {text} is {feel}.",
    },
    "due_unclear": {
        "nb": "Fristen {text} kan ikke leses. Skriv hele dager, for eksempel P5D.",
        "en": "The due time {text} cannot be read. Write whole days, for example P5D.",
    },
    "follow_up": {
        "nb": "Oppfølgingsdato finnes ikke her. Bruk en påminnelse på oppgaven.",
        "en": "There is no follow-up date here. Use a reminder on the task.",
    },
    # many at once
    "collection": {
        "nb": "Listen {text} er {feel}.",
        "en": "The collection {text} is {feel}.",
    },
    "collection_and_cardinality": {
        "nb": "Aktiviteten har både liste og antall. Behold ett av dem.",
        "en": "The activity has both a collection and a cardinality. Keep one of them.",
    },
    "item_variable": {
        "nb": "«{name}» heter item i hver forekomst.",
        "en": "“{name}” is called item in each instance.",
    },
    "output_collected": {
        "nb": "Svarene som ble samlet i «{name}», er {feel}.",
        "en": "The answers gathered in “{name}” are {feel}.",
    },
    "output_collection": {
        "nb": "«{name}» samler {text}. Her samles svarene fra alle forekomster under aktivitetens id; bruk dem direkte.",
        "en": "“{name}” gathers {text}. Here all instances' answers are gathered under the activity's id; use them directly.",
    },
    # what runs by itself
    "step": {
        "nb": "Oppgaven kjører tjenestesteget {step}.",
        "en": "The task runs the service step {step}.",
    },
    "service_code": {
        "nb": "Tjenesten ({implementation}) er kode utenfor modellen. Velg et steg fra en verktøykasse.",
        "en": "The service ({implementation}) is code outside the model. Choose a step of a toolbox.",
    },
    "rule_code": {
        "nb": "Regelen ({implementation}) er kode utenfor modellen. Lag en beslutningstabell.",
        "en": "The rule ({implementation}) is code outside the model. Make a decision table.",
    },
    "script_code": {
        "nb": "Skriptet ({implementation}) er kode utenfor modellen. Skriv det som FEEL, eller velg et steg fra en verktøykasse.",
        "en": "The script ({implementation}) is code outside the model. Write it in FEEL, or choose a step of a toolbox.",
    },
    "script": {
        "nb": "Skriptet setter {name} til {feel}.",
        "en": "The script sets {name} to {feel}.",
    },
    "script_language": {
        "nb": "Skriptet er skrevet i {language}, og kode kjøres ikke her. Skriv det som FEEL (nyt:assign).",
        "en": "The script is written in {language}, and code is not run here. Write it in FEEL (nyt:assign).",
    },
    "script_result": {
        "nb": "Resultatet av skriptet heter «{name}», som ikke kan brukes som navn. Velg et annet.",
        "en": "The script's result is called “{name}”, which cannot be a name. Choose another.",
    },
    "send_code": {
        "nb": "Meldingen sendes av motoren. Koden som sendte den ({implementation}), kjøres ikke.",
        "en": "The engine sends the message. The code that sent it ({implementation}) is not run.",
    },
    "send_without_message": {
        "nb": "Sendeoppgaven har bare kode ({implementation}). Velg en melding, eller bruk et tjenestesteg.",
        "en": "The send task has only code ({implementation}). Choose a message, or use a service step.",
    },
    "decision": {
        "nb": "Oppgaven bruker beslutningen {decision}.",
        "en": "The task uses the decision {decision}.",
    },
    "decision_computed": {
        "nb": "Hvilken beslutning som brukes, regnes ut av {text}. Velg en fast.",
        "en": "Which decision is used is computed by {text}. Choose a fixed one.",
    },
    "map_decision_result": {
        "nb": "Resultatet av beslutningen har her alltid den formen tabellen gir.",
        "en": "The decision's result always has the shape that its table gives.",
    },
    "decision_shape": {
        "nb": "Resultatet ble lest som {shape}. Her gir en tabell verdien selv når den har én kolonne, ellers en kontekst. Rett uttrykkene som leser det.",
        "en": "The result was read as {shape}. Here a table gives the value itself when it has one column, else a context. Mend what reads it.",
    },
    "mapping_input": {
        "nb": "Inn: {name} er {feel}.",
        "en": "In: {name} is {feel}.",
    },
    "mapping_output": {
        "nb": "Ut: {name} er {feel}.",
        "en": "Out: {name} is {feel}.",
    },
    "mapping_name": {
        "nb": "Navnet «{name}» kan ikke brukes for en verdi. Velg et med bokstaver, tall og understrek.",
        "en": "The name “{name}” cannot be used for a value. Choose one of letters, digits and underscore.",
    },
    "mapping_script": {
        "nb": "Verdien av «{name}» er kode. Skriv den som FEEL.",
        "en": "The value of “{name}” is code. Write it in FEEL.",
    },
    "call_inline": {
        "nb": "Prosessen «{process}» er med i modellen og kjøres i samme sak.",
        "en": "The process “{process}” is in the model and runs within the case.",
    },
    "call": {
        "nb": "«{name}» kalles som modellen {process} ({binding}).",
        "en": "“{name}” is called as the model {process} ({binding}).",
    },
    "call_computed": {
        "nb": "Hvilken prosess som kalles, regnes ut eller mangler: {text}. Velg en fast.",
        "en": "Which process is called is computed or missing: {text}. Choose a fixed one.",
    },
    "call_binding": {
        "nb": "Versjonen velges med «{binding}», som ikke finnes her. Bruk siste, utplassert eller et fast nummer.",
        "en": "The version is chosen by “{binding}”, which does not exist here. Use latest, deployment or a fixed number.",
    },
    "call_case": {
        "nb": "Aktiviteten kaller CMMN-saken «{name}». Det finnes ikke her; tegn den som prosess.",
        "en": "The activity calls the CMMN case “{name}”. There are none here; draw it as a process.",
    },
    "call_all": {
        "nb": "Alle variabler ble sendt til den andre saken. Velg hvilke som skal med.",
        "en": "All variables were handed to the other case. Choose which to hand over.",
    },
    "call_result": {
        "nb": "Resultatet {text} regnes ut i den andre saken. Gi det et navn der, og hent det ved navn.",
        "en": "The result {text} is computed in the other case. Name it there, and fetch it by name.",
    },
    "call_business_key": {
        "nb": "Saksnøkkelen følger initiativet av seg selv.",
        "en": "The business key follows the initiative by itself.",
    },
    # events
    "condition_script": {
        "nb": "Betingelsen er skrevet i {language}, og kode kjøres ikke her. Skriv den i FEEL.",
        "en": "The condition is written in {language}, and code is not run here. Write it in FEEL.",
    },
    "condition_filter": {
        "nb": "«{name}» begrenset når betingelsen ble vurdert. Her vurderes den ved hver endring.",
        "en": "“{name}” limited when the condition was judged. Here it is judged at every change.",
    },
    "correlation": {
        "nb": "Meldingen kjennes igjen på {feel}.",
        "en": "The message is recognised by {feel}.",
    },
    "message_name": {
        "nb": "Meldingens navn regnes ut av {text}. Gi den et fast navn.",
        "en": "The message's name is computed by {text}. Give it a fixed one.",
    },
    "external_error": {
        "nb": "Feilen ble valgt av kode i tjenesten. Her kaster tjenestesteget den selv.",
        "en": "The error was chosen by the service's code. Here the service step raises it itself.",
    },
    # what the engines do around a step
    "listener": {
        "nb": "Lytteren «{name}» er kode og kjøres ikke. Bruk et tjenestesteg der noe skal skje.",
        "en": "The listener “{name}” is code and is not run. Use a service step where something should happen.",
    },
    "skip_expression": {
        "nb": "Steget kunne hoppes over med et uttrykk. Tegn det som en port i stedet.",
        "en": "The step could be skipped by an expression. Draw that as a gateway instead.",
    },
    "worker_settings": {
        "nb": "Innstillinger til koden som kjørte steget ({name}), er beholdt.",
        "en": "Settings for the code that ran the step ({name}) are kept.",
    },
    "transactions": {
        "nb": "«{name}» styrte transaksjoner i den andre motoren. Her er hvert steg trygt lagret uansett.",
        "en": "“{name}” steered transactions in the other engine. Here every step is stored safely anyway.",
    },
    "retries": {
        "nb": "«{name}» gjentok steg som feilet. Her stopper saken, og en operatør prøver på nytt.",
        "en": "“{name}” repeated steps that failed. Here the case stops, and an operator retries.",
    },
    "priority": {
        "nb": "Prioritet finnes ikke her. Oppgaver ordnes etter frist.",
        "en": "There is no priority here. Tasks are ordered by when they are due.",
    },
    "ad_hoc_elements": {
        "nb": "Hvilke aktiviteter som starter, ble regnet ut. Velg dem i delprosessen.",
        "en": "Which activities begin was computed. Choose them in the subprocess.",
    },
}
PROBLEMS: dict[str, dict[str, str]] = {
    "import_no_diagram": {
        "nb": "Ingen av filene er et BPMN-diagram. Last opp en .bpmn-fil, eller en zip med en.",
        "en": "None of the files is a BPMN diagram. Upload a .bpmn file, or a zip that holds one.",
    },
    "import_too_large": {
        "nb": "Filen har for mye til å oversettes på en gang. Grensen er {maximum}. Del modellen opp.",
        "en": "The file holds too much to translate at once. The limit is {maximum}. Split the model.",
    },
    "import_no_process": {
        "nb": "Diagrammet har ingen prosess. Tegn en, eller velg en annen fil.",
        "en": "The diagram holds no process. Draw one, or choose another file.",
    },
}
"""Why a file cannot be imported at all."""
