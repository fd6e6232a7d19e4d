"""Trying a law: whether it applies, what came of it, and what a waiver makes of that.

A law that was not tried is never held: what a store declines is apart, what could not be shown is unproven. A law
that is new in this version of the kit warns, so that a release of ours does not turn an author's suite red.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from enum import StrEnum
from functools import partial
from typing import Protocol

from attrs import frozen

from collabflow.ports.records import Offer
from collabflow.testing.bench import Bench, Settings
from collabflow.testing.broken import LawBroken, NotProven
from collabflow.testing.law import Law, Layer, Promise
from collabflow.testing.script import Call, Script
from collabflow.testing.source import of_error
from collabflow.testing.sweeps.following import new_threads_followed


class Status(StrEnum):
    """What came of a law."""

    HELD = "held"
    BROKEN = "broken"
    UNPROVEN = "not proven"
    WAIVED = "waived"
    """It is broken, and the suite says why that is accepted."""
    NEEDLESS = "needless waiver"
    """It holds although it is waived: the waiver must go."""
    WARNED = "warned"
    """It is broken or not proven, and new: with the next version of the kit it will be an error."""
    APART = "apart"
    """It belongs to a capability that this store does not have, or has."""


FAILURES = frozenset({Status.BROKEN, Status.UNPROVEN, Status.NEEDLESS})
"""What makes a suite fail."""


@frozen(kw_only=True)
class Trial:
    """What came of one law. `why` is the reason for being apart, waived or unproven; `broken` is what was seen."""

    law: Promise
    status: Status
    why: str = ""
    broken: LawBroken | None = None
    seconds: float = 0.0

    @property
    def fails(self) -> bool:
        """Whether the suite fails by it."""
        return self.status in FAILURES


class Workbench(Protocol):
    """What trying needs of a bench, whatever is tried on it. `opens` is the verb by which a suite opens it."""

    opens: str
    script: Script

    @property
    def settings(self) -> Settings: ...

    def begin(self) -> None: ...

    def tidy(self) -> None: ...

    def offer(self, name: str) -> Offer: ...


def tried(law: Law, bench: Bench, waive: Mapping[str, str]) -> Trial:
    """Try the law on the bench's suite."""
    return judged(law, partial(law.trial, bench), bench, waive)


def judged(law: Promise, trial: Callable[[], None], bench: Workbench, waive: Mapping[str, str]) -> Trial:
    """What comes of this trial of the law, on the bench's suite."""
    began = time.perf_counter()
    bench.begin()
    status, why, broken = Status.HELD, "", None
    try:
        why = _why_apart(law, bench)
        if why:
            status = Status.APART
        else:
            _watched(law, trial, bench)
    except NotProven as unproven:
        status, why = Status.UNPROVEN, unproven.why
    except LawBroken as seen:
        status, broken = Status.BROKEN, _scripted(seen, bench)
    except Exception as error:  # noqa: BLE001  (whatever it is, it is told)
        status, broken = Status.BROKEN, _scripted(_unexpected(error, bench), bench)
    finally:
        bench.tidy()
    status, why = _with_waiver(status, why, waive.get(law.code))
    if law.is_new and status in (Status.BROKEN, Status.UNPROVEN):
        status = Status.WARNED
    return Trial(law=law, status=status, why=why, broken=broken, seconds=time.perf_counter() - began)


def _with_waiver(status: Status, why: str, waiver: str | None) -> tuple[Status, str]:
    if waiver is None or status is Status.APART:
        return status, why
    if status is Status.HELD:
        return Status.NEEDLESS, f"it is waived ({waiver}), but it holds: remove this waiver"
    return Status.WAIVED, waiver


def _why_apart(law: Promise, bench: Workbench) -> str:
    for asked in law.asks:
        name = asked.removeprefix("not ")
        offer = bench.offer(name)
        if (offer is True) is asked.startswith("not "):
            return f"{name} is offered" if offer is True else f"{name}: no, {offer}"
    return ""


def _unexpected(error: Exception, bench: Workbench) -> LawBroken:
    """An error that nobody expected: of the store's, or of the factory's."""
    last = bench.script.calls[-1] if bench.script.calls else None
    verb = last.verb if last is not None and last.error is error else bench.opens
    broken = LawBroken(f"{verb} raised {of_error(error)}", "this call succeeds")
    broken.__cause__ = error
    return broken


def _scripted(broken: LawBroken, bench: Workbench) -> LawBroken:
    if not broken.script:
        broken.script = bench.script.lines()
    return broken


# calls that never end -----------------------------------------------------------------------------


def _watched(law: Promise, trial: Callable[[], None], bench: Workbench) -> None:
    """Try it in a thread of its own, so that a call that never ends is told and does not hold up everything."""
    if law.layer > Layer.MACHINE:
        with new_threads_followed():
            trial()  # sweeps have threads of their own, and watch them
        return
    raised: list[BaseException] = []
    work = threading.Thread(target=_caught, args=(trial, raised), daemon=True)
    work.start()
    last: Call | None = None
    while work.is_alive():
        work.join(bench.settings.patience)
        now = bench.script.calls[-1] if bench.script.calls else None
        if work.is_alive() and now is not None and now is last and not now.ended:
            told = f"{now.verb} has not ended after {bench.settings.patience:g} seconds"
            raise LawBroken(told, "every call ends")
        last = now
    if raised:
        raise raised[0]


def _caught(work: Callable[[], None], raised: list[BaseException]) -> None:
    try:
        work()
    except BaseException as error:  # noqa: BLE001  (handed on to the thread that waits)
        raised.append(error)
