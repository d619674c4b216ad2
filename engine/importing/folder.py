"""A heap of foreign files as a model folder of ours: which file is what, which process is the main one, and `model.toml`."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from lxml import etree

from engine.contract.errors import ModelRejected, Problem
from engine.importing.editing import Diagram, full_text, opened, set_attribute
from engine.importing.identifiers import label_of, readable
from engine.importing.report import Report, What, listed
from engine.spiff.xml import BPMN, FLOW_NODES, child, children

DIAGRAMS = (".bpmn", ".bpmn20.xml", ".bpmn2", ".xml")
LONGEST_KEY = 64
MAXIMUM_BYTES = 4 * 1024 * 1024
"""All diagrams together."""


@dataclass(eq=False)
class Folder:
    """The files sorted. `forms` are JSON files by their new path, `given` every other file of the heap by its own path."""

    diagrams: list[Diagram] = field(default_factory=list)
    forms: dict[str, bytes] = field(default_factory=dict)
    given: dict[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Main:
    """The process that a case runs, and the others that it calls or that stand beside it."""

    diagram: Diagram
    process: etree._Element


def sorted_files(files: Mapping[str, bytes], report: Report) -> Folder:
    """Opens the diagrams and puts forms and decisions where we have them. Raises ModelRejected."""
    folder = Folder()
    problems: list[Problem] = []
    read = 0
    for path, content in sorted(files.items()):
        name = PurePosixPath(path).name.lower()
        if _is_diagram(name, content):
            read += len(content)
            if read > MAXIMUM_BYTES:
                params = {"maximum": f"{MAXIMUM_BYTES // 1024 // 1024} MB"}
                raise ModelRejected([Problem(code="import_too_large", file=path, params=params)])
            try:
                folder.diagrams.append(opened(_free_path(folder, _diagram_path(path)), content))
            except ModelRejected as rejected:
                problems += rejected.problems
        elif name.endswith(".form") or (name.endswith(".json") and _is_form(content)):
            folder.forms[path] = content
        elif name.endswith(".dmn"):
            folder.given[_free_path(folder, f"decisions/{PurePosixPath(path).name}")] = content
        else:
            folder.given[path] = content
            report.add(What.KEPT, "file_kept", path)
    if not folder.diagrams and not problems:
        problems.append(Problem(code="import_no_diagram"))
    if problems:
        raise ModelRejected(problems)
    return folder


def main_process(diagrams: list[Diagram], report: Report) -> Main:
    """The process that nobody calls and that most marks as meant to run. Raises ModelRejected when there is none."""
    found = [(diagram, process) for diagram in diagrams for process in children(diagram.root, "process")]
    if not found:
        raise ModelRejected([Problem(code="import_no_process", file=diagrams[0].path)])
    called = set(called_processes(diagrams))

    def weight(entry: tuple[Diagram, etree._Element]) -> tuple[bool, bool, int]:
        process = entry[1]
        nodes = sum(1 for _ in process.iter(*(f"{{{BPMN}}}{tag}" for tag in FLOW_NODES)))
        return process.get("id") not in called, process.get("isExecutable") == "true", nodes

    diagram, process = max(found, key=weight)
    others = [label_of(p) or p.get("id", "") for _, p in found if p is not process]
    if others:
        report.add(
            What.MAPPED,
            "main_process",
            diagram.path,
            process.get("id", ""),
            name=label_of(process) or process.get("id", ""),
            others=listed(others),
        )
    return Main(diagram=diagram, process=process)


def called_processes(diagrams: list[Diagram]) -> Iterator[str]:
    """Ids that call activities name."""
    for diagram in diagrams:
        for call in diagram.root.iter(f"{{{BPMN}}}callActivity"):
            yield call.get("calledElement", "")


def model_toml(main: Main) -> bytes:
    """The folder's description, from what the diagram says of itself."""
    process = main.process
    lines = {
        "key": key_of(process),
        "name": label_of(process) or process.get("id", ""),
        "description": full_text(child(process, "documentation"))[:500],
        "diagram": main.diagram.path,
        "process": process.get("id", ""),
    }
    # A basic TOML string escapes as JSON does, but for DEL.
    texts = {name: json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007F") for name, text in lines.items()}
    return "".join(f"{name} = {text}\n" for name, text in texts.items() if text != '""').encode()


def key_of(process: etree._Element) -> str:
    """The model's key: the process's id, in lower case."""
    return key_for(process.get("id", "")) or "prosess"


def key_for(text: str) -> str:
    """Any text as a model's key."""
    plain = text.lower()
    fits = plain.isascii() and plain.isidentifier() and not plain.startswith("_") and len(plain) <= LONGEST_KEY
    return plain if fits else readable(text)


def _is_diagram(name: str, content: bytes) -> bool:
    if not name.endswith(DIAGRAMS):
        return False
    return not name.endswith(".xml") or name.endswith(".bpmn20.xml") or BPMN.encode() in content[:4000]


def _diagram_path(path: str) -> str:
    name = PurePosixPath(path).name
    for ending in DIAGRAMS:
        if name.lower().endswith(ending):
            name = name[: -len(ending)]
            break
    plain = name if name.isascii() and name.replace("-", "").replace("_", "").isalnum() else readable(name)
    return f"{plain or 'prosess'}.bpmn"


def _free_path(folder: Folder, wanted: str) -> str:
    taken = {diagram.path for diagram in folder.diagrams} | folder.given.keys()
    stem, dot, ending = wanted.rpartition(".")
    path, number = wanted, 1
    while path in taken:
        number += 1
        path = f"{stem}_{number}{dot}{ending}"
    return path


def _is_form(content: bytes) -> bool:
    try:
        data = json.loads(content)
    except (ValueError, RecursionError):
        return False
    return isinstance(data, dict) and isinstance(data.get("components", data.get("fields")), list)


def executable(main: Main, diagrams: list[Diagram], report: Report) -> None:
    """Marks the main process, and those that are called, as meant to run."""
    called = set(called_processes(diagrams))
    for diagram in diagrams:
        for process in children(diagram.root, "process"):
            wanted = process is main.process or process.get("id") in called
            if wanted and process.get("isExecutable") != "true":
                set_attribute(process, "isExecutable", "true")
                report.add(
                    What.MAPPED,
                    "made_executable",
                    diagram.path,
                    process.get("id", ""),
                    name=label_of(process) or process.get("id", ""),
                )
