"""The tables as the migrations make them are those that the code speaks of."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text

from assistant.errors import StoreUnavailable
from assistant.sessions.database import Database, open_database
from assistant.sessions.schema import OF_A_SESSION, metadata, used_tokens

pytestmark = pytest.mark.unit


def test_migrations_make_the_schema(database_url: str) -> None:
    """Nothing to add and nothing to drop, on either database."""
    database = open_database(database_url)
    database.migrate()
    with database.readers.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
        names = {check["name"] for table in metadata.tables for check in inspect(connection).get_foreign_keys(table)}
    assert all(names)
    database.close()


def test_every_table_that_refers_to_a_session_is_erased_with_it() -> None:
    """A table that is added later is not forgotten."""
    with_session = {table for table in metadata.tables.values() if "session_id" in table.c}
    assert with_session == set(OF_A_SESSION)
    assert set(metadata.tables.values()) == {*OF_A_SESSION, used_tokens}


def test_several_processes_may_migrate_at_once(database_url: str) -> None:
    """The first one does it, the others find it done."""
    databases = [open_database(database_url) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(Database.migrate, databases))
    with databases[0].reading() as connection:
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalars().all() == ["0001"]
    for database in databases:
        database.close()


def test_database_of_a_newer_version_is_left_alone(database_url: str) -> None:
    """An old program must not write what a newer one understands differently."""
    database = open_database(database_url)
    database.migrate()
    with database.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreUnavailable, match="newer version"):
        database.migrate()
    database.close()


def test_failed_transaction_leaves_nothing(database_url: str) -> None:
    """All of it or none, tables included."""
    database = open_database(database_url)

    def stop_half_way() -> None:
        with database.writing() as connection:
            connection.execute(text("CREATE TABLE half (n INTEGER)"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        stop_half_way()
    with database.reading() as connection:
        assert "half" not in inspect(connection).get_table_names()
    database.close()
