"""DPIA: screening first; then, where it is needed, the assessment of GDPR article 35 (7) and the officer's advice."""

from engine.contract.content import Content, Row, Surroundings
from engine.contract.result import Column, Figure, Remark, Result, Severity, Table
from engine.contract.toolbox import Example, Guide, Part, Tool
from toolbox_risiko.matrix import Colour, colour
from toolbox_risiko.picture import matrix_picture
from toolbox_risiko.risks import risks_in

CRITERIA = {
    "vurdering": "Evaluering eller poengsetting av personer",
    "automatisk": "Automatiske avgjørelser med rettsvirkning",
    "overvaking": "Systematisk overvåking",
    "sensitive": "Særlige kategorier eller svært personlige opplysninger",
    "stort_omfang": "Stort omfang",
    "sammenstilling": "Sammenstilling av datasett",
    "sarbare": "Sårbare registrerte, som barn eller pasienter",
    "ny_teknologi": "Ny teknologi eller ny bruk av teknologi",
    "hindrer": "Hindrer folk i å bruke en rettighet eller tjeneste",
}
"""The nine criteria of the Article 29 Working Party's guidelines WP 248 rev.01; two or more ask for a DPIA."""
NEEDED = 2


def screening(row: Row) -> tuple[list[str], bool]:
    """The criteria that are met, and whether a DPIA is needed: two or more met (WP 248 rev.01, III.B), or one that the
    writer says is enough by itself."""
    met = [key for key in CRITERIA if key in row.texts("kriterier")]
    return met, len(met) >= NEEDED or row.values.get("likevel") is True


def residual(content: Content) -> Colour | None:
    """The highest risk to people that is expected to be left after the measures."""
    found = [risk.residual for risk in risks_in(content.rows("risikoer")) if risk.residual]
    return max(found, key=lambda c: c.rank, default=None)


def standing(content: Content) -> str | None:
    """Why a gate may not be approved yet: not screened, not assessed, no advice, or a high residual risk without prior
    consultation (GDPR article 36). None when nothing is in the way."""
    row = content.one("screening")
    if not row.values:
        return "Behovet for DPIA er ikke vurdert."
    if not screening(row)[1]:
        return None
    assessment, advice = content.one("vurdering"), content.one("rad")
    if not assessment.text("beskrivelse") or not content.rows("risikoer"):
        return "DPIA er nødvendig og ikke gjennomført."
    if not advice.text("rad"):
        return "Personvernombudets råd mangler."
    left = residual(content)
    if left in (Colour.RED, Colour.ORANGE) and advice.text("forhandsdroftelse") != "gjennomfort":
        return (
            f"Restrisikoen for de registrerte er {left.word.lower()}. Datatilsynet må rådspørres først (GDPR art. 36)."
        )
    return None


def evaluate(content: Content, around: Surroundings) -> Result:
    """The outcome of the screening, the matrix of risks to people, and what still stands in the way."""
    del around
    row = content.one("screening")
    met, needed = screening(row)
    risks = risks_in(content.rows("risikoer"))
    left = residual(content)
    reason = standing(content)
    remarks = []
    if needed and not content.one("vurdering").text("beskrivelse"):
        remarks.append(
            Remark(text="Screeningen sier at det trengs en DPIA. Fyll ut vurderingen.", severity=Severity.BLOCK)
        )
    if needed and content.one("vurdering").text("beskrivelse") and not risks:
        remarks.append(Remark(text="Vurder minst én risiko for de registrerte.", severity=Severity.BLOCK))
    if reason and not any(remark.severity == Severity.BLOCK for remark in remarks) and row.values:
        remarks.append(Remark(text=f"Står i veien for beslutningen: {reason}"))
    return Result(
        figures=[
            Figure(label="Kriterier som er oppfylt", value=len(met), explanation=f"{NEEDED} eller flere krever DPIA"),
            Figure(label="DPIA", value="Nødvendig" if needed else "Ikke nødvendig" if row.values else "Ikke vurdert"),
            Figure(label="Restrisiko", value=left.word if left else None),
        ],
        pictures=[matrix_picture(risks)] if any(risk.before for risk in risks) else [],
        tables=[
            Table(
                key="screening",
                title="Screening",
                columns=[Column(label="Kriterium"), Column(label="Oppfylt")],
                rows=[[text, "Ja" if key in met else "Nei"] for key, text in CRITERIA.items()],
            ),
            Table(
                key="risikoer",
                title="Risiko for de registrerte",
                columns=[
                    Column(label="Hva kan skje"),
                    Column(label="Før"),
                    Column(label="Tiltak"),
                    Column(label="Etter"),
                ],
                rows=[[risk.text, _level(risk.before), risk.measure or None, _level(risk.after)] for risk in risks],
            ),
        ],
        remarks=remarks,
        fact={
            "nodvendig": needed,
            "kriterier": len(met),
            "restrisiko": left.word if left else None,
            "hoy_rest": left in (Colour.RED, Colour.ORANGE),
            "i_veien": reason,
        },
    )


def _level(place: tuple[int, int] | None) -> str | None:
    if place is None:
        return None
    found = colour(*place)
    return f"{found.word}, S{place[0]} K{place[1]}"


DPIA = Tool(
    name="dpia",
    title="DPIA: vurdering av personvernkonsekvenser",
    summary="Trengs det en DPIA, og hva betyr behandlingen for menneskene det gjelder?",
    guide=Guide(
        purpose="Dere vurderer hva behandlingen betyr for de registrerte, og setter inn tiltak før den starter.",
        when="Ved screening i testplanen, og igjen når behandlingen endres.",
        how=(
            "Kryss av for kriteriene i screeningen. To eller flere betyr at DPIA må gjennomføres.",
            "Beskriv behandlingen: hvilke opplysninger, om hvem, hvorfor og hvor lenge.",
            "Vurder om den er nødvendig og står i forhold til formålet.",
            "Vurder risikoen for de registrerte, ikke for kommunen, og sett inn tiltak.",
            "Be personvernombudet om råd, og skriv hvordan rådet er fulgt.",
            "Er restrisikoen fortsatt høy, må Datatilsynet rådspørres før behandlingen starter.",
        ),
        who="Prosjektleder og systemeier, med personvernombudet som rådgiver",
        time="En time til screening; én til to dager til full DPIA",
        pitfalls=(
            "Risikoen gjelder mennesker: tap av kontroll, utestenging, feil hjelp. Ikke omdømme.",
            "Samtykke er sjelden rett grunnlag når kommunen er den sterke part.",
        ),
    ),
    parts=(
        Part(key="screening", form="dpia_screening", title="Screening"),
        Part(key="vurdering", form="dpia_vurdering", title="Vurdering"),
        Part(
            key="risikoer",
            form="dpia_risiko",
            title="Risiko for de registrerte",
            repeated=True,
            label="beskrivelse",
            maximum=100,
        ),
        Part(key="rad", form="dpia_rad", title="Personvernombudets råd"),
    ),
    evaluate=evaluate,
    examples=(Example(name="tilsyn", title="Eksempel: digitalt tilsyn i hjemmetjenesten", file="dpia_tilsyn.json"),),
    single=True,
)
