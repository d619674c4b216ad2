"""Models of other tools, imported and run: they go the way they went there."""

from uuid import UUID

import pytest
from sqlalchemy import select

from engine.bootstrap import Engine
from engine.importing import import_model
from engine.model.activation import Activation
from engine.model.case import Case, CaseStatus, Fact
from engine.model.task import OPEN, Task
from engine.services.cases import Submitted
from engine.testing import Town
from tests.unit.importing.foreign import diagram, task

START = '<bpmn:startEvent id="start"/>'
ENDS = '<bpmn:endEvent id="stor"/><bpmn:endEvent id="liten"/>'
TABLE = b"""<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="n">
<decision id="niva" name="Niva"><decisionTable id="t" hitPolicy="FIRST">
<input id="i"><inputExpression id="e" typeRef="number"><text>belop</text></inputExpression></input>
<output id="o" name="niva" typeRef="string"/>
<rule id="r1"><inputEntry id="a1"><text>&lt; 1000</text></inputEntry>
<outputEntry id="b1"><text>"liten"</text></outputEntry></rule>
<rule id="r2"><inputEntry id="a2"><text>-</text></inputEntry><outputEntry id="b2"><text>"stor"</text></outputEntry></rule>
</decisionTable></decision></definitions>"""


def flows(*steps: tuple[str, str] | tuple[str, str, str]) -> str:
    made = ""
    for number, step in enumerate(steps):
        condition = f"<bpmn:conditionExpression>{step[2]}</bpmn:conditionExpression>" if len(step) == 3 else ""
        made += f'<bpmn:sequenceFlow id="f{number}" sourceRef="{step[0]}" targetRef="{step[1]}">{condition}</bpmn:sequenceFlow>'
    return made


def lanes(**who: tuple[str, ...]) -> str:
    made = "".join(
        f'<bpmn:lane id="bane_{name}" name="{name}">'
        + "".join(f"<bpmn:flowNodeRef>{node}</bpmn:flowNodeRef>" for node in nodes)
        + "</bpmn:lane>"
        for name, nodes in who.items()
    )
    return f'<bpmn:laneSet id="baner">{made}</bpmn:laneSet>'


def fields(*given: tuple[str, str]) -> str:
    made = "".join(f'<camunda:formField id="{name}" label="{name}" type="{kind}"/>' for name, kind in given)
    return f"<camunda:formData>{made}</camunda:formData>"


CAMUNDA_7 = diagram(
    lanes(Innmelder=("start", "meld"), Fagpersoner=("niva", "vurder", "dobbel", "port", "stor", "liten"))
    + START
    + task("meld", extensions=fields(("tittel", "string"), ("enhet", "string"), ("belop", "long")))
    + task(
        "niva",
        'camunda:decisionRef="niva" camunda:resultVariable="storrelse" camunda:mapDecisionResult="singleEntry"',
        kind="businessRuleTask",
    )
    + task(
        "vurder",
        'camunda:candidateGroups="fagpersoner"',
        fields(("egnet", "boolean")),
        '<bpmn:multiInstanceLoopCharacteristics isSequential="true"><bpmn:loopCardinality>3</bpmn:loopCardinality>'
        "<bpmn:completionCondition>${!egnet || loopCounter == 1}</bpmn:completionCondition>"
        "</bpmn:multiInstanceLoopCharacteristics>",
    )
    + task(
        "dobbel",
        'scriptFormat="juel" camunda:resultVariable="sum"'.replace("sum", "total"),
        rest="<bpmn:script>${belop * 2}</bpmn:script>",
        kind="scriptTask",
    )
    + task("port", 'default="f5"', kind="exclusiveGateway")
    + ENDS
    + flows(
        ("start", "meld"),
        ("meld", "niva"),
        ("niva", "vurder"),
        ("vurder", "dobbel"),
        ("dobbel", "port"),
        ("port", "liten"),
        ("port", "stor", "${storrelse eq 'stor' &amp;&amp; total gt 3000}"),
    )
)


