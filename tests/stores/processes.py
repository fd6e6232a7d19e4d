"""Work in forked children, for tests of what happens between processes."""

from __future__ import annotations

import os
import signal
import sys
import traceback
import warnings
from collections.abc import Callable

KILLED = -signal.SIGKILL


def fork(work: Callable[[], object]) -> int:
    """Do this in a child that ends without cleaning up, as a killed one would; its process id."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # Python warns of forks beside threads; that is the test
        child = os.fork()
    if child:
        return child
    try:
        work()
    except BaseException:
        traceback.print_exc(file=sys.__stderr__)
        os._exit(1)
    os._exit(0)


def ended(child: int) -> int:
    """How the child ended: 0 when all went well, minus the signal that killed it."""
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def together(*works: Callable[[], object]) -> list[int]:
    """Do these in one child each, all let go at the same moment; how they ended."""
    gate, handle = os.pipe()

    def held(work):
        def waits():
            os.close(handle)
            os.read(gate, 1)  # returns when the parent closes its end
            work()

        return waits

    children = [fork(held(work)) for work in works]
    os.close(handle)
    os.close(gate)
    return [ended(child) for child in children]


def kill_at_line(number: int, *, of: str) -> None:
    """From now on, kill this process right before it runs that many lines of files whose path has `of` in it."""
    left = number

    def on_line(frame, event, argument):
        nonlocal left
        if event == "line":
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
        return on_line

    sys.settrace(lambda frame, event, argument: on_line if of in frame.f_code.co_filename else None)
