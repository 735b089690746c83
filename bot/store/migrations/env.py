"""Run by Alembic, on the connection and in the transaction that bot.store.tables opened."""

from alembic import context

context.configure(connection=context.config.attributes["connection"])
context.run_migrations()
