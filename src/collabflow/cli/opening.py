"""Opening the store that `--db` names: a path or sqlite:///… is a SQLite file, postgresql://… a PostgreSQL database."""

from __future__ import annotations

import re
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

from attrs import frozen

from collabflow.cli.paper import WrongUse
from collabflow.ports import Store
from collabflow.stores.sqlite import SqliteStore


@frozen
class Database:
    """Where a store is: the path of a file, or the URL of a PostgreSQL database."""

    path: Path | None = None
    url: str = ""

    def __str__(self) -> str:
        """As it may be shown: whose login, where, and which database; nothing that may be secret."""
        return _without_secrets(self.url) if self.path is None else str(self.path)


_SHOWN = ("host", "hostaddr", "port", "dbname", "user", "service", "sslmode")
"""Settings in a URL that say where a database is. Others may be secret (postgresql.org/docs, libpq, key words)."""

_KEYWORDS = re.compile(rf"\s*({'|'.join(_SHOWN)}|password)\s*=")


def _without_secrets(url: str) -> str:
    """The URL without its password, whatever that holds, and without settings that need not be shown."""
    scheme, _, rest = url.partition("://")
    address = re.match(r"[^?]*[@/][^?]*", rest)  # a question mark before any @ or / belongs to the password
    credentials, at, place = (address[0] if address else rest).rpartition("@")
    user = re.split("[:?]", credentials)[0]
    place, _, settings = (place + rest[address.end() :] if address else place).partition("?")
    shown = "&".join(each for each in settings.split("&") if each.partition("=")[0] in _SHOWN)
    return f"{scheme}://{user}{at}{place}{'?' if shown else ''}{shown}"


def database(text: str) -> Database:
    """The database that `--db` names. Raises `WrongUse` for what is neither a path nor a URL that is known."""
    kind, is_url, rest = text.partition("://")
    if not is_url and _KEYWORDS.match(text):
        raise WrongUse("a PostgreSQL database is named by its URL: postgresql://USER@HOST/NAME")
    if not is_url:
        return Database(path=Path(text))
    if kind == "sqlite" and len(rest) > 1 and rest.startswith("/"):
        return Database(path=Path(rest[1:]))
    if kind.partition("+")[0] in ("postgresql", "postgres"):
        return Database(url=f"postgresql://{rest}")
    raise WrongUse(
        f"{kind}:// is no database of collabflow's; give a path, sqlite:///PATH or postgresql://USER@HOST/NAME"
    )


def postgres(module: str = "postgres") -> Any:
    """A module of the PostgreSQL store. Raises `WrongUse` where its driver is not installed, or finds no libpq."""
    try:
        return import_module(f"collabflow.stores.{module}")
    except ModuleNotFoundError as missing:
        raise WrongUse(f"{missing.name} is not installed; it comes with: pip install 'collabflow[postgres]'") from None
    except ImportError:
        raise WrongUse("psycopg finds no libpq; install libpq, or: pip install 'psycopg[binary]'") from None


@contextmanager
def opened(options: Namespace, *, makes: bool = False) -> Iterator[Store]:
    """The store of the options, closed at the end. Only what writes may make one, or bring its schema forward."""
    store = open_at(options.db, tenant=options.tenant, makes=makes)
    try:
        yield store
    finally:
        store.close()


def open_at(where: Database, *, tenant: str = "default", makes: bool = False) -> Store:
    """The store at that place."""
    if where.path is None:
        store: Store = postgres().PostgresStore(where.url, tenant=tenant, migrates=makes)
        return store
    if not makes:
        check_there(where)
    return SqliteStore(where.path, tenant=tenant)


def check_there(where: Database) -> None:
    """Raises `WrongUse` where a file is meant and none is there: a slip in its name must not make a new one."""
    if where.path is not None and not where.path.exists():
        raise WrongUse(f"there is no file {where.path}")