class Running:
    """One case of an imported model."""

    def __init__(self, engine: Engine, town: Town, files: dict[str, bytes], **answers: object) -> None:
        self._engine, self._town = engine, town
        engine.models.install(import_model(files).files)
        unit = str(town.units["hjemmetjenesten"])
        given = {"tittel": "Ny benk", "enhet": unit, **answers}
        self.case: Submitted = engine.cases.submit(town["ansatt"], given, process="p")

    def waiting(self) -> list[Task]:
        with self._engine.database.reading() as session:
            rows = select(Task).where(Task.case_id == self.case.case_id, Task.status.in_(OPEN)).order_by(Task.id)
            return list(session.execute(rows).scalars())

    def answer(self, who: str, **answers: object) -> None:
        self._engine.tasks.complete(self.waiting()[0].id, self._town[who], answers)

    def facts(self) -> dict[str, object]:
        return facts_of(self._engine, self.case.case_id)

    @property
    def status(self) -> str:
        with self._engine.database.reading() as session:
            return str(session.get_one(Case, self.case.case_id).status)

    def inputs(self, element: str) -> list[dict[str, object]]:
        """What each instance of an activity was handed."""
        with self._engine.database.reading() as session:
            rows = select(Fact.value).where(Fact.case_id == self.case.case_id, Fact.name == f"{element}.inn")
            return [dict(value) for value in session.execute(rows).scalars()]

    def been(self) -> set[str]:
        """The elements where the case has been."""
        with self._engine.database.reading() as session:
            rows = select(Activation.element).where(Activation.case_id == self.case.case_id)
            return set(session.execute(rows).scalars())


def facts_of(engine: Engine, case_id: UUID) -> dict[str, object]:
    with engine.database.reading() as session:
        rows = session.execute(select(Fact.name, Fact.value).where(Fact.case_id == case_id, Fact.path == "")).all()
    return {row.name: row.value for row in rows}


@pytest.mark.parametrize(("belop", "total"), [(1500, 3000), (2000, 4000), (900, 1800)])
def test_camunda_7(engine: Engine, town: Town, belop: int, total: int) -> None:
    running = Running(engine, town, {"x.bpmn": CAMUNDA_7, "niva.dmn": TABLE}, belop=belop)
    assert [(t.element, t.role) for t in running.waiting()] == [("vurder", "fagperson")]
    running.answer("fag1", egnet=True)
    assert [t.element for t in running.waiting()] == ["vurder"], "one yes is not enough: Camunda counts from zero"
    running.answer("fag2", egnet=True)
    assert running.waiting() == []
    assert running.status == CaseStatus.COMPLETED
    facts = running.facts()
    assert (facts["niva"], facts["total"]) == ("stor" if belop >= 1000 else "liten", total)
    # total gt 3000 leaves the one of exactly 3000 to the default flow
    assert ("stor" in running.been(), "liten" in running.been()) == (belop == 2000, belop != 2000)


def test_a_no_ends_the_loop_of_camunda_7_at_once(engine: Engine, town: Town) -> None:
    running = Running(engine, town, {"x.bpmn": CAMUNDA_7, "niva.dmn": TABLE}, belop=1)
    running.answer("fag1", egnet=False)
    assert running.status == CaseStatus.COMPLETED


