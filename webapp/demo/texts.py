"""The demonstration's words: plain sentences by field key, and the initiatives with what was written about them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

SENTENCES: Mapping[str, str] = {
    "kommentar": "Ideen er godt beskrevet, og behovet er kjent fra flere enheter.",
    "bakgrunn": "I dag løses dette manuelt og forskjellig fra sted til sted. Flere har meldt fra om at det tar tid og gir feil.",
    "behov": "De ansatte trenger en enklere måte å gjøre det på, og innbyggerne trenger et tydelig svar raskere.",
    "onsket_endring": "Vi ønsker én felles måte å jobbe på, med mindre dobbeltarbeid og bedre oversikt.",
    "nullalternativ": "Gjør vi ingenting, fortsetter tidsbruken å øke, og kvaliteten varierer.",
    "utdyping": "Vi har snakket med seks kolleger og ført tid i to uker. Problemet oppstår oftest ved vaktskifte.",
    "gruppe": "Ansatte i førstelinjen",
    "hvordan": "Får en ny arbeidsmåte i hverdagen",
    "endringer_som_skal_skapes": "Færre manuelle steg, færre feil og raskere svar til innbyggerne.",
    "organisering": "En liten prosjektgruppe med fagperson, tillitsvalgt og brukerrepresentant, ledet av prosjektleder.",
    "resultater": "En utprøvd løsning med målt effekt og et tydelig råd om veien videre.",
    "rolle": "Fagperson",
    "navn": "Felles løsning",
    "beskrivelse": "En felles løsning som prøves ut i liten skala før den tas i bruk av flere.",
    "antakelse": "Løsningen sparer tid i hverdagen",
    "males_ved": "Tidsregistrering før og under utprøvingen",
    "terskel": "Minst 20 prosent mindre tid",
    "stopp": "Mindre enn 5 prosent etter fire uker",
    "testgruppe": "To team med frivillige ansatte og deres brukere",
    "sted": "Moss sentrum",
    "indikator": "Tid per henvendelse",
    "metode": "Tidsregistrering i to uker",
    "kilde": "Egen registrering",
    "laget": "En enkel prototype som viser de viktigste stegene.",
    "funn": "Knappen for å lagre var vanskelig å finne",
    "observasjon": "Deltakerne bruker løsningen daglig og melder om mindre dobbeltføring.",
    "hypotese": "Løsningen sparer tid i hverdagen",
    "laering": "Vi lærte at opplæringen må skje på vakt, og at de som var med og prøvde, er de beste til å lære opp andre.",
    "navaerende_situasjon": "Arbeidet gjøres manuelt, med papir og to fagsystemer.",
    "onsket_situasjon": "Arbeidet gjøres én gang, digitalt, der det skjer.",
    "hvis_ikke": "Tidsbruken øker med veksten i antall brukere, og vi får ikke ut gevinsten.",
    "strategisk_forankring": "Støtter satsingsområdene felles innovasjonsprosess og digital transformasjon.",
    "mulige_ulemper": "Krever opplæring av alle, og en periode med to parallelle arbeidsmåter.",
    "post": "Spart tid",
    "investeringsanalyse": "Investeringen tjenes inn i løpet av andre driftsår.",
    "finansiering": "Dekkes innenfor kommunalområdets ramme og omstillingsmidler.",
    "gevinst": "Frigjort tid",
    "fra": "Ny arbeidsmåte",
    "til": "Spart tid",
    "tiltak": "Opplæring på hver vakt",
    "realisert_nar": "Alle team bruker løsningen",
    "hvorfor": "Dagens måte å jobbe på tar tid fra brukerne.",
    "endring": "Ny arbeidsmåte fra første dag",
    "mal": "Løsningen er tatt i bruk av alle team innen seks måneder.",
    "produkt": "Ferdig oppsatt løsning",
    "akseptkriterier": "Godkjent av fagansvarlig etter to ukers bruk.",
    "strategi": "Innføring team for team, med støtte på vakt.",
    "fase": "Innføring",
    "periode": "Første halvår",
    "usikkerheter": "Tilgang på folk til opplæring i sommermånedene.",
    "toleranse_omfang": "Inntil ett team kan utsettes uten ny beslutning.",
    "malgruppe": "Ansatte i enheten",
    "budskap": "Hva som endres, når og hvorfor",
    "kanal": "Personalmøte og intranett",
    "reviderte_forutsetninger": "Gevinsten kommer noe senere enn planlagt, men blir like stor.",
    "mal_nadd": "Målene er nådd for fem av seks team.",
    "framdrift": "Levert fire uker etter planen.",
    "avvik": "Opplæringen tok lengre tid enn antatt.",
    "evaluering": "Samarbeidet på tvers fungerte godt.",
    "arsak": "Innføringen kom senere i gang enn planlagt i to team.",
    "forventet": "Innen tre måneder er vi tilbake på planen.",
    "vurdering": "Gevinsten hentes ut som planlagt i de fleste teamene.",
    "begrunnelse": "Det vi antok, holdt i praksis.",
    "spredning": "Vist fram for to andre enheter og nabokommunene.",
    "rad": "Gevinsten er varig. Oppfølgingen kan avsluttes.",
    "nodvendighet": "Behandlingen er nødvendig for å gi tjenesten.",
    "risiko": "Uvedkommende kan få se opplysninger ved feil oppsett.",
    "personvernombudets_rad": "Begrens tilgangen til dem som trenger den, og slett etter utprøvingen.",
    "konklusjon": "Risikoen er akseptabel med tiltakene.",
    "anbefaling": "Fortsett med ny frist.",
    "konsekvens": "Oppstart i de siste teamene utsettes.",
}


USUAL: Mapping[str, Mapping[str, object]] = {
    "h1_forslag": {"kostnad": "8000", "varighet": "14"},
    "i2_sil": {"handling": "ga_videre", "lovpalagt": False, "spor": "standard"},
    "t3_prototype": {"videre": "ferdig", "deltakere": "6"},
    "t5_testrapport": {"anbefaling": "skaler"},
    "t6_begrunnelse": {"kapasitet": "ledig"},
    "m2_leveranse": {"status": "godkjent"},
    "m4_status": {"toleransebrudd": False},
    "h5_sjekk": {"videre": "standardiser", "kostnad_brukt": "7500", "dager_brukt": "14"},
}
"""What most initiatives answer where the first alternative would lead elsewhere."""


@dataclass(frozen=True, kw_only=True)
class Story:
    """One initiative: who meets what, and how far it has come.

    `until` is the element it waits at when the demonstration begins; `verdicts` are the gates' verdicts, in order
    (default godkjenn); `began` days ago; `pace` days between tasks.
    """

    submitter: str
    unit: str
    title: str
    problem: str
    process: str = "standard"
    began: int = 60
    pace: int = 3
    until: str | None = None
    prepared: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    verdicts: Mapping[str, tuple[Mapping[str, object], ...]] = field(default_factory=dict)
    comments: tuple[tuple[str, str], ...] = ()


MEDICINE: Mapping[str, Mapping[str, object]] = {
    "i1_meld_inn": {
        "losningsforslag": "Prøve dispensere som varsler hjemmetjenesten når medisinen ikke er tatt.",
        "berorte": ["brukere", "medarbeidere"],
        "mulige_gevinster": ["spart_tid", "okt_kvalitet"],
    },
    "i5_mandat": {"kostnad": "380000", "varighet": "5", "kommunalomrader": "1", "personvernrisiko": "middels"},
    "t1_testplan": {"antall": "24", "start": "+14", "slutt": "+84", "budsjett": "210000"},
    "t2_nullpunkt": {
        "indikatorer": [
            {
                "indikator": "Besøk bare for medisin",
                "enhet": "antall",
                "metode": "Uttrekk fra fagsystemet",
                "start": "310",
                "mal": "200",
                "dato": "+0",
                "kilde": "Fagsystem",
                "gevinsteier": "gevinst",
                "maling": "kvartal",
            },
            {
                "indikator": "Avvik med medisiner",
                "enhet": "antall",
                "metode": "Avvikssystemet",
                "start": "18",
                "mal": "6",
                "dato": "+0",
                "kilde": "Avvikssystem",
                "gevinsteier": "gevinst",
                "maling": "kvartal",
            },
        ]
    },
    "t5_testrapport": {"anbefaling": "skaler", "kostnad_paalopt": "187500"},
    "g1_maling": {"verdi": "205", "kilde": "Uttrekk fra fagsystemet"},
    "m1_styring": {
        "produkter": [
            {
                "produkt": "Innkjøpte dispensere",
                "akseptkriterier": "120 stk. mottatt og testet",
                "ansvarlig": "prosjekt",
                "frist": "+40",
            },
            {
                "produkt": "Rutine for varsler",
                "akseptkriterier": "Godkjent av fagleder",
                "ansvarlig": "gevinst",
                "frist": "+30",
            },
        ]
    },
}

STORIES: tuple[Story, ...] = (
    Story(
        submitter="anne",
        unit="hjemmetjenesten",
        title="Medisindispenser med varsling",
        problem="Vi kjører mange besøk bare for å minne om medisin. Brukerne vil klare seg selv, og vi trenger tiden til dem som er sykest.",
        began=420,
        pace=4,
        prepared=MEDICINE,
        comments=(("leder", "Dette har vi ventet på lenge. Fint at brukerne er med i testgruppen."),),
    ),
    Story(
        submitter="mohamed",
        unit="skole",
        title="Felles timeplanverktøy for vikarer",
        problem="Når noen blir syke, ringer vi rundt i en time hver morgen. Vikarene får ulik beskjed, og klasser står uten lærer.",
        began=190,
        pace=3,
        until="m2_leveranse",
        prepared={
            "i5_mandat": {"kostnad": "620000", "varighet": "7", "kommunalomrader": "1", "personvernrisiko": "lav"}
        },
    ),
    Story(
        submitter="kristin",
        unit="bibliotek",
        title="Meråpent bibliotek med selvbetjening",
        problem="Mange rekker ikke biblioteket i åpningstiden. Lokalet står tomt om kvelden.",
        began=110,
        pace=3,
        until="t3_prototype",
        prepared={
            "i5_mandat": {"kostnad": "540000", "varighet": "6", "kommunalomrader": "2", "personvernrisiko": "lav"}
        },
    ),
    Story(
        submitter="anne",
        unit="hjemmetjenesten",
        title="Digital kjøreliste for nattpatruljen",
        problem="Nattpatruljen skriver kjørelisten for hånd hver kveld. Endringer gjennom natten når ikke fram til bilene.",
        began=27,
        pace=4,
        until="b1",
        prepared={
            "i5_mandat": {"kostnad": "140000", "varighet": "3", "kommunalomrader": "1", "personvernrisiko": "middels"}
        },
    ),
    Story(
        submitter="mohamed",
        unit="skole",
        title="Robot som leser elevtekster og setter karakter",
        problem="Retting tar mye tid. Kanskje en robot kan foreslå karakter.",
        began=90,
        pace=3,
        prepared={
            "i4_vurder": {
                "strategi": "2",
                "okonomi": "2",
                "kvalitet": "1",
                "nodvendighet": "1",
                "risiko": "1",
                "kommentar": "Høy risiko for elevenes rettssikkerhet og lav nytte.",
            }
        },
        verdicts={
            "b1": (
                {
                    "outcome": "avvis",
                    "cause": "for_hoy_risiko",
                    "reason": "Karakterer må settes av en lærer. Vi vil gjerne se på hjelp til tilbakemeldinger i stedet; ta kontakt med innovasjonsrådgiveren.",
                },
            )
        },
    ),
    Story(
        submitter="kristin",
        unit="byggesak",
        title="Veiviser for nabovarsel",
        problem="Innbyggerne ringer ofte og spør hvem de skal varsle. Halvparten av søknadene mangler nabovarsel.",
        began=44,
        pace=3,
        until="i5_mandat",
        verdicts={
            "b1": (
                {
                    "outcome": "returner",
                    "target": "i5_mandat",
                    "reason": "Kostnaden til integrasjon mangler. Ta den med, så behandler vi mandatet på nytt.",
                },
            )
        },
    ),
    Story(
        submitter="mohamed",
        unit="vann",
        title="Sensorer som finner lekkasjer i vannledninger",
        problem="En tredel av drikkevannet lekker ut før det når fram. Vi leter manuelt, ofte om natten.",
        began=130,
        pace=3,
        until="b1_vent",
        prepared={
            "i5_mandat": {"kostnad": "1450000", "varighet": "11", "kommunalomrader": "1", "personvernrisiko": "lav"}
        },
        verdicts={
            "b1": (
                {
                    "outcome": "vent",
                    "hold_until": "+170",
                    "reason": "Vi venter på svar fra Miljødirektoratet om tilskudd.",
                },
            )
        },
    ),
    Story(
        submitter="anne",
        unit="sykehjem",
        title="Velkomstmappe på flere språk",
        problem="Pårørende som ikke snakker norsk, får ikke med seg det viktigste når noen flytter inn.",
        began=3,
        pace=3,
        until="i2_sil",
    ),
    Story(
        submitter="kristin",
        unit="bibliotek",
        title="Sommerlesing sammen med fotballklubbene",
        problem="Barna leser mindre om sommeren. Fotballskolene samler mange av dem.",
        began=15,
        pace=4,
        until="i4_vurder",
    ),
    Story(
        submitter="anne",
        unit="hjemmetjenesten",
        title="Faste plasser til hjelpemidlene på lageret",
        problem="Vi bruker mye tid på å lete etter hjelpemidler på lageret.",
        process="hurtigspor",
        began=13,
        pace=2,
        until="h5_sjekk",
        prepared={
            "h1_forslag": {
                "kostnad": "8000",
                "varighet": "14",
                "forslag": "Merke hyllene og ha fast plass til alt, med bilde på hver hylle.",
            }
        },
    ),
)
