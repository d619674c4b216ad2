"""The usual way with SpiffWorkflow, to compare with: the whole workflow as one JSON text, loaded and stored at each step.

It has none of the product's duties: no access check, form, audit, outbox or task list.
"""

import io
import sqlite3
from pathlib import Path
from time import perf_counter

from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

from scripts.benchmarks.workload import TASKS, naive_model


def completions_per_second(folder: Path, cases: int) -> float:
    """Starts `cases` cases and completes their tasks one by one, each with its own commit."""
    parser = BpmnParser()
    parser.add_bpmn_io(io.BytesIO(naive_model()))
    spec = parser.get_spec("maling")
    serializer = BpmnWorkflowSerializer()
    database = sqlite3.connect(folder / "naive.db", isolation_level=None)
    for statement in ("PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL"):
        database.execute(statement).close()
    database.execute('CREATE TABLE IF NOT EXISTS "case" (id INTEGER PRIMARY KEY, state TEXT)')
    began, completed = perf_counter(), 0
    for _ in range(cases):
        workflow = BpmnWorkflow(spec)
        workflow.do_engine_steps()
        inserted = database.execute('INSERT INTO "case" (state) VALUES (?)', (serializer.serialize_json(workflow),))
        for number in range(TASKS):
            _complete(database, serializer, inserted.lastrowid or 0, number)
            completed += 1
    database.close()
    return completed / (perf_counter() - began)


def _complete(database: sqlite3.Connection, serializer: BpmnWorkflowSerializer, case: int, number: int) -> None:
    database.execute("BEGIN IMMEDIATE")
    (state,) = database.execute('SELECT state FROM "case" WHERE id = ?', (case,)).fetchone()
    workflow = serializer.deserialize_json(state)
    (task,) = workflow.get_tasks(state=TaskState.READY, manual=True)
    task.data.update({"vurdering": "Sparer reisetid.", "nytte": number, "kilde": "ansatt"})
    task.run()
    workflow.do_engine_steps()
    database.execute('UPDATE "case" SET state = ? WHERE id = ?', (serializer.serialize_json(workflow), case))
    database.execute("COMMIT")
