"""From a model's files to what runs: checked, built, and with the names that its expressions read."""

from collections.abc import Mapping
from dataclasses import dataclass

from engine.contract.errors import ModelRejected
from engine.feel import Expression
from engine.model.definition import INPUTS, ModelDefinition
from engine.spiff import build_activities, build_events, build_gateways, diagram
from engine.spiff.build_aside import compensates
from engine.spiff.building import Compiler
from engine.spiff.check import Catalogue, problems_of
from engine.spiff.definition import COUNTERS, LOCAL_NAMES, define
from engine.spiff.scopes import ScopeSpec
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
    spec: ScopeSpec
    scopes: Mapping[str, ScopeSpec]
    inputs: Mapping[str, Mapping[str, Expression]]
    assignments: Mapping[str, Assigned]
    local_names: frozenset[str]
    """What may mean something else in one scope or instance than in another."""


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
    given = {name for names in compiler.input_names.values() for name in names}
    provided = {node.id for node in model.nodes()}.union(*compiler.scope_names.values())
    # Inside a filter a name may be a member of the items or a fact; what can be a fact is loaded in case it is.
    read = compiler.names | compiler.possible_names & (provided | given) | decided
    taken_in = {INPUTS.format(key) for key, names in compiler.input_names.items() if names & read}
    inner = (names for key, names in compiler.scope_names.items() if key != main.id)
    return CompiledModel(
        definition=define(model, frozenset(read - LOCAL_NAMES - (given - provided) | taken_in)),
        spec=scopes[main.id],
        scopes=scopes,
        inputs=inputs,
        assignments=assignments,
        local_names=COUNTERS.union(given, *inner),
    )
