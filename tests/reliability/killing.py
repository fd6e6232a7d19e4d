"""Killing: a child that is ended by SIGKILL at the very system call that was asked for.

Whatever a store keeps, it keeps by asking the system; so a child that dies before or after each of its system calls
has died at every point that makes a difference, also inside a commit. Linux only (ptrace).
Source: ptrace(2).
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from collections.abc import Callable

from stores.processes import fork

_TRACE_ME, _GO_TO_NEXT_CALL, _SET_OPTIONS = 0, 24, 0x4200
_DIE_WITH_ME = 0x100000


def can_trace() -> bool:
    """Whether this machine lets a process trace its child."""
    if not sys.platform.startswith("linux"):
        return False
    return killed_at_call(1, lambda: None) == -signal.SIGKILL


def killed_at_call(number: int, work: Callable[[], object]) -> int | None:
    """Do this in a child that is killed at its system call of that number; each counts twice, before and after.

    Answers how the child ended: minus the signal, or 0 when it was through before; None where nothing can be traced.
    """
    system = ctypes.CDLL(None, use_errno=True)

    def traced() -> None:
        if system.ptrace(_TRACE_ME, 0, None, None) != 0:
            os._exit(3)
        os.kill(os.getpid(), signal.SIGSTOP)
        work()

    child = fork(traced)
    _, status = os.waitpid(child, 0)
    if not os.WIFSTOPPED(status):
        return None
    system.ptrace(_SET_OPTIONS, child, None, ctypes.c_void_p(_DIE_WITH_ME))
    return _led(system, child, number)


def _led(system: ctypes.CDLL, child: int, number: int) -> int:
    calls = delivered = 0
    while True:
        system.ptrace(_GO_TO_NEXT_CALL, child, None, ctypes.c_void_p(delivered))
        _, status = os.waitpid(child, 0)
        if not os.WIFSTOPPED(status):
            return os.waitstatus_to_exitcode(status)
        stopped_by = os.WSTOPSIG(status)
        delivered = 0 if stopped_by == signal.SIGTRAP else stopped_by
        calls += 1
        if calls == number:
            os.kill(child, signal.SIGKILL)
