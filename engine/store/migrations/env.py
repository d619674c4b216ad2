"""Alembic's environment: runs on the connection that `engine.store.migrate` gives."""

from alembic import context

from engine.model.tables import metadata

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata, render_as_batch=True, compare_type=True)
with context.begin_transaction():
    context.run_migrations()
