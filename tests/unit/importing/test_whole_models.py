"""Whole models of four tools: what they become, that nothing of theirs is lost, and that ours are left alone."""

import json
import tomllib
from pathlib import Path

import pytest
from lxml import etree

from engine.contract.errors import ModelRejected
from engine.importing import export_model, import_model
from tests.unit.importing.foreign import (
    BPMN,
    STEPS,
    TOOLS,
    canonical,
    condition_of,
    diagram,
    element,
    files_of,
    imported,
    ours,
    root_of,
    said,
)

SHIPPED = Path(__file__).parents[3] / "bpmn"
SOURCES = {
    "innkjop.bpmn": "innkjop.bpmn",
    "permisjon.bpmn": "permisjon.bpmn",
    "finn-vikar.bpmn": "finn-vikar.bpmn",
    "vedtak.bpmn": "vedtak.bpmn20.xml",
    "enkel.bpmn": "enkel.bpmn",
}


@pytest.mark.parametrize("tool", TOOLS)
def test_the_way_back_gives_the_file_its_tool_wrote(tool: str) -> None:
    given, result = files_of(tool), imported(tool)
    for path, content in export_model(result.files).items():
        assert canonical(content) == canonical(given[SOURCES[path]])


@pytest.mark.parametrize("tool", TOOLS)
def test_foreign_content_stands_beside_ours(tool: str) -> None:
    """Every foreign attribute and element, every comment and the whole layout is still there."""
    given, result = files_of(tool), imported(tool)
    for path, source in SOURCES.items():
        if path not in result.files:
            continue
        before, after = etree.fromstring(given[source]), root_of(result, path)
        for kind in ("//comment()", "//@*[namespace-uri() != '']", "//*[namespace-uri() != $bpmn]"):
            assert len(after.xpath(kind, bpmn=BPMN)) >= len(before.xpath(kind, bpmn=BPMN))


@pytest.mark.parametrize("tool", TOOLS)
def test_every_reference_follows_its_renamed_element(tool: str) -> None:
    result = imported(tool)
    for path in (p for p in result.files if p.endswith(".bpmn")):
        root = root_of(result, path)
        ids = {e.get("id") for e in root.iter() if e.get("id")}
        names = ("sourceRef", "targetRef", "attachedToRef", "default", "bpmnElement", "processRef", "messageRef")
        for name in names:
            assert {e.get(name) for e in root.iter() if e.get(name)} <= ids
        for tag in ("incoming", "outgoing", "flowNodeRef"):
            assert {(e.text or "").strip() for e in root.iter(f"{{{BPMN}}}{tag}")} <= ids


@pytest.mark.parametrize("tool", TOOLS)
def test_importing_twice_is_importing_once(tool: str) -> None:
    once = imported(tool)
    again = import_model(once.files, steps=STEPS)
    assert (again.files, again.report) == (once.files, ())


@pytest.mark.parametrize("tool", TOOLS)
def test_a_translated_diagram_without_its_folder_is_not_translated_again(tool: str) -> None:
    once = imported(tool)
    loose = {path: content for path, content in once.files.items() if path != "model.toml"}
    again = import_model(loose, steps=STEPS)
    for path in (p for p in once.files if p.endswith((".bpmn", ".toml"))):
        assert again.files[path] == once.files[path]


@pytest.mark.parametrize("name", ["standard", "hurtigspor"])
def test_our_own_models_are_left_as_they_are(name: str) -> None:
    folder = SHIPPED / name
    files = {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}
    result = import_model(files)
    assert (result.files, result.report) == (files, ())
    (path,) = (p for p in files if p.endswith(".bpmn"))
    alone = import_model({path: files[path]})
    assert canonical(alone.files[path]) == canonical(files[path])


