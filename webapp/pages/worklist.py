"""Mine oppgaver: what waits for the one who is logged in."""

from flask import Blueprint, render_template, request

from engine.queries.worklist import View, WorklistFilter
from webapp.auth import engine, identity

blueprint = Blueprint("worklist", __name__)


@blueprint.get("/tasks")
def show() -> str:
    """One page of tasks, filtered and sorted as the address says."""
    chosen = request.args.get("view", View.ALL)
    wanted = WorklistFilter(
        view=View(chosen) if chosen in set(View) else View.ALL,
        text=request.args.get("text", "").strip()[:100],
        phase=request.args.get("phase", "")[:40],
        sort="opened" if request.args.get("sort") == "opened" else "due",
        after=request.args.get("after") or None,
    )
    page = engine().queries.worklist.page(identity(), wanted)
    template = "worklist/list.html" if request.headers.get("HX-Request") else "worklist/page.html"
    return render_template(template, page=page, wanted=wanted)
