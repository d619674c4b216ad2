"""The access policy, row by row: what no rule allows is denied, and a token reaches no further than its scopes."""

from collections.abc import Callable
from uuid import UUID

import pytest

from engine.contract.errors import NotAllowed, NotFound
from engine.contract.ids import new_id
from engine.model.access import (
    Actor,
    ApiScope,
    Grant,
    Stand,
    may_administer,
    may_audit,
    may_begin_activity,
    may_cancel,
    may_comment,
    may_delegate,
    may_deploy,
    may_read,
    may_retry,
    may_submit,
    require_read,
    require_scope,
    require_stand,
    require_unprejudiced,
    stand_for_task,
)
from engine.model.initiative import Initiative
from engine.model.roles import FALLBACK, INITIATIVE_ROLES, Role, Scope, scope_of
from engine.model.task import TaskKind, person_audience, role_audience
from tests.unit.model.people import EVERYTHING, LINEAGE, OTHER, ROOT, SUBMITTER, UNIT, actor, initiative, task

OPEN, RESTRICTED = initiative(), initiative(restricted=True)


def kinds(of: Initiative) -> dict[str, Actor]:
    """One of each kind of account, by the letters of the matrix; `own` have a part in this initiative."""
    return {
        "AN": actor(),
        "FP": actor(Role.FAGPERSON),
        "PL": actor((Role.PROSJEKTLEDER, None, new_id())),
        "LE": actor((Role.ENHETSLEDER, OTHER, None)),
        "PS": actor(Role.PORTEFOLJESTYRE),
        "PE": actor(Role.PROSESSEIER),
        "GA": actor((Role.GEVINSTANSVARLIG, None, new_id())),
        "AD": actor(Role.ADMINISTRATOR),
        "RE": actor(Role.REVISOR),
        "own submitter": actor(person=SUBMITTER),
        "own PL": actor((Role.PROSJEKTLEDER, None, of.id)),
        "own GA": actor((Role.GEVINSTANSVARLIG, None, of.id)),
        "own LE": actor((Role.ENHETSLEDER, UNIT, None)),
        "LE above": actor((Role.ENHETSLEDER, ROOT, None)),
        "PE token": actor(Role.PROSESSEIER, scopes=EVERYTHING),
        "PS token": actor(Role.PORTEFOLJESTYRE, scopes=EVERYTHING),
        "narrow token": actor(Role.PROSESSEIER, Role.PORTEFOLJESTYRE, person=SUBMITTER, scopes=frozenset()),
    }


EVERYBODY = set(kinds(OPEN))
TOKENS = {"PE token", "PS token"}
STAFF = EVERYBODY - {"AD", "RE", "narrow token"}
MATRIX: list[tuple[str, Callable[[Actor], bool], set[str]]] = [
    ("submit an idea", may_submit, STAFF),
    ("read an open case", lambda a: may_read(a, OPEN, LINEAGE), STAFF | {"RE"}),
    (
        "read a restricted case",
        lambda a: may_read(a, RESTRICTED, LINEAGE),
        {"PS", "RE", "own submitter", "own PL", "own GA", "own LE", "LE above"},
    ),
    ("comment", lambda a: may_comment(a, OPEN, LINEAGE), STAFF),
    (
        "comment on a restricted case",
        lambda a: may_comment(a, RESTRICTED, LINEAGE),
        {"PS", "own submitter", "own PL", "own GA", "own LE", "LE above"},
    ),
    ("publish a model", may_deploy, {"PE", "PE token"}),
    ("cancel a case", lambda a: may_cancel(a, OPEN, LINEAGE), {"PE", "PE token", "own submitter"}),
    ("cancel a case under way", lambda a: may_cancel(a, initiative(phase="test"), LINEAGE), {"PE", "PE token"}),
    (
        "begin an activity",
        lambda a: may_begin_activity(a, OPEN, LINEAGE),
        {"PE", "PE token", "own PL", "own LE", "LE above"},
    ),
    ("repair a case", may_retry, {"PE", "PE token", "AD"}),
    ("administer", may_administer, {"AD"}),
    ("read the audit", may_audit, {"RE", "PE"}),
]


@pytest.mark.parametrize("who", sorted(EVERYBODY))
@pytest.mark.parametrize(("action", "rule", "allowed"), MATRIX, ids=[action for action, _, _ in MATRIX])
def test_who_may_what(who: str, action: str, rule: Callable[[Actor], bool], allowed: set[str]) -> None:
    case = RESTRICTED if "restricted" in action else OPEN
    assert rule(kinds(case)[who]) == (who in allowed)


def test_an_administrator_with_another_role_has_that_ones_rights() -> None:
    both = actor(Role.ADMINISTRATOR, Role.FAGPERSON)
    assert may_submit(both)
    assert may_read(both, OPEN, LINEAGE)


