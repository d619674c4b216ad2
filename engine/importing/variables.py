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
    """One place a variable comes from: the element, and what FEEL calls it.

    `loops` are the multi-instance activities around it, innermost first: seen from outside them it is a list.
    """

    element: str
    feel: str
    loops: tuple[str, ...] = ()
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

    many: bool = False
    """A list, where the other engine had one value."""


@dataclass(eq=False)
class Variables:
    """All names of a model. Filled first, asked afterwards."""

    sources: dict[str, list[Source]] = field(default_factory=dict)
    locals: dict[str, dict[str, str]] = field(default_factory=dict)
    """By element (or process) id: names that exist inside it only."""
    inputs: dict[str, set[str]] = field(default_factory=dict)
    """By element (or process) id: what is handed to it under a name of its own."""
    facts: set[str] = field(default_factory=set)
    """Element ids that a file of ours reads by name: they are what they are."""
    elements: set[str] = field(default_factory=set)
    """Element ids that a drawing without any engine's words may read, when no field has the name."""

    def provide(
        self, name: str, element: str, feel: str, *, loops: tuple[str, ...] = (), is_output: bool = False
    ) -> None:
        """A variable that `element` gives to the whole process."""
        source = Source(element, feel, loops, is_output)
        known = self.sources.setdefault(name, [])
        if source not in known:
            known.append(source)

    def provide_inside(self, element: str, name: str, feel: str) -> None:
        """A variable that exists inside one activity or process."""
        self.locals.setdefault(element, {})[name] = feel

    def hand_in(self, element: str, name: str) -> None:
        """A variable that an input mapping makes inside one activity or process."""
        self.inputs.setdefault(element, set()).add(name)

    def find(
        self, name: str, place: etree._Element, dialect: Dialect, *, entering: str = "", leaving: str = ""
    ) -> Found:
        """What a name means where `place` reads it: the innermost activity that has it, then the process.

        `entering` is the element whose inputs are read: they do not exist yet. `leaving` is the one whose outputs are
        read: its own result is there one value.
        """
        around = (place, *place.iterancestors())
        loops: list[str] = []
        for element in around:
            here = element.get("id", "")
            if here != entering and name in self.inputs.get(here, ()):
                return Found(name, own=True)
            feel = self.locals.get(here, {}).get(name)
            if feel is not None:
                covered = bool(loops) and feel in (ITEM, COUNTED_FROM_ZERO)
                return Found(None, covered=True) if covered else Found(feel)
            if child(element, "multiInstanceLoopCharacteristics") is not None:
                loops.append(element.get("id", ""))
        if name == "loopCounter" and loops:
            # Camunda 8 counts from one, as here; its elder and Flowable count from zero.
            counts_from_zero = dialect not in (Dialect.ZEEBE, Dialect.PLAIN)
            return Found(COUNTED_FROM_ZERO if counts_from_zero else "loopCounter", own=not counts_from_zero)
        if name in COUNTERS and dialect is Dialect.ZEEBE:
            return Found(COUNTERS[name], own=True)
        if name in self.facts:
            return Found(name, own=True)
        found = self._given(name, {element.get("id", "") for element in around})
        if len({source.feel for source in found}) == 1:
            return _one(found, tuple(loops), leaving)
        if not found and (name in ENGINE_NAMES or name in self.elements):
            return Found(name, own=True)
        return Found(None, found)

    def _given(self, name: str, around: set[str]) -> tuple[Source, ...]:
        """Where the name comes from. An output hides what else its element gives, but does not exist inside it."""
        given = self.sources.get(name, [])
        hidden = {source.element for source in given if source.is_output and source.element not in around}
        return tuple(s for s in given if (s.element not in around if s.is_output else s.element not in hidden))


def loops_around(element: etree._Element) -> tuple[str, ...]:
    """The multi-instance activities that an element is or stands in, innermost first."""
    around = (element, *element.iterancestors())
    return tuple(e.get("id", "") for e in around if child(e, "multiInstanceLoopCharacteristics") is not None)


def _one(found: tuple[Source, ...], loops: tuple[str, ...], leaving: str) -> Found:
    """A name of one meaning: plain outside every loop, this instance's inside the same one, else a list."""
    source = found[0]
    if not source.loops or source.element == leaving:
        return Found(source.feel, found)
    if len(source.loops) == 1 and source.loops == loops:
        return Found(f"{source.element}[loopCounter]{source.feel.removeprefix(source.element)}", found)
    return Found(source.feel, found, many=True)
