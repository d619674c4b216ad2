"""The rules about content: roles, forms, tools, decisions, expressions, times, gates, and which facts are read."""

import difflib
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import chain
from typing import TYPE_CHECKING

from lxml import etree

from engine.contract.errors import Problem
from engine.feel import FeelError, compile_expression
from engine.model.calendar import shift
from engine.model.definition import Outcome
from engine.spiff.check_activities import ACTIVITIES
from engine.spiff.check_events import CORRESPONDING, EVENTS, event_content, event_expressions
from engine.spiff.check_values import names_of_values, value_problems
from engine.spiff.definition import LOCAL_NAMES, lane_of, strip
from engine.spiff.diagram import Model, Node
from engine.spiff.mapping import collection_of, inputs_of, written_by
from engine.spiff.xml import child, children, local, our, our_attribute, ours, text_of

if TYPE_CHECKING:
    from engine.spiff.check import Catalogue

TARGETED = {"returner", "henvis"}


def content_problems(model: Model, catalogue: "Catalogue") -> Iterator[Problem]:
    """All problems of content."""
    phases = model.toml.get("phases", [])
    known_phases = {p.get("key") for p in phases if isinstance(p, dict)} if isinstance(phases, list) else set()
    elements = {node.id for node in model.nodes()}
    for node in model.nodes():
        for code, params in chain(_node(model, node, catalogue), value_problems(node, elements)):
            yield Problem(code=code, element=node.id, file=node.scope.file, params=params)
        phase = our_attribute(node.element, "phase")
        if phase and phase not in known_phases:
            yield Problem(code="bad_phase", element=node.id, file=node.scope.file, params={"phase": phase})
    for lane in {id(lane): lane for lane in model.lanes.values()}.values():
        if lane.role and lane.role not in catalogue.roles:
            yield Problem(code="unknown_role", element=lane.name, params={"role": lane.role[:64]})
    yield from _expression_problems(model, catalogue)


Found = Iterator[tuple[str, dict[str, str]]]


def _node(model: Model, node: Node, catalogue: "Catalogue") -> Found:
    element = node.element
    if node.tag in ("userTask", "manualTask"):
        yield from _task(model, node, catalogue)
    elif node.tag == "serviceTask":
        step = our(element, "step")
        if step is None:
            yield "no_step", {}
        elif step.get("ref") not in catalogue.steps:
            yield "unknown_step", {"step": str(step.get("ref"))[:100]}
    elif node.tag == "businessRuleTask":
        decision = our(element, "decision")
        if decision is None:
            yield "no_decision", {}
        elif decision.get("ref") not in catalogue.decisions:
            yield "unknown_decision", {"decision": str(decision.get("ref"))[:100]}
    elif node.tag in EVENTS or node.tag in CORRESPONDING:
        yield from event_content(node)
    if node.loop is not None:
        collection = our_attribute(node.loop, "collection") or collection_of(node)
        given = [collection, text_of(child(node.loop, "loopCardinality"))]
        if len([g for g in given if g]) != 1:
            yield "bad_multi_instance", {}


def _task(model: Model, node: Node, catalogue: "Catalogue") -> Found:
    element = node.element
    lane = lane_of(model, node)
    assignment = our(element, "assignment")
    if not lane.role or (node.id not in model.lanes and lane.name == "" and assignment is None):
        yield "no_role", {}
    form, tool, gate = our(element, "form"), our(element, "tool"), our(element, "gate")
    if form is not None and form.get("ref") not in catalogue.forms:
        yield "unknown_form", {"form": str(form.get("ref"))[:100]}
    if tool is not None and tool.get("ref") not in catalogue.tools:
        yield "unknown_tool", {"tool": str(tool.get("ref"))[:100]}
    if node.tag == "userTask" and form is None and tool is None and gate is None:
        yield "no_form", {}
    yield from _due(element)
    for named in (*ours(element, "appointment"), *ours(element, "escalation")):
        if named.get("role") not in catalogue.roles:
            yield "unknown_role", {"role": named.get("role", "")[:64]}
    if gate is not None:
        if node.loop is not None:
            yield "gate_in_loop", {}
        yield from _gate(model, gate, catalogue)


def _due(element: etree._Element) -> Found:
    due = our(element, "due")
    if due is not None:
        after, day = due.get("after"), due.get("workingDayOfMonth")
        given = [value for value in (after, due.get("date"), day) if value]
        fits = len(given) == 1 and (day is None or (day.isascii() and day.isdigit() and 1 <= int(day) <= 20))
        if (
            not fits
            or (after and (after.startswith("-") or not _is_days(after)))
            or due.get("calendar", "calendar") not in ("calendar", "working")
        ):
            yield "bad_due", {}
    for offset in [*ours(element, "reminder"), *ours(element, "escalation")]:
        if not _is_days(offset.get("offset", "")):
            yield "bad_offset", {"offset": offset.get("offset", "")[:40]}


def _is_days(text: str) -> bool:
    try:
        shift(date(2026, 1, 1), text)
    except (ValueError, OverflowError):
        return False
    return True


