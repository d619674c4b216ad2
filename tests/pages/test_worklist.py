"""Mine oppgaver: paging that shows every task once, tabs, search, order."""

import re

import pytest

from tests.pages.conftest import Town

TASK = re.compile(r'href="/tasks/([0-9a-f-]{36})"')
DUE = re.compile(r'<time datetime="([^"]+)"')
COUNT = re.compile(r'href="/tasks\?view=(\w+)"[^>]*>[^<]*<span class="count">(\d+)')


def tasks(town: Town, query: str = "") -> list[str]:
    return TASK.findall(town.visit("prosjekt").get(f"/tasks{query}").text)


def walk(town: Town, query: str) -> list[str]:
    """The ids on all pages, following the link that the page offers."""
    seen: list[str] = []
    path: str | None = f"/tasks?{query}"
    while path:
        text = town.visit("prosjekt").get(path).text
        seen += TASK.findall(text)
        more = re.search(r'<nav class="pager".*?href="([^"]+)"', text)
        path = more.group(1).replace("&amp;", "&") if more else None
        assert len(seen) < 100
    return seen


@pytest.mark.parametrize("query", ["", "sort=opened", "view=overdue", "view=mine&text=t4"])
def test_the_pages_together_hold_every_task_once_and_in_order(town: Town, query: str) -> None:
    whole = tasks(town, f"?{query}")
    assert len(whole) > 3
    limits = type(town.engine.queries.worklist).page

    def small(self: object, identity: object, wanted: object) -> object:
        object.__setattr__(wanted, "limit", 3)
        return limits(self, identity, wanted)  # type: ignore[arg-type]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(type(town.engine.queries.worklist), "page", small)
        assert walk(town, query) == whole


def test_the_counts_are_what_the_tabs_show(town: Town) -> None:
    counts = {view: int(count) for view, count in COUNT.findall(town.visit("prosjekt").get("/tasks").text)}
    assert set(counts) == {"all", "mine", "group", "overdue", "soon"}
    for view, count in counts.items():
        assert len(tasks(town, f"?view={view}")) == count


def test_the_nearest_deadline_is_first_and_the_newest_when_asked(town: Town) -> None:
    due = DUE.findall(town.visit("prosjekt").get("/tasks").text)
    assert due == sorted(due)
    assert tasks(town, "?sort=opened") != tasks(town)
    assert sorted(tasks(town, "?sort=opened")) == sorted(tasks(town))


def test_search_finds_by_task_number_and_title_and_takes_signs_literally(town: Town) -> None:
    everything = tasks(town)
    assert 0 < len(tasks(town, "?text=statusrapport")) < len(everything)
    assert 0 < len(tasks(town, "?text=INN-2026-002")) < len(everything)
    assert tasks(town, "?text=timeplan")
    assert tasks(town, "?text=%25") == []
    assert tasks(town, "?text=_") == []


def test_a_search_without_hits_says_so(town: Town) -> None:
    text = town.visit("prosjekt").get("/tasks?text=finnesikke").text
    assert "Ingen oppgaver passer til søket" in text


def test_htmx_gets_the_list_alone(town: Town) -> None:
    text = town.visit("prosjekt").client.get("/tasks", headers={"HX-Request": "true"}).text
    assert TASK.findall(text) == tasks(town)
    assert "<html" not in text


def test_nobody_else_sees_them(town: Town) -> None:
    mine = set(tasks(town, "?view=mine"))
    theirs = set(TASK.findall(town.visit("anne").get("/tasks").text))
    assert mine
    assert not mine & theirs
