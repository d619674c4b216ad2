"""Definitions of models whose processes call each other: each is read once, however often and deep it is called."""

import time

from engine.spiff import compile_model
from tests.integration.models import chain, task
from tests.unit.spiff.test_deployment_check import CATALOGUE, Files, changed, single


def called(levels: int, calls: int) -> Files:
    """Processes that each call the next `calls` times."""
    definitions = ""
    for n in range(levels):
        names = [f"c{n}_{i}" for i in range(calls)]
        following = "".join(f'<bpmn:callActivity id="{name}" calledElement="p{n + 1}"/>' for name in names)
        definitions += (
            f'<bpmn:process id="p{n}"><bpmn:startEvent id="s{n}"/>{following}<bpmn:endEvent id="e{n}"/>'
            f"{chain(f's{n}', *names, f'e{n}')}</bpmn:process>"
        )
    definitions += (
        f'<bpmn:process id="p{levels}"><bpmn:laneSet id="l9"><bpmn:lane id="l8" name="f" nyt:role="fagperson">'
        "<bpmn:flowNodeRef>siste</bpmn:flowNodeRef></bpmn:lane></bpmn:laneSet>"
        f'<bpmn:startEvent id="s{levels}"/>{task("siste")}<bpmn:endEvent id="e{levels}"/>'
        f"{chain(f's{levels}', 'siste', f'e{levels}')}</bpmn:process>"
    )
    files = single('<bpmn:callActivity id="a" calledElement="p0"/>')
    return changed("</bpmn:definitions>", definitions + "</bpmn:definitions>", files)


def test_calls_that_double_at_every_level_are_defined_once_each() -> None:
    begun = time.monotonic()
    definition = compile_model(called(levels=25, calls=4), CATALOGUE).definition
    assert time.monotonic() - begun < 5
    ids = [element.id for element in definition.elements]
    assert len(ids) == len(set(ids)) == 3 + 25 * 6 + 3


def test_a_task_below_very_many_calls_is_defined() -> None:
    definition = compile_model(called(levels=300, calls=1), CATALOGUE).definition
    assert definition.tasks["siste"].role == "fagperson"
    assert max(element.depth for element in definition.elements) == 301
