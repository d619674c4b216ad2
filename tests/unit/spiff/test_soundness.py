"""Soundness before publication: where a case can get stuck, go round, do things twice or never come, with the way there."""

from pathlib import Path

import pytest

from engine.contract.errors import Problem
from engine.spiff import check_model, diagram, messages_soundness
from engine.spiff.messages import MESSAGES
from engine.spiff.soundness import soundness_problems
from tests.integration.models import chain, flow, task
from tests.unit.spiff.test_deployment_check import CATALOGUE, Files, process

TERMINATE = '<bpmn:endEvent id="stopp"><bpmn:terminateEventDefinition/></bpmn:endEvent>'
TIMER = '<bpmn:timerEventDefinition><bpmn:timeDuration>"P1D"</bpmn:timeDuration></bpmn:timerEventDefinition>'
CYCLE = '<bpmn:timerEventDefinition><bpmn:timeCycle>"R/P1D"</bpmn:timeCycle></bpmn:timerEventDefinition>'


def gateway(kind: str, id: str, default: str = "") -> str:
    return f'<bpmn:{kind}Gateway id="{id}"' + (f' default="{default}"' if default else "") + "/>"


def tasks(*ids: str) -> str:
    return "".join(map(task, ids))


def choose(source: str, *targets: str) -> str:
    """Flows of a choice: the last is its default (the gateway must say so)."""
    *others, last = targets
    return "".join(flow(source, target, f"a.tall = {n}") for n, target in enumerate(others)) + flow(source, last)


def split_and_join(split: str, join: str) -> Files:
    """a → ut → (b | c | d) → inn → e → slutt."""
    default = "ut__d" if split in ("exclusive", "inclusive") else ""
    branches = ("b", "c", "d")
    flows = choose("ut", *branches) if default else "".join(chain("ut", branch) for branch in branches)
    flows += "".join(chain(branch, "inn") for branch in branches)
    return process(
        tasks("a", *branches, "e") + gateway(split, "ut", default) + gateway(join, "inn"),
        chain("start", "a", "ut") + flows + chain("inn", "e", "slutt"),
        elements=("a", *branches, "e"),
    )


def some_of_two() -> Files:
    """One or both of two branches, to a join that wants both."""
    flows = flow("ut", "b", "a.tall = 1") + flow("ut", "c", "a.tall > 0")
    return process(
        tasks("a", "b", "c") + gateway("inclusive", "ut") + gateway("parallel", "inn"),
        chain("start", "a", "ut") + flows + chain("b", "inn", "slutt") + chain("c", "inn"),
        elements=("a", "b", "c"),
    )


def crossing() -> Files:
    """Two branches; the first may leave for a plain end, and the join waits."""
    return process(
        tasks("a", "b", "c") + gateway("parallel", "ut") + gateway("exclusive", "valg", "valg__inn")
        + gateway("parallel", "inn") + '<bpmn:endEvent id="ferdig"/>',
        chain("start", "a", "ut", "b", "valg") + choose("valg", "ferdig", "inn"),
        chain("ut", "c", "inn", "slutt"),
        elements=("a", "b", "c"),
    )  # fmt: skip


def loop_with_split() -> Files:
    """Each round leaves a branch that comes round again by itself."""
    return process(
        tasks("a", "b")
        + gateway("exclusive", "samle")
        + gateway("parallel", "ut")
        + gateway("exclusive", "v", "v__slutt"),
        chain("start", "samle", "a", "ut", "v") + choose("v", "samle", "slutt") + chain("ut", "b", "slutt"),
        elements=("a", "b"),
    )


def ring(*, only: bool) -> Files:
    """A loop without a way out: on the only way, or on one of two."""
    begin = chain("start", "a") if only else chain("start", "v") + choose("v", "slutt", "a")
    choice = "" if only else gateway("exclusive", "v", "v__a")
    files = process(tasks("a", "b") + choice, begin + chain("a", "b") + flow("b", "a"), elements=("a", "b"))
    if only:
        # An end that only an event beside the loop leads to, or it would be no process at all.
        beside = (
            f'<bpmn:boundaryEvent id="varsel" attachedToRef="a" cancelActivity="false">{CYCLE}</bpmn:boundaryEvent>'
        )
        files["prove.bpmn"] = files["prove.bpmn"].replace(b"<bpmn:endEvent", beside.encode() + b"<bpmn:endEvent")
        files["prove.bpmn"] = files["prove.bpmn"].replace(
            b"</bpmn:process>", flow("varsel", "slutt").encode() + b"</bpmn:process>"
        )
    return files


def found(files: Files, code: str) -> Problem:
    problems = check_model(files, CATALOGUE)
    matching = [problem for problem in problems if problem.code == code]
    assert matching, f"{code} not among {[(p.code, p.element, p.params) for p in problems]}"
    return matching[0]


