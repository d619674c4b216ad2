"""Fills in a form the way a person would, from prepared texts by field key; what nobody prepared gets a plain answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from engine.forms import Field, Form, Kind
from webapp.demo.texts import SENTENCES, USUAL


@dataclass(frozen=True, kw_only=True)
class Writer:
    """Who fills in, when, about what. `prepared` are answers by element, then by key."""

    title: str
    today: date
    people: Mapping[str, str]
    unit: str
    prepared: Mapping[str, Mapping[str, object]]
    salt: int = 0

    def answers(self, form: Form, element: str, item: object = None) -> dict[str, object]:
        """Raw answers for every required field and every prepared one."""
        given = {**USUAL.get(element, {}), **self.prepared.get(element, {})}
        found: dict[str, object] = {}
        for field in form.fields:
            if field.key in given:
                found[field.key] = self._resolved(field, given[field.key])
            elif field.required or field.kind in (Kind.SCALE, Kind.YES_NO):
                found[field.key] = self._plain(field, element)
        return found

    def _resolved(self, field: Field, value: object) -> object:
        """A prepared answer; people are named by username, days from today by number, as `+30`."""
        if field.kind == Kind.PERSON:
            return self.people.get(str(value), str(value))
        if field.kind == Kind.DATE and isinstance(value, str) and value[:1] in "+-":
            return (self.today + timedelta(days=int(value))).isoformat()
        if field.kind == Kind.TABLE and isinstance(value, list | tuple):
            columns = {column.key: column for column in field.columns}
            return [
                {key: self._resolved(columns[key], cell) for key, cell in row.items() if key in columns}
                for row in value
            ]
        return value

    def _plain(self, field: Field, element: str) -> object:
        match field.kind:
            case Kind.TABLE:
                count = max(field.min_length or 1, field.rows, 1)
                return [{c.key: self._plain(c, element) for c in field.columns if c.required} for _ in range(count)]
            case Kind.DATE:
                return (self.today + timedelta(days=14)).isoformat()
            case Kind.NUMBER | Kind.MONEY:
                return str(int(field.minimum or 0) + 10) if field.maximum is None else str(int(field.maximum))
            case Kind.YES_NO:
                return False
            case Kind.TICK:
                return True
            case Kind.SCALE:
                # Assessors differ a little, each in their own way.
                return field.choices[(sum(map(ord, field.key)) + self.salt) % 3 + len(field.choices) - 3].token
            case Kind.CHOICE | Kind.SELECT:
                return field.choices[0].token
            case Kind.MANY:
                return [field.choices[0].token]
            case Kind.PERSON:
                return self.people[PEOPLE_BY_KEY.get(field.key, "prosjekt")]
            case Kind.UNIT:
                return self.unit
            case _:
                return SENTENCES.get(field.key, field.label).format(tittel=self.title)[: field.max_length or 4000]


PEOPLE_BY_KEY = {
    "prosjektleder": "prosjekt",
    "prosjekteier": "eier",
    "ideeier": "leder",
    "gevinstansvarlig": "gevinst",
    "gevinsteier": "gevinst",
    "ansvarlig": "prosjekt",
    "rapporterer": "gevinst",
}
