"""What a guard calls from the world outside: clocks, chance and files. Seen by watching it while it is asked.

Nothing is collected meanwhile: what Python cleans up when it comes to it, such as somebody's event loop, is not the
guard's doing.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable
from datetime import date, datetime
from types import FrameType

_CLOCKS = "now today utcnow time time_ns monotonic monotonic_ns perf_counter localtime gmtime"
_OUTSIDE = frozenset(f"{_CLOCKS} random randint choice urandom open getenv connect".split())
_FREE = (datetime, date)


def called_outside(ask: Callable[[], object]) -> list[str]:
    """The builtin functions of clocks, chance and files that are called while this is asked."""
    seen: list[str] = []

    def watch(frame: FrameType, event: str, called: object) -> None:
        name = getattr(called, "__name__", "")
        if event == "c_call" and name in _OUTSIDE and _is_of_the_world(called):
            seen.append(name)

    before, collects = sys.getprofile(), gc.isenabled()
    gc.disable()
    sys.setprofile(watch)
    try:
        ask()
    except Exception:  # noqa: BLE001, S110 - that it crashes is told by another promise
        pass
    finally:
        sys.setprofile(before)
        if collects:
            gc.enable()
    return seen


def _is_of_the_world(called: object) -> bool:
    owner = getattr(called, "__self__", None)
    if isinstance(owner, type):
        return issubclass(owner, _FREE)
    return getattr(owner, "__name__", "") in ("time", "builtins", "io", "posix", "nt") or type(owner).__name__ in (
        "Random",
        "SystemRandom",
        "socket",
    )