def _gate(model: Model, gate: etree._Element, catalogue: "Catalogue") -> Found:
    if not gate.get("key"):
        yield "gate_key", {}
    parts: dict[str, list[etree._Element]] = {}
    for part in gate:
        parts.setdefault(local(part), []).append(part)
    outcomes = [part.get("type", "") for part in parts.get("outcome", ())]
    if not outcomes:
        yield "gate_no_outcome", {}
    nodes = {node.id: node for node in model.nodes()}
    for part in parts.get("outcome", ()):
        kind = part.get("type", "")
        if kind not in set(Outcome) or outcomes.count(kind) > 1:
            yield "gate_outcome", {"outcome": kind[:40]}
        targets = part.get("targets", "").split()
        if kind in TARGETED and not targets:
            yield "gate_no_target", {"outcome": kind}
        if kind == Outcome.RETURNER:
            for target in targets:
                if target not in nodes:
                    yield "gate_target", {"target": target[:100]}
    for kind in ("check", "block"):
        keys = [part.get("key", "") for part in parts.get(kind, ()) if part.get("label")]
        if not all(keys) or len(set(keys)) != len(parts.get(kind, ())):
            yield "gate_check", {}
    for part in parts.get("block", ()):
        check = part.get("check")
        if check is not None and check not in catalogue.gate_checks:
            yield "unknown_gate_check", {"check": check[:100]}
    for part in parts.get("shows", ()):
        if part.get("ref") not in nodes:
            yield "gate_shows", {"ref": str(part.get("ref"))[:100]}
    for part in parts.get("excluded", ()):
        role, task = part.get("role"), part.get("task")
        if role is not None and role not in catalogue.roles:
            yield "unknown_role", {"role": role[:64]}
        if task is not None and task not in nodes:
            yield "gate_shows", {"ref": task[:100]}


def _expressions(model: Model) -> Iterator[tuple[str, str, str]]:
    """(element id, file, FEEL) at every place an expression can stand."""
    for scope in model.scopes():
        for flow in scope.flows:
            source = scope.nodes.get(flow.source)
            if flow.condition and source is not None and source.default_flow != flow.id:
                yield flow.id, scope.file, flow.condition
        for node in scope.nodes.values():
            for text in _node_expressions(node):
                yield node.id, scope.file, text


def _node_expressions(node: Node) -> Iterable[str]:
    element = node.element
    if node.tag in EVENTS or node.tag in CORRESPONDING:
        yield from event_expressions(node)
    if node.tag in ACTIVITIES:
        yield from (text or "null +" for _, text in [*inputs_of(node), *written_by(node)])
    if node.again is not None:
        yield text_of(child(node.again, "loopCondition"))
    if node.tag == "adHocSubProcess":
        yield text_of(child(element, "completionCondition"))
        yield from (part.get("elements", "") or "null +" for part in ours(element, "activate"))
    if node.tag == "complexGateway":
        yield text_of(child(element, "activationCondition"))
    if node.loop is not None:
        yield our_attribute(node.loop, "collection") or ""
        yield text_of(child(node.loop, "loopCardinality"))
        yield text_of(child(node.loop, "completionCondition"))
    if node.tag == "callActivity":
        yield from (part.get("value", "") for part in ours(element, "input"))
    for name, attributes in (
        ("assignment", ("role", "person")),
        ("due", ("date",)),
    ):
        for part in ours(element, name):
            yield from (part.get(a, "") for a in attributes)
    yield from (part.get("person", "") or "null +" for part in ours(element, "appointment"))
    step = our(element, "step")
    if step is not None:
        yield from (part.get("value", "") or "null +" for part in step if isinstance(part.tag, str))
    gate = our(element, "gate")
    if gate is not None:
        yield from (_when(part) for part in gate if local(part) == "block")


def _when(block: etree._Element) -> str:
    """A block's condition; one with a toolbox's check may leave it out."""
    return block.get("when", "") or ("false" if block.get("check") else "null +")


def _expression_problems(model: Model, catalogue: "Catalogue") -> Iterator[Problem]:
    known = {node.id for node in model.nodes()} | LOCAL_NAMES | names_of_values(model) | _given_by_callers(model)
    for element, file, text in _expressions(model):
        source = strip(text)
        if not source:
            continue
        try:
            names = compile_expression(source).names
        except FeelError as error:
            params = {"expression": source[:200], "nb": error.sentence("nb")[:300], "en": error.sentence("en")[:300]}
            yield Problem(code="expression", element=element, file=file, params=params)
            continue
        for name in sorted(names - known):
            yield _unknown_fact(name, known, element, file)
    used = {
        str(decision.get("ref"))
        for node in model.nodes()
        if node.tag == "businessRuleTask" and (decision := our(node.element, "decision")) is not None
    }
    for key in sorted(used & catalogue.decisions.keys()):
        for name in sorted(catalogue.decisions[key] - known):
            yield _unknown_fact(name, known, key, "")


def _given_by_callers(model: Model) -> set[str]:
    """The data inputs of the main process: what a model that calls this one gives it."""
    main = model.main
    specification = child(main.element, "ioSpecification") if main is not None else None
    inputs = children(specification, "dataInput") if specification is not None else []
    return {name for part in inputs if (name := part.get("name"))}


def _unknown_fact(name: str, known: set[str], element: str, file: str) -> Problem:
    near = difflib.get_close_matches(name, known, n=1)
    suggestion = f" «{near[0]}»?" if near else ""
    return Problem(code="unknown_fact", element=element, file=file, params={"name": name, "suggestion": suggestion})
