"""The schema of a PostgreSQL store: how an empty one becomes ours, and an older one gets to the newest version.

All scripts that are missing are applied in one transaction, so whoever is killed half-way leaves the version before.
Several may do this at once: they wait for each other, and look again.
Source: storage.md, relational schema.
"""

from __future__ import annotations

from collabflow.stores.sql.executor import Dialect, Executor
from collabflow.stores.sql.schema import meta_of, scripts, statements

_LOCK = "SELECT pg_advisory_xact_lock(1128680535)"
"""The number is `CFLW` in ASCII; it is held until the transaction ends."""

_IS_THERE = "SELECT count(*) FROM pg_catalog.pg_class WHERE relname = 'cf_meta' AND pg_table_is_visible(oid)"
"""Asks the catalogue itself: `to_regclass` may answer what it remembers from before the lock came."""


def version_of(sql: Executor) -> int:
    """The schema that is there; 0 where there is none."""
    ((there,),) = sql.run(_IS_THERE).rows
    if not there:
        return 0
    return meta_of(sql)[0]


def migrate(sql: Executor, known: tuple[str, ...] | None = None) -> int:
    """Bring the schema to the newest version known, inside somebody's transaction; the version, maybe newer still."""
    steps = scripts(Dialect.POSTGRESQL) if known is None else known
    sql.run(_LOCK)
    version = version_of(sql)
    for script in steps[version:]:
        for statement in statements(script):
            sql.run(statement)
        version += 1
        sql.run("UPDATE cf_meta SET schema_version = ?", (version,))
    return version
