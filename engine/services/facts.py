"""The facts of one case inside one transaction: read what the model's expressions need, write what became known."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.orm import Session

from engine.contract.errors import InvalidInput
from engine.model.amending import coerced
from engine.model.case import Fact, assemble, path_key, succeed
from engine.model.definition import INPUTS
from engine.store.prepared import Prepared, append

_fact = Fact.__table__.c
_NAMED = Prepared(
    select(_fact.path, _fact.value).where(_fact.case_id == bindparam("case"), _fact.name == bindparam("fact"))
)
_AGAIN = Prepared(
    update(Fact.__table__)  # type: ignore[arg-type]
    .where(_fact.case_id == bindparam("case"), _fact.name == bindparam("fact"), _fact.path == bindparam("place"))
    .values(value=bindparam("new_value"), task_id=bindparam("new_task"))
)


_AMEND = Prepared(
    update(Fact.__table__)  # type: ignore[arg-type]
    .where(_fact.case_id == bindparam("case"), _fact.name == bindparam("fact"), _fact.path == bindparam("place"))
    .values(value=bindparam("new_value"))
)
_RENAME = Prepared(
    update(Fact.__table__)  # type: ignore[arg-type]
    .where(_fact.case_id == bindparam("case"), _fact.name == bindparam("fact"))
    .values(name=bindparam("new_name"))
)


class Facts:
    """A view of a case's facts by name. Only the names asked for are loaded, so cost follows the model, not the case."""

    def __init__(self, session: Session, case_id: UUID, names: Iterable[str], given: Mapping[str, object]) -> None:
        self._session, self._case_id, self._given = session, case_id, dict(given)
        self._names: set[str] = set()
        self._rows: dict[tuple[str, str], object] = {}
        self._mapping: dict[str, object] | None = None
        self.need(names)

    def need(self, names: Iterable[str]) -> None:
        """Loads further names."""
        missing = set(names) - self._names - self._given.keys()
        if not missing:
            return
        self._names |= missing
        self._mapping = None
        for name in missing:
            for path, value in _NAMED.all(self._session, {"case": self._case_id, "fact": name}):
                self._rows[name, path] = value

    @property
    def mapping(self) -> Mapping[str, object]:
        """Name to value, as expressions see them."""
        if self._mapping is None:
            rows = sorted((name, path, value) for (name, path), value in self._rows.items())
            self._mapping = {**assemble(rows), **self._given}
        return self._mapping

    def seen_from(self, element: str, path: str) -> Mapping[str, object]:
        """The facts as a task sees them: what its own input mappings gave hides facts of the same names."""
        name = INPUTS.format(element)
        self.need([name])
        given = self._rows.get((name, path))
        return {**self.mapping, **given} if isinstance(given, Mapping) else self.mapping

    def store(self, name: str, path: tuple[int, ...], value: object, task_id: UUID | None = None) -> None:
        """Sets a fact; earlier answers of the same task stay readable under `forrige`."""
        self.need([name])
        key = path_key(path)
        known = (name, key) in self._rows
        value = succeed(self._rows.get((name, key)), value)
        if known:
            place = {"case": self._case_id, "fact": name, "place": key}
            _AGAIN.run(self._session, {**place, "new_value": value, "new_task": task_id})
        else:
            row = {"case_id": self._case_id, "name": name, "path": key, "value": value, "task_id": task_id}
            append(self._session, Fact, [row])
        self._rows[name, key] = value
        self._mapping = None

    def amend(self, place: str, value: object) -> None:
        """Puts right a fact, or a value inside one (`vurder.tall`); what is text takes the kind of what it replaces.

        Earlier answers stay as they are. Raises InvalidInput (`facts`: `no_such_fact`, `wrong_kind`).
        """
        name, *inner = place.split(".")
        self.need([name])
        keys = [key for known, key in self._rows if known == name]
        if name in self._given or keys != [""]:
            raise InvalidInput("facts", "no_such_fact", name=place[:200])
        amended = _with(self._rows[name, ""], inner, value, place)
        row = {"case": self._case_id, "fact": name, "place": "", "new_value": amended}
        _AMEND.run(self._session, row)
        self._rows[name, ""] = amended
        self._mapping = None

    def rename(self, names: Mapping[str, str]) -> list[tuple[str, str]]:
        """Gives facts the names that their elements have in another version, where nothing has that name yet; returns the
        pairs of old and new names that were changed. For a view that nothing was asked of yet."""
        changed = []
        for old, new in names.items():
            taken = _NAMED.first(self._session, {"case": self._case_id, "fact": new}) is not None
            if not taken and _RENAME.run(self._session, {"case": self._case_id, "fact": old, "new_name": new}):
                changed.append((old, new))
        return changed

    def forget_round(self, name: str, prefix: tuple[int, ...]) -> None:
        """Drops what the instances of an earlier round gave under a name, below the given outer counters; a value that is
        nobody's own stays."""
        start = path_key(prefix) + "." if prefix else ""
        self._session.execute(
            delete(Fact).where(
                Fact.case_id == self._case_id,
                Fact.name == name,
                Fact.path != "",
                Fact.path.startswith(start, autoescape=True),
            ),
            execution_options={"synchronize_session": False},
        )
        self._rows = {k: v for k, v in self._rows.items() if not (k[0] == name and k[1] and k[1].startswith(start))}
        self._mapping = None


def _with(known: object, way: list[str], value: object, place: str) -> object:
    """`known` with the value at the end of the way replaced, or added to a context there."""
    if not way:
        return coerced(known, value, place)
    if not isinstance(known, Mapping):
        raise InvalidInput("facts", "no_such_fact", name=place[:200])
    return {**known, way[0]: _with(known.get(way[0]), way[1:], value, place)}
