"""Kills: clients die at any moment and try again; nothing acknowledged is lost, nothing is there twice.

Source: storage.md, what it must hold.
"""

from __future__ import annotations

import os
import signal
import time
from itertools import count
from random import Random

from collabflow.core.errors import CollabflowError, StoreBusy
from reliability.killing import killed_at_call
from reliability.places import Place
from reliability.requests import PROMISES, ask, case_of, flow_on, key_of, look
from reliability.tally import Tally
from stores.processes import KILLED, ended, fork

_LONGEST = 0.02
"""Seconds that a client lives on at most after the last answer that it was let have: time for some requests."""

_ANSWERS = (0, 0, 1, 1, 2, 4)
"""How many answers a client may be let have; none means that it may die before it has begun."""


class Client:
    """A client that asks for one thing after the other, and begins again with what was not answered when it died."""

    def __init__(self, name: str, place: Place) -> None:
        self.name = name
        self._place = place
        self.next = 0
        self.acknowledged: set[int] = set()

    def born(self) -> None:
        """A process that asks until it is killed."""
        self._answers, writing = os.pipe()
        self._heard = b""
        self._process = fork(lambda: self._work(writing))
        os.close(writing)

    def _work(self, answers: int) -> None:
        flow = flow_on(self._place.open())
        for number in count(self.next):
            while not _is_answered(flow, self.name, number):
                pass
            os.write(answers, number.to_bytes(4, "big"))

    def hear(self, answers: int) -> None:
        """Return when it was answered so often, or has died."""
        while len(self._heard) < 4 * answers and (part := os.read(self._answers, 4)):
            self._heard += part

    def killed(self) -> int:
        """Kill it and hear what else it was answered; how its process ended."""
        os.kill(self._process, signal.SIGKILL)
        ending = ended(self._process)
        with os.fdopen(self._answers, "rb") as answers:
            self._heard += answers.read()
        numbers = [int.from_bytes(self._heard[at : at + 4], "big") for at in range(0, len(self._heard), 4)]
        self.acknowledged.update(numbers)
        self.began, self.next = self.next, max(numbers, default=self.next - 1) + 1
        return ending


def _is_answered(flow, name, number) -> bool:
    try:
        ask(flow, name, number)
    except StoreBusy:
        return False
    return True


def at_random(place: Place, *, kills: int, clients: int = 3, seed: int = 0) -> Tally:
    """Clients at work side by side, each killed at a moment drawn at random, until so many kills were done."""
    tally, chance = Tally(*PROMISES, "crashed", "not reopened", "damaged"), Random(seed)
    place.open().close()
    crowd = [Client(f"client-{n}", place) for n in range(clients)]
    while tally.done["kills"] < kills and not tally.broken:
        for client in crowd:
            client.born()
        for client in chance.sample(crowd, len(crowd)):
            client.hear(chance.choice(_ANSWERS))
            time.sleep(chance.uniform(0, _LONGEST))  # not a wait for anything: the moment is what is drawn
            if client.killed() != KILLED:
                tally.broke("crashed", client.name)
            tally.did("kills")
        _reopened(tally, place, crowd)
    if not tally.broken:
        _finished(tally, place, crowd)
    return tally


def _reopened(tally: Tally, place: Place, crowd: list[Client]) -> None:
    """Whether the store opens as it lies, and what was asked for in the last lives is as it should be."""
    place.settle()
    try:
        store = place.open()
        for client in crowd:
            numbers = range(client.began, client.next + 1)
            look(tally, store, client.name, numbers, acknowledged=client.acknowledged)
            written = store.answered(case_of(client.name, client.next), key_of(client.next)) is not None
            tally.did("written but not acknowledged", written)
        store.close()
    except CollabflowError as error:
        tally.broke("not reopened", repr(error))


def _finished(tally: Tally, place: Place, crowd: list[Client]) -> None:
    """Every client is answered at last; then each request is there, once, and the feed holds each entry once."""
    store = place.open()
    flow = flow_on(store)
    for client in crowd:
        ask(flow, client.name, client.next)
        numbers = range(client.next + 1)
        look(tally, store, client.name, numbers, acknowledged=numbers)
        tally.did("requests", len(numbers))
    store.close()
    if (damage := place.damage()) is not None:
        tally.broke("damaged", damage)


def at_every_call(place: Place, *, stride: int = 1) -> Tally:
    """One request killed at every system call (or each so-manieth), retried, on a case of its own each time."""
    tally = Tally(*PROMISES, "crashed", "not reopened")
    for number in count(1, stride):
        name = f"swept-{number}"
        before = place.open()
        for prepared in (0, 1):
            ask(flow_on(before), name, prepared)
        before.close()
        ending = killed_at_call(number, lambda name=name: ask(flow_on(place.open()), name, 2))
        if ending not in (0, KILLED):
            tally.broke("crashed", f"at system call {number}: {ending}")
        tally.did("kills", ending == KILLED)
        _retried(tally, place, name, finished=ending == 0)
        if ending != KILLED or tally.broken:
            return tally
    raise AssertionError("the request never got through")


def _retried(tally: Tally, place: Place, name: str, *, finished: bool) -> None:
    place.settle()
    try:
        store = place.open()
        look(tally, store, name, (0, 1, 2), acknowledged=(0, 1, 2) if finished else (0, 1))
        ask(flow_on(store), name, 2)
        look(tally, store, name, (0, 1, 2), acknowledged=(0, 1, 2))
        store.close()
    except CollabflowError as error:
        tally.broke("not reopened", repr(error))