def test_camunda_7() -> None:
    result = imported("camunda7")
    assert tomllib.loads(result.files["model.toml"].decode()) == {
        "key": "innkjop_av_utstyr",
        "name": "Innkjøp av utstyr",
        "description": "Fra behov til bestilling.",
        "diagram": "innkjop.bpmn",
        "process": "innkjop_av_utstyr",
    }
    path = "innkjop.bpmn"
    assert ours(result, "meld_inn_behov", path) == [
        ("form", {"ref": "meld_inn_behov"}),
        ("assignment", {"person": "initiativ.innmelder"}),
        ("due", {"after": "P3D"}),
    ]
    assert ours(result, "vurder_behovet", path) == [
        ("form", {"ref": "vurder_behov"}),
        ("assignment", {"role": '"enhetsleder"'}),
    ]
    assert ours(result, "finn_innkjopsform", path) == [
        ("decision", {"ref": "innkjopsform"}),
        ("input", {"name": "belop", "value": "meld_inn_behov.belop"}),
    ]
    assert ours(result, "vurder_tilbud", path) == [("assignment", {"person": "item"})]
    assert ours(result, "motta_leveranse", path) == [
        ("call", {"process": "mottak_av_vare", "binding": "version", "version": "4"}),
        ("input", {"name": "bestilling", "value": "meld_inn_behov.tittel"}),
        ("output", {"name": "levert_kvalitet", "value": "motta_leveranse.kvalitet"}),
    ]
    (step,) = element(result, "sjekk_budsjett", path).iter("{https://nyttiggjort.no/bpmn/1}step")
    assert [dict(part.attrib) for part in step] == [
        {"name": "sum", "value": "meld_inn_behov.belop"},
        {"name": "koder", "value": '["drift", meld_inn_behov.type]'},
    ]
    assert condition_of(result, "Flow_0ja11111", path) == (
        "vurder_behovet.godkjent and (meld_inn_behov.belop < 500000 or meld_inn_behov.haster != true)"
    )
    assert element(result, "frist_ute", path).findtext(f".//{{{BPMN}}}timeDuration") == '"P14D"'
    assert {
        ("form_html", "vurder_tilbud"),
        ("lane_unknown", "Lane_0tryll1"),
        ("variable_unknown", "vurder_tilbud"),
        ("script_language", "regn_ut_avgift"),
        ("first_form", "meld_inn_behov"),
        ("decision_shape", "finn_innkjopsform"),
    } == said(result.report, "problem")
    assert ("listener", "meld_inn_behov") in said(result.report, "dropped")
    assert ("transactions", "meld_inn_behov") in said(result.report, "kept")


def test_a_form_inside_a_camunda_7_diagram_becomes_a_file() -> None:
    form = json.loads(imported("camunda7").files["forms/meld_inn_behov.json"])
    assert form["type"] == "default"
    assert form["components"] == [
        {
            "type": "textfield",
            "key": "tittel",
            "label": "Hva trenger du?",
            "validate": {"required": True, "maxLength": 120},
        },
        {"type": "number", "decimalDigits": 0, "key": "belop", "label": "Beløp", "validate": {"min": 0}},
        {
            "type": "select",
            "key": "type",
            "label": "Type",
            "values": [{"label": "Vare", "value": "vare"}, {"label": "Tjeneste", "value": "tjeneste"}],
            "defaultValue": "vare",
        },
        {"type": "datetime", "subtype": "date", "key": "trengs_for", "label": "Trengs før"},
        {"type": "checkbox", "key": "haster", "label": "Haster det?", "defaultValue": False},
    ]


def test_a_form_file_that_had_to_be_changed_is_kept_as_it_was() -> None:
    given, result = files_of("camunda7"), imported("camunda7")
    assert result.files["original/vurder-behov.form"] == given["vurder-behov.form"]
    assert "image" not in result.files["forms/vurder_behov.json"].decode()
    unchanged = files_of("camunda8")["velg_vikar.form"]
    assert imported("camunda8").files["forms/velg_vikar.json"] == unchanged


