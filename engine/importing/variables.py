"""From flat process variables to facts: which name, read where, is which task's field, loop item or result here.

Elsewhere a process has one bag of variables; here a task's answers are a context named by its element. A name that exactly
one element gives is its; a name of several, or of none, is said to be so.
"""

from dataclasses import dataclass, field

from lxml import etree

from engine.importing.dialects import Dialect
from engine.spiff.xml import child

ENGINE_NAMES = frozenset({"initiativ", "item", "nrOfInstances", "nrOfCompletedInstances", "nrOfActiveInstances"})
ITEM = "item"
COUNTED_FROM_ZERO = "(loopCounter - 1)"
COUNTERS = {
    "numberOfInstances": "nrOfInstances",
    "numberOfActiveInstances": "nrOfActiveInstances",
    "numberOfCompletedInstances": "nrOfCompletedInstances",
}
"""Camunda 8's names for them."""


@dataclass(frozen=True)
class Source:
    """One place a variable comes from: the element, and what FEEL calls it. `repeated`: a list, one per instance."""

    element: str
    feel: str
    repeated: bool = False
    is_output: bool = False
    """Written when the element is left: it does not exist inside it, and hides what else the element gives by the name."""


@dataclass(frozen=True)
class Found:
    """What a name means at a place. `feel` is None when it means nothing, or more than one thing (`sources`)."""

    feel: str | None
    sources: tuple[Source, ...] = ()
    own: bool = False
    """The engine's own name: not worth a word in the report."""
    covered: bool = False
    """An item or number of an outer activity, which the inner one's covers."""

    @property
    def repeated(self) -> bool:
        return len(self.sources) == 1 and self.sources[0].repeated


@dataclass(eq=False)
class Variables:
    """All names of a model. Filled first, asked afterwards."""

    sources: dict[str, list[Source]] = field(default_factory=dict)
    locals: dict[str, dict[str, str]] = field(default_factory=dict)
    """By element (or process) id: names that exist inside it only."""
    facts: set[str] = field(default_factory=set)
    """Element ids: a file that speaks our language already may read them."""

    def provide(self, name: str, element: str, feel: str, *, repeated: bool = False, is_output: bool = False) -> None:
        """A variable that `element` gives to the whole process."""
        source = Source(element, feel, repeated, is_output)
        known = self.sources.setdefault(name, [])
        if source not in known:
            known.append(source)

    def provide_inside(self, element: str, name: str, feel: str) -> None:
        """A variable that exists inside one activity or process."""
        self.locals.setdefault(element, {})[name] = feel

    def names(self) -> set[str]:
        """Every name in use, so that no new id takes one."""
        return {*self.sources, *(name for inside in self.locals.values() for name in inside)}

    def find(self, name: str, place: etree._Element, dialect: Dialect) -> Found:
        """What a name means where `place` reads it: the innermost activity that has it, then the process."""
        inside = (place, *place.iterancestors())
        loops = 0
        for element in inside:
            feel = self.locals.get(element.get("id", ""), {}).get(name)
            if feel is not None:
                covered = loops > 0 and feel in (ITEM, COUNTED_FROM_ZERO)
                return Found(None, covered=True) if covered else Found(feel)
            loops += child(element, "multiInstanceLoopCharacteristics") is not None
        if name == "loopCounter" and loops:
            # Camunda 8 counts from one, as here; its elder and Flowable count from zero.
            counts_from_zero = dialect not in (Dialect.ZEEBE, Dialect.PLAIN)
            return Found(COUNTED_FROM_ZERO if counts_from_zero else "loopCounter", own=not counts_from_zero)
        if name in COUNTERS and dialect is Dialect.ZEEBE:
            return Found(COUNTERS[name], own=True)
        ids = {element.get("id", "") for element in inside}
        given = self.sources.get(name, [])
        hidden = {source.element for source in given if source.is_output and source.element not in ids}
        found = [s for s in given if (s.element not in ids if s.is_output else s.element not in hidden)]
        if len(found) == 1 and found[0].repeated and found[0].element in ids:
            # Inside its own activity the name is this instance's answer, which no fact holds yet.
            return Found(None, tuple(found))
        if len({source.feel for source in found}) == 1:
            return Found(found[0].feel, tuple(found))
        if not found and (name in ENGINE_NAMES or name in self.facts):
            return Found(name, own=True)
        return Found(None, tuple(found))