@pytest.mark.parametrize(
    ("rule", "scope"),
    [
        (lambda a: may_submit(a), ApiScope.IDEAS),
        (lambda a: may_deploy(a), ApiScope.MODELS),
        (lambda a: may_read(a, OPEN, LINEAGE), ApiScope.READ),
        (lambda a: may_cancel(a, OPEN, LINEAGE), ApiScope.TASKS),
        (lambda a: may_retry(a), ApiScope.TASKS),
        (lambda a: may_begin_activity(a, OPEN, LINEAGE), ApiScope.TASKS),
        (lambda a: may_delegate(a, task(Role.FAGPERSON), OPEN, LINEAGE), ApiScope.TASKS),
        (lambda a: may_comment(a, OPEN, LINEAGE) or ApiScope.READ not in (a.scopes or ()), ApiScope.TASKS),
    ],
)
def test_a_token_needs_the_scope_of_what_it_does(rule: Callable[[Actor], bool], scope: ApiScope) -> None:
    roles = (Role.PROSESSEIER, Role.FAGPERSON)
    assert rule(actor(*roles, scopes=EVERYTHING))
    assert not rule(actor(*roles, scopes=EVERYTHING - {str(scope)}))
    with pytest.raises(NotAllowed) as refused:
        require_scope(actor(*roles, scopes=EVERYTHING - {str(scope)}), scope)
    assert (refused.value.reason, refused.value.fields) == ("scope_missing", {"scope": scope})
    require_scope(actor(), scope)


def test_a_token_never_reads_what_is_restricted() -> None:
    assert not may_read(actor(Role.REVISOR, person=SUBMITTER, scopes=EVERYTHING), RESTRICTED, LINEAGE)


def test_what_one_may_not_read_does_not_exist() -> None:
    with pytest.raises(NotFound):
        require_read(actor(), RESTRICTED, LINEAGE)
    require_read(actor(), OPEN, LINEAGE)


class TestTasks:
    """Who may work on a task, and in whose place."""

    def test_one_of_the_role(self) -> None:
        assert stand_for_task(actor(Role.FAGPERSON), task(Role.FAGPERSON), OPEN, LINEAGE) == Stand()
        assert stand_for_task(actor(), task(Role.FAGPERSON), OPEN, LINEAGE) is None

    @pytest.mark.parametrize(("unit", "may"), [(UNIT, True), (ROOT, True), (OTHER, False)])
    def test_a_leader_leads_the_unit_and_what_is_below_it(self, unit: UUID, may: bool) -> None:
        leader = actor((Role.ENHETSLEDER, unit, None))
        assert (stand_for_task(leader, task(Role.ENHETSLEDER), OPEN, LINEAGE) is not None) == may

    def test_a_role_in_another_initiative_is_none_here(self) -> None:
        elsewhere = actor((Role.PROSJEKTLEDER, None, new_id()))
        assert stand_for_task(elsewhere, task(Role.PROSJEKTLEDER), OPEN, LINEAGE) is None

    def test_a_task_that_is_taken_is_its_assignees_alone(self) -> None:
        me, other = actor(Role.FAGPERSON), actor(Role.FAGPERSON)
        taken = task(Role.FAGPERSON, assignee=me.person_id)
        assert stand_for_task(me, taken, OPEN, LINEAGE) == Stand()
        assert stand_for_task(other, taken, OPEN, LINEAGE) is None

    @pytest.mark.parametrize("role", sorted(INITIATIVE_ROLES))
    def test_a_role_that_nobody_holds_yet_falls_to_the_adviser(self, role: Role) -> None:
        assert stand_for_task(actor(FALLBACK), task(role), OPEN, LINEAGE) == Stand()
        assert stand_for_task(actor(FALLBACK), task(Role.PORTEFOLJESTYRE), OPEN, LINEAGE) is None

    @pytest.mark.parametrize(("limited", "may"), [(None, True), ("fagperson", True), ("enhetsleder", False)])
    def test_a_substitute_takes_over_what_was_taken_in_that_role(self, limited: str | None, may: bool) -> None:
        principal = new_id()
        substitute = actor(stands_in_for=((principal, limited),))
        stand = stand_for_task(substitute, task(Role.FAGPERSON, assignee=principal), OPEN, LINEAGE)
        assert stand == (Stand(on_behalf_of=principal) if may else None)

    def test_a_substitute_acts_in_own_right_where_there_is_one(self) -> None:
        principal = new_id()
        borrowed = (Grant(role=Role.FAGPERSON, principal=principal),)
        both = actor(Role.FAGPERSON, borrowed=borrowed, stands_in_for=((principal, None),))
        only = actor(borrowed=borrowed, stands_in_for=((principal, None),))
        assert stand_for_task(both, task(Role.FAGPERSON), OPEN, LINEAGE) == Stand()
        assert stand_for_task(only, task(Role.FAGPERSON), OPEN, LINEAGE) == Stand(on_behalf_of=principal)

    def test_what_is_borrowed_neither_publishes_nor_administers(self) -> None:
        principal = new_id()
        borrowed = tuple(
            Grant(role=r, principal=principal) for r in (Role.PROSESSEIER, Role.ADMINISTRATOR, Role.REVISOR)
        )
        substitute = actor(borrowed=borrowed, stands_in_for=((principal, None),))
        for rule in (may_deploy, may_administer, may_retry, may_audit):
            assert not rule(substitute)

    def test_a_token_without_scope_for_tasks_works_on_none(self) -> None:
        reader = actor(Role.FAGPERSON, scopes=frozenset({"read"}))
        assert stand_for_task(reader, task(Role.FAGPERSON), OPEN, LINEAGE) is None
        with pytest.raises(NotAllowed) as refused:
            require_stand(reader, task(Role.FAGPERSON), OPEN, LINEAGE, action="complete_task")
        assert refused.value.reason == "scope_missing"

    def test_an_outsider_hears_that_it_is_not_theirs_or_nothing_at_all(self) -> None:
        with pytest.raises(NotAllowed) as refused:
            require_stand(actor(), task(Role.FAGPERSON), OPEN, LINEAGE, action="complete_task")
        assert (refused.value.action, refused.value.reason) == ("complete_task", "not_your_task")
        with pytest.raises(NotFound):
            require_stand(actor(), task(Role.FAGPERSON), RESTRICTED, LINEAGE, action="complete_task")

    def test_an_assignee_works_on_a_restricted_case_without_any_other_right(self) -> None:
        me = actor()
        taken = task(Role.FAGPERSON, assignee=me.person_id)
        assert require_stand(me, taken, RESTRICTED, LINEAGE, action="complete_task") == Stand()


