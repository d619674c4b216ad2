"""Who may see and do what: every route against every kind of account. A route without a rule here fails."""

from dataclasses import dataclass, field
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select

from engine.model.access import Identity
from engine.model.artefact import Answers
from engine.model.case import Case
from engine.model.initiative import Initiative
from engine.model.people import RoleBinding
from engine.model.process import ProcessVersion
from engine.model.task import OPEN, Task
from tests.pages.conftest import Town

NOBODY = None
STAFF = ("anne", "mohamed", "fag1", "leder", "rektor", "styre", "prosess", "prosjekt")
"""Accounts with a part in the process."""
ALL = (NOBODY, *STAFF, "admin", "revisor")
HANDS = ("anne", "fag1", "leder", "styre")
"""Those of them who work with tools in the initiative below."""
NUMBER = "INN-2026-003"
MISSING = str(uuid4())


@dataclass(frozen=True)
class Rule:
    """Who gets in, and what the others are answered: `otherwise`, unless `answers` says so for a person."""

    path: str
    may: tuple[str | None, ...] = ()
    otherwise: int = 403
    answers: dict[str | None, int] = field(default_factory=dict)
    form: dict[str, Any] = field(default_factory=dict)
    fine: tuple[int, ...] = (200, 302)

    def expected(self, who: str | None, method: str) -> tuple[int, ...]:
        if who in self.may:
            return self.fine
        if who is NOBODY and NOBODY not in self.answers:
            return (302,) if method == "GET" else (401,)
        return (self.answers.get(who, self.otherwise),)


INSIDE = (*STAFF, "admin", "revisor")
READERS = (*STAFF, "revisor")
ANALYSTS = ("prosess", "revisor")
UNSEEN = {"admin": 404}

