"""Run by Alembic: migrate over the connection that `geo.events.store.database` hands in."""

from alembic import context

from geo.events.store import schema

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=schema.metadata,
    render_as_batch=True,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
