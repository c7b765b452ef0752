"""Run by alembic: migrates over the connection that `database.migrate` has opened, within its transaction."""

from alembic import context

from assistant.sessions.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,
    render_as_batch=True,  # SQLite alters tables by copying them
)
with context.begin_transaction():
    context.run_migrations()
