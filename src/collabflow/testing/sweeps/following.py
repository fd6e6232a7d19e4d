"""Following: what a traced thread has done by others is traced there too, as if it did that work itself.

An async store does its blocking work in a pool of threads (`asyncio.to_thread`, `run_in_executor`); some stores have
a thread that does all the writing. Without this their transactions would never be stopped, and one that is no
transaction would pass.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from types import FrameType
from typing import Protocol, TypeVar

T = TypeVar("T")


class Tracer(Protocol):
    """What `sys.settrace` is given."""

    def __call__(self, frame: FrameType, event: str, argument: object, /) -> Tracer | None: ...


_SUBMIT = ThreadPoolExecutor.submit
_TRACERS: list[Tracer] = []
_CHANGING = threading.Lock()


@contextmanager
def new_threads_followed() -> Iterator[None]:
    """Threads that are started inside it, in this process or a child, are followed whenever somebody traces."""
    before = threading.gettrace()
    threading.settrace(_followed)
    try:
        yield
    finally:
        threading.settrace(before)


@contextmanager
def followed(tracer: Tracer) -> Iterator[None]:
    """Inside it, what a thread with this tracer hands to a `ThreadPoolExecutor` has the tracer as well.

    So has the work of a thread that a store keeps for itself. Nothing shows for whose call it works; while one is
    stopped there, another one waits.
    """
    with _CHANGING:
        _TRACERS.append(tracer)
        ThreadPoolExecutor.submit = _submit  # type: ignore[assignment, method-assign]  # put back by the last to leave
    try:
        yield
    finally:
        with _CHANGING:
            _TRACERS.remove(tracer)
            if not _TRACERS:
                ThreadPoolExecutor.submit = _SUBMIT  # type: ignore[method-assign]


def _followed(frame: FrameType, event: str, argument: object) -> Tracer:
    """The tracer of a thread that a store has started: each line goes to whoever traces then."""
    for tracer in _TRACERS[-1:] if event == "line" else ():
        on_line = tracer(frame, "call", argument)
        if on_line is not None:
            on_line(frame, event, argument)
    return _followed


def _submit(pool: ThreadPoolExecutor, work: Callable[..., T], /, *args: object, **named: object) -> Future[T]:
    tracer = next((one for one in _TRACERS if one is sys.gettrace()), None)
    return _SUBMIT(pool, _traced(work, tracer), *args, **named)


def _traced(work: Callable[..., T], tracer: Tracer | None) -> Callable[..., T]:
    def traced(*args: object, **named: object) -> T:
        before = sys.gettrace()
        sys.settrace(tracer)
        try:
            return work(*args, **named)
        finally:
            sys.settrace(before)

    return traced
