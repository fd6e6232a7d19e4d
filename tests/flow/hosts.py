"""Hosts of every kind that a flow may share a transaction with, each with a table `meeting` of its own.

A host opens its transaction when it is made. `do` hands what it lends to some work, in its transaction.
"""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import suppress
from uuid import uuid4

import django
import psycopg
import sqlalchemy as sa
from django.conf import settings
from django.db import connections, transaction
from django.db.utils import load_backend
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

settings.configure(INSTALLED_APPS=["collabflow.stores.django"], DATABASES={}, USE_TZ=True)
django.setup()

MEETING = "CREATE TABLE meeting (student text PRIMARY KEY)"
INSERT = "INSERT INTO meeting (student) VALUES ('maya')"


class Base(DeclarativeBase):
    pass


class Meeting(Base):
    """The host's own row."""

    __tablename__ = "meeting"
    student: Mapped[str] = mapped_column(primary_key=True)


class DriverHost:
    """A bare connection of sqlite3 or psycopg."""

    tells_of_commits = False

    def __init__(self, database):
        self.lends = psycopg.connect(database) if "://" in database else sqlite3.connect(database, timeout=0.1)

    def place(self):
        self.lends.execute(INSERT)

    def isolate(self, level):
        self.lends.execute(f"SET TRANSACTION ISOLATION LEVEL {level}")

    def do(self, work):
        return work(self.lends)

    def commit(self):
        self.lends.commit()

    def rollback(self):
        self.lends.rollback()

    def close(self):
        self.lends.close()


def engine_url(database, *, driver=""):
    if "://" in database:
        return database.replace("postgresql://", "postgresql+asyncpg://" if driver else "postgresql+psycopg://")
    return f"sqlite{driver}:///{database}"


class SessionHost:
    """A SQLAlchemy session; its row waits until it is flushed."""

    tells_of_commits = True

    def __init__(self, database):
        self.engine = sa.create_engine(engine_url(database))
        self.lends = Session(self.engine)

    def place(self):
        self.lends.add(Meeting(student="maya"))

    def isolate(self, level):
        self.lends.execute(sa.text(f"SET TRANSACTION ISOLATION LEVEL {level}"))

    def do(self, work):
        return work(self.lends)

    def commit(self):
        self.lends.commit()

    def rollback(self):
        self.lends.rollback()

    def close(self):
        self.lends.close()
        self.engine.dispose()


class ConnectionHost(SessionHost):
    """A SQLAlchemy connection."""

    tells_of_commits = False

    def __init__(self, database):
        self.engine = sa.create_engine(engine_url(database))
        self.lends = self.engine.connect()

    def place(self):
        self.lends.execute(sa.text(INSERT))


class AsyncHost:
    """An asynchronous SQLAlchemy session, whose `run_sync` hands on an ordinary one."""

    tells_of_commits = True

    def __init__(self, database):
        self.loop = asyncio.Runner()
        self.engine = create_async_engine(engine_url(database, driver="+aiosqlite"))
        self.session = AsyncSession(self.engine)

    def place(self):
        self.session.add(Meeting(student="maya"))

    def isolate(self, level):
        self.do(lambda session: session.execute(sa.text(f"SET TRANSACTION ISOLATION LEVEL {level}")))

    def do(self, work):
        return self.loop.run(self.session.run_sync(work))

    def commit(self):
        self.loop.run(self.session.commit())

    def rollback(self):
        self.loop.run(self.session.rollback())

    def close(self):
        self.loop.run(self.session.close())
        self.loop.run(self.engine.dispose())
        self.loop.close()


class DjangoHost:
    """Django's connection, inside `atomic`."""

    tells_of_commits = True

    def __init__(self, database):
        self.alias = f"db_{uuid4().hex}"
        self.lends = django_connection(database, self.alias)
        self.atomic = transaction.atomic(using=self.alias)
        self.atomic.__enter__()

    def place(self):
        self._run(INSERT)

    def isolate(self, level):
        self._run(f"SET TRANSACTION ISOLATION LEVEL {level}")

    def _run(self, sql):
        with self.lends.cursor() as cursor:
            cursor.execute(sql)

    def do(self, work):
        return work(self.lends)

    def commit(self):
        self.atomic.__exit__(None, None, None)

    def rollback(self):
        self.atomic.__exit__(RuntimeError, RuntimeError("the view raises"), None)

    def close(self):
        with suppress(Exception):
            self.rollback()
        forget(self.alias)


def django_connection(database, alias):
    """A connection that Django knows by this name."""
    engine = "postgresql" if "://" in database else "sqlite3"
    where = {"NAME": database}
    if engine == "postgresql":
        told = psycopg.conninfo.conninfo_to_dict(database)
        where = {"NAME": told["dbname"], "USER": told["user"], "HOST": told["host"]}
    connections.settings[alias] = {"ENGINE": f"django.db.backends.{engine}", **where}
    connections.settings = connections.configure_settings(connections.settings)
    connections[alias] = load_backend(f"django.db.backends.{engine}").DatabaseWrapper(
        connections.settings[alias], alias
    )
    return connections[alias]


def forget(alias):
    """Close that connection, and let Django not know it any more."""
    connections[alias].close()
    del connections[alias]
    del connections.settings[alias]


HOSTS = {
    "driver": DriverHost,
    "session": SessionHost,
    "connection": ConnectionHost,
    "async session": AsyncHost,
    "django": DjangoHost,
}