class TestGates:
    """Nobody decides their own gate, by any path."""

    def test_neither_in_person_nor_for_another_nor_through_another(self) -> None:
        me, other = actor(), new_id()
        require_unprejudiced(me, Stand(), [other])
        require_unprejudiced(me, Stand(on_behalf_of=other), [])
        for stand, excluded in (
            (Stand(), [me.person_id]),
            (Stand(on_behalf_of=other), [other]),
            (Stand(on_behalf_of=other), [me.person_id]),
        ):
            with pytest.raises(NotAllowed) as refused:
                require_unprejudiced(me, stand, excluded)
            assert (refused.value.action, refused.value.reason) == ("decide_gate", "own_gate")

    @pytest.mark.parametrize(
        ("who", "ordinary", "gate"),
        [
            ("own LE", True, False),
            ("own PL", True, False),
            ("LE above", True, False),
            ("AN", False, False),
            ("FP", True, False),
            ("PL", False, False),
            ("LE", False, False),
            ("PS", False, True),
            ("PE", False, False),
            ("AD", False, False),
            ("RE", False, False),
            ("own GA", False, False),
        ],
    )
    def test_leaders_hand_out_tasks_but_not_gates(self, who: str, ordinary: bool, gate: bool) -> None:
        person = kinds(OPEN)[who]
        decision = task(Role.PORTEFOLJESTYRE, kind=TaskKind.GATE)
        assert may_delegate(person, task(Role.FAGPERSON), OPEN, LINEAGE) == ordinary
        assert may_delegate(person, decision, OPEN, LINEAGE) == gate


def test_a_worklist_is_ones_own_and_ones_roles_and_those_one_stands_in_for() -> None:
    boss, narrow = new_id(), new_id()
    me = actor(
        Role.FAGPERSON,
        (Role.ENHETSLEDER, UNIT, None),
        (Role.PROSJEKTLEDER, None, OPEN.id),
        stands_in_for=((boss, None), (narrow, "fagperson")),
    )
    assert set(me.audiences()) == {
        person_audience(me.person_id),
        person_audience(boss),
        role_audience("ansatt"),
        role_audience("fagperson"),
        role_audience("enhetsleder", UNIT),
    }


@pytest.mark.parametrize("role", list(Role))
def test_every_role_is_held_in_one_place(role: Role) -> None:
    expected = {
        Role.ENHETSLEDER: Scope.UNIT,
        **dict.fromkeys(
            ("innmelder", "ideeier", "prosjektleder", "prosjekteier", "gevinstansvarlig", "gevinsteier"),
            Scope.INITIATIVE,
        ),
    }.get(role, Scope.GLOBAL)
    assert scope_of(role) == expected


def test_an_unknown_role_is_held_nowhere() -> None:
    with pytest.raises(ValueError, match="konge"):
        scope_of("konge")
