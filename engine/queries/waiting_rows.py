"""What an initiative's cases wait for besides people and dates: messages, signals, and cases that they have called."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.model.case import Case
from engine.model.definition import ModelDefinition
from engine.model.message import Subscription
from engine.model.process import ProcessModel, ProcessVersion
from engine.model.starting import CalledCase
from engine.queries.case_view import element_name
from engine.queries.initiative_rows import CallRow, WaitingMessage

ENDED_BESIDE = 20
"""So many ended cases that stood beside the initiative's own are shown; the log has them all."""


def waiting_messages(
    session: Session, cases: Iterable[UUID], definitions: Mapping[UUID, ModelDefinition]
) -> list[WaitingMessage]:
    """By case, the longest waiting first."""
    rows = session.execute(
        select(Subscription).where(Subscription.case_id.in_(cases)).order_by(Subscription.id)
    ).scalars()
    return [
        WaitingMessage(
            case_id=row.case_id,
            element=row.element,
            step=element_name(definitions[row.case_id], row.element),
            kind=row.kind,
            name=row.name,
        )
        for row in rows
    ]


def calls_of(session: Session, cases: Iterable[UUID], definitions: Mapping[UUID, ModelDefinition]) -> list[CallRow]:
    """Who called whom among the cases of one initiative, in order."""
    rows = session.execute(
        select(CalledCase, ProcessModel.name)
        .join(Case, Case.id == CalledCase.child_id)
        .join(ProcessVersion, ProcessVersion.id == Case.version_id)
        .join(ProcessModel, ProcessModel.id == ProcessVersion.model_id)
        .where(CalledCase.parent_id.in_(cases))
        .order_by(CalledCase.id)
    )
    return [
        CallRow(
            parent_id=called.parent_id,
            child_id=called.child_id,
            element=called.element,
            step=element_name(definitions[called.parent_id], called.element),
            model_name=name,
            ended=called.ended_at is not None,
        )
        for called, name in rows
        if called.child_id is not None
    ]
