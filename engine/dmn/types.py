"""Item definitions: named types with components, collections and allowed values, and fitting values to them."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from engine.dmn.reading import Element, child, children, name_of, text_of, type_of
from engine.feel.budget import DEFAULT_BUDGET, Run
from engine.feel.expression import UnaryTests
from engine.feel.temporal import parse_date, parse_date_time, parse_duration, parse_time
from engine.feel.types import ANY, FeelType, NotAType, belongs, parse_type
from engine.feel.values import Value

MAX_DEPTH = 20
READERS: dict[str, Callable[[str], object]] = {
    "date": parse_date,
    "time": parse_time,
    "date and time": parse_date_time,
    "days and time duration": parse_duration,
    "years and months duration": parse_duration,
}
CompileTests = Callable[[str, str], UnaryTests | None]


@dataclass(frozen=True)
class ItemType:
    """An item definition. Exactly one of `base`, `components` and `function` says what the values are.

    `allowed` tests each element of a collection, `constraint` the collection as a whole; both test other values.
    """

    base: str = ""
    components: tuple[tuple[str, "ItemType"], ...] = ()
    function: FeelType | None = None
    collection: bool = False
    allowed: UnaryTests | None = None
    constraint: UnaryTests | None = None


class Types:
    """All types of one file; imported ones under `prefix.name`."""

    def __init__(self) -> None:
        self.items: dict[str, ItemType] = {}
        self._parsed: dict[str, FeelType | None] = {}

    def read(self, root: Element, compile_tests: CompileTests) -> None:
        """Take the item definitions of a file."""
        for element in children(root, "itemDefinition"):
            self.items[name_of(element)] = _item(element, compile_tests)

    def fit(self, run: Run, name: str, value: Value) -> Value:
        """The value as the named type has it, converting to and from singleton lists; null if it does not belong."""
        if value is None or not name:
            return value
        if self.holds(run, name, value):
            return value
        if type(value) is list and len(value) == 1 and self.holds(run, name, value[0]):
            return value[0]
        if type(value) is not list and self.holds(run, name, [value]):
            return [value]
        return run.null("wrong_type", name)

    def holds(self, run: Run, name: str, value: Value, depth: int = 0, constrained: bool = True) -> bool:
        """Whether a value belongs to the named type; an unknown type holds everything."""
        if depth > MAX_DEPTH:
            return True
        name = name.rsplit(":", 1)[-1]
        item = self.items.get(name)
        if item is not None:
            return self._item_holds(run, item, value, depth, constrained)
        kind = self._builtin(name)
        return kind is None or (kind.kind == "Any") or belongs(value, kind)

    def from_plain(self, name: str, value: object, depth: int = 0) -> object:
        """A value as JSON has it as the named type means it: temporal values out of their text, the rest as it is."""
        item = self.items.get(name.rsplit(":", 1)[-1])
        if item is not None and depth <= MAX_DEPTH:
            return self._item_from_plain(item, value, depth)
        kind = self._builtin(name)
        reader = READERS.get(kind.kind) if kind is not None else None
        if kind is not None and kind.kind == "list" and kind.of and isinstance(value, list):
            return [self.from_plain(kind.of[0].kind, v, depth + 1) for v in value]
        read = reader(value) if reader is not None and isinstance(value, str) else None
        return value if read is None else read

    def _item_from_plain(self, item: ItemType, value: object, depth: int) -> object:
        if item.collection and isinstance(value, list):
            return [self._item_from_plain(replace(item, collection=False), v, depth + 1) for v in value]
        if item.components and isinstance(value, dict):
            known = {n: self._item_from_plain(c, value[n], depth + 1) for n, c in item.components if n in value}
            return {**value, **known}
        return self.from_plain(item.base, value, depth + 1) if item.base else value

    def is_instance(self, name: str, value: Value) -> bool:
        """Whether `value instance of name` for an item definition of the file: its shape, not its allowed values."""
        if name not in self.items:
            return False
        return self.holds(Run({}, DEFAULT_BUDGET), name, value, constrained=False)

    def _builtin(self, name: str) -> FeelType | None:
        if name not in self._parsed:
            try:
                kind, end = parse_type(name, 0)
            except NotAType:
                kind, end = None, 0
            self._parsed[name] = kind if kind is not None and kind.known and end == len(name) else None
        return self._parsed[name]

    def _item_holds(self, run: Run, item: ItemType, value: Value, depth: int, constrained: bool) -> bool:
        if item.collection:
            if type(value) is not list:
                return False
            run.charge(len(value))
            return all(v is None or self._single_holds(run, item, v, depth, constrained) for v in value) and (
                not constrained or item.constraint is None or item.constraint.test_in(run, value) is True
            )
        return self._single_holds(run, item, value, depth, constrained) and (
            not constrained or item.constraint is None or item.constraint.test_in(run, value) is True
        )

    def _single_holds(self, run: Run, item: ItemType, value: Value, depth: int, constrained: bool) -> bool:
        run.charge(1)
        if item.function is not None:
            return belongs(value, item.function)
        if item.components:
            if type(value) is not dict:
                return False
            for name, component in item.components:
                member = value.get(name)
                if name not in value or not (
                    member is None or self._item_holds(run, component, member, depth + 1, constrained)
                ):
                    return False
        elif item.base and not self.holds(run, item.base, value, depth + 1, constrained):
            return False
        return not constrained or item.allowed is None or item.allowed.test_in(run, value) is True


def _item(element: Element, compile_tests: CompileTests, depth: int = 0) -> ItemType:
    """An item definition or component; what is nested deeper than any value may be holds everything."""
    if depth > MAX_DEPTH:
        return ItemType()
    allowed = text_of(child(element, "allowedValues"))
    constraint = text_of(child(element, "typeConstraint"))
    owner = element.get("id") or name_of(element)
    return ItemType(
        base=type_of(element),
        components=tuple((name_of(c), _item(c, compile_tests, depth + 1)) for c in children(element, "itemComponent")),
        function=_function(child(element, "functionItem")),
        collection=element.get("isCollection") == "true",
        allowed=compile_tests(allowed, owner) if allowed else None,
        constraint=compile_tests(constraint, owner) if constraint else None,
    )


def _function(element: Element | None) -> FeelType | None:
    """The type of a `functionItem`; parameters and results of types defined in the file are taken on trust."""
    if element is None:
        return None
    parameters = [_simple(type_of(p)) for p in children(element, "parameters")]
    return FeelType("function", (*parameters, _simple(element.get("outputTypeRef") or "")))


def _simple(name: str) -> FeelType:
    try:
        return parse_type(name, 0)[0] if name else ANY
    except NotAType:
        return ANY