def remarks(files: Files) -> list[tuple[str, str]]:
    return [(p.code, p.element) for p in check_model(files, CATALOGUE) if p.code in messages_soundness.MESSAGES]


def wide() -> Files:
    """Many choices side by side, each of which may or may not bring a token to either of two joins."""
    names = [f"n{k}" for k in range(14)]
    middle = tasks("a") + gateway("parallel", "ut") + gateway("inclusive", "inn") + gateway("parallel", "inn2")
    flows = chain("start", "a", "ut") + chain("inn", "inn2", "slutt")
    for name in names:
        middle += gateway("exclusive", name, f"{name}__{name}b") + task(f"{name}b")
        middle += gateway("exclusive", f"{name}c", f"{name}c__inn2")
        flows += chain("ut", name) + choose(name, "inn", f"{name}b") + chain(f"{name}b", f"{name}c")
        flows += choose(f"{name}c", "inn", "inn2")
    return process(middle, flows, elements=("a", *(f"{name}b" for name in names)))


CASES: dict[str, tuple[Files, str]] = {
    "soundness_stuck": (split_and_join("exclusive", "parallel"), "inn"),
    "soundness_may_stick": (some_of_two(), "inn"),
    "soundness_left_over": (crossing(), "inn"),
    "soundness_twice": (split_and_join("parallel", "exclusive"), "inn"),
    "soundness_growing": (loop_with_split(), "samle"),
    "soundness_dead": (
        process(
            tasks("a", "b", "c", "d")
            + gateway("exclusive", "ut", "ut__c")
            + gateway("parallel", "inn")
            + gateway("exclusive", "v", "v__slutt"),
            chain("start", "a", "v")
            + choose("v", "ut", "slutt")
            + choose("ut", "b", "c")
            + chain("b", "inn", "d", "slutt")
            + chain("c", "inn"),
            elements=("a", "b", "c", "d"),
        ),
        "d",
    ),
    "soundness_endless": (ring(only=True), "a"),
    "soundness_may_be_endless": (ring(only=False), "a"),
    "soundness_unfinished": (wide(), "start"),
}


@pytest.mark.parametrize("code", sorted(CASES))
def test_a_flaw_is_found_at_its_element_and_says_what_to_do(code: str) -> None:
    files, element = CASES[code]
    problem = found(files, code)
    assert problem.element == element
    assert (problem.severity == "error") == (code in ("soundness_stuck", "soundness_endless"))
    for language in ("nb", "en"):
        sentence = MESSAGES[code][language].format(**problem.params)
        assert "{" not in sentence
        assert sentence.endswith(".")
    assert MESSAGES[code]["nb"] != MESSAGES[code]["en"]


def test_every_flaw_has_a_case_here() -> None:
    assert CASES.keys() == messages_soundness.MESSAGES.keys()


def test_the_path_leads_from_the_start_to_the_place() -> None:
    problem = found(split_and_join("exclusive", "parallel"), "soundness_stuck")
    assert problem.path == ("start", "start__a", "a", "a__ut", "ut", "ut__b", "b", "b__inn")
    assert problem.params["path"] == "start → A → ut → B"
    assert problem.params["missing"] == "«C», «D»"


@pytest.mark.parametrize("kind", ["exclusive", "inclusive", "parallel"])
def test_what_is_split_and_joined_alike_is_sound(kind: str) -> None:
    assert remarks(split_and_join(kind, kind)) == []


def test_an_inclusive_join_takes_what_comes() -> None:
    assert remarks(split_and_join("exclusive", "inclusive")) == []
    assert remarks(split_and_join("parallel", "inclusive")) == []


def host(attributes: str, *flows: str, extra: str = "", host: str | None = None) -> Files:
    """start → a → slutt with a timer on the border of a."""
    event = f'<bpmn:boundaryEvent id="frist" attachedToRef="a"{attributes}>{TIMER}</bpmn:boundaryEvent>'
    return process((host or tasks("a")) + event + extra, chain("start", "a", "slutt"), *flows, elements=("a", "b"))


BESIDE = ' cancelActivity="false"'


def test_work_beside_the_main_way_is_sound_when_it_ends_by_itself() -> None:
    assert remarks(host(BESIDE, chain("frist", "b", "stopp"), extra=tasks("b") + TERMINATE)) == []


def test_work_beside_that_joins_the_main_way_is_done_twice() -> None:
    files = host(BESIDE, flow("frist", "b"), extra=tasks("b"))
    files["prove.bpmn"] = files["prove.bpmn"].replace(b'targetRef="slutt"', b'targetRef="b"')
    files["prove.bpmn"] = files["prove.bpmn"].replace(
        b"</bpmn:process>", flow("b", "slutt").encode() + b"</bpmn:process>"
    )
    assert remarks(files) == [("soundness_twice", "b")]


