"""The import itself, in order: sort the files, name things, learn what every variable is, then translate what reads them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from engine.importing.automatic import Automatic
from engine.importing.calls import Calls, name_called
from engine.importing.decisions import decisions_in
from engine.importing.dialects import Dialect, bpmn_elements
from engine.importing.editing import WAS, Diagram
from engine.importing.events import Events
from engine.importing.expressions import Translator
from engine.importing.folder import executable, main_process, model_toml, sorted_files
from engine.importing.forms import Forms
from engine.importing.identifiers import label_of, rename, words_of
from engine.importing.leftovers import say_leftovers
from engine.importing.loops import Loops
from engine.importing.mappings import Mappings
from engine.importing.original import original
from engine.importing.people import People
from engine.importing.report import Entry, Report, What
from engine.importing.times import Times
from engine.importing.variables import Variables
from engine.spiff.xml import BPMN, children


@dataclass(frozen=True, kw_only=True)
class Imported:
    """A model folder of ours, and what was done to get it. The report is empty when there was nothing to do."""

    files: Mapping[str, bytes]
    report: tuple[Entry, ...]
    names: Mapping[str, str] = field(default_factory=dict)
    """What people call the elements, by id."""

    @property
    def problems(self) -> tuple[Entry, ...]:
        """What a person must mend."""
        return tuple(entry for entry in self.report if entry.what is What.PROBLEM)


def import_model(files: Mapping[str, bytes], *, steps: Collection[str] = ()) -> Imported:
    """A model folder from the files of another tool; `steps` are the toolbox steps that workers may be called by.

    A folder with a `model.toml` is ours and is given back as it is. Raises ModelRejected for what cannot be read, and
    nothing else.
    """
    if "model.toml" in files:
        return Imported(files=dict(files), report=())
    report = Report()
    folder = sorted_files(files, report)
    diagrams = folder.diagrams
    name_called(diagrams)
    rename(diagrams, report, words_of(diagrams))
    main = main_process(diagrams, report)
    executable(main, diagrams, report)
    forms = Forms(report)
    forms.take_files(folder)
    translator = Translator(report, Variables())
    processes = frozenset(p.get("id", "") for d in diagrams for p in children(d.root, "process"))
    translation = _Translation(
        report, forms, Automatic(report, translator, steps, decisions_in(folder.given)), processes
    )
    for diagram in diagrams:
        translation.learn(diagram)
    for diagram in diagrams:
        translation.translate(diagram)
        say_leftovers(diagram, report)
    forms.conditions(translator)
    forms.first_task(main.diagram, main.process)
    made = {**forms.files, **forms.originals, **{d.path: d.content() for d in diagrams}, "model.toml": model_toml(main)}
    names = {e.get("id", ""): label_of(e) for d in diagrams for e in bpmn_elements(d.root) if label_of(e)}
    return Imported(files={**folder.given, **made}, report=report.entries(), names=names)


def export_model(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The diagrams of an imported folder as their own tool wrote them. Raises ModelRejected for what cannot be read."""
    return {path: original(path, content) for path, content in files.items() if path.endswith(".bpmn")}


class _Translation:
    """Everything that reads or writes one diagram, over variables that all diagrams share."""

    def __init__(self, report: Report, forms: Forms, automatic: Automatic, processes: frozenset[str]) -> None:
        translator = automatic.translator
        self._variables = translator.variables
        self._forms, self._automatic = forms, automatic
        self._people = People(report, translator)
        self._times = Times(report, translator)
        self._loops = Loops(report, translator)
        self._events = Events(report, translator)
        self._calls = Calls(report, translator, processes)
        self._mappings = Mappings(report, translator)

    def learn(self, diagram: Diagram) -> None:
        """What every name is, before anything is translated."""
        self._elements(diagram)
        self._forms.take_embedded(diagram)
        self._forms.attach(diagram, self._variables)
        self._people.lanes(diagram)
        self._people.starters(diagram, self._variables)
        self._events.names(diagram, self._variables)
        self._automatic.names(diagram, self._variables)
        self._calls.names(diagram, self._variables)
        self._mappings.names(diagram, self._variables)
        self._loops.names(diagram, self._variables)

    def _elements(self, diagram: Diagram) -> None:
        """A file of ours, and a drawing without an engine, may name elements in its expressions, also by an old id."""
        names = self._variables.facts if diagram.native else self._variables.elements
        if diagram.native or diagram.dialect is Dialect.PLAIN:
            for element in bpmn_elements(diagram.root):
                names.add(element.get("id", ""))
                was = element.get(f"{WAS}_id")
                if was and not diagram.native:
                    self._variables.provide(was, element.get("id", ""), element.get("id", ""))

    def translate(self, diagram: Diagram) -> None:
        """Every element, beside what its own tool wrote."""
        for task in list(diagram.root.iter(f"{{{BPMN}}}userTask")):
            self._people.assign(diagram, task)
            self._times.due(diagram, task)
        self._people.pools(diagram)
        self._times.timers(diagram)
        self._loops.translate(diagram)
        self._automatic.translate(diagram)
        self._calls.translate(diagram)
        self._events.conditions(diagram)
        self._events.messages(diagram)
        self._mappings.translate(diagram)
