"""Trials of what a notifier answers: laws W1 to W6 and W13."""

from __future__ import annotations

from datetime import timedelta

from collabflow.ports import Sent, TryLater
from collabflow.testing.broken import LawBroken
from collabflow.testing.expect import so
from collabflow.testing.notifying.bench import NotifierBench
from collabflow.testing.notifying.replies import (
    ACCEPTED,
    BUSY,
    CUT,
    DRIPPING_BODY,
    DRIPPING_HEAD,
    ENDING,
    GONE,
    HANGING,
    LOST,
    MALFORMED,
    ODD,
    REFUSED,
    SILENT,
    Reply,
    in_ten_minutes,
    status,
)
from collabflow.testing.source import source

_DAY = timedelta(days=1)
_HINT = timedelta(minutes=2)
_SLACK = timedelta(minutes=1)
"""By how much a date may be missed, for clocks and seconds that are rounded."""
_SHORTLY = 0.4
"""Seconds until a deadline that is kept to the end: a law takes a second for three of them, and a head that drips has
not said its status by then."""


def one_of_three(bench: NotifierBench) -> None:
    """Every reply, and none; a notifier without a peer is asked once."""
    for reply in (*ENDING, *ODD, HANGING) if bench.offer("peer") is True else (ACCEPTED,):
        bench.replied(reply)


def a_key_is_delivered_once(bench: NotifierBench) -> None:
    """After an answer, and after an answer that was lost."""
    for reply in (ACCEPTED, LOST) if bench.offer("peer") is True else (ACCEPTED,):
        found = _sent_twice(bench, first=reply)
        so(found == 1, f"{found} were delivered", "a message that is sent twice with one key is delivered once")


def a_repeat_is_delivered(bench: NotifierBench) -> None:
    """The same key twice."""
    found = _sent_twice(bench, first=ACCEPTED)
    so(found == 2, f"{found} was delivered", "the suite says that this notifier delivers a repeat: 2")


def _sent_twice(bench: NotifierBench, *, first: Reply) -> int:
    bench.fresh()
    message = bench.message()
    for reply in (first, ACCEPTED):
        if bench.offer("peer") is True:
            bench.answers(reply)
        bench.send(message, key="key00same")
    return bench.delivered()


def for_now_or_for_good(bench: NotifierBench) -> None:
    """What never was accepted: which of the two it is. Taking it for sent is law W6's."""
    for reply in (*GONE, *BUSY, SILENT, CUT, MALFORMED, REFUSED):
        answer = bench.replied(reply)
        if not isinstance(answer, (Sent, reply.due)):
            kind = type(answer).__name__
            raise LawBroken(f"the peer answered {reply.name}, and send {kind}", f"{reply.due.__name__} is due then")


def waits_as_told(bench: NotifierBench) -> None:
    """Hints that are numbers, dates, nonsense and zero, and none at all."""
    for reply, least in (
        (status(503, TryLater), timedelta(0)),
        (status(429, TryLater, retry_after="120"), _HINT),
        (status(503, TryLater, retry_after="0"), timedelta(0)),
        (status(503, TryLater, retry_after="soon"), timedelta(0)),
        (status(503, TryLater, retry_after="9" * 30), timedelta(0)),
        (in_ten_minutes(), timedelta(minutes=10) - _SLACK),
    ):
        answer = bench.replied(reply)
        after = answer.after if isinstance(answer, TryLater) else None
        if after is not None and not least <= after <= _DAY:
            law = f"after is at least {source(least)} here, and at most a day"
            raise LawBroken(f"the peer answered {reply.name}, and after is {source(after)}", law)


def answers_in_time(bench: NotifierBench) -> None:
    """A peer that takes the request and says nothing, and peers that never come to an end."""
    for reply, due in (
        (HANGING, (TryLater,)),
        (DRIPPING_HEAD, (TryLater,)),
        (DRIPPING_BODY, (Sent, TryLater)),
    ):
        bench.fresh()
        bench.answers(reply)
        answer = bench.send(bench.message(), within=_SHORTLY)
        said = f"the peer answered {reply.name}, and send"
        law = f"{' or '.join(kind.__name__ for kind in due)} is due before the deadline"
        so(not answer.is_late, f"{said} did not answer until the peer closed the connection, after the deadline", law)
        so(isinstance(answer.delivery, due), f"{said} answered {source(answer.delivery)}", law)


def sent_means_accepted(bench: NotifierBench) -> None:
    """All that is not accepted, and what is."""
    for reply in ENDING:
        answer = bench.replied(reply)
        if isinstance(answer, Sent) is not reply.accepts:
            law = f"{reply.due.__name__} is due then"
            raise LawBroken(f"the peer answered {reply.name}, and send {source(answer)}", law)


def asks_no_peer(bench: NotifierBench) -> None:
    """One message, and what the peer heard."""
    bench.fresh()
    bench.send(bench.message())
    heard = len(bench.place.fake_http.heard)
    so(heard == 0, f"place.fake_http was asked {heard} times", "a suite that says peer = no(...) asks it nothing")
