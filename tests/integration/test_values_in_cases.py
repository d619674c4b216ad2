"""Values of mappings, scripts and data objects on a real database: kept as facts, read by forms, done again in loops."""

from uuid import UUID

import pytest
from sqlalchemy import select

from engine.bootstrap import Engine
from engine.contract.errors import FormRejected
from engine.model.case import Case, CaseStatus, Fact
from engine.testing import Town
from tests.integration.conftest import Submit
from tests.integration.models import END, IDEA, START, chain, flow, model, task
from tests.integration.test_one_case import waiting

STRICT = (
    b'{"type":"default","components":[{"type":"textfield","key":"svar","label":"Svar",'
    b'"conditional":{"hide":"=not(streng)"},"validate":{"required":true}}]}'
)
SCRIPT = (
    '<bpmn:scriptTask id="regn"><bpmn:extensionElements><nyt:assign name="runder" value="if runder = null then 1 else '
    'runder + 1"/><nyt:assign name="tekst" value="ide.tittel + &quot;!&quot;"/></bpmn:extensionElements></bpmn:scriptTask>'
)
AGAIN = (
    '<bpmn:standardLoopCharacteristics loopMaximum="5"><bpmn:loopCondition>igjen</bpmn:loopCondition>'
    "</bpmn:standardLoopCharacteristics>"
)


def process(*middle: str, ids: tuple[str, ...]) -> dict[str, bytes]:
    body = START + IDEA + "".join(middle) + END + chain("start", "ide", *ids, "slutt")
    lanes = {"ansatt": ("start", "ide"), "fagperson": (*ids, "slutt")}
    return model(body, lanes, files={"forms/streng.json": STRICT})


def facts(engine: Engine, case: UUID, name: str) -> dict[str, object]:
    with engine.database.reading() as session:
        rows = session.execute(select(Fact.path, Fact.value).where(Fact.case_id == case, Fact.name == name))
        return {row.path: row.value for row in rows}


def test_an_input_stands_in_the_field_of_its_name(engine: Engine, town: Town, submit: Submit) -> None:
    mapped = '<nyt:input name="svar" value="&quot;Om &quot; + ide.tittel"/>'
    case = submit(process(task("vurder", mapped), ids=("vurder",))).case_id
    (opened,) = waiting(engine, case)
    assert engine.queries.tasks.view(town["fag1"], opened.id).opening["svar"] == "Om Ny vaktliste"


@pytest.mark.parametrize("strict", ["true", "false"])
def test_a_condition_of_the_form_reads_the_input(engine: Engine, town: Town, submit: Submit, strict: str) -> None:
    mapped = f'<nyt:input name="streng" value="{strict}"/>'
    case = submit(process(task("vurder", mapped, form="streng"), ids=("vurder",))).case_id
    (opened,) = waiting(engine, case)
    if strict == "true":
        with pytest.raises(FormRejected):
            engine.tasks.complete(opened.id, town["fag1"], {})
    else:
        engine.tasks.complete(opened.id, town["fag1"], {})


def test_outputs_and_scripts_are_facts_of_the_case(engine: Engine, town: Town, submit: Submit) -> None:
    mapped = '<nyt:output name="kort" value="vurder.svar"/>'
    files = process(SCRIPT, task("vurder", mapped), task("etter"), ids=("regn", "vurder", "etter"))
    case = submit(files).case_id
    assert facts(engine, case, "tekst") == {"": "Ny vaktliste!"}
    (opened,) = waiting(engine, case)
    engine.tasks.complete(opened.id, town["fag1"], {"svar": "ja"})
    assert facts(engine, case, "kort") == {"": "ja"}


def test_a_task_in_a_standard_loop_is_a_task_each_time(engine: Engine, town: Town, submit: Submit) -> None:
    mapped = '<nyt:output name="igjen" value="vurder.svar = &quot;igjen&quot;"/><nyt:output name="runde" value="loopCounter"/>'
    case = submit(process(task("vurder", mapped, loop=AGAIN), ids=("vurder",))).case_id
    for number, answer in enumerate(("igjen", "igjen", "nok"), 1):
        (opened,) = waiting(engine, case)
        engine.tasks.complete(opened.id, town["fag1"], {"svar": answer})
        assert facts(engine, case, "runde") == {"": number}
    with engine.database.reading() as session:
        assert session.get(Case, case).status == CaseStatus.COMPLETED  # type: ignore[union-attr]


def test_each_instance_keeps_its_own_inputs(engine: Engine, town: Town, submit: Submit) -> None:
    each = '<bpmn:multiInstanceLoopCharacteristics nyt:collection="[&quot;a&quot;,&quot;b&quot;]"/>'
    mapped = '<nyt:input name="svar" value="item"/><nyt:output name="samlet" value="svar + vurder.svar"/>'
    case = submit(process(task("vurder", mapped, loop=each), ids=("vurder",))).case_id
    for opened in waiting(engine, case):
        shown = engine.queries.tasks.view(town["fag1"], opened.id).opening["svar"]
        assert shown == opened.item
        engine.tasks.complete(opened.id, town["fag1"], {"svar": str(shown).upper()})
    assert facts(engine, case, "samlet") == {"1": "aA", "2": "bB"}


def test_an_ad_hoc_subprocess_ends_when_enough_is_done(engine: Engine, town: Town, submit: Submit) -> None:
    enough = "<bpmn:completionCondition>en.svar = &quot;nok&quot;</bpmn:completionCondition>"
    inner = f'<bpmn:adHocSubProcess id="fritt">{task("en")}{task("to")}{enough}</bpmn:adHocSubProcess>'
    case = submit(process(inner, task("etter"), ids=("fritt", "etter"))).case_id
    first = next(opened for opened in waiting(engine, case) if opened.element == "en")
    engine.tasks.complete(first.id, town["fag1"], {"svar": "nok"})
    assert [opened.element for opened in waiting(engine, case)] == ["etter"]


def test_a_new_round_forgets_what_the_instances_of_the_last_one_gave(
    engine: Engine, town: Town, submit: Submit
) -> None:
    each = '<bpmn:multiInstanceLoopCharacteristics nyt:collection="if velg = null then [1,2,3] else [1]"/>'
    mapped = '<nyt:output name="poeng" value="vurder.svar"/><nyt:output name="felles" value="loopCounter"/>'
    body = (
        '<bpmn:dataObject id="felles"/><bpmn:exclusiveGateway id="inn"/>'
        + task("vurder", mapped, loop=each)
        + task("velg")
    )
    body += '<bpmn:exclusiveGateway id="x" default="x__slutt"/>'
    flows = chain("start", "ide", "inn", "vurder", "velg", "x", "slutt") + flow("x", "inn", "count(poeng) = 3")
    lanes = {"ansatt": ("start", "ide"), "fagperson": ("inn", "vurder", "velg", "x", "slutt")}
    case = submit(model(START + IDEA + body + END + flows, lanes)).case_id
    for expected, shared in ((3, 3), (1, 1)):
        for opened in waiting(engine, case):
            engine.tasks.complete(opened.id, town["fag1"], {"svar": "ja"})
        assert len(facts(engine, case, "poeng")) == expected
        assert facts(engine, case, "felles") == {"": shared}
        (choosing,) = waiting(engine, case)
        engine.tasks.complete(choosing.id, town["fag1"], {"svar": "ja"})
