"""Pools: what a traced thread hands to a pool of threads is traced there too, as if it did that work itself.

An async store does its blocking work so (`asyncio.to_thread`, `run_in_executor`); without this its transaction would
never be stopped, and one that is no transaction would pass. A thread that a store keeps for itself is not followed.
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
def followed_into_pools(tracer: Tracer) -> Iterator[None]:
    """Inside it, what a thread with this tracer hands to a `ThreadPoolExecutor` has the tracer as well."""
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


def _submit(pool: ThreadPoolExecutor, work: Callable[..., T], /, *args: object, **named: object) -> Future[T]:
    tracer = next((one for one in _TRACERS if one is sys.gettrace()), None)
    return _SUBMIT(pool, work if tracer is None else _traced(work, tracer), *args, **named)


def _traced(work: Callable[..., T], tracer: Tracer) -> Callable[..., T]:
    def traced(*args: object, **named: object) -> T:
        before = sys.gettrace()
        sys.settrace(tracer)
        try:
            return work(*args, **named)
        finally:
            sys.settrace(before)

    return traced
