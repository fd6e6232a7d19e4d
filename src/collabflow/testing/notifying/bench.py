"""The bench for notifiers: it opens one at a place with a fake peer, sends by it, and notes what was answered."""

from __future__ import annotations

import gc
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext, suppress
from datetime import UTC, datetime, timedelta
from typing import Protocol

from attrs import field, frozen

from collabflow.ports import Delivery, Message, Notifier
from collabflow.ports.records import Offer
from collabflow.testing.bench import Settings
from collabflow.testing.broken import Declines, LawBroken, NotProven
from collabflow.testing.law import Promise
from collabflow.testing.notifying.peer import FakePeer
from collabflow.testing.notifying.replies import ACCEPTED, HANGING, Reply
from collabflow.testing.places import Place, Places
from collabflow.testing.script import Call, Script
from collabflow.testing.source import of_error, shortened, source
from collabflow.testing.sweeps.locks import telling_locks

OFFERS = ("peer", "idempotent", "received", "deliveries")
"""What laws ask for: the two that a suite may decline, and what follows from what it gives."""

GRACE = 2.0
"""Seconds by which an answer may miss its deadline, for a machine that is busy."""

TEXT = "Bring the map on Friday."


@frozen
class NotifierPlace(Place):
    """A place with a gateway of its own: `fake_http.url` is where it listens."""

    fake_http: FakePeer


@frozen(kw_only=True)
class NotifierLaw(Promise):
    """One promise of a notifier, and how to try it."""

    trial: Callable[[NotifierBench], None] = field(repr=False)


class Suite(Protocol):
    """What an author gives: how to open the notifier, and what is to be known of it."""

    recipient: str
    private: tuple[str, ...]
    trace_files: tuple[str, ...]

    def open_notifier(self, place: NotifierPlace) -> Notifier: ...

    def received(self, place: NotifierPlace) -> Sequence[str] | None: ...


class NotifierBench:
    """Where a notifier is tried."""

    opens = "open_notifier"

    def __init__(self, suite: Suite, settings: Settings | None = None, *, tells_received: bool) -> None:
        self.suite = suite
        self.settings = settings or Settings()
        self.counts: Counter[str] = Counter()
        self.script = Script(type(suite).__name__)
        self._tells_received = tells_received
        self._places = Places()
        self._peers: list[FakePeer] = []
        self._opened: list[Notifier] = []
        self._numbers = 0
        self._reply = ACCEPTED

    def begin(self) -> None:
        """Forget the calls of the trial before."""
        self.script = Script(type(self.suite).__name__)

    def tidy(self) -> None:
        """End what a trial opened; one that hangs is left alone."""
        for peer in self._peers:
            peer.close()
        opened, self._opened = self._opened, []
        closing = threading.Thread(target=_close_all, args=(opened,), daemon=True)
        closing.start()
        closing.join(self.settings.patience)
        self._peers.clear()

    def close(self) -> None:
        """End everything and remove the places."""
        self.tidy()
        self._places.close()

    def offer(self, name: str) -> Offer:
        """Whether what a law asks for is there; else why not."""
        if name == "received":
            return self._tells_received or "the suite does not say what arrived: def received(self, place)"
        if name == "deliveries":
            return True if self.offer("peer") is True else self.offer("received")
        said = getattr(self.suite, name)
        return said.why if isinstance(said, Declines) else True

    def offers(self) -> dict[str, Offer]:
        """All that laws ask for."""
        return {name: self.offer(name) for name in OFFERS}

    # notifiers --------------------------------------------------------------------------------

    def fresh(self, *, with_telling_locks: bool = False) -> Notifier:
        """A notifier in a new place; its locks may tell who waits for them."""
        place = self._places.new()
        self.place = NotifierPlace(place.path, place.name, FakePeer())
        self._peers.append(self.place.fake_http)
        self._reply = ACCEPTED
        self.begin()
        locks = telling_locks() if with_telling_locks else nullcontext()
        with self._under_way(self.opens, f"n = {self.script.suite}().open_notifier(place)"), locks:
            self.notifier = self.suite.open_notifier(self.place)
        self._opened.append(self.notifier)
        return self.notifier

    def message(self, text: str = TEXT, *, recipient: str | None = None) -> Message:
        """A message with this text, unlike all others."""
        self._numbers += 1
        to = self.suite.recipient if recipient is None else recipient
        n = self._numbers
        return Message(id=f"m{n}", case_id="maya", version=n, channel="kit", recipient=to, kind="notice", text=text)

    def replied(self, reply: Reply, *, text: str = TEXT) -> Delivery:
        """What a fresh notifier makes of this reply. Raises `NotProven` when it asks nothing of the peer."""
        self.fresh()
        if self.offer("peer") is True:
            self.answers(reply)
        return self.send(self.message(text), within=0.3 if reply is HANGING else 20.0).delivery

    def answers(self, reply: Reply) -> None:
        """The peer answers like this from now on."""
        self.note(f"place.fake_http answers {reply.name}")
        self._reply = reply
        self.place.fake_http.answers(reply)

    def send(self, message: Message, *, key: str = "", within: float = 20.0, may_be_silent: bool = False) -> Answer:
        """Send by the notifier, and wait for its answer a little longer than it may take.

        Raises `NotProven` when the peer ought to have been asked and was not, unless that may be.
        """
        answer = self._asked(message, key or _key(message), within)
        asks = self.offer("peer") is True and self._reply.is_heard and not may_be_silent
        if asks and not self.place.fake_http.heard:
            raise NotProven("nothing was asked of place.fake_http; open the notifier on its url, or say peer = no(...)")
        return answer

    def _asked(self, message: Message, key: str, within: float) -> Answer:
        self.counts["messages"] += 1
        self.place.fake_http.knows(key)
        line = f"n.send(message({shortened(source(message.text))}), key={key!r}, deadline=in_seconds({within:g}))"
        call = self.note(line)
        work = Sending(self.notifier, message, key=key, within=within)
        work.join(within + GRACE)
        is_late = work.is_alive()
        if is_late:
            self.place.fake_http.release()
            work.join(self.settings.patience)
        call.line = f"{line}  # -> {work.told()}"
        return Answer(delivery=work.answer(), is_late=is_late)

    def sent_beside_others(self, message: Message) -> object:
        """Send in this thread, without a note, as many threads do at once; the answer, or what was raised."""
        self.place.fake_http.knows(key := _key(message))
        deadline = datetime.now(UTC) + timedelta(seconds=self.settings.patience)
        try:
            return self.notifier.send(message, key=key, deadline=deadline)
        except Exception as error:  # noqa: BLE001  (told by the trial)
            return error

    def end(self) -> None:
        """Close the notifier where it can be, and let it go."""
        self._opened.remove(self.notifier)
        with self._under_way("close", "n.close()" if hasattr(self.notifier, "close") else "del n"):
            closed(self.notifier)
        del self.notifier
        gc.collect()

    def delivered(self) -> int:
        """How many messages arrived."""
        if self.offer("peer") is True:
            return len(self.place.fake_http.delivered)
        return len(self.received())

    def texts(self) -> tuple[str, ...]:
        """What arrived, as the suite reads it, or as the peer was given it."""
        if self.offer("received") is True:
            return self.received()
        return tuple(body.decode("utf-8", errors="replace") for body in self.place.fake_http.bodies())

    def received(self) -> tuple[str, ...]:
        """What the suite says that arrived."""
        return tuple(self.suite.received(self.place) or ())

    def note(self, line: str) -> Call:
        """Note a line of the script."""
        call = Call("n", "send", line=line, ended=True)
        self.script.calls.append(call)
        return call

    @contextmanager
    def _under_way(self, verb: str, line: str) -> Iterator[None]:
        """Note a call that may fail, or never end; whoever watches the trial tells."""
        call = Call("n", verb, line=line)
        self.script.calls.append(call)
        try:
            yield
        except BaseException as error:
            call.error = error
            raise
        finally:
            call.ended = True


