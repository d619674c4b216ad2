"""A task's life: who has it, when it closes, and that a closed task stays closed."""

from collections.abc import Callable

import pytest

from engine.contract.errors import TaskAlreadyClaimed, TaskNotOpen
from engine.contract.ids import new_id
from engine.model.roles import Role
from engine.model.task import Task, TaskStatus
from tests.unit.model.people import NOW, task

ME, OTHER = new_id(), new_id()


def test_the_first_to_claim_has_it() -> None:
    found = task(Role.FAGPERSON)
    found.claim(ME, NOW)
    assert (found.status, found.assignee_id, found.revision) == (TaskStatus.CLAIMED, ME, 1)
    with pytest.raises(TaskAlreadyClaimed) as taken:
        found.claim(OTHER, NOW)
    assert taken.value.by == str(ME)
    found.claim(ME, NOW)
    assert found.assignee_id == ME


def test_released_it_is_everybodys_again() -> None:
    found = task(Role.FAGPERSON, assignee=ME)
    found.release()
    assert (found.status, found.assignee_id) == (TaskStatus.READY, None)
    found.claim(OTHER, NOW)


def test_delegated_it_is_the_others() -> None:
    found = task(Role.FAGPERSON, assignee=ME)
    found.delegate(OTHER, NOW)
    assert (found.status, found.assignee_id) == (TaskStatus.CLAIMED, OTHER)


def test_completed_it_says_who_for_whom_and_when() -> None:
    found = task(Role.FAGPERSON, assignee=OTHER)
    found.complete(ME, OTHER, NOW)
    assert (found.status, found.completed_by_id, found.on_behalf_of_id, found.completed_at) == (
        TaskStatus.COMPLETED,
        ME,
        OTHER,
        NOW,
    )
    assert not found.is_open


CLOSINGS: list[Callable[[Task], None]] = [lambda t: t.complete(ME, None, NOW), lambda t: t.withdraw(NOW)]
CHANGES: list[Callable[[Task], None]] = [
    lambda t: t.claim(ME, NOW),
    lambda t: t.release(),
    lambda t: t.delegate(OTHER, NOW),
    lambda t: t.complete(OTHER, None, NOW),
]


@pytest.mark.parametrize("close", CLOSINGS)
@pytest.mark.parametrize("change", CHANGES)
def test_a_closed_task_stays_closed(close: Callable[[Task], None], change: Callable[[Task], None]) -> None:
    found = task(Role.FAGPERSON, assignee=ME)
    close(found)
    revision = found.revision
    with pytest.raises(TaskNotOpen) as refused:
        change(found)
    assert refused.value.what == f"task_{found.status}"
    assert found.revision == revision


@pytest.mark.parametrize("change", [*CHANGES, *CLOSINGS])
def test_every_change_has_its_own_revision(change: Callable[[Task], None]) -> None:
    found = task(Role.FAGPERSON, assignee=ME)
    change(found)
    assert found.revision == 1
