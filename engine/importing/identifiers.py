"""Ids that FEEL can name and people can read: a tool's `Activity_0k3x9a1` becomes `godkjenn_soknad`, everywhere it is named."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence

from lxml import etree

from engine.feel import FeelError, compile_expression
from engine.importing.dialects import bpmn_elements
from engine.importing.editing import Diagram, set_attribute
from engine.importing.report import Report, What
from engine.spiff.check_structure import RESERVED
from engine.spiff.xml import BPMN, FLOW_NODES, local

LONGEST = 40
NAMED = {*FLOW_NODES, "process", "dataObject", "dataObjectReference", "dataStoreReference"}
"""What an expression, a file or a person may call by its id."""
REFERENCES = {"default", "bpmnElement"}
LISTS = {"incoming", "outgoing"}
LETTERS = str.maketrans({"æ": "ae", "ø": "o", "å": "a", "ß": "ss", "đ": "d", "ð": "d", "þ": "th", "ł": "l"})

_GENERATED = re.compile(
    r"_?(Activity|Task|UserTask|ServiceTask|ScriptTask|BusinessRuleTask|ManualTask|SendTask|ReceiveTask|CallActivity|SubProcess|"
    r"Subprocess|Transaction|Event|StartEvent|EndEvent|IntermediateThrowEvent|IntermediateCatchEvent|BoundaryEvent|Gateway|"
    r"ExclusiveGateway|ParallelGateway|InclusiveGateway|EventBasedGateway|Process|DataObject|DataObjectReference|"
    r"DataStoreReference)_(\d+|(?=\w*\d)[0-9a-z]{6,8})"
    r"|(start|end|user|service|script|manual|receive|mail|businessrule|exclusive|parallel|inclusive|boundary\w*|timer\w*)"
    r"(event|task|gateway|timer)\d+"
    r"|sid-[0-9A-Fa-f-]+|_?[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}|id-?[0-9a-fA-F-]{8,}"
)


def readable(text: str) -> str:
    """A name as an id: ascii, lower case, words joined by `_`; '' when nothing is left."""
    plain = unicodedata.normalize("NFKD", text.lower().translate(LETTERS)).encode("ascii", "ignore").decode()
    words = re.findall(r"[a-z0-9]+", plain)
    made = ""
    for word in words:
        if made and len(made) + len(word) >= LONGEST:
            break
        made = f"{made}_{word}" if made else word[:LONGEST]
    return f"steg_{made}" if made[:1].isdigit() else made


def usable(name: str) -> bool:
    """Whether FEEL reads the text as one name of a fact."""
    if not name.isascii() or not name.isidentifier() or name.startswith("_") or len(name) > 100 or name in RESERVED:
        return False
    try:
        return compile_expression(name).names == {name}
    except FeelError:
        return False


def fresh(wanted: str, taken: set[str]) -> str:
    """The wanted name, or the next free one after it; it is taken from then on."""
    base, number, name = wanted, 1, wanted
    while name in taken or not usable(name):
        number += 1
        name = f"{base}_{number}"
    taken.add(name)
    return name


def label_of(element: etree._Element) -> str:
    """What people call the element; a process without a name is called what its pool is."""
    if element.get("name") or local(element) != "process":
        return str(element.get("name") or "")
    pools = element.getroottree().iter(f"{{{BPMN}}}participant")
    return next((p.get("name", "") for p in pools if p.get("processRef") == element.get("id")), "")


def words_of(diagrams: Iterable[Diagram]) -> set[str]:
    """Every word inside expressions: names that no element may take, lest a variable be read as a fact."""
    words: set[str] = set()
    for diagram in diagrams:
        for element in diagram.root.iter():
            for text in (element.text or "", *map(str, element.attrib.values())):
                if "{" in text or text.lstrip().startswith("="):
                    words.update(re.findall(r"[A-Za-z_]\w*", text))
    return words


def rename(diagrams: Sequence[Diagram], report: Report, reserved: set[str]) -> dict[str, str]:
    """Gives every element that may be called by name an id that can be. The processes' new ids by their old."""
    taken = {element.get("id", "") for diagram in diagrams for element in diagram.root.iter()} | reserved
    seen: set[str] = set()
    processes: dict[str, str] = {}
    for diagram in diagrams:
        renamed: dict[str, str] = {}
        own: set[str] = set()
        for element in bpmn_elements(diagram.root):
            old, tag = element.get("id", ""), local(element)
            if not old or old in renamed or (tag not in NAMED and tag != "sequenceFlow"):
                continue
            if old in seen or (tag in NAMED and _worse(old, element, diagram.native)):
                wanted = _plain(old, element) if tag == "sequenceFlow" else readable(label_of(element))
                renamed[old] = fresh(wanted or _plain(old, element), taken)
                report.add(
                    What.MAPPED,
                    "renamed",
                    diagram.path,
                    renamed[old],
                    old=old,
                    name=element.get("name") or renamed[old],
                )
                if tag == "process":
                    processes.setdefault(old, renamed[old])
            own.add(old)
        seen |= own
        replace_ids(diagram.root, renamed, remember=True)
    for diagram in diagrams:
        for element in bpmn_elements(diagram.root):
            called = element.get("calledElement")
            if called in processes:
                set_attribute(element, "calledElement", processes[called])
    return processes


def _worse(old: str, element: etree._Element, native: bool) -> bool:
    """Whether the id cannot be used, or says nothing where the name says something."""
    if not usable(old):
        return True
    return not native and bool(_GENERATED.fullmatch(old)) and bool(readable(label_of(element)))


def _plain(old: str, element: etree._Element) -> str:
    """An id for a nameless element: what can be used of the old one, else its kind."""
    kept = re.sub(r"[^A-Za-z0-9_]+", "_", old.translate(LETTERS)).strip("_")
    if kept and not kept[0].isdigit() and (usable(old) or not _GENERATED.fullmatch(old)):
        return kept[:LONGEST]
    return re.sub(r"(?<!^)(?=[A-Z])", "_", local(element)).lower()


def replace_ids(root: etree._Element, renamed: Mapping[str, str], *, remember: bool) -> None:
    """Gives elements their new ids, and everything in the file that refers to them; `remember` notes the old ones."""
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue
        standard = element.tag.startswith(f"{{{BPMN}}}")
        for name, value in list(element.attrib.items()):
            if value not in renamed:
                continue
            if name == "id" and standard and remember:
                set_attribute(element, "id", renamed[str(value)])
            elif name in REFERENCES or str(name).endswith("Ref") or (name == "id" and standard):
                element.set(name, renamed[str(value)])
        if standard and (local(element) in LISTS or local(element).endswith("Ref")):
            text = (element.text or "").strip()
            if text in renamed:
                element.text = renamed[text]
