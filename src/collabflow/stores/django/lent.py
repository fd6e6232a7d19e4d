"""Statements on Django's connection, in the transaction that is open there."""

from __future__ import annotations

from typing import Any

from django.db import Error, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from collabflow.core.errors import Declined, StoreError
from collabflow.stores import hosts
from collabflow.stores.sql.executor import AfterCommit, Dialect, Found, LentExecutor, Values, placed


def lent(connection: Any) -> LentExecutor:
    """Statements on `django.db.connection`, or one of `django.db.connections`. Raises `Declined` for anything else."""
    alias = getattr(connection, "alias", None)
    wrapped = connections[alias] if isinstance(alias, str) else connection  # the default one is a proxy
    if not isinstance(wrapped, BaseDatabaseWrapper):
        raise Declined(f"a {type(connection).__name__} cannot be lent; lend django.db.connection")
    return DjangoExecutor(wrapped)


class DjangoExecutor:
    """Statements on one of Django's connections."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        if connection.vendor not in tuple(Dialect):
            raise Declined(
                f"a store cannot share a transaction on {connection.vendor}; it can on SQLite and PostgreSQL"
            )
        self.dialect = Dialect(connection.vendor)

    def run(self, sql: str, values: Values = ()) -> Found:
        try:
            with self._connection.cursor() as cursor:
                cursor.execute(placed(sql, "format"), list(values))
                columns = cursor.description or ()
                rows = cursor.fetchall() if columns else ()
                return Found([column[0] for column in columns], rows, cursor.rowcount)
        except transaction.TransactionManagementError:
            raise StoreError(
                "after an error or set_rollback this transaction cannot go on; roll it back and begin again"
            ) from None
        except Error as error:
            told = hosts.in_words(self.dialect, error.__cause__)
            if told is None:
                raise
            raise told from None

    def post(self, sql: str, values: Values = ()) -> None:
        self.run(sql, values)

    def is_in_transaction(self) -> bool:
        return bool(self._connection.in_atomic_block or not self._connection.get_autocommit())

    def after_commit(self, work: AfterCommit) -> bool:
        if not self._connection.in_atomic_block:
            return False
        transaction.on_commit(work, using=self._connection.alias)
        return True


def migrate(connection: Any) -> int:
    """Bring the tables to the newest version, in the host's transaction; answers the version. For a migration."""
    return hosts.migrate(lent(connection))
