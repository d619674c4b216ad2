"""Decisions over HTTP: what a model can decide, and deciding it for facts that are sent along."""

from dataclasses import asdict
from typing import Any

from flask import g

from engine.model.access import ApiScope
from webapp.api.area import area
from webapp.api.schemas.decisions import AskedSchema, DecidedSchema, DecisionListSchema, VersionQuerySchema
from webapp.auth import engine, identity
from webapp.decided import decided

decisions = area("decisions", "Decisions (DMN) of deployed models, made for facts that you send.")


@decisions.operation(
    "GET", "/models/<key>/decisions", ApiScope.READ, query=VersionQuerySchema, answer=DecisionListSchema
)
def list_decisions(query: dict[str, Any], key: str) -> dict[str, Any]:
    """The decisions of a model, with the facts that each reads"""
    return {"items": engine().decisions.of(key, identity(), version=query["version"])}


@decisions.operation(
    "POST", "/models/<key>/decisions/<decision>", ApiScope.READ, body=AskedSchema, answer=DecidedSchema
)
def make_decision(asked: dict[str, Any], key: str, decision: str) -> dict[str, Any]:
    """Make a decision for some facts, and tell why it came out so

    Nothing is stored. `tables` names the rules that hit, in each table that was asked. A table that contradicts itself
    gives `failure` and no value. Names that are not facts of the decision are ignored; those it lacks are null.
    """
    view, made = engine().decisions.make(key, decision, asked["facts"], identity(), version=asked["version"])
    return {"decision": asdict(view), **decided(made, g.locale)}