def test_a_branch_that_is_interrupted_leaves_its_join_waiting() -> None:
    event = f'<bpmn:boundaryEvent id="frist" attachedToRef="b">{TIMER}</bpmn:boundaryEvent>'
    files = split_and_join("parallel", "parallel")
    files["prove.bpmn"] = files["prove.bpmn"].replace(
        b"</bpmn:process>", (event + flow("frist", "slutt")).encode() + b"</bpmn:process>"
    )
    problem = found(files, "soundness_left_over")
    assert (problem.element, problem.severity, problem.acknowledge) == ("inn", "warning", True)
    assert "frist" in problem.path


def inside(body: str, *more: str, tag: str = "subProcess") -> Files:
    """start → a → slutt, where a holds s2, the body and e2."""
    inner = f'<bpmn:startEvent id="s2"/>{body}<bpmn:endEvent id="e2"/>'
    return process(
        f'<bpmn:{tag} id="a">{inner}</bpmn:{tag}>' + "".join(more), chain("start", "a", "slutt"), elements=("a",)
    )


CROSSED = (
    gateway("exclusive", "ut", "ut__c")
    + gateway("parallel", "inn")
    + "".join(f'<bpmn:manualTask id="{name}"/>' for name in ("b", "c"))
    + chain("s2", "ut")
    + flow("ut", "b", "initiativ.nummer = 1")
    + flow("ut", "c")
    + chain("b", "inn", "e2")
    + chain("c", "inn")
)


def test_a_flaw_inside_a_subprocess_is_told_once_and_there() -> None:
    found_here = remarks(inside(CROSSED))
    assert ("soundness_stuck", "inn") in found_here
    assert {element for code, element in found_here if code != "soundness_dead"} == {"inn"}


def test_what_may_be_done_no_time_at_all_does_not_stop_what_follows() -> None:
    files = inside(CROSSED)
    loop = b'<bpmn:multiInstanceLoopCharacteristics nyt:collection="[]"/></bpmn:subProcess>'
    files["prove.bpmn"] = files["prove.bpmn"].replace(b"</bpmn:subProcess>", loop)
    found_here = remarks(files)
    assert ("soundness_stuck", "inn") in found_here
    assert "slutt" not in {element for _, element in found_here}


def test_what_is_stuck_inside_can_be_saved_by_a_timer_around_it() -> None:
    event = f'<bpmn:boundaryEvent id="frist" attachedToRef="a">{TIMER}</bpmn:boundaryEvent>'
    codes = remarks(inside(CROSSED, event, flow("frist", "slutt")))
    assert ("soundness_may_stick", "inn") in codes
    assert not {code for code, _ in codes} & {"soundness_stuck", "soundness_endless"}


@pytest.mark.parametrize("name", ["standard", "hurtigspor"])
def test_the_shipped_models_are_sound(name: str) -> None:
    folder = Path(__file__).parents[3] / "bpmn" / name
    files = {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*.bpmn")}
    assert list(soundness_problems(diagram.read(files))) == []


def test_a_large_model_is_answered_within_the_budget() -> None:
    """Branches of 500 elements that cross each other in every way."""
    count = 60
    middle = tasks("a") + gateway("parallel", "ut") + gateway("inclusive", "inn") + gateway("parallel", "slutten")
    flows = chain("start", "a", "ut") + chain("inn", "slutten", "slutt")
    names = ["a"]
    for k in range(count):
        names += [f"b{k}", f"c{k}"]
        middle += tasks(f"b{k}", f"c{k}") + gateway("exclusive", f"x{k}", f"x{k}__inn") + gateway("exclusive", f"m{k}")
        flows += chain("ut", f"m{k}", f"b{k}", f"x{k}") + choose(
            f"x{k}", f"c{(k + 7) % count}", f"m{(k + 1) % count}", "inn"
        )
        flows += chain(f"c{k}", "slutten")
    files = process(middle, flows, elements=tuple(names))
    assert ("soundness_unfinished", "start") in remarks(files)


def test_what_undoes_an_activity_is_not_dead() -> None:
    handler = (
        '<bpmn:boundaryEvent id="k" attachedToRef="a"><bpmn:compensateEventDefinition/></bpmn:boundaryEvent>'
        '<bpmn:manualTask id="angre" isForCompensation="true"/><bpmn:association id="as" sourceRef="k" targetRef="angre"/>'
    )
    thrown = '<bpmn:intermediateThrowEvent id="x"><bpmn:compensateEventDefinition/></bpmn:intermediateThrowEvent>'
    files = process(task("a") + handler + thrown, chain("start", "a", "x", "slutt"), elements=("a", "angre", "x", "k"))
    assert [p.code for p in check_model(files, CATALOGUE) if p.code.startswith("soundness")] == []