FORMS = {
    "meld.form": b"""{"type": "default", "id": "meld", "components": [
  {"type": "textfield", "key": "tittel", "label": "Tittel"}, {"type": "textfield", "key": "enhet", "label": "Enhet"},
  {"type": "number", "key": "dager", "label": "Dager"},
  {"type": "taglist", "key": "hvem", "label": "Hvem",
   "values": [{"label": "A", "value": "a"}, {"label": "B", "value": "b"}]}]}""",
    "svar.form": b"""{"type": "default", "id": "svar", "components": [
  {"type": "checkbox", "key": "enig", "label": "Enig"}, {"type": "number", "key": "vekt", "label": "Vekt"}]}""",
}
CAMUNDA_8 = diagram(
    lanes(Innmelder=("start", "meld"), Fagpersoner=("vurder", "sum", "port", "stor", "liten"))
    + START
    + task("meld", extensions='<zeebe:formDefinition formId="meld"/>')
    + task(
        "vurder",
        extensions='<zeebe:formDefinition formId="svar"/><zeebe:ioMapping>'
        '<zeebe:input source="=person" target="navn"/><zeebe:input source="=&quot;Til &quot; + navn" target="hilsen"/>'
        "</zeebe:ioMapping>",
        rest="<bpmn:multiInstanceLoopCharacteristics><bpmn:extensionElements>"
        '<zeebe:loopCharacteristics inputCollection="=hvem" inputElement="person" outputCollection="alle" '
        'outputElement="=enig"/></bpmn:extensionElements></bpmn:multiInstanceLoopCharacteristics>',
    )
    + task(
        "sum",
        extensions='<zeebe:script expression="=dager * count(alle)" resultVariable="i_alt"/>',
        kind="scriptTask",
    )
    + task("port", 'default="f4"', kind="exclusiveGateway")
    + ENDS
    + flows(
        ("start", "meld"),
        ("meld", "vurder"),
        ("vurder", "sum"),
        ("sum", "port"),
        ("port", "liten"),
        ("port", "stor", "=all(alle) and i_alt &gt; 5"),
    ),
    head="zeebe",
)


@pytest.mark.parametrize(("second", "end"), [(True, "stor"), (False, "liten")])
def test_camunda_8(engine: Engine, town: Town, second: bool, end: str) -> None:
    running = Running(engine, town, {"x.bpmn": CAMUNDA_8, **FORMS}, dager=3, hvem=["a", "b"])
    assert [t.element for t in running.waiting()] == ["vurder", "vurder"]
    assert sorted(str(inputs["hilsen"]) for inputs in running.inputs("vurder")) == ["Til a", "Til b"]
    running.answer("fag1", enig=True, vekt=1)
    running.answer("fag2", enig=second, vekt=2)
    assert running.status == CaseStatus.COMPLETED
    assert running.facts()["i_alt"] == 6
    assert end in running.been()


PARENT = diagram(
    lanes(Innmelder=("start", "meld"), Fagpersoner=("kall", "port", "stor", "liten"))
    + START
    + task("meld", extensions=fields(("tittel", "string"), ("enhet", "string"), ("belop", "long")))
    + task(
        "kall",
        'calledElement="kontroll"',
        '<camunda:in source="belop" target="ramme"/><camunda:out source="funn" target="resultat"/>',
        kind="callActivity",
    )
    + task("port", 'default="f3"', kind="exclusiveGateway")
    + ENDS
    + flows(
        ("start", "meld"),
        ("meld", "kall"),
        ("kall", "port"),
        ("port", "liten"),
        ("port", "stor", "${resultat == 'ja'}"),
    )
)
CHILD = diagram(
    lanes(Fagpersoner=("c_start", "velg", "sjekk", "c_slutt"))
    + '<bpmn:startEvent id="c_start"/>'
    + task("velg", 'default="g3"', kind="exclusiveGateway")
    + task("sjekk", extensions=fields(("funn", "string")))
    + '<bpmn:endEvent id="c_slutt"/>'
    + flows(
        ("c_start", "velg"), ("velg", "sjekk", "${ramme &gt;= 100}"), ("sjekk", "c_slutt"), ("velg", "c_slutt")
    ).replace('id="f', 'id="g')
).replace(b'id="p"', b'id="kontroll"')


