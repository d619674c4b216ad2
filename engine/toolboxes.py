"""Finds installed plugins through their entry points and refuses those that do not fit, with a sentence for each fault."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from importlib.metadata import entry_points
from importlib.resources import files
from importlib.resources.abc import Traversable

from sqlalchemy import MetaData

from engine.contract.errors import UnsafeSettings
from engine.contract.toolbox import API_VERSION, GateCheck, Report, ServiceStep, Tool, Toolbox, type_names
from engine.model.roles import Role

GROUP = "nyttiggjort.toolbox"


class Toolboxes:
    """The installed toolboxes, by name. Raises UnsafeSettings with everything wrong in any of them."""

    def __init__(self, toolboxes: Iterable[Toolbox]) -> None:
        given = list(toolboxes)
        problems = [problem for toolbox in given for problem in _problems(toolbox)]
        names = [toolbox.name for toolbox in given]
        problems += [f"Two toolboxes are called {name}." for name in sorted({n for n in names if names.count(n) > 1})]
        if problems:
            raise UnsafeSettings(problems)
        self.by_name: Mapping[str, Toolbox] = {toolbox.name: toolbox for toolbox in given}

    @cached_property
    def tools(self) -> Mapping[str, Tool]:
        """`<toolbox>.<tool>` of every tool."""
        return {f"{box.name}.{tool.name}": tool for box in self.by_name.values() for tool in box.tools}

    @cached_property
    def steps(self) -> Mapping[str, ServiceStep]:
        """`<toolbox>.<step>` of every service step."""
        return {f"{box.name}.{step.name}": step for box in self.by_name.values() for step in box.steps}

    @cached_property
    def gate_checks(self) -> Mapping[str, GateCheck]:
        """`<toolbox>.<check>` of every gate check."""
        return {f"{box.name}.{check.name}": check for box in self.by_name.values() for check in box.gate_checks}

    @cached_property
    def reports(self) -> Mapping[str, Report]:
        """`<toolbox>.<report>` of every report."""
        return {f"{box.name}.{report.name}": report for box in self.by_name.values() for report in box.reports}

    @cached_property
    def heard(self) -> frozenset[str]:
        """The names of all events that a toolbox reacts to."""
        return frozenset(name for box in self.by_name.values() for reaction in box.reactions for name in reaction.on)

    def roles_with(self, toolbox: str, permission: str) -> frozenset[str]:
        """The roles that hold a toolbox's permission; none for one that nobody declared."""
        box = self.by_name.get(toolbox)
        return next((p.roles for p in box.permissions if p.name == permission), frozenset()) if box else frozenset()


def installed_toolboxes() -> Toolboxes:
    """All toolboxes on this machine's path, in order of their names. Raises UnsafeSettings."""
    found: list[Toolbox] = []
    problems: list[str] = []
    for entry in sorted(entry_points(group=GROUP), key=lambda e: e.name):
        try:
            loaded = entry.load()
        except Exception as error:  # a plugin is somebody else's code: its failure is told by its name
            problems.append(f"The toolbox {entry.name} could not be loaded: {type(error).__name__}: {error}.")
            continue
        if isinstance(loaded, Toolbox):
            found.append(loaded)
        else:
            problems.append(f"The entry point {entry.name} = {entry.value} is no Toolbox.")
    if problems:
        raise UnsafeSettings(problems)
    return Toolboxes(found)


def resource(toolbox: Toolbox, *path: str) -> Traversable:
    """A file or folder inside the toolbox's package."""
    return files(toolbox.package).joinpath(*path)


def _problems(toolbox: Toolbox) -> Iterator[str]:
    name = toolbox.name
    if toolbox.api != API_VERSION:
        yield f"Toolbox {name} is made for api {toolbox.api}; this is {API_VERSION}."
    if not _plain(name):
        yield f"Toolbox {name!r} needs a name of small letters, digits and underscores."
    yield from _name_problems(toolbox)
    for tool in toolbox.tools:
        yield from _tool_problems(toolbox, tool)
    for step in toolbox.steps:
        for parameter, type_name in {**step.inputs, **step.outputs}.items():
            if type_name not in type_names:
                yield f"{name}.{step.name}: {parameter} is of the unknown type {type_name}."
    for permission in toolbox.permissions:
        for role in sorted(permission.roles - set(Role)):
            yield f"{name}.{permission.name}: there is no role {role}."
    known = {permission.name for permission in toolbox.permissions}
    for report in toolbox.reports:
        if report.permission and report.permission not in known:
            yield f"{name}.{report.name}: there is no permission {report.permission}."
    yield from _table_problems(toolbox)
    for folder in toolbox.models:
        if not resource(toolbox, folder, "model.toml").is_file():
            yield f"Toolbox {name} has no model.toml in {folder}."


def _name_problems(toolbox: Toolbox) -> Iterator[str]:
    for kind, things in (
        ("tools", toolbox.tools),
        ("steps", toolbox.steps),
        ("reactions", toolbox.reactions),
        ("reports", toolbox.reports),
        ("gate checks", toolbox.gate_checks),
        ("permissions", toolbox.permissions),
    ):
        names = [thing.name for thing in things]
        for each in sorted(set(names)):
            if names.count(each) > 1:
                yield f"Toolbox {toolbox.name} has two {kind} called {each}."
            if not _plain(each):
                yield f"{toolbox.name}: {each!r} needs a name of small letters, digits and underscores."


def _tool_problems(toolbox: Toolbox, tool: Tool) -> Iterator[str]:
    place = f"{toolbox.name}.{tool.name}"
    keys = [part.key for part in tool.parts]
    if not keys:
        yield f"{place} has no parts."
    for key in sorted(set(keys)):
        if keys.count(key) > 1 or not _plain(key):
            yield f"{place}: the part {key!r} needs a name of its own, of small letters, digits and underscores."
    for part in tool.parts:
        if not resource(toolbox, "forms", f"{part.form}.json").is_file():
            yield f"{place}: the form forms/{part.form}.json is not in the package {toolbox.package}."
    for example in tool.examples:
        if not resource(toolbox, "examples", example.file).is_file():
            yield f"{place}: the example examples/{example.file} is not in the package {toolbox.package}."


def _table_problems(toolbox: Toolbox) -> Iterator[str]:
    if toolbox.tables is None:
        return
    if not isinstance(toolbox.tables, MetaData):
        yield f"Toolbox {toolbox.name}: tables must be an SQLAlchemy MetaData."
        return
    for table in toolbox.tables.tables:
        if not table.startswith(f"{toolbox.name}_"):
            yield f"Toolbox {toolbox.name}: the table {table} must begin with {toolbox.name}_."
    if not resource(toolbox, "migrations").is_dir():
        yield f"Toolbox {toolbox.name} has tables and no folder migrations."


def _plain(name: str) -> bool:
    return name.isascii() and name.isidentifier() and name == name.lower() and len(name) <= 40
