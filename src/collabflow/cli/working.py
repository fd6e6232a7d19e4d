"""The commands of the outbox: `work` delivers until it is stopped, `dead` lists what was given up, `revive` revives it.

A worker takes one message at a time: it stops between two of them, and whoever kills it leaves one to be sent again.
Trouble with the database is told, and tried again after growing pauses. SIGTERM and SIGINT end it when the message in
its hands has been settled.
"""

from __future__ import annotations

import random
import signal
import sys
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from queue import Empty, SimpleQueue

from collabflow.cli.opening import opened
from collabflow.cli.paper import Paper, Stopped, WrongUse
from collabflow.core.errors import LeaseLost, StoreClosed, StoreError
from collabflow.flow import CollabFlow, Delivered

LONGEST = 60.0
"""The longest wait after trouble with the database, in seconds."""

_SIGNALS = ("SIGTERM", "SIGINT")


def work(options: Namespace, paper: Paper) -> int:
    """Delivers messages until stopped, or with `--once` until none is due."""
    notifiers = dict(options.notifier)
    if not notifiers:
        raise WrongUse("a worker needs something to carry messages: --notifier CHANNEL=MODULE:NAME for each channel")
    with opened(options, makes=False) as store, _told_to_stop() as stop:
        flow = CollabFlow(store, notifiers=notifiers)
        if not options.once:
            paper.line(f"delivering messages of {options.db} by {', '.join(notifiers)}; Ctrl-C or SIGTERM ends it")
            sys.stdout.flush()
        total = Worker(flow, stop, every=options.every, is_once=options.once).run()
    paper.line(f"{total.sent} sent, {total.later} to be tried again, {total.dead} given up")
    return 0


class Stop:
    """Whether it is time to end. A signal may say so at any moment of waiting, so the two share no lock."""

    def __init__(self) -> None:
        self._is_set = False
        self._told: SimpleQueue[None] = SimpleQueue()

    def set(self) -> None:
        self._is_set = True
        self._told.put(None)  # the one `put` that may interrupt a `get` (docs.python.org, queue)

    def is_set(self) -> bool:
        return self._is_set

    def wait(self, seconds: float) -> None:
        """Wait so long, or until told."""
        if not self._is_set:
            with suppress(Empty):
                self._told.get(timeout=seconds)


@contextmanager
def _told_to_stop() -> Iterator[Stop]:
    """What is told when the process is asked to end."""
    stop = Stop()
    known = [getattr(signal, name) for name in _SIGNALS if hasattr(signal, name)]
    before = {each: signal.signal(each, lambda number, frame: stop.set()) for each in known}
    try:
        yield stop
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


class Worker:
    """Delivers through one flow, one message at a time, until it is told to stop."""

    def __init__(self, flow: CollabFlow, stop: Stop, *, every: float, is_once: bool) -> None:
        self._flow = flow
        self._stop = stop
        self._every = every
        self._is_once = is_once
        self._troubles = 0

    def run(self) -> Delivered:
        """Works, and answers what came of it."""
        total = Delivered()
        while not self._stop.is_set():
            done = self._one()
            if done is None:
                self._stop.wait(self._pause())
                continue
            total = Delivered(sent=total.sent + done.sent, later=total.later + done.later, dead=total.dead + done.dead)
            if done == Delivered():
                if self._is_once:
                    break
                self._stop.wait(self._every)
        return total

    def _one(self) -> Delivered | None:
        """What came of the next message; None where the database gave trouble."""
        try:
            done = self._flow.deliver(limit=1)
        except StoreClosed:
            raise
        except LeaseLost as lost:  # somebody else took it, and settles it
            print(f"collabflow: {lost}", file=sys.stderr, flush=True)
            return Delivered(later=1)
        except StoreError as trouble:
            if self._is_once:
                raise
            self._troubles += 1
            print(f"collabflow: {trouble}", file=sys.stderr, flush=True)
            return None
        self._troubles = 0
        return done

    def _pause(self) -> float:
        """Twice as long after each trouble, and never at the same moment as other workers."""
        longest = min(LONGEST, self._every * (1 << min(self._troubles, 10)))
        return longest * (0.5 + random.random() / 2)  # noqa: S311 (nothing secret)


def dead(options: Namespace, paper: Paper) -> int:
    """Messages that were given up, the oldest first, without what they say."""
    with opened(options) as store:
        found = store.dead(limit=options.limit)
    if options.json:
        names = ("id", "case_id", "channel", "recipient", "error", "attempts", "settled_at")
        paper.json([{name: getattr(message, name) for name in names} for message in found])
        return 0
    for one in found:
        when = "" if one.settled_at is None else one.settled_at.isoformat(sep=" ", timespec="minutes")
        paper.line(f"{one.id}  {when}  to {one.recipient} by {one.channel}: {one.error} ({one.attempts} attempts)")
    if not found:
        paper.line("no message was given up")
    return 0


def revive(options: Namespace, paper: Paper) -> int:
    """Makes messages due again, with their attempts counted afresh."""
    if bool(options.message) is options.all:
        raise WrongUse("say which: ids of messages, or --all")
    with opened(options) as store:
        flow = CollabFlow(store)
        count = sum(_revived(flow)) if options.all else flow.revive(*options.message)
    paper.line(f"{count} due again")
    if count < len(options.message):
        raise Stopped(f"{len(options.message) - count} of these ids were not given up, or are not there")
    return 0


_PAGE = 100


def _revived(flow: CollabFlow) -> Iterator[int]:
    while found := flow.dead(limit=_PAGE):
        yield flow.revive(*(message.id for message in found))
