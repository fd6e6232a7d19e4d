"""Async stores on the bench: each call is run to its end on an event loop of the thread that calls.

The kit calls a store from several threads and processes. Each thread of each process has one event loop here, as
each worker of a server has. So what belongs to one loop (a connection, an `asyncio.Lock`) must be made for each, and
what is safe only because one loop does one thing at a time is not safe here: a sweep stops a coroutine before any of
its lines, at an `await` or not, while another thread's runs.
Source: testing.md, storage conformance.
"""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Awaitable, Callable, Iterable
from inspect import isawaitable, iscoroutinefunction
from typing import Protocol, TypeVar, cast

from collabflow.ports import Store
from collabflow.testing.places import Place

T = TypeVar("T")


class Opens(Protocol):
    """A suite, as far as this file needs to know."""

    def open_store(self, place: Place) -> object: ...


def opened(suite: Opens, place: Place) -> Store:
    """The suite's store at this place; an async one as the kit can call it."""
    return cast(Store, _now(suite.open_store(place)))


def beneath(store: object) -> object:
    """The author's own store."""
    return store._store if isinstance(store, Awaited) else store


class Awaited:
    """An async store whose verbs answer when they are through."""

    def __init__(self, store: object) -> None:
        self._store = store

    def __getattr__(self, verb: str) -> object:
        asked = getattr(self._store, verb)
        return _through(asked) if callable(asked) else asked


def _through(asked: Callable[..., object]) -> Callable[..., object]:
    def ask(*args: object, **named: object) -> object:
        return _now(asked(*args, **named))

    return ask


def _now(answer: object) -> object:
    """What an answer comes to; an async store among them (`open_store`, `within`) with its verbs awaited."""
    if isawaitable(answer):
        answer = _LOOP.run(answer)
    return Awaited(answer) if iscoroutinefunction(getattr(answer, "append", None)) else answer


# loops --------------------------------------------------------------------------------------------


class _Loop:
    """An event loop, which is closed when its thread has ended."""

    def __init__(self) -> None:
        self.process = os.getpid()
        self.loop = asyncio.new_event_loop()

    def __del__(self) -> None:
        """End what is left on it. Its pool is not waited for: that takes a thread, which cannot start any more."""
        if not _runs_something():
            left = asyncio.all_tasks(self.loop)
            for task in left:
                task.cancel()
            self.loop.run_until_complete(_ended(left))
            self.loop.run_until_complete(self.loop.shutdown_asyncgens())
        self.loop.close()


_LEFT_BEHIND: list[_Loop] = []
"""The parent's loops, in a child: held, for closing one would reach into the parent's."""


class _Loops(threading.local):
    """One loop for each thread of each process that has something to await."""

    loop: _Loop | None = None

    def run(self, answer: Awaitable[T]) -> T:
        """Wait for it on this thread's loop."""
        if self.loop is not None and self.loop.process != os.getpid():
            _LEFT_BEHIND.append(self.loop)
            self.loop = None
        if self.loop is None:
            self.loop = _Loop()
        return self.loop.loop.run_until_complete(_waited_for(answer))


_LOOP = _Loops()


async def _waited_for(answer: Awaitable[T]) -> T:
    return await answer


def _runs_something() -> bool:
    """Whether this thread is on another loop: one that outlived its thread may be collected anywhere."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True


async def _ended(tasks: Iterable[asyncio.Task[object]]) -> None:
    await asyncio.gather(*tasks, return_exceptions=True)