PAGES = {
    "front": Rule("/", may=INSIDE),
    "worklist.show": Rule("/tasks", may=INSIDE),
    "task.show": Rule("/tasks/{assessment}", may=READERS, answers=UNSEEN),
    "gate.show": Rule("/gates/{gate}", may=READERS, answers=UNSEEN),
    "idea.new": Rule("/ideas/new", may=STAFF),
    "idea.receipt": Rule(f"/ideas/{NUMBER}/receipt", may=READERS, answers=UNSEEN),
    "initiative.index": Rule("/initiatives", may=INSIDE),
    "initiative.show": Rule(f"/initiatives/{NUMBER}", may=READERS, answers=UNSEEN),
    "initiative.history": Rule(f"/initiatives/{NUMBER}/history", may=READERS, answers=UNSEEN),
    "artefact.show": Rule("/artefacts/{sheet}?rediger={row}", may=READERS, answers=UNSEEN),
    "artefact.version": Rule("/artefacts/{sheet}/versions/1", may=READERS, answers=UNSEEN),
    "artefact_document.document": Rule("/artefacts/{sheet}/document.pdf", may=READERS, answers=UNSEEN),
    "artefact_document.spreadsheet": Rule("/artefacts/{sheet}/workbook.xlsx", may=READERS, answers=UNSEEN),
    "artefact_document.calendar": Rule("/artefacts/{sheet}/calendar.ics", may=READERS, answers=UNSEEN),
    "artefact_document.picture": Rule("/artefacts/{sheet}/pictures/1.png", may=READERS, answers=UNSEEN),
    "toolbox.index": Rule("/toolbox", may=INSIDE),
    "toolbox.guide": Rule("/toolbox/prove.tavle", may=INSIDE),
    "report.index": Rule("/reports", may=READERS, answers={"admin": 200}),
    "report.show": Rule("/reports/prove.antall", may=READERS, answers=UNSEEN),
    "report.document": Rule("/reports/prove.antall/document.pdf", may=READERS),
    "report.spreadsheet": Rule("/reports/prove.antall/workbook.xlsx", may=READERS),
    "toolbox.board": Rule("/boards/{unit}", may=READERS, answers=UNSEEN),
    "initiative.replay": Rule(f"/initiatives/{NUMBER}/replay?steg=3", may=READERS, answers=UNSEEN),
    "initiative.given": Rule(f"/initiatives/{NUMBER}/answers/{{answered}}", may=READERS, answers=UNSEEN),
    "attachments.download": Rule("/attachments/{file}", may=READERS, answers=UNSEEN),
    "model.index": Rule("/models", may=INSIDE),
    "model.version": Rule("/models/versions/{version}", may=INSIDE),
    "model.diagram": Rule("/models/versions/{version}/diagram", may=INSIDE),
    "heatmap.show": Rule("/models/versions/{version}/statistics", may=ANALYSTS),
    "heatmap.waiting": Rule("/models/versions/{version}/waiting/i2_sil", may=ANALYSTS),
    "profile.show": Rule("/profile", may=INSIDE),
    "admin.people": Rule("/admin/people", may=("admin",)),
    "admin.tokens": Rule("/admin/tokens", may=("admin",)),
    "operation.stopped": Rule("/admin/incidents", may=("admin", "prosess")),
    "operation.stopped_step": Rule(f"/admin/incidents/{MISSING}", answers={"admin": 404, "prosess": 404}),
    "operation.case": Rule("/admin/cases/{case}", may=("prosess",), answers=UNSEEN),
    "release.show": Rule("/admin/versions/{version}", may=("prosess",)),
    "release.plan": Rule("/admin/versions/{version}/migration", answers={"prosess": 404}),
    "batch.show": Rule(f"/admin/batches/{MISSING}", answers={"admin": 404, "prosess": 404}),
    "admin.messages": Rule("/admin/messages", may=("admin", "prosess")),
    "login.show": Rule("/login", may=ALL),
    "static": Rule("/static/css/layout.css", may=ALL),
}
WRITES = {
    "task.claim": Rule("/tasks/{screening}/claim", may=("radgiver",), answers=UNSEEN),
    "task.release": Rule("/tasks/{delivery}/release", may=("prosjekt",), answers=UNSEEN),
    "task.save_draft": Rule("/tasks/{status}/draft", may=("prosjekt",), answers=UNSEEN, form={"x": "y"}),
    "task.complete": Rule("/tasks/{status}/completion", may=("prosjekt",), answers=UNSEEN, fine=(422,)),
    "task.delegate": Rule("/tasks/{log}/delegate", may=("prosjekt",), answers=UNSEEN, form={"to": "{eier}"}),
    "gate.decide": Rule(
        "/gates/{gate}/decision",
        may=("helsesjef",),
        answers=UNSEEN,
        form={"outcome": "avvis", "reason": "Løses allerede av en annen tjeneste.", "cause": "for_lav_nytte"},
        fine=(302,),
    ),
    "initiative.comment": Rule(f"/initiatives/{NUMBER}/comments", may=STAFF, answers=UNSEEN, form={"text": "Bra!"}),
    "initiative.cancel": Rule(
        "/initiatives/INN-2026-002/cancellation", may=("prosess",), answers=UNSEEN, form={"reason": "Nei."}
    ),
    "initiative.begin": Rule(
        f"/initiatives/{NUMBER}/activities",
        may=("radgiver", "leder", "helsesjef", "prosess"),
        answers=UNSEEN,
        form={"token": MISSING, "element": "x"},
        fine=(409,),
    ),
    "initiative.retry": Rule(f"/initiatives/{NUMBER}/incidents/{MISSING}/retry", otherwise=404, answers={"admin": 404}),
    "artefact.create": Rule(
        f"/initiatives/{NUMBER}/artefacts", may=HANDS, answers=UNSEEN, form={"tool": "prove.tavle"}
    ),
    "artefact.rename": Rule("/artefacts/{sheet}/title", may=HANDS, answers=UNSEEN, form={"title": "Ny tittel"}),
    "artefact.keep_version": Rule("/artefacts/{sheet}/versions", may=HANDS, answers=UNSEEN),
    "artefact.copy": Rule("/artefacts/{sheet}/copies", may=HANDS, answers=UNSEEN, form={"initiative": NUMBER}),
    "artefact.comment": Rule("/artefacts/{sheet}/comments", may=STAFF, answers=UNSEEN, form={"text": "Bra!"}),
    "artefact_row.add": Rule("/artefacts/{sheet}/parts/lapper/rows", may=HANDS, answers=UNSEEN),
    "artefact_row.save": Rule("/artefacts/{sheet}/rows/{row}", may=HANDS, answers=UNSEEN, form={"tekst": "Ny"}),
    "artefact_row.autosave": Rule("/artefacts/{sheet}/rows/{row}/draft", may=HANDS, answers=UNSEEN, form={"tall": "5"}),
    "artefact_row.move": Rule("/artefacts/{sheet}/rows/{row}/place", may=HANDS, answers=UNSEEN, form={"step": "down"}),
    "artefact_row.vote": Rule("/artefacts/{sheet}/rows/{row}/vote", may=STAFF, answers=UNSEEN, form={"count": "1"}),
    "artefact_row.answer_poll": Rule("/artefacts/{sheet}/polls/puls", may=STAFF, answers=UNSEEN, form={"humor": "2"}),
    "artefact_row.remove": Rule("/artefacts/{sheet}/rows/{row}/removal", may=HANDS, answers=UNSEEN, fine=(302, 404)),
    "artefact_row.restore": Rule(
        "/artefacts/{sheet}/rows/{row}/restoration", may=HANDS, answers=UNSEEN, fine=(302, 404)
    ),
    "artefact.remove": Rule("/artefacts/{unused}/removal", may=HANDS, answers=UNSEEN, fine=(302, 404)),
    "toolbox.start": Rule(
        "/toolbox/prove.tavle/artefacts", may=HANDS, answers={"admin": 302}, form={"initiative": NUMBER}
    ),
    "attachments.attach": Rule(f"/initiatives/{NUMBER}/attachments", may=STAFF, answers=UNSEEN, form={"file": "pdf"}),
    "attachments.remove": Rule("/attachments/{file}/removal", may=("leder",), answers=UNSEEN),
    "idea.submit": Rule("/ideas", may=STAFF, fine=(422,)),
    "idea.save_draft": Rule("/ideas/draft", may=STAFF, form={"tittel": "Kladd"}),
    "idea.drop_draft": Rule("/ideas/draft/removal", may=INSIDE),
    "operation.repair_many": Rule("/admin/incidents", answers={"prosess": 422, "admin": 422}),
    "operation.retry": Rule(f"/admin/incidents/{MISSING}/retry", otherwise=404),
    "operation.skip": Rule(f"/admin/incidents/{MISSING}/skip", otherwise=404, form={"reason": "Fordi"}),
    "operation.amend": Rule(
        f"/admin/incidents/{MISSING}/facts", otherwise=404, form={"reason": "Fordi", "fact.x": "1"}
    ),
    "operation.preview": Rule("/admin/cases/{case}/preview", may=("prosess",), answers=UNSEEN),
    "operation.modify": Rule("/admin/cases/{case}/modification", may=("prosess",), answers=UNSEEN, fine=(422,)),
    "operation.suspend": Rule(
        "/admin/cases/{case}/suspension", may=("prosess",), answers=UNSEEN, form={"reason": "Avklares"}
    ),
    "operation.resume": Rule(
        "/admin/cases/{case}/resumption", may=("prosess",), answers=UNSEEN, form={"reason": "Avklart"}
    ),
    "release.choose": Rule("/admin/versions/{version}/current", may=("prosess",), form={"reason": "Best"}),
    "release.suspend": Rule("/admin/versions/{version}/suspension", may=("prosess",), form={"reason": "Feil"}),
    "release.resume": Rule("/admin/versions/{version}/resumption", may=("prosess",), form={"reason": "Rettet"}),
    "release.retire": Rule("/admin/versions/{version}/retirement", may=("prosess",), form={"reason": "Gammel"}),
    "release.prepare": Rule("/admin/versions/{version}/migration", answers={"prosess": 404}, form={"reason": "Ny"}),
    "batch.start": Rule(f"/admin/batches/{MISSING}/start", answers={"prosess": 404}),
    "batch.undo": Rule(f"/admin/batches/{MISSING}/undo", answers={"prosess": 404}),
    "model.deploy": Rule("/models", may=("prosess",), fine=(422,)),
    "model.look": Rule("/models/import", may=("prosess",), fine=(422,)),
    "model.archive": Rule("/models/import/archive", may=("prosess",), fine=(422,)),
    "heatmap.log": Rule("/models/versions/{version}/log", may=ANALYSTS, form={"format": "csv"}, fine=(200,)),
    "profile.substitute": Rule(
        "/profile/substitutions",
        may=INSIDE,
        form={"substitute": "{eier}", "from": "2026-12-01", "to": "2026-12-02"},
    ),
    "profile.end_substitution": Rule(f"/profile/substitutions/{MISSING}/end", otherwise=404),
    "admin.create_person": Rule(
        "/admin/people",
        may=("admin",),
        form={"username": "ny", "name": "Ny Person", "password": "et-langt-passord-her", "email": "ny@example.org"},
    ),
    "admin.deactivate": Rule(f"/admin/people/{MISSING}/deactivation", answers={"admin": 404}),
    "admin.grant": Rule("/admin/people/{eier}/roles", may=("admin",), form={"role": "fagperson"}),
    "admin.revoke": Rule("/admin/roles/{binding}/revocation", may=("admin",)),
    "admin.create_token": Rule(
        "/admin/tokens", may=("admin",), form={"owner": "{eier}", "name": "Uttrekk", "scopes": "read"}
    ),
    "admin.deliver": Rule(f"/admin/messages/{MISSING}/delivery", answers={"admin": 404, "prosess": 404}),
    "admin.discard": Rule(
        f"/admin/messages/{MISSING}/discard", answers={"admin": 404, "prosess": 404}, form={"reason": "Nei."}
    ),
    "admin.revoke_token": Rule(f"/admin/tokens/{MISSING}/revocation", answers={"admin": 404}),
    "login.submit": Rule(
        "/login", may=(), otherwise=401, answers={NOBODY: 401}, form={"username": "x", "password": "y"}
    ),
    "login.logout": Rule("/logout", may=ALL),
}


