"""From a model's files to what runs: checked, built, and with the names that its expressions read."""

from collections.abc import Mapping
from dataclasses import dataclass

from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec

from engine.contract.errors import ModelRejected
from engine.feel import Expression
from engine.model.definition import ModelDefinition
from engine.spiff import build_activities, build_events, build_gateways, diagram
from engine.spiff.build_aside import compensates
from engine.spiff.building import Compiler
from engine.spiff.check import Catalogue, problems_of
from engine.spiff.definition import LOCAL_NAMES, define
from engine.spiff.xml import ModelFiles

BUILDERS = {**build_activities.BUILDERS, **build_gateways.BUILDERS, **build_events.BUILDERS}


@dataclass(frozen=True)
class Assigned:
    """Compiled expressions of a task that say who and when."""

    role: Expression | None
    person: Expression | None
    due: Expression | None


@dataclass(frozen=True, eq=False)
class CompiledModel:
    """One version, ready to run; shared between cases and threads, never changed."""

    definition: ModelDefinition
    spec: BpmnProcessSpec
    scopes: Mapping[str, BpmnProcessSpec]
    inputs: Mapping[str, Mapping[str, Expression]]
    assignments: Mapping[str, Assigned]


def compile_model(files: ModelFiles, catalogue: Catalogue, *, published: bool = False) -> CompiledModel:
    """Checks and compiles a model. Raises ModelRejected with every problem. What is `published` was judged then: cases run on
    it, and no later rule may stop them."""
    model = diagram.read(files)
    problems = [] if published else problems_of(model, files, catalogue)
    if any(problem.severity == "error" for problem in problems):
        raise ModelRejected(problems)
    main = model.main
    assert main is not None
    compiler = Compiler(BUILDERS, compensating=compensates(list(model.scopes())))
    scopes = {scope.id: compiler.scope(scope) for scope in model.scopes()}
    draft = define(model, frozenset())
    inputs = {
        key: {name: compiler.feel(text) for name, text in task.inputs.items()}
        for key, task in draft.service_tasks.items()
    }
    assignments = {
        key: Assigned(
            role=compiler.optional(task.assign_role),
            person=compiler.optional(task.assign_person),
            due=compiler.optional(task.due.date if task.due else None),
        )
        for key, task in draft.tasks.items()
        if task.assign_role or task.assign_person or (task.due and task.due.date)
    }
    decided = {name for task in draft.decision_tasks.values() for name in catalogue.decisions[task.decision]}
    # Inside a filter a name may be a member of the items or a fact; an element's id is loaded in case it is the fact.
    possible = compiler.possible_names & {node.id for node in model.nodes()}
    names = frozenset(compiler.names | possible | decided) - LOCAL_NAMES
    return CompiledModel(
        definition=define(model, names),
        spec=scopes[main.id],
        scopes=scopes,
        inputs=inputs,
        assignments=assignments,
    )
