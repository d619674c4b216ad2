"""The work that is measured: a process of five human tasks in a row, each with a form, in a small municipality."""

from itertools import pairwise
from uuid import UUID

from engine.bootstrap import Engine, build_engine
from engine.model.access import Identity
from engine.services.mail import MemoryMailer
from engine.settings import load_settings
from engine.testing import Town, settle_town
from engine.toolboxes import Toolboxes

PROCESS = "maling"
TASKS = 5
"""Human tasks after the one that the case is started with."""

_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><bpmn:definitions '
    'xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:nyt="https://nyttiggjort.no/bpmn/1" targetNamespace="maling">'
)
_MODEL = f'key = "{PROCESS}"\nname = "Måling"\nprocess = "{PROCESS}"\ndiagram = "maling.bpmn"\n'
_IDEA = """{"type": "default", "components": [
  {"type": "textfield", "key": "tittel", "label": "Tittel", "validate": {"required": true, "maxLength": 120}},
  {"type": "textfield", "key": "enhet", "label": "Enhet", "validate": {"required": true}, "properties": {"kind": "unit"}}
]}"""
_STEP = """{"type": "default", "components": [
  {"type": "textarea", "key": "vurdering", "label": "Vurdering", "validate": {"required": true, "maxLength": 2000}},
  {"type": "number", "key": "nytte", "label": "Nytte", "validate": {"required": true, "min": 1, "max": 5}},
  {"type": "select", "key": "kilde", "label": "Kilde", "values": [
    {"label": "Ansatt", "value": "ansatt"}, {"label": "Innbygger", "value": "innbygger"}]},
  {"type": "checkbox", "key": "personvern", "label": "Gjelder personopplysninger"}
]}"""
ANSWERS = {"vurdering": "Sparer reisetid for hjemmetjenesten.", "nytte": "4", "kilde": "ansatt", "personvern": "true"}


def model_files(*, loop: bool = False) -> dict[str, bytes]:
    """The model folder: five tasks in a row, or with `loop` one task that comes again until `nytte` is 5."""
    return {
        "model.toml": _MODEL.encode(),
        "maling.bpmn": f"{_HEAD}{_process(loop)}</bpmn:definitions>".encode(),
        "forms/ide.json": _IDEA.encode(),
        "forms/steg.json": _STEP.encode(),
    }


def listening_model() -> dict[str, bytes]:
    """The model `lytter`: after the idea it waits for the message `svar` with the initiative's number, then for a person."""
    order = ["start", "ide", "vent", "steg", "slutt"]
    body = (
        '<bpmn:laneSet id="baner"><bpmn:lane id="a" name="a" nyt:role="ansatt"><bpmn:flowNodeRef>ide</bpmn:flowNodeRef>'
        '</bpmn:lane><bpmn:lane id="f" name="f" nyt:role="fagperson"><bpmn:flowNodeRef>steg</bpmn:flowNodeRef></bpmn:lane>'
        '</bpmn:laneSet><bpmn:startEvent id="start"/><bpmn:endEvent id="slutt"/>'
        '<bpmn:intermediateCatchEvent id="vent"><bpmn:extensionElements><nyt:correlation key="initiativ.nummer"/>'
        '</bpmn:extensionElements><bpmn:messageEventDefinition messageRef="svar"/></bpmn:intermediateCatchEvent>'
    )
    body += _task("ide", "ide") + _task("steg", "steg")
    for source, target in pairwise(order):
        body += f'<bpmn:sequenceFlow id="{source}_{target}" sourceRef="{source}" targetRef="{target}"/>'
    xml = (
        f'{_HEAD}<bpmn:message id="svar" name="svar"/><bpmn:process id="lytter" isExecutable="true">{body}</bpmn:process>'
        "</bpmn:definitions>"
    )
    return {
        **model_files(),
        "model.toml": b'key = "lytter"\nname = "Lytter"\nprocess = "lytter"\ndiagram = "maling.bpmn"\n',
        "maling.bpmn": xml.encode(),
    }


