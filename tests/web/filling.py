"""Fills in a form on a page, field by field, as a person with a mouse and a keyboard."""

from collections.abc import Mapping

from playwright.sync_api import Page

from engine.forms import Field, Form, Kind

CHOSEN = (Kind.CHOICE, Kind.YES_NO, Kind.SCALE)


def fill_form(page: Page, form: Form, answers: Mapping[str, object]) -> None:
    """Sets every field that has an answer; the others keep what the page shows."""
    for field in form.fields:
        if field.key in answers and page.locator(f'[id="f-{field.key}"]').first.is_visible():
            _set(page, field, field.key, answers[field.key])


def _set(page: Page, field: Field, name: str, value: object) -> None:
    if field.kind == Kind.TABLE:
        _set_rows(page, field, value if isinstance(value, list) else [])
    elif field.kind in CHOSEN:
        token = str(value).lower() if isinstance(value, bool) else str(value)
        page.locator(f'[name="{name}"][value="{token}"]').check()
    elif field.kind == Kind.MANY:
        for entry in value if isinstance(value, list) else [value]:
            page.locator(f'[name="{name}"][value="{entry}"]').check()
    elif field.kind == Kind.TICK:
        page.locator(f'[name="{name}"]').set_checked(bool(value))
    elif field.kind in (Kind.SELECT, Kind.PERSON, Kind.UNIT):
        page.locator(f'[name="{name}"]').select_option(str(value))
    else:
        page.locator(f'[name="{name}"]').fill(str(value))


def _set_rows(page: Page, table: Field, rows: list[object]) -> None:
    region = page.locator(f'[data-table="{table.key}"]')
    for number, row in enumerate(rows):
        if region.locator(f'[data-rows] > [data-row="{number}"]').count() == 0:
            region.locator("[data-add-row]").click()
        for column in table.columns:
            if isinstance(row, Mapping) and column.key in row:
                _set(page, column, f"{table.key}.{number}.{column.key}", row[column.key])
