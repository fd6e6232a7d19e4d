"""Which executor suits a connection that a host lends; its driver is imported only here, when it is there already."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module

from collabflow.core.errors import Declined
from collabflow.stores.sql.executor import LentExecutor

_LENDERS: Mapping[str, str] = {
    "sqlite3": "collabflow.stores.sqlite_lent",
    "psycopg": "collabflow.stores.postgres_lent",
    "sqlalchemy": "collabflow.stores.sqlalchemy",
    "django": "collabflow.stores.django.lent",
}
"""By the package that the connection's class, or one it is made from, comes from."""


def lent(connection: object) -> LentExecutor:
    """The executor for a host's connection. Raises `Declined` for one of a kind that is not known."""
    for kind in type(connection).__mro__:
        module = _LENDERS.get(kind.__module__.partition(".")[0])
        if module is not None:
            lend: Callable[[object], LentExecutor] = import_module(module).lent
            return lend(connection)
    raise Declined(
        f"a {type(connection).__name__} cannot share its transaction; lend a sqlite3.Connection, a psycopg Connection, "
        "a SQLAlchemy Session or Connection, or Django's connection"
    )