@pytest.mark.parametrize(("belop", "funn", "end"), [(100, "ja", "stor"), (100, "nei", "liten"), (99, None, "liten")])
def test_a_called_process_of_camunda_7(engine: Engine, town: Town, belop: int, funn: str | None, end: str) -> None:
    running = Running(engine, town, {"a.bpmn": PARENT, "b.bpmn": CHILD}, belop=belop)
    if funn is not None:
        assert [t.element for t in running.waiting()] == ["sjekk"]
        running.answer("fag1", funn=funn)
    assert running.status == CaseStatus.COMPLETED
    assert end in running.been()


FLOWABLE = diagram(
    lanes(Innmelder=("start", "meld"), Fagpersoner=("vurder", "port", "stor", "liten"))
    + START
    + task(
        "meld",
        'flowable:assignee="$INITIATOR"',
        '<flowable:formProperty id="tittel" name="Tittel"/><flowable:formProperty id="enhet" name="Enhet"/>'
        '<flowable:formProperty id="antall" name="Antall" type="long"/>',
    )
    + task(
        "vurder",
        'flowable:candidateGroups="fagpersoner" flowable:formKey="vurdering"',
        rest='<bpmn:multiInstanceLoopCharacteristics isSequential="true"><bpmn:loopCardinality>${antall + 1}'
        "</bpmn:loopCardinality><bpmn:completionCondition>${form_vurdering_outcome eq 'Nei'}</bpmn:completionCondition>"
        "</bpmn:multiInstanceLoopCharacteristics>",
    )
    + task("port", 'default="f3"', kind="exclusiveGateway")
    + ENDS
    + flows(
        ("start", "meld"),
        ("meld", "vurder"),
        ("vurder", "port"),
        ("port", "liten"),
        ("port", "stor", "${!empty tittel}"),
    ),
    head="flowable",
)
DECIDED = b'{"key": "vurdering", "name": "V", "fields": [], "outcomes": [{"name": "Ja"}, {"name": "Nei"}]}'


@pytest.mark.parametrize("answers", [("Ja", "Ja", "Ja"), ("Ja", "Nei")])
def test_flowable(engine: Engine, town: Town, answers: tuple[str, ...]) -> None:
    running = Running(engine, town, {"x.bpmn20.xml": FLOWABLE, "form-vurdering.form": DECIDED}, antall=2)
    for number, answer in enumerate(answers, start=1):
        assert [t.element for t in running.waiting()] == ["vurder"]
        running.answer(f"fag{number}", form_vurdering_outcome=answer)
    assert running.status == CaseStatus.COMPLETED
    assert "stor" in running.been()


SUBSCRIBED = diagram(
    lanes(Innmelder=("start", "meld"), Fagpersoner=("kvittering", "stor"))
    + START
    + task("meld", extensions='<zeebe:formDefinition formId="meld"/>')
    + task("kvittering", rest='<bpmn:messageEventDefinition messageRef="m"/>', kind="intermediateCatchEvent")
    + '<bpmn:endEvent id="stor"/>'
    + flows(("start", "meld"), ("meld", "kvittering"), ("kvittering", "stor")),
    head="zeebe",
    beside='<bpmn:message id="m" name="lønn kvittert"><bpmn:extensionElements>'
    '<zeebe:subscription correlationKey="=&quot;sak-&quot; + string(dager)"/></bpmn:extensionElements></bpmn:message>',
)


def test_a_message_of_camunda_8_finds_its_case_by_its_key(engine: Engine, town: Town) -> None:
    running = Running(engine, town, {"x.bpmn": SUBSCRIBED, **FORMS}, dager=7, hvem=[])
    sender = town["prosesseier"]
    assert engine.messages.publish(sender, "lønn kvittert", key="sak-8").status == "waiting"
    assert running.status == CaseStatus.RUNNING
    assert engine.messages.publish(sender, "lønn kvittert", key="sak-7").status == "caught"
    assert running.status == CaseStatus.COMPLETED