@pytest.fixture(scope="module")
def ids(town: Town) -> dict[str, str]:
    """The objects that the paths speak of."""
    leader = town.visit("leder")
    leader.post(f"/initiatives/{NUMBER}/attachments", {"file": (BytesIO(b"%PDF-1.7 x"), "notat.pdf")})
    found = {"eier": town.id_of("eier")}
    leader_identity = Identity(person_id=town.id_of("leder"))
    with town.engine.database.reading() as session:
        elements = {
            "assessment": "i4_vurder",
            "screening": "i2_sil",
            "gate": "b1",
            "delivery": "m2_leveranse",
            "status": "m4_status",
            "log": "t4_logg",
        }
        for name, element in elements.items():
            query = select(Task.id).where(Task.element == element, Task.status.in_(OPEN))
            found[name] = session.execute(query).scalars().first()
        done = select(Answers.task_id).join(Case).join(Initiative).where(Initiative.number == NUMBER)
        found["answered"] = session.execute(done).scalars().first()
        found["case"] = session.execute(select(Task.case_id).where(Task.id == found["status"])).scalar_one()
        found["version"] = session.execute(select(ProcessVersion.id)).scalars().first()
        kristin = RoleBinding.person_id == town.id_of("fag2")
        found["binding"] = session.execute(select(RoleBinding.id).where(kristin)).scalars().first()
    sheets = town.engine.artefacts
    initiative_id = town.engine.queries.initiatives.id_of(leader_identity, NUMBER)
    for name in ("sheet", "unused"):
        found[name] = sheets.create(leader_identity, "prove.tavle", initiative_id=initiative_id)
    found["row"] = town.engine.artefact_rows.add(found["sheet"], leader_identity, "lapper", {"tekst": "A"}).row_id
    sheets.keep_version(found["sheet"], leader_identity)
    found["unit"] = town.engine.queries.people.me(leader_identity).unit_id
    page = leader.get(f"/initiatives/{NUMBER}").text
    found["file"] = page.split('href="/attachments/')[1].split('"')[0]
    return {name: str(value) for name, value in found.items()}


