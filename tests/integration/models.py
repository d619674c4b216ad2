"""Small process models for tests, built from a few lines."""

import itertools
from xml.sax.saxutils import escape, quoteattr

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><bpmn:definitions '
    'xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:nyt="https://nyttiggjort.no/bpmn/1" targetNamespace="t">'
)
FORM = '{"type":"default","components":[%s]}'
TITLE = '{"type":"textfield","key":"tittel","label":"Tittel","validate":{"required":true}}'
UNIT = '{"type":"textfield","key":"enhet","label":"Enhet","validate":{"required":true},"properties":{"kind":"unit"}}'
NOTE = '{"type":"textfield","key":"svar","label":"Svar","validate":{"required":true}}'
NUMBER = '{"type":"number","key":"tall","label":"Tall"}'


def task(id: str, inner: str = "", form: str | None = "svar", loop: str = "", tag: str = "userTask") -> str:
    """A user task with our extension elements."""
    shown = f'<nyt:form ref="{form}"/>' if form else ""
    extension = f"<bpmn:extensionElements>{shown}{inner}</bpmn:extensionElements>"
    return f'<bpmn:{tag} id="{id}" name="{id.capitalize()}">{extension}{loop}</bpmn:{tag}>'


def flow(source: str, target: str, condition: str = "") -> str:
    """A sequence flow, named by its ends."""
    inner = f"<bpmn:conditionExpression>{escape(condition)}</bpmn:conditionExpression>" if condition else ""
    return f'<bpmn:sequenceFlow id="{source}__{target}" sourceRef="{source}" targetRef="{target}">{inner}</bpmn:sequenceFlow>'


def chain(*ids: str) -> str:
    """Flows from each to the next."""
    return "".join(flow(a, b) for a, b in itertools.pairwise(ids))


def gate(inner: str) -> str:
    """The gate element of a task."""
    return f'<nyt:gate key="B1">{inner}</nyt:gate>'


def model(
    body: str, lanes: dict[str, tuple[str, ...]], *, key: str = "prove", files: dict[str, bytes] | None = None
) -> dict[str, bytes]:
    """A model folder: one process, lanes as role to elements, and the two usual forms."""
    lane_xml = "".join(
        f'<bpmn:lane id="lane_{role}" name={quoteattr(role)} nyt:role="{role}">'
        + "".join(f"<bpmn:flowNodeRef>{e}</bpmn:flowNodeRef>" for e in elements)
        + "</bpmn:lane>"
        for role, elements in lanes.items()
    )
    xml = (
        f'{HEAD}<bpmn:process id="{key}" isExecutable="true"><bpmn:laneSet id="lanes">{lane_xml}</bpmn:laneSet>'
        f"{body}</bpmn:process></bpmn:definitions>"
    )
    return {
        "model.toml": f'key = "{key}"\nname = "Prøve"\nprocess = "{key}"\ndiagram = "{key}.bpmn"\n'.encode(),
        f"{key}.bpmn": xml.encode(),
        "forms/ide.json": (FORM % f"{TITLE},{UNIT}").encode(),
        "forms/svar.json": (FORM % f"{NOTE},{NUMBER}").encode(),
        **(files or {}),
    }


START = '<bpmn:startEvent id="start"/>'
END = '<bpmn:endEvent id="slutt"/>'
IDEA = task("ide", form="ide")

SIMPLE = model(
    START
    + IDEA
    + task(
        "vurder",
        '<nyt:due after="P3D"/><nyt:reminder offset="-P1D"/><nyt:reminder offset="P1D"/>'
        '<nyt:escalation offset="P2D" role="prosesseier"/>',
    )
    + task("leder")
    + END
    + chain("start", "ide", "vurder", "leder", "slutt"),
    {"ansatt": ("start", "ide"), "fagperson": ("vurder",), "enhetsleder": ("leder", "slutt")},
)

OUTCOMES = "".join(
    f'<nyt:outcome type="{kind}"{targets}/>'
    for kind, targets in (
        ("godkjenn", ""),
        ("godkjenn_vilkar", ""),
        ("returner", ' targets="vurder"'),
        ("vent", ""),
        ("avvis", ""),
        ("henvis", ' targets="linje"'),
    )
)
GATED = model(
    START
    + IDEA
    + task("vurder")
    + task(
        "b1",
        gate(
            '<nyt:shows ref="vurder"/><nyt:check key="klart" label="Er det klart?"/>'
            + OUTCOMES
            + '<nyt:excluded task="vurder"/>'
            + '<nyt:block key="tall" when="vurder.tall = 0" label="Tall mangler." override="true"/>'
        ),
        form=None,
    )
    + '<bpmn:exclusiveGateway id="valg" default="valg__slutt"/>'
    + '<bpmn:intermediateCatchEvent id="hvil"><bpmn:timerEventDefinition>'
    "<bpmn:timeDate>b1.vent_til</bpmn:timeDate></bpmn:timerEventDefinition></bpmn:intermediateCatchEvent>"
    + END
    + chain("start", "ide", "vurder", "b1", "valg")
    + flow("valg", "slutt")
    + flow("valg", "vurder", 'b1.utfall = "returner"')
    + flow("valg", "hvil", 'b1.utfall = "vent"')
    + flow("hvil", "b1"),
    {"ansatt": ("start", "ide"), "fagperson": ("vurder",), "enhetsleder": ("b1", "valg", "hvil", "slutt")},
)