@frozen(kw_only=True)
class Answer:
    """What was answered, and whether too late."""

    delivery: Delivery
    is_late: bool


class Sending(threading.Thread):
    """One call of `send` in a thread of its own, so that one that never ends can be told."""

    def __init__(self, notifier: Notifier, message: Message, *, key: str, within: float) -> None:
        super().__init__(daemon=True)
        self._ask = notifier.send
        self._message = message
        self._key = key
        self._within = within
        self._answer: object = None
        self._error: Exception | None = None
        self.start()

    def run(self) -> None:
        """Ask."""
        deadline = datetime.now(UTC) + timedelta(seconds=self._within)
        try:
            self._answer = self._ask(self._message, key=self._key, deadline=deadline)
        except Exception as error:  # noqa: BLE001  (told by `answer`)
            self._error = error

    def told(self) -> str:
        """What came of it, in words."""
        if self.is_alive():
            return "nothing"
        return shortened(of_error(self._error) if self._error else source(self._answer), 160)

    def answer(self) -> Delivery:
        """The answer. Raises `LawBroken` when it is none of the three."""
        law = "it answers Sent, TryLater or Undeliverable, and raises nothing"
        if self.is_alive():
            raise LawBroken("send has not ended, and the peer has closed the connection", law)
        if self._error is not None:
            raise LawBroken(f"send raised {shortened(of_error(self._error))}", law) from self._error
        if not isinstance(self._answer, Delivery):
            raise LawBroken(f"send answered {shortened(source(self._answer))}", law)
        return self._answer


def _key(message: Message) -> str:
    return f"key{message.version:05}"


def _close_all(opened: list[Notifier]) -> None:
    for notifier in opened:
        with suppress(Exception):  # one that cannot be closed has been told of by law W12
            closed(notifier)


def closed(notifier: Notifier) -> None:
    """Close a notifier that can be closed; the port does not ask for it."""
    close = getattr(notifier, "close", None)
    if close is not None:
        close()


def ended(threads: Sequence[threading.Thread], *, within: float) -> bool:
    """Whether all of these threads end within these seconds."""
    end = time.monotonic() + within
    for thread in threads:
        thread.join(max(0.0, end - time.monotonic()))
    return not any(thread.is_alive() for thread in threads)
