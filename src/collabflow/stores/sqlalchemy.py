"""Sharing the transaction of a SQLAlchemy `Session` or `Connection`, on SQLite and PostgreSQL, and Alembic's part.

Lend a session to `flow.within(session)`, also inside `AsyncSession.run_sync`; what waits in it is flushed first. Hand
`metadata()` to Alembic beside your own, and let a revision call `migrate(op.get_bind())`.

After-hooks run once the session has committed for good: a savepoint that is rolled back, or a session that is closed
without a commit, takes them with it. At that moment the session itself takes no statements. A bare `Connection` tells
nobody that it has committed.
Source: storage.md, the host's own transaction. Needs the extra `sqlalchemy`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session, SessionTransaction, scoped_session

from collabflow.core.errors import Declined, StoreError
from collabflow.stores import hosts
from collabflow.stores.sql.executor import AfterCommit, Dialect, Found, LentExecutor, Values, placed
from collabflow.stores.sql.tables import COLUMNS, INDEXES, UNIQUE, Column, Kind

# lending --------------------------------------------------------------------------------------


def lent(given: object) -> LentExecutor:
    """Statements on a host's session or connection. Raises `Declined` for one that is awaited, and for an engine."""
    session = given() if isinstance(given, scoped_session) else given
    if isinstance(session, Session):
        return _OnSession(session)
    if isinstance(given, sa.Connection):
        return _OnConnection(lambda: given)
    raise Declined(
        f"a {type(given).__name__} cannot be lent; lend a Session or Connection, and of an AsyncSession the one that "
        "run_sync hands on"
    )


class _OnConnection:
    """Statements on a connection, which is asked for again each time: a session may get another one."""

    def __init__(self, connection: Callable[[], sa.Connection]) -> None:
        self._connection = connection
        name = connection().dialect.name
        if name not in tuple(Dialect):
            raise Declined(f"a store cannot share a transaction on {name}; it can on SQLite and PostgreSQL")
        self.dialect = Dialect(name)

    def run(self, sql: str, values: Values = ()) -> Found:
        connection = self._connection()
        try:
            result = connection.exec_driver_sql(placed(sql, _style(connection)), tuple(values))
            rows = [tuple(row) for row in result] if result.returns_rows else []
            names = tuple(result.keys()) if result.returns_rows else ()
        except DBAPIError as error:
            told = hosts.in_words(self.dialect, error.orig)
            if told is None:
                error.hide_parameters = True  # a family's words are among them
                raise
            raise told from None
        return Found(names, rows, result.rowcount)

    def post(self, sql: str, values: Values = ()) -> None:
        self.run(sql, values)

    def is_in_transaction(self) -> bool:
        connection = self._connection().connection
        if self.dialect is Dialect.SQLITE:
            return bool(getattr(connection.driver_connection, "in_transaction", False))
        return getattr(connection.dbapi_connection, "autocommit", False) is not True

    def after_commit(self, work: AfterCommit) -> bool:
        return False


def _style(connection: sa.Connection) -> str:
    """How the driver takes values: a host may have had SQLAlchemy write its own statements in another way."""
    driver = connection.dialect.dbapi
    return str(connection.dialect.paramstyle if driver is None else driver.paramstyle)


class _OnSession(_OnConnection):
    """Statements on a session's connection, after what waits in the session."""

    def __init__(self, session: Session) -> None:
        super().__init__(session.connection)
        self._session = session

    def run(self, sql: str, values: Values = ()) -> Found:
        self._session.flush()
        return super().run(sql, values)

    def after_commit(self, work: AfterCommit) -> bool:
        began = self._session.get_nested_transaction() or self._session.get_transaction()
        if began is None:
            return False
        _pending(self._session).append((began, self._connection(), work))
        return True


# after the commit -----------------------------------------------------------------------------

_Pending = list[tuple[SessionTransaction, sa.Connection, AfterCommit]]


def _pending(session: Session) -> _Pending:
    """What waits for this session's commit, each with the innermost transaction that must not be rolled back."""
    if _KEY not in session.info:
        session.info[_KEY] = []
        event.listen(session, "after_commit", _committed)
        event.listen(session, "after_transaction_end", _ended)
    pending: _Pending = session.info[_KEY]
    return pending


_KEY = "collabflow.after_commit"


def _committed(session: Session) -> None:
    """A savepoint that was released hands what waits to the one around it; the outermost commit does it.

    Not so where the session has joined a transaction that somebody else began on its connection: that one is not
    committed yet, and nobody will tell when it is.
    """
    pending, savepoint = _pending(session), session.get_nested_transaction()
    waiting, pending[:] = list(pending), []
    for one, connection, work in waiting:
        if savepoint is not None:
            pending.append(((savepoint.parent or one) if one is savepoint else one, connection, work))
        elif connection.closed or not connection.in_transaction():
            work()


def _ended(session: Session, ended: SessionTransaction) -> None:
    """What still waits for a transaction that has ended was rolled back with it."""
    pending = _pending(session)
    pending[:] = [each for each in pending if each[0] is not ended]


# the tables -----------------------------------------------------------------------------------

_TYPES: dict[Kind, sa.types.TypeEngine[Any]] = {
    Kind.TEXT: sa.Text(),
    Kind.INT: sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
    Kind.BYTES: sa.LargeBinary(),
}
_SMALL = sa.SmallInteger().with_variant(sa.Integer(), "sqlite")
_SMALL_COLUMNS = ("only_row", "erased")


def metadata() -> sa.MetaData:
    """The store's tables, for Alembic to compare and for reading them beside the host's own.

    They are made by `migrate`, with triggers that no `Table` can tell; so `create_all` is refused.
    """
    tables = sa.MetaData()
    for name, columns in COLUMNS.items():
        table = sa.Table(name, tables, *(_column(column) for column in columns))
        for index in INDEXES.get(name, ()):
            where = None if index.where is None else sa.text(index.where)
            found = [table.c[column] for column in index.columns]
            sa.Index(index.name, *found, unique=index.is_unique, postgresql_where=where, sqlite_where=where)
        if name in UNIQUE:
            table.append_constraint(sa.UniqueConstraint(*UNIQUE[name]))
    event.listen(tables, "before_create", _refuse)
    return tables


def _column(told: Column) -> sa.Column[object]:
    kind = _SMALL if told.name in _SMALL_COLUMNS else _TYPES[told.kind]
    return sa.Column(told.name, kind, nullable=told.may_be_null, primary_key=told.is_key, autoincrement=False)


def _refuse(target: object, connection: object, **options: object) -> None:
    raise StoreError("collabflow's tables are made by collabflow.stores.sqlalchemy.migrate(connection)")


def migrate(connection: sa.Connection) -> int:
    """Bring the tables to the newest version, in the host's transaction; answers the version. For a migration."""
    return hosts.migrate(_OnConnection(lambda: connection))
