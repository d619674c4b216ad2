"""The way back: a file as its own tool wrote it, with what an import added taken out and what it translated put back."""

from lxml import etree

from engine.importing.dialects import bpmn_elements
from engine.importing.editing import WAS, read, renamed_namespaces, written
from engine.importing.identifiers import replace_ids
from engine.spiff.xml import NYT, child


def original(path: str, content: bytes) -> bytes:
    """The BPMN file without anything of ours. Raises ModelRejected when it cannot be read."""
    root = read(path, content)
    was = {e.get("id", ""): e.get(f"{WAS}_id", "") for e in bpmn_elements(root) if e.get(f"{WAS}_id")}
    replace_ids(root, was, remember=False)
    for element in list(bpmn_elements(root)):
        _put_back(element)
    plain = {prefix: uri for prefix, uri in root.nsmap.items() if uri != NYT}
    return written(renamed_namespaces(root, plain))


def _put_back(element: etree._Element) -> None:
    if WAS in element.attrib:
        element.text = element.get(WAS)
    holder = child(element, "extensionElements")
    if holder is not None:
        for part in reversed([e for e in holder if isinstance(e.tag, str) and e.tag.startswith(f"{{{NYT}}}")]):
            _take_out(part, holder)
    if f"{WAS}_extensionElements" in element.attrib and holder is not None and len(holder) == 0:
        element.remove(holder)
    for name in [str(n) for n in element.attrib if str(n).startswith(f"{WAS}_")]:
        attribute, value = name.removeprefix(f"{WAS}_"), element.get(name, "")
        script = child(element, "script")
        if attribute == "script" and script is not None:
            script.text = value
        if attribute in ("isExecutable", "calledElement"):
            if value:
                element.set(attribute, value)
            elif attribute in element.attrib:
                del element.attrib[attribute]
    for name in [str(n) for n in element.attrib if str(n).startswith(f"{{{NYT}}}")]:
        del element.attrib[name]


def _take_out(part: etree._Element, holder: etree._Element) -> None:
    previous, tail = part.getprevious(), part.tail
    holder.remove(part)
    if previous is not None:
        previous.tail = tail
    elif tail is not None:
        holder.text = None
