"""Forms: files, and what stands inside the diagram, become files of ours; each user task is told its own."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from lxml import etree

from engine.importing.dialects import zeebe, zeebes
from engine.importing.editing import WAS, Diagram, extend, full_text
from engine.importing.expressions import Translator, before
from engine.importing.folder import Folder
from engine.importing.form_making import Component, Told, flowable_file, form_reference, generated_form
from engine.importing.identifiers import readable
from engine.importing.juel import has_expression
from engine.importing.report import Report, What
from engine.importing.variables import Variables, loops_around
from engine.spiff.xml import BPMN, our

WORKABLE = {
    *("textfield", "textarea", "number", "checkbox", "radio", "select", "checklist", "taglist", "datetime"),
    *("group", "text", "dynamiclist", "filepicker", "separator", "spacer", "button", "html"),
}
"""What our forms know; other components are left out of our copy."""
EMBEDDED = "camunda-forms:bpmn:"
TASKS = ("userTask", "manualTask", "startEvent")
MAXIMUM_DEPTH = 10


@dataclass(eq=False)
class Forms:
    """The forms of a model: `files` by path, and what tools call them."""

    report: Report
    files: dict[str, bytes] = field(default_factory=dict)
    originals: dict[str, bytes] = field(default_factory=dict)
    _keys: dict[str, str] = field(default_factory=dict)
    _fields: dict[str, dict[str, str]] = field(default_factory=dict)
    _given: dict[str, str] = field(default_factory=dict)
    """The file that somebody gave, by the key of the form it became."""
    _numbers: Counter[str] = field(default_factory=Counter)
    _users: dict[str, tuple[Diagram, etree._Element]] = field(default_factory=dict)

    def take_files(self, folder: Folder) -> None:
        """Puts every form file under `forms/`. One that had to be changed is kept as it was beside it."""
        for path, content in folder.forms.items():
            stem = PurePosixPath(path).stem
            data = _json(content)
            if data is None:
                self.report.add(What.PROBLEM, "form_unreadable", path)
                self.originals[path] = content
                continue
            reference = str(data.get("id") or data.get("key") or stem)
            key = self._free_key(reference if _plain(reference) else stem)
            if isinstance(data.get("fields"), list) and "components" not in data:
                data = flowable_file(data, key, self._teller(path, ""))
                self.report.add(What.MAPPED, "form_made", path, "", form=key)
            old_keys = self._mend(data, path)
            self._keep(key, data, old_keys, content if data == _json(content) else None)
            if self.files[f"forms/{key}.json"] != content:
                self.originals[f"original/{path}"] = content
            self._given[key] = path
            for name in (reference, stem, PurePosixPath(path).name):
                self._keys.setdefault(name, key)
            if path != f"forms/{key}.json":
                self.report.add(What.MAPPED, "form_placed", path, "", form=key)

    def take_embedded(self, diagram: Diagram) -> None:
        """Camunda 8's forms inside the process, one file each."""
        users: dict[str, str] = {}
        for task in diagram.root.iter(f"{{{BPMN}}}userTask"):
            users.setdefault(_zeebe_reference(task), task.get("id", ""))
        for process in diagram.root.iter(f"{{{BPMN}}}process"):
            for form in zeebes(process, "userTaskForm"):
                name = form.get("id", "")
                data = _json(full_text(form).encode())
                if data is None or not isinstance(data.get("components"), list):
                    self.report.add(What.PROBLEM, "form_unreadable", diagram.path, name)
                    continue
                user = users.get(EMBEDDED + name, "")
                key = self._free_key(user or name)
                self._keep(key, data, self._mend(data, diagram.path))
                self._keys[EMBEDDED + name] = key
                self.report.add(What.MAPPED, "form_embedded", diagram.path, user, form=key)

    def attach(self, diagram: Diagram, variables: Variables) -> None:
        """Tells each task which form is its, and notes what its fields are called elsewhere."""
        for task in diagram.root.iter(*(f"{{{BPMN}}}{tag}" for tag in TASKS)):
            ours = our(task, "form")
            key = ours.get("ref") if ours is not None else self._form_of(task, diagram)
            if key is None:
                continue
            element = task.get("id", "")
            if ours is None and task.tag != f"{{{BPMN}}}startEvent":
                extend(task, "form", ref=key)
            elif ours is None:
                self.report.add(What.PROBLEM, "form_at_start", diagram.path, element, form=key)
                continue
            self._users.setdefault(key, (diagram, task))
            loops = loops_around(task)
            for name, own in self._fields.get(key, {}).items():
                variables.provide(name, element, f"{element}.{own}", loops=loops)

    def conditions(self, translator: Translator) -> None:
        """A field may be hidden by what another task's form says; there a flat name, here that task's fact."""
        for key, (diagram, task) in self._users.items():
            path = f"forms/{key}.json"
            data = _json(self.files.get(path, b""))
            own = frozenset(str(p.get("key") or p.get("path")) for p in _parts(data or {}))
            changed = False
            for part in _parts(data) if data is not None and not diagram.native else ():
                conditional = part.get("conditional")
                text = conditional.get("hide") if isinstance(conditional, dict) else None
                if isinstance(text, str) and text.strip():
                    feel = translator.expression(text, diagram, before(task), own=own)
                    if feel is not None and feel != text.strip().removeprefix("=").strip():
                        part["conditional"]["hide"] = f"={feel}"
                        changed = True
            if changed and data is not None:
                given = self._given.get(key)
                if given is not None:
                    self.originals.setdefault(f"original/{given}", self.files[path])
                self.files[path] = _written(data)

    def first_task(self, diagram: Diagram, process: etree._Element) -> None:
        """A case begins with a form that asks for a title and a unit; says when this one does not."""
        start = next(process.iter(f"{{{BPMN}}}startEvent"), None)
        first = None
        for flow in process.iter(f"{{{BPMN}}}sequenceFlow"):
            if start is not None and flow.get("sourceRef") == start.get("id"):
                first = next((e for e in process if e.get("id") == flow.get("targetRef")), None)
        form = our(first, "form") if first is not None else None
        has = set(self._fields.get(form.get("ref", ""), {}).values()) if form is not None else set[str]()
        missing = [name for name in ("tittel", "enhet") if name not in has]
        if missing and first is not None:
            self.report.add(What.PROBLEM, "first_form", diagram.path, first.get("id", ""), fields=", ".join(missing))

    def _form_of(self, task: etree._Element, diagram: Diagram) -> str | None:
        element = task.get("id", "")
        made = generated_form(task, element, self._teller(diagram.path, element))
        if made is not None:
            key = self._free_key(element)
            self._keep(key, made, self._mend(made, diagram.path))
            self.report.add(What.MAPPED, "form_made", diagram.path, element, form=key)
            return key
        reference = _zeebe_reference(task) or form_reference(task)
        if not reference:
            return self._form_named_as(task, diagram)
        name = PurePosixPath(reference.split(":")[-1]).name
        known = self._keys.get(reference) or self._keys.get(name) or self._keys.get(PurePosixPath(name).stem)
        if known is not None:
            self.report.add(What.MAPPED, "form", diagram.path, element, reference=reference, form=known)
            return known
        code = "form_html" if name.endswith((".html", ".htm", ".jsf", ".xhtml")) else "form_missing"
        if has_expression(reference) or reference.startswith("="):
            code = "form_expression"
        self.report.add(What.PROBLEM, code, diagram.path, element, reference=reference)
        return None

    def _form_named_as(self, task: etree._Element, diagram: Diagram) -> str | None:
        """Where nothing else is said, the form file that is called what the task is called is its."""
        if task.tag != f"{{{BPMN}}}userTask":
            return None
        called = {task.get(f"{WAS}_id", ""), task.get("id", ""), readable(task.get("name", ""))} - {""}
        found = {key for name, key in self._keys.items() if name in called or readable(name) in called}
        if len(found) != 1:
            return None
        (key,) = found
        self.report.add(What.MAPPED, "form_by_name", diagram.path, task.get("id", ""), form=key)
        return key

    def _keep(self, key: str, data: Component, old_keys: dict[str, str], content: bytes | None = None) -> None:
        self.files[f"forms/{key}.json"] = _written(data) if content is None else content
        self._fields[key] = {old_keys.get(name, name): name for name in _writable(data)}

    def _free_key(self, wanted: str) -> str:
        base = wanted if _plain(wanted) else readable(wanted) or "skjema"
        key = base
        while f"forms/{key}.json" in self.files:
            self._numbers[base] += 1
            key = f"{base}_{self._numbers[base] + 1}"
        return key

    def _mend(self, data: Component, file: str) -> dict[str, str]:
        """Leaves out components that our forms do not know, gives fields keys and labels that can be used. Old keys by new."""
        old_keys: dict[str, str] = {}
        data["type"] = "default"
        waiting: list[tuple[Any, int]] = [(data, 0)]
        while waiting:
            holder, depth = waiting.pop()
            components = holder.get("components")
            if not isinstance(components, list) or depth > MAXIMUM_DEPTH:
                continue
            kept = []
            for part in components:
                if isinstance(part, dict) and part.get("type") not in WORKABLE:
                    name = str(part.get("key") or part.get("id") or "")
                    self.report.add(What.DROPPED, "form_component", file, name, type=str(part.get("type")))
                    continue
                kept.append(part)
                if isinstance(part, dict):
                    self._mend_field(part, file, old_keys)
                    waiting.append((part, depth + 1))
            holder["components"] = kept
        return old_keys

    def _mend_field(self, part: Component, file: str, old_keys: dict[str, str]) -> None:
        key = part.get("key")
        if isinstance(key, str) and key and not _plain(key):
            part["key"] = _field_key(key)
            old_keys[part["key"]] = key
            self.report.add(What.MAPPED, "form_key", file, part["key"], old=key)
        named = part.get("key") or part.get("path")
        if named and not part.get("label") and not part.get("dateLabel"):
            part["label"] = str(named)
        if part.get("type") == "datetime" and part.get("subtype", "date") != "date":
            self.report.add(What.DROPPED, "form_time", file, str(named))

    def _teller(self, file: str, element: str) -> Told:
        def tell(code: str, name: str) -> None:
            self.report.add(What.DROPPED, code, file, element, name=name)

        return tell


