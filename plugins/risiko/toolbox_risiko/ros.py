"""ROS: risk and vulnerability on a 5×5 matrix, with arrows from before the measures to after them."""

from engine.contract.content import Content, Surroundings
from engine.contract.result import Column, ColumnKind, Figure, Remark, Result, Severity, Table
from engine.contract.toolbox import Example, Guide, Paper, Part, Tool
from toolbox_risiko.matrix import CONSEQUENCE, LIKELIHOOD, Colour
from toolbox_risiko.picture import matrix_picture
from toolbox_risiko.risks import Risk, risks_in, worst_first

STRATEGIES = {
    "unnga": "Unngå",
    "redusere": "Redusere",
    "overfore": "Overføre",
    "akseptere": "Akseptere",
    "overvake": "Overvåke",
}
STATUSES = {"planlagt": "Planlagt", "pagar": "Pågår", "gjennomfort": "Gjennomført"}


def evaluate(content: Content, around: Surroundings) -> Result:
    """The matrix, the risks worst first, and what has to be looked at."""
    risks = risks_in(content.rows("risikoer"))
    counted = {c: sum(1 for risk in risks if risk.residual == c) for c in Colour}
    worst = max((risk.residual for risk in risks if risk.residual), key=lambda c: c.rank, default=None)
    return Result(
        figures=[
            Figure(label=f"{c.word} risiko", value=counted[c], explanation="slik det ventes etter tiltak")
            for c in reversed(Colour)
        ],
        pictures=[matrix_picture(risks)] if risks else [],
        tables=[_table(risks, around)],
        remarks=[remark for risk in risks for remark in _remarks(risk, around)],
        fact={
            "antall": len(risks),
            "rode": counted[Colour.RED],
            "oransje": counted[Colour.ORANGE],
            "hoyeste_rest": worst.word if worst else None,
        },
    )


def _remarks(risk: Risk, around: Surroundings) -> list[Remark]:
    found = []
    if risk.before is None:
        found.append(_remark(risk, "Velg sannsynlighet og konsekvens."))
        return found
    serious = risk.colour_before in (Colour.RED, Colour.ORANGE)
    if serious and not risk.measure and risk.strategy != "akseptere":
        found.append(_remark(risk, "Risikoen er høy og har ikke noe tiltak."))
    if risk.strategy == "akseptere" and risk.colour_before == Colour.RED and not risk.row.text("begrunnelse"):
        text = "Svært høy risiko kan bare aksepteres med en begrunnelse."
        found.append(_remark(risk, text, Severity.BLOCK))
    if risk.measure and not risk.row.text("eier"):
        found.append(_remark(risk, "Tiltaket har ingen ansvarlig."))
    if risk.due and risk.due < around.now.date() and risk.status != "gjennomfort":
        found.append(_remark(risk, "Fristen for tiltaket har passert."))
    if risk.after and risk.colour_after and risk.colour_before and risk.colour_after.rank > risk.colour_before.rank:
        found.append(_remark(risk, "Risikoen er høyere etter tiltaket enn før. Stemmer det?"))
    return found


def _remark(risk: Risk, text: str, severity: Severity = Severity.WARNING) -> Remark:
    return Remark(text=f"{risk.number}. {risk.text or 'Risikoen'}: {text}", severity=severity, row=risk.row.id)


def _table(risks: list[Risk], around: Surroundings) -> Table:
    return Table(
        key="risikoer",
        title="Risikoer, de verste først",
        columns=[
            Column(label="Nr.", kind=ColumnKind.NUMBER),
            Column(label="Hva kan skje"),
            Column(label="Sannsynlighet"),
            Column(label="Konsekvens"),
            Column(label="Risiko nå"),
            Column(label="Tiltak"),
            Column(label="Ansvarlig"),
            Column(label="Frist", kind=ColumnKind.DATE),
            Column(label="Risiko etter tiltak"),
            Column(label="Status"),
        ],
        rows=[
            [
                risk.number,
                risk.text,
                LIKELIHOOD[risk.before[0]] if risk.before else None,
                CONSEQUENCE[risk.before[1]] if risk.before else None,
                _level(risk.colour_before),
                risk.measure or STRATEGIES.get(risk.strategy),
                around.person(risk.row.text("eier")) if risk.row.text("eier") else None,
                risk.due,
                _level(risk.colour_after),
                STATUSES.get(risk.status),
            ]
            for risk in worst_first(risks)
        ],
    )


def _level(found: Colour | None) -> str | None:
    return found.word if found else None


ROS = Tool(
    name="ros",
    title="ROS-analyse",
    summary="Hva kan gå galt, hvor ille er det, og hva gjør vi med det?",
    guide=Guide(
        purpose="Dere ser de viktigste risikoene samlet, og bestemmer hva som skal gjøres med hver av dem.",
        when="Før en utprøving med IT eller personopplysninger, og igjen før innføring.",
        how=(
            "Beskriv uønskede hendelser: hva skjer, og hva fører det til.",
            "Velg sannsynlighet og konsekvens slik det er i dag, uten nye tiltak.",
            "Bestem strategi og tiltak for alt som er oransje eller rødt, med ansvarlig og frist.",
            "Vurder sannsynlighet og konsekvens på nytt, slik det blir etter tiltakene.",
            "Gå gjennom analysen når noe er endret, og senest ved neste beslutningspunkt.",
        ),
        who="Prosjektleder, de som kjenner tjenesten, IKT og informasjonssikkerhet; personvernombudet ved behov",
        time="To til tre timer første gang",
        pitfalls=(
            "En årsak er ikke en hendelse. Skriv hva som skjer med hvem.",
            "Ikke gang tallene: en hendelse som nesten aldri skjer, men koster liv, er ikke «middels».",
        ),
    ),
    parts=(
        Part(key="omfang", form="ros_omfang", title="Hva analysen gjelder"),
        Part(
            key="risikoer",
            form="ros_risiko",
            title="Risikoer",
            repeated=True,
            label="beskrivelse",
            minimum=1,
            maximum=200,
        ),
    ),
    evaluate=evaluate,
    examples=(Example(name="trygghet", title="Eksempel: digitalt tilsyn i hjemmetjenesten", file="ros_tilsyn.json"),),
    paper=Paper.A4_LANDSCAPE,
)
