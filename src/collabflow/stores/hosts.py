"""What the bridges to a host's SQLAlchemy and Django share: errors of either database, and migrating either."""

from __future__ import annotations

from collabflow.core.errors import StoreError
from collabflow.stores import postgres_words, sqlite_transaction
from collabflow.stores.postgres_schema import migrate as migrate_postgres
from collabflow.stores.sql.executor import Dialect, Executor
from collabflow.stores.sqlite_schema import migrate_within as migrate_sqlite


def in_words(dialect: Dialect, cause: BaseException | None) -> StoreError | None:
    """The error of ours for the driver's; None where the host must hear it itself, to begin its transaction again."""
    if dialect is Dialect.SQLITE:
        return sqlite_transaction.in_words(cause)
    if (postgres_words.sqlstate_of(cause) or "").startswith(postgres_words.ROLLED_BACK):
        return None
    return postgres_words.in_words(cause)


def migrate(sql: Executor) -> int:
    """Bring the tables to the newest version, in the host's transaction; answers the version."""
    return migrate_sqlite(sql) if sql.dialect is Dialect.SQLITE else migrate_postgres(sql)