def _zeebe_reference(task: etree._Element) -> str:
    told = zeebe(task, "formDefinition")
    return "" if told is None else (told.get("formId") or told.get("formKey") or told.get("externalReference") or "")


def _json(content: bytes) -> Component | None:
    """The object in a file, None for anything that cannot be written again as it was read."""
    try:
        data = json.loads(content)
        json.dumps(data, ensure_ascii=False, indent=2).encode()
    except (ValueError, RecursionError):
        return None
    return data if isinstance(data, dict) else None


def _written(data: Component) -> bytes:
    return json.dumps(data, ensure_ascii=False, indent=2).encode() + b"\n"


def _parts(data: Component, depth: int = 0) -> Iterator[Component]:
    """Every component of a form, at any depth."""
    components = data.get("components")
    for part in components if isinstance(components, list) and depth <= MAXIMUM_DEPTH else []:
        if isinstance(part, dict):
            yield part
            yield from _parts(part, depth + 1)


def _plain(text: str) -> bool:
    return text.isascii() and text.isidentifier() and len(text) <= 64


def _field_key(name: str) -> str:
    """A field's name as a key of ours."""
    return name if _plain(name) else readable(name) or "felt"


def _writable(data: Component, depth: int = 0) -> Iterator[str]:
    """Names of the fields that people fill in; one that only shows a value gives none."""
    components = data.get("components")
    for part in components if isinstance(components, list) and depth <= MAXIMUM_DEPTH else []:
        if not isinstance(part, dict):
            continue
        name = part.get("path") if part.get("type") == "dynamiclist" else part.get("key")
        if isinstance(name, str) and name and not part.get("disabled") and not part.get("readonly"):
            yield name
        if part.get("type") == "group":
            yield from _writable(part, depth + 1)