def test_camunda_8() -> None:
    result = imported("camunda8")
    path = "permisjon.bpmn"
    assert ours(result, "sok_om_permisjon", path) == [
        ("form", {"ref": "sok_permisjon"}),
        ("assignment", {"role": '"ansatt"'}),
        ("due", {"after": "P7D"}),
    ]
    assert ours(result, "behandle_soknaden", path) == [
        ("form", {"ref": "behandle_soknaden"}),
        ("assignment", {"role": '"enhetsleder"', "person": "item"}),
    ]
    loop = element(result, "behandle_soknaden", path).find(f"{{{BPMN}}}multiInstanceLoopCharacteristics")
    assert loop is not None
    assert loop.get("{https://nyttiggjort.no/bpmn/1}collection") == "sok_om_permisjon.behandlere"
    # Camunda 8 counts its instances from one, as here.
    assert loop.findtext(f"{{{BPMN}}}completionCondition") == "nrOfCompletedInstances >= 2 and loopCounter > 1"
    assert ours(result, "finn_rett", path) == [
        ("decision", {"ref": "permisjonsrett"}),
        ("input", {"name": "timer", "value": "sok_om_permisjon.dager * 7.5"}),
    ]
    assert condition_of(result, "Flow_05", path) == (
        'all(behandle_soknaden.innvilget) and finn_rett = "full" '
        "and count(for s in behandle_soknaden.innvilget return s) > 1"
    )
    assert ours(result, "regn_ut_siste_dag", path) == [
        (
            "assign",
            {"name": "siste_dag", "value": 'sok_om_permisjon.fra + duration("P1D") * sok_om_permisjon.dager'},
        )
    ]
    assert ours(result, "lonn_har_kvittert", path) == [("correlation", {"key": "sok_om_permisjon.ansattnr"})]
    assert element(result, "finn_vikar_2", path).get("calledElement") == "finn_vikar"
    assert element(result, "vent_til_permisjonen_begynner", path).findtext(f".//{{{BPMN}}}timeDate") == (
        "sok_om_permisjon.fra"
    )
    assert ("service_code", "meld_fra_til_lonn") in said(result.report, "problem")
    assert json.loads(result.files["forms/behandle_soknaden.json"])["components"][0]["key"] == "innvilget"


def test_flowable() -> None:
    result = imported("flowable")
    path = "vedtak.bpmn"
    assert ours(result, "registrer_soknad", path) == [
        ("form", {"ref": "registrer_soknad"}),
        ("assignment", {"person": "initiativ.innmelder"}),
    ]
    assert ours(result, "uttal_deg", path) == [
        ("form", {"ref": "uttalelse"}),
        ("assignment", {"role": '"fagperson"'}),
        ("due", {"date": "frist"}),
    ]
    loop = element(result, "uttal_deg", path).find(f"{{{BPMN}}}multiInstanceLoopCharacteristics")
    assert loop is not None
    # Flowable counts its instances from zero.
    assert loop.findtext(f"{{{BPMN}}}completionCondition") == (
        "nrOfCompletedInstances = (nrOfInstances - 1) and (loopCounter - 1) = 0"
    )
    form = json.loads(result.files["forms/uttalelse.json"])
    assert [(c["type"], c["key"]) for c in form["components"]] == [
        ("textarea", "begrunnelse"),
        ("select", "grad"),
        ("textfield", "soker"),
        ("radio", "form_uttalelse_outcome"),
    ]
    assert {
        ("collection_and_cardinality", "uttal_deg"),
        ("expression_method", "til_varsel"),
        ("service_code", "arkiver"),
        ("service_code", "varsle"),
        ("skip_expression", "uttal_deg"),
        ("variable_list", "til_arkiv"),
    } <= said(result.report, "problem")


def test_a_plain_drawing() -> None:
    result = imported("bpmnio")
    root = root_of(result, "enkel.bpmn")
    assert [lane.get("{https://nyttiggjort.no/bpmn/1}role") for lane in root.iter(f"{{{BPMN}}}lane")] == [
        "ansatt",
        "innovasjonsradgiver",
    ]
    assert element(result, "lan_av_lokale", "enkel.bpmn").get("isExecutable") == "true"
    # Nothing in the drawing names the form; its file is called what the task is called.
    assert ours(result, "onsk_lokale", "enkel.bpmn") == [("form", {"ref": "onsk_lokale"})]
    assert result.problems == ()


def test_a_heap_without_a_diagram_is_refused() -> None:
    with pytest.raises(ModelRejected) as refused:
        import_model({"notat.txt": b"hei"})
    assert [p.code for p in refused.value.problems] == ["import_no_diagram"]
    with pytest.raises(ModelRejected) as refused:
        import_model({"x.bpmn": diagram("").replace(b"bpmn:process", b"bpmn:globalTask")})
    assert [p.code for p in refused.value.problems] == ["import_no_process"]
