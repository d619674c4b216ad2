"""A foreign BPMN file opened to be added to: comments, layout, prefixes and unknown content stay as they are.

Everything that an import changes is written beside what was there: `nyt:was` keeps an element's text, `nyt:was_x` its
attribute x (empty when it had none; `nyt:was_extensionElements` stands where the holder is ours). `original.py` reads these
marks to undo an import.
"""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from lxml import etree

from engine.contract.errors import ModelRejected, Problem
from engine.importing.dialects import SPOKEN, Dialect, dialect_of
from engine.spiff import xml
from engine.spiff.xml import BPMN, NYT, child, local

MAXIMUM_SPOKEN = 4_000
MAXIMUM_BESIDE = 1_000
BESIDE = {"process", "participant", "lane", "message", "dataObject", "dataObjectReference", "dataStoreReference"}

WAS = f"{{{NYT}}}was"


@dataclass(eq=False)
class Diagram:
    """One BPMN file under translation. `native` when it already speaks our namespace."""

    path: str
    root: etree._Element
    dialect: Dialect
    native: bool

    def content(self) -> bytes:
        """The file."""
        return written(self.root)


def opened(path: str, content: bytes) -> Diagram:
    """The file, read as carefully as for deployment but with its comments. Raises ModelRejected."""
    root = read(path, content)
    native = any(_is_ours(element) for element in root.iter())
    dialect = dialect_of(root)
    return Diagram(path=path, root=with_prefix(root), dialect=dialect, native=native)


def read(path: str, content: bytes) -> etree._Element:
    """The root with everything around it. Raises ModelRejected."""
    judged, problems = xml.parse(path, content)
    if judged is None or problems:
        raise ModelRejected(problems)
    counted = Counter(_kind(element) for element in judged.iter())
    for kind, maximum in (("spoken", MAXIMUM_SPOKEN), ("beside", MAXIMUM_BESIDE)):
        if counted[kind] > maximum:
            raise ModelRejected([Problem(code="import_too_large", file=path, params={"maximum": f"{maximum}"})])
    return etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))


def written(root: etree._Element) -> bytes:
    """The whole document, comments outside the root included."""
    return etree.tostring(root.getroottree(), xml_declaration=True, encoding="UTF-8") + b"\n"


def with_prefix(root: etree._Element) -> etree._Element:
    """The same document with a prefix for our namespace at its root."""
    if NYT in root.nsmap.values():
        return root
    prefix = "nyt" if "nyt" not in root.nsmap else "nyt1"
    return renamed_namespaces(root, {**root.nsmap, prefix: NYT})


def renamed_namespaces(root: etree._Element, nsmap: Any) -> etree._Element:
    """The document under a root that declares these prefixes. lxml cannot change a living element's."""
    new = etree.Element(root.tag, {str(k): str(v) for k, v in root.attrib.items()}, nsmap=nsmap)
    new.text = root.text
    before, after = list(root.itersiblings(preceding=True)), list(root.itersiblings())
    new.extend(list(root))
    for sibling in reversed(before):
        new.addprevious(sibling)
    for sibling in reversed(after):
        new.addnext(sibling)
    return new


def full_text(element: etree._Element | None) -> str:
    """Stripped text of an element, what stands after comments inside it too; '' for none."""
    if element is None:
        return ""
    return "".join([element.text or "", *(part.tail or "" for part in element)]).strip()


def set_text(element: etree._Element, text: str) -> None:
    """Replaces an element's text and remembers what it was. FEEL that only lacks its `=` is not new."""
    if text == full_text(element).removeprefix("=").strip():
        return
    if WAS not in element.attrib:
        element.set(WAS, full_text(element))
    for part in element:
        part.tail = None
    element.text = text


def is_translated(element: etree._Element) -> bool:
    """Whether an import has replaced the element's text before."""
    return WAS in element.attrib


def set_attribute(element: etree._Element, name: str, value: str) -> None:
    """Sets a plain attribute and remembers what it was."""
    if element.get(name) == value:
        return
    if f"{WAS}_{name}" not in element.attrib:
        element.set(f"{WAS}_{name}", element.get(name, ""))
    element.set(name, value)


def take_script(task: etree._Element) -> None:
    """Empties a script task's script, which the schema gives no room for a mark; its task remembers it."""
    script = child(task, "script")
    if script is not None:
        task.set(f"{WAS}_script", script.text or "")
        script.text = None


def extend(element: etree._Element, name: str, /, **attributes: str | None) -> etree._Element:
    """Adds one of our extension elements to a BPMN element."""
    holder = child(element, "extensionElements")
    if holder is None:
        holder = _add_holder(element)
    return append(holder, name, **attributes)


def append(holder: etree._Element, name: str, /, **attributes: str | None) -> etree._Element:
    """Adds one of our elements inside another, in line with its siblings."""
    new = etree.SubElement(holder, f"{{{NYT}}}{name}")
    for key, value in attributes.items():
        if value is not None:
            new.set(key, value)
    previous = new.getprevious()
    if previous is not None:
        new.tail, previous.tail = previous.tail, holder.text
    elif holder.text is None:
        holder.text, new.tail = _indent(holder, 1), _indent(holder, 0)
    return new


def _add_holder(element: etree._Element) -> etree._Element:
    holder = etree.Element(f"{{{BPMN}}}extensionElements")
    documented = element.findall(f"{{{BPMN}}}documentation")
    place = element.index(documented[-1]) + 1 if documented else 0
    element.insert(place, holder)
    holder.tail = documented[-1].tail if documented else element.text
    element.set(f"{WAS}_extensionElements", "")
    return holder


def _indent(element: etree._Element, more: int) -> str | None:
    before = element.getprevious()
    parent = element.getparent()
    text = before.tail if before is not None else parent.text if parent is not None else None
    return text + "  " * more if text and not text.strip() and "\n" in text else None


def _kind(element: etree._Element) -> str:
    """What an element costs an import: another tool's words, or something beside nodes, flows and their parts."""
    tag = str(element.tag)
    if tag[1:].partition("}")[0] in SPOKEN:
        return "spoken"
    return "beside" if tag.startswith(f"{{{BPMN}}}") and local(element) in BESIDE else ""


def _is_ours(element: etree._Element) -> bool:
    if not isinstance(element.tag, str):
        return False
    return element.tag.startswith(f"{{{NYT}}}") or any(str(name).startswith(f"{{{NYT}}}") for name in element.attrib)