def test_every_route_has_a_rule(town: Town) -> None:
    ours = {
        (rule.endpoint, method)
        for rule in town.app.url_map.iter_rules()
        if not rule.rule.startswith("/api/")
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    ruled = {(name, "GET") for name in PAGES} | {(name, "POST") for name in WRITES}
    assert ours == ruled


@pytest.mark.parametrize("endpoint", PAGES)
@pytest.mark.parametrize("who", ALL)
def test_pages(town: Town, ids: dict[str, str], endpoint: str, who: str | None) -> None:
    rule = PAGES[endpoint]
    answer = town.visit(who).get(rule.path.format(**ids))
    assert answer.status_code in rule.expected(who, "GET")
    if who is NOBODY and NOBODY not in rule.may:
        assert answer.headers["Location"].startswith("/login")


@pytest.mark.parametrize("endpoint", WRITES)
def test_writes(town: Town, ids: dict[str, str], endpoint: str) -> None:
    """Those who may not first, so that what the others change is not in their way."""
    rule = WRITES[endpoint]
    accounts = sorted({*ALL, *rule.may}, key=lambda who: (who in rule.may, str(who)))
    for who in accounts:
        form = {
            name: (BytesIO(b"%PDF-1.7 x"), "a.pdf") if value == "pdf" else str(value).format(**ids)
            for name, value in rule.form.items()
        }
        visitor = town.visit(who) if endpoint != "login.logout" else town.visit(NOBODY)
        page = "/login" if visitor is town.visit(NOBODY) else "/profile"
        answer = visitor.post(rule.path.format(**ids), form, page=page)
        assert answer.status_code in rule.expected(who, "POST"), (endpoint, who, answer.status_code)


def test_the_administrators_list_of_initiatives_is_empty(town: Town) -> None:
    assert NUMBER not in town.visit("admin").get("/initiatives").text
    assert NUMBER in town.visit("anne").get("/initiatives").text


def test_a_revoked_role_ends_in_an_open_session(town: Town, ids: dict[str, str]) -> None:
    """S7: the page that worked a moment ago does not after the role is gone."""
    visitor = town.visit("styre2")
    town.engine.people.grant(None, town.id_of("styre2"), "prosesseier")  # type: ignore[arg-type]
    assert visitor.get("/admin/incidents").status_code == 200
    with town.engine.database.reading() as session:
        query = select(RoleBinding.id).where(
            RoleBinding.person_id == town.id_of("styre2"), RoleBinding.role == "prosesseier"
        )
        binding = session.execute(query).scalar_one()
    town.engine.people.revoke(None, binding)
    assert visitor.get("/admin/incidents").status_code == 403


def test_a_closed_account_is_out_at_once(town: Town) -> None:
    visitor = town.visit("kristin")
    assert visitor.get("/tasks").status_code == 200
    town.engine.people.deactivate(None, town.id_of("kristin"))  # type: ignore[arg-type]
    assert visitor.get("/tasks").headers["Location"].startswith("/login")
