"""Who does what: lanes and candidate groups become our roles, assignees become FEEL for a person."""

from dataclasses import dataclass, field

from lxml import etree

from engine.importing.dialects import said, zeebe
from engine.importing.editing import Diagram, extend
from engine.importing.expressions import Translator, inside
from engine.importing.juel import has_expression
from engine.importing.report import Report, What
from engine.importing.role_words import nearest, role_of
from engine.importing.variables import Variables
from engine.spiff.xml import BPMN, NYT, children, our, text_of

ROLE = f"{{{NYT}}}role"
SUBMITTER = "initiativ.innmelder"
WITH_PEOPLE = ("userTask", "manualTask", "subProcess", "transaction", "adHocSubProcess")
STARTER_WORDS = {"$INITIATOR", "${initiator}", "#{initiator}", "${starter}"}


@dataclass(eq=False)
class People:
    """Lanes and tasks of a model, told who does them."""

    report: Report
    translator: Translator
    _lane_roles: dict[tuple[str, str], str] = field(default_factory=dict)
    """The role of the lane a node stands in, by file and node."""

    def lanes(self, diagram: Diagram) -> None:
        """Gives each lane with tasks the role its name means."""
        tasks = {e.get("id") for e in diagram.root.iter(*(f"{{{BPMN}}}{tag}" for tag in WITH_PEOPLE))}
        for lane in diagram.root.iter(f"{{{BPMN}}}lane"):
            name = lane.get("name", "")
            if lane.get(ROLE) or not any(text_of(reference) in tasks for reference in children(lane, "flowNodeRef")):
                continue
            role, at = role_of(name), lane.get("id", "")
            if role is not None:
                lane.set(ROLE, role)
                self.report.add(What.MAPPED, "lane_role", diagram.path, at, name=name, role=role)
            elif not self._outer_role(lane):
                suggestion = nearest(name)
                self.report.add(What.PROBLEM, "lane_unknown", diagram.path, at, name=name or at, role=suggestion)

        for lane in diagram.root.iter(f"{{{BPMN}}}lane"):
            role_here = lane.get(ROLE) or self._outer_role(lane)
            for reference in children(lane, "flowNodeRef"):
                self._lane_roles[diagram.path, text_of(reference)] = role_here

    def starters(self, diagram: Diagram, variables: Variables) -> None:
        """A variable that holds who started the process is the submitter."""
        for start in diagram.root.iter(f"{{{BPMN}}}startEvent"):
            name = said(start, "initiator")
            if name:
                variables.provide(name, start.get("id", ""), SUBMITTER)

    def pools(self, diagram: Diagram) -> None:
        """A pool without lanes may be named as who does its tasks."""
        pools = {p.get("processRef", ""): p.get("name", "") for p in diagram.root.iter(f"{{{BPMN}}}participant")}
        for process in children(diagram.root, "process"):
            name = pools.get(process.get("id", ""), "")
            role = role_of(name)
            if role is None or process.find(f".//{{{BPMN}}}lane") is not None:
                continue
            for task in process.iter(f"{{{BPMN}}}userTask", f"{{{BPMN}}}manualTask"):
                if our(task, "assignment") is None:
                    extend(task, "assignment", role=f'"{role}"')
                    self._say(What.MAPPED, "pool_role", diagram, task, name=name, role=role)

    def assign(self, diagram: Diagram, task: etree._Element) -> None:
        """A user task's assignee, users and groups."""
        if our(task, "assignment") is not None:
            return
        told = zeebe(task, "assignmentDefinition")

        def given(name: str) -> str:
            return told.get(name, "").strip() if told is not None else said(task, name)

        person = self._person(given("assignee"), diagram, task)
        role = self._role(given("candidateGroups"), diagram, task)
        if given("candidateUsers"):
            self._say(What.DROPPED, "candidate_users", diagram, task, users=given("candidateUsers"))
        if person or role:
            extend(task, "assignment", role=role, person=person)

    def _person(self, text: str, diagram: Diagram, task: etree._Element) -> str | None:
        if not text:
            return None
        named = self.translator.variables.find("initiator", task, diagram.dialect).feel
        if text == "$INITIATOR" or (text in STARTER_WORDS and named is None):
            self._say(What.MAPPED, "assignee", diagram, task, text=text, feel=SUBMITTER)
            return SUBMITTER
        if has_expression(text) or text.startswith("="):
            feel = self.translator.expression(text, diagram, inside(task))
            if feel is not None and feel.startswith('"'):
                self._say(What.DROPPED, "assignee_fixed", diagram, task, text=feel.strip('"'))
                return None
            if feel is not None and feel != SUBMITTER:
                self._say(What.MAPPED, "assignee", diagram, task, text=text, feel=feel)
            return feel
        self._say(What.DROPPED, "assignee_fixed", diagram, task, text=text)
        return None

    def _role(self, text: str, diagram: Diagram, task: etree._Element) -> str | None:
        if not text:
            return None
        literal = _groups(text)
        if literal is None:
            feel = self.translator.expression(text, diagram, inside(task))
            if feel is not None:
                self._say(What.PROBLEM, "groups_computed", diagram, task, text=text, feel=feel)
            return feel
        roles = [role for role in map(role_of, literal) if role is not None]
        if not roles:
            lane = self._lane_roles.get((diagram.path, task.get("id", "")))
            if lane:
                self._say(What.DROPPED, "group_of_lane", diagram, task, name=text, role=lane)
            else:
                self._say(What.PROBLEM, "group_unknown", diagram, task, name=text, role=nearest(literal[0]))
            return None
        if len(literal) > 1:
            self._say(What.DROPPED, "groups_several", diagram, task, text=text, role=roles[0])
        self._say(What.MAPPED, "group_role", diagram, task, name=text, role=roles[0])
        return f'"{roles[0]}"'

    def _outer_role(self, lane: etree._Element) -> str:
        for outer in lane.iterancestors(f"{{{BPMN}}}lane"):
            if outer.get(ROLE):
                return str(outer.get(ROLE))
        return ""

    def _say(self, what: What, code: str, diagram: Diagram, task: etree._Element, **params: str) -> None:
        self.report.add(what, code, diagram.path, task.get("id", ""), **params)


def _groups(text: str) -> list[str] | None:
    """The names in a fixed list of groups, also in FEEL's spelling; None for an expression that must be computed."""
    if has_expression(text):
        return None
    if text.startswith("="):
        inner = text[1:].strip().strip("[]")
        names = [part.strip() for part in inner.split(",")]
        if not all(len(n) > 1 and n[0] == n[-1] == '"' and '"' not in n[1:-1] for n in names):
            return None
        return [name[1:-1] for name in names]
    return [part.strip() for part in text.split(",") if part.strip()] or None
