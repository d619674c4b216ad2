"""What every template may use: who is logged in, the words for codes, and formats."""

from flask import Flask, g, request

from engine.contract.errors import FieldProblem
from engine.documents.written import written
from engine.services.problems import sentence
from webapp import formatting, labels, operator_labels
from webapp.auth import engine, me


def register_context(app: Flask) -> None:
    """Puts names and filters into Jinja."""

    @app.context_processor
    def names() -> dict[str, object]:
        return {
            "me": me(),
            "labels": labels,
            "operator_labels": operator_labels,
            "locale": getattr(g, "locale", "nb"),
            "now": engine().clock.now(),
            "statement_url": engine().settings.accessibility_statement_url,
            "endpoint": request.endpoint or "",
        }

    app.jinja_env.globals["event_sentence"] = labels.event_sentence
    app.jinja_env.globals["tools"] = lambda: engine().tools
    app.jinja_env.filters["written"] = lambda f: written(f.value, f.kind, f.unit, f.decimals)
    app.jinja_env.filters["written_as"] = lambda value, c: written(value, c.kind, c.unit, c.decimals)
    app.jinja_env.globals["step_sentence"] = labels.step_sentence
    app.jinja_env.globals["element_label"] = labels.element_label
    app.jinja_env.filters["role"] = lambda role: labels.ROLES.get(role, role)
    app.jinja_env.filters["problem"] = _problem
    app.jinja_env.filters["initials"] = _initials
    formatting.register_filters(app)


def _problem(problem: FieldProblem) -> str:
    return sentence(problem, getattr(g, "locale", "nb"))


def _initials(name: str) -> str:
    parts = name.split()
    return "".join(part[0] for part in (parts[:1] + parts[1:][-1:])).upper()