def _process(loop: bool) -> str:
    steps = ["steg"] if loop else [f"steg{number}" for number in range(1, TASKS + 1)]
    order = ["start", "ide", *(["igjen"] if loop else []), *steps, *(["valg"] if loop else []), "slutt"]
    lanes = {"ansatt": ["start", "ide"], "fagperson": order[2:]}
    body = "".join(
        f'<bpmn:lane id="lane_{role}" name="{role}" nyt:role="{role}">'
        + "".join(f"<bpmn:flowNodeRef>{node}</bpmn:flowNodeRef>" for node in nodes)
        + "</bpmn:lane>"
        for role, nodes in lanes.items()
    )
    body = f'<bpmn:laneSet id="baner">{body}</bpmn:laneSet><bpmn:startEvent id="start"/><bpmn:endEvent id="slutt"/>'
    body += _task("ide", "ide") + "".join(_task(step, "steg") for step in steps)
    flows = [*pairwise(order)]
    if loop:
        body += '<bpmn:exclusiveGateway id="igjen"/><bpmn:exclusiveGateway id="valg" default="valg_igjen"/>'
        body += '<bpmn:sequenceFlow id="valg_igjen" sourceRef="valg" targetRef="igjen"/>'
        flows.remove(("valg", "slutt"))
        body += '<bpmn:sequenceFlow id="valg_slutt" sourceRef="valg" targetRef="slutt">'
        body += "<bpmn:conditionExpression>steg.nytte = 5</bpmn:conditionExpression></bpmn:sequenceFlow>"
    for source, target in flows:
        body += f'<bpmn:sequenceFlow id="{source}_{target}" sourceRef="{source}" targetRef="{target}"/>'
    return f'<bpmn:process id="{PROCESS}" isExecutable="true">{body}</bpmn:process>'


def _task(element: str, form: str) -> str:
    inner = f'<bpmn:extensionElements><nyt:form ref="{form}"/></bpmn:extensionElements>'
    return f'<bpmn:userTask id="{element}" name="{element}">{inner}</bpmn:userTask>'


def build(url: str, folder: str) -> Engine:
    """An engine on a migrated database."""
    settings = load_settings(
        {"NYTTIGGJORT_DATABASE_URL": url, "NYTTIGGJORT_SECRET_KEY": "m" * 40, "NYTTIGGJORT_DATA_DIR": folder}
    )
    return build_engine(settings, toolboxes=Toolboxes([]), mailer=MemoryMailer())


def settle(engine: Engine, *, loop: bool = False) -> Town:
    """The municipality and the model."""
    town = settle_town(engine.database)
    engine.models.install(model_files(loop=loop))
    return town


def start_case(engine: Engine, town: Town, mark: str) -> UUID:
    """Starts a case and returns its first task."""
    answers = {"tittel": f"Idé {mark}", "enhet": str(town.units["hjemmetjenesten"])}
    return engine.cases.submit(town["ansatt"], answers, process=PROCESS, key=f"start-{mark}").opened[0]


def complete(engine: Engine, who: Identity, task: UUID, key: str) -> UUID | None:
    """Completes a task and returns the next one."""
    opened = engine.tasks.complete(task, who, ANSWERS, key=key).opened
    return opened[0] if opened else None


def naive_model() -> bytes:
    """The same five tasks as a plain diagram, for an engine that knows nothing of ours."""
    steps = [f"steg{number}" for number in range(1, TASKS + 1)]
    order = ["start", *steps, "slutt"]
    body = '<bpmn:startEvent id="start"/><bpmn:endEvent id="slutt"/>'
    body += "".join(f'<bpmn:manualTask id="{step}" name="{step}"/>' for step in steps)
    for source, target in pairwise(order):
        body += f'<bpmn:sequenceFlow id="{source}_{target}" sourceRef="{source}" targetRef="{target}"/>'
    return f'{_HEAD}<bpmn:process id="{PROCESS}" isExecutable="true">{body}</bpmn:process></bpmn:definitions>'.encode()
