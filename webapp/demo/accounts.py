"""The demonstration's people and units. Names are made up."""

from dataclasses import dataclass

from engine.model.roles import Role

PASSWORD = "nyttig-nyttig-2026"
"""One password for all demo accounts; it is printed at start and good for nothing else."""

UNITS: tuple[tuple[str, str, str | None, bool], ...] = (
    ("kommune", "Moss kommune", None, False),
    ("helse", "Helse og mestring", "kommune", True),
    ("oppvekst", "Oppvekst og opplæring", "kommune", True),
    ("teknikk", "Teknikk, plan og miljø", "kommune", True),
    ("kultur", "Kultur og inkludering", "kommune", True),
    ("stab", "Organisasjon og utvikling", "kommune", False),
    ("hjemmetjenesten", "Hjemmetjenesten", "helse", False),
    ("legevakt", "Legevakten", "helse", False),
    ("sykehjem", "Sykehjem og omsorgsbolig", "helse", False),
    ("barnehage", "Barnehager", "oppvekst", False),
    ("skole", "Skoler", "oppvekst", False),
    ("byggesak", "Plan og byggesak", "teknikk", False),
    ("vann", "Vann og avløp", "teknikk", False),
    ("bibliotek", "Biblioteket", "kultur", False),
    ("ikt", "IKT og digitalisering", "stab", False),
    ("hr", "HR", "stab", False),
)
"""Key, name, key of the unit above, whether it is a kommunalområde."""


@dataclass(frozen=True, kw_only=True)
class Account:
    """One demo person."""

    username: str
    name: str
    title: str
    unit: str
    about: str
    roles: tuple[tuple[Role, str | None], ...] = ()


ACCOUNTS = (
    Account(
        username="anne",
        name="Anne Bergersen",
        title="Sykepleier",
        unit="hjemmetjenesten",
        about="ansatt, melder inn ideer",
    ),
    Account(username="mohamed", name="Mohamed Farah", title="Lærer", unit="skole", about="ansatt, melder inn ideer"),
    Account(username="kristin", name="Kristin Solli", title="Bibliotekar", unit="bibliotek", about="ansatt"),
    Account(
        username="radgiver",
        name="Ragnhild Moen",
        title="Innovasjonsrådgiver",
        unit="stab",
        about="innovasjonsrådgiver, siler og veileder",
        roles=((Role.INNOVASJONSRADGIVER, None),),
    ),
    Account(
        username="fag1",
        name="Henrik Dahl",
        title="Økonomirådgiver",
        unit="stab",
        about="fagperson, vurderer",
        roles=((Role.FAGPERSON, None),),
    ),
    Account(
        username="fag2",
        name="Samira Khan",
        title="Tjenestedesigner",
        unit="ikt",
        about="fagperson, vurderer",
        roles=((Role.FAGPERSON, None),),
    ),
    Account(
        username="leder",
        name="Turid Haugen",
        title="Enhetsleder",
        unit="hjemmetjenesten",
        about="enhetsleder i Hjemmetjenesten",
        roles=((Role.ENHETSLEDER, "hjemmetjenesten"),),
    ),
    Account(
        username="rektor",
        name="Jonas Lie Berg",
        title="Rektor",
        unit="skole",
        about="enhetsleder for Skoler",
        roles=((Role.ENHETSLEDER, "skole"),),
    ),
    Account(
        username="byggleder",
        name="Marit Østby",
        title="Enhetsleder",
        unit="byggesak",
        about="enhetsleder i Plan og byggesak",
        roles=((Role.ENHETSLEDER, "byggesak"), (Role.ENHETSLEDER, "vann")),
    ),
    Account(
        username="biblsjef",
        name="Ingrid Wold",
        title="Biblioteksjef",
        unit="bibliotek",
        about="enhetsleder for Biblioteket",
        roles=((Role.ENHETSLEDER, "kultur"),),
    ),
    Account(
        username="helsesjef",
        name="Bjørn Aasen",
        title="Kommunalsjef helse",
        unit="helse",
        about="leder for hele helseområdet",
        roles=((Role.ENHETSLEDER, "helse"),),
    ),
    Account(
        username="styre",
        name="Eva Kristoffersen",
        title="Kommunedirektør",
        unit="kommune",
        about="porteføljestyret",
        roles=((Role.PORTEFOLJESTYRE, None),),
    ),
    Account(
        username="styre2",
        name="Lars Petter Vik",
        title="Økonomisjef",
        unit="stab",
        about="porteføljestyret",
        roles=((Role.PORTEFOLJESTYRE, None),),
    ),
    Account(username="prosjekt", name="Nina Thorsen", title="Prosjektleder", unit="ikt", about="prosjektleder"),
    Account(username="eier", name="Ole Martin Strand", title="Avdelingsleder", unit="helse", about="prosjekteier"),
    Account(
        username="gevinst", name="Hilde Nygaard", title="Fagleder", unit="hjemmetjenesten", about="gevinstansvarlig"
    ),
    Account(
        username="prosess",
        name="Espen Lund",
        title="Prosesseier",
        unit="stab",
        about="prosesseier, publiserer prosesser",
        roles=((Role.PROSESSEIER, None),),
    ),
    Account(
        username="personvern",
        name="Vibeke Juul",
        title="Personvernombud",
        unit="stab",
        about="personvernombud",
        roles=((Role.PERSONVERNOMBUD, None),),
    ),
    Account(
        username="admin",
        name="Dag Iversen",
        title="Systemansvarlig",
        unit="ikt",
        about="administrator",
        roles=((Role.ADMINISTRATOR, None),),
    ),
    Account(
        username="revisor",
        name="Guri Rasmussen",
        title="Revisor",
        unit="kommune",
        about="revisor, leser alt",
        roles=((Role.REVISOR, None),),
    ),
)
