"""Finds installed plugins through their entry points and refuses those that do not fit."""

from collections.abc import Iterable, Mapping
from functools import cached_property
from importlib.metadata import entry_points

from engine.contract.errors import UnsafeSettings
from engine.contract.toolbox import API_VERSION, ServiceStep, Toolbox

GROUP = "nyttiggjort.toolbox"


class Toolboxes:
    """The installed toolboxes, by name. Raises UnsafeSettings for a wrong api number or a name taken twice."""

    def __init__(self, toolboxes: Iterable[Toolbox]) -> None:
        problems = []
        self.by_name: dict[str, Toolbox] = {}
        for toolbox in toolboxes:
            if toolbox.api != API_VERSION:
                problems.append(f"Toolbox {toolbox.name} is made for api {toolbox.api}; this is {API_VERSION}.")
            if toolbox.name in self.by_name:
                problems.append(f"Two toolboxes are called {toolbox.name}.")
            self.by_name[toolbox.name] = toolbox
        if problems:
            raise UnsafeSettings(problems)

    @cached_property
    def tools(self) -> frozenset[str]:
        """`<toolbox>.<tool>` of every tool."""
        return frozenset(f"{box.name}.{tool.name}" for box in self.by_name.values() for tool in box.tools)

    @cached_property
    def steps(self) -> Mapping[str, ServiceStep]:
        """`<toolbox>.<step>` of every service step."""
        return {f"{box.name}.{step.name}": step for box in self.by_name.values() for step in box.steps}


def installed_toolboxes() -> Toolboxes:
    """All toolboxes on this machine's path, in order of their names."""
    found = [entry.load() for entry in sorted(entry_points(group=GROUP), key=lambda e: e.name)]
    return Toolboxes([box for box in found if isinstance(box, Toolbox)])
