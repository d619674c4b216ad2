"""Several DMN files that import each other, read in the order that their imports ask for."""

from collections.abc import Mapping

from engine.contract.errors import ModelRejected, Problem
from engine.dmn.decisions import DecisionModel, read_decisions
from engine.dmn.reading import child, children, read_xml


def read_library(
    files: Mapping[str, bytes], *, lenient: bool = False
) -> tuple[dict[str, DecisionModel], list[Problem]]:
    """The models by file, those that can be read, and every problem of the others.

    A file whose import is missing, or imports it back, is read last and says so.
    """
    models: dict[str, DecisionModel] = {}
    problems: list[Problem] = []
    needs: dict[str, frozenset[str]] = {}
    own: dict[str, str] = {}
    for file, xml in sorted(files.items()):
        try:
            root = read_xml(xml, file)
        except ModelRejected as rejected:
            problems.extend(rejected.problems)
            continue
        own[file] = (root.get("namespace") or "").strip()
        imported = children(root, "import") if child(root, "import") is not None else ()
        needs[file] = frozenset((e.get("namespace") or "").strip() for e in imported)
    waiting = dict(needs)
    while waiting:
        missing = {own[file] for file in waiting}
        ready = [file for file, wanted in waiting.items() if not wanted & missing - {own[file]}] or list(waiting)
        for file in ready:
            del waiting[file]
            try:
                models[file] = read_decisions(files[file], file, library=list(models.values()), lenient=lenient)
            except ModelRejected as rejected:
                problems.extend(rejected.problems)
    return models, problems
