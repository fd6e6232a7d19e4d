"""Trials of what becomes of a message: laws W7 to W9, W11 and W12."""

from __future__ import annotations

import logging
import random
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from attrs import evolve

from collabflow.ports import Sent
from collabflow.testing.broken import LawBroken
from collabflow.testing.expect import same, so
from collabflow.testing.notifying.bench import NotifierBench, ended
from collabflow.testing.notifying.replies import ACCEPTED, BUSY, ENDING, GONE
from collabflow.testing.source import source

_TEXTS = (
    "Zoë and José read “¿Qué tal?” together — 3 < 4 & 5 > 2.",
    "Cafe\N{COMBINING ACUTE ACCENT}, caf\N{LATIN SMALL LETTER E WITH ACUTE}",
    "ليلى تحب الرسم. \N{RIGHT-TO-LEFT MARK}(3)",
    "美玲 喜欢 唱歌 \N{FACE WITH OPEN MOUTH}\N{SMILING FACE WITH SUNGLASSES}\N{FAMILY}",
    "One line,\nanother,\n\nand one after a blank.\r\n.\r\nThe last.",
    "To someone by email: another head",
    "10 KiB: " + "a long letter, " * 683 + "end.",
)
_PRIVATE = "Amara Okafor read a whole page aloud."
_NAME = "Amara Okafor"


def a_message_stays(bench: NotifierBench) -> None:
    """All fields, after sending."""
    bench.fresh()
    message = bench.message("  A text with blanks \n and line ends.  ")
    before = evolve(message)
    bench.send(message)
    same(message, before, of="the message after sending", law="it is as it was given")


def texts_survive(bench: NotifierBench) -> None:
    """Each by itself, line by line, because channels have their own line ends."""
    chance = random.Random(bench.settings.seed)  # noqa: S311  (no secret)
    mixed = "Mixed: " + "".join(chance.choices("aé\u0301ñßЖ中ح\N{SPARKLES}'\"&<%=\\ ", k=60)) + "."
    bench.fresh()
    for number, text in enumerate((*_TEXTS, mixed), start=1):
        answer = bench.send(bench.message(text)).delivery
        so(isinstance(answer, Sent), f"send answered {source(answer)}", "Sent is due for this text")
        arrived = bench.received()
        law = "each message arrives once, in the words that it was given"
        so(len(arrived) == number, f"after {number} messages {len(arrived)} arrived", law)
        same(tuple(arrived[-1].splitlines()), tuple(text.splitlines()), of="what arrived", law=law)


def line_ends_add_nothing(bench: NotifierBench) -> None:
    """A recipient and a text that end a line and go on as a header would."""
    extra = "\r\nBcc: stranger@elsewhere.example"
    for recipient, text in (
        (bench.suite.recipient, f"Hello{extra}\r\n\r\nPOST / HTTP/1.1\r\nBcc: x\r\n\r\n"),
        (bench.suite.recipient + extra, "Hello"),
    ):
        bench.fresh()
        bench.send(bench.message(text, recipient=recipient), may_be_silent=recipient != bench.suite.recipient)
        heard = bench.place.fake_http.heard
        so(len(heard) <= 1, f"the peer was asked {len(heard)} times", "one message is one request")
        names = {name for request in heard for name, _ in request.headers}
        so("bcc" not in names, "the peer was given a header Bcc", "line ends in a recipient or text add no header")


def nothing_is_told_elsewhere(bench: NotifierBench) -> None:
    """Every reply, with all logging turned on."""
    for reply in ENDING if bench.offer("peer") is True else (ACCEPTED,):
        with _logged() as lines:
            answer = bench.replied(reply, text=_PRIVATE)
        shown = {
            "the log": "\n".join(lines),
            "the answer": f"{answer!r} {answer}",
            "repr(notifier)": f"{bench.notifier!r} {bench.notifier}",
        }
        for where, text in shown.items():
            for word in (_NAME, _PRIVATE, *bench.suite.private):
                law = "names, texts and addresses go to the channel and nowhere else"
                so(word.casefold() not in text.casefold(), f"{where} tells {source(word)}", law)


class _Lines(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.NOTSET)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@contextmanager
def _logged() -> Iterator[list[str]]:
    """All that is logged meanwhile, at whatever level."""
    root, handler = logging.getLogger(), _Lines()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.NOTSET + 1)
    try:
        yield handler.lines
    finally:
        root.setLevel(level)
        root.removeHandler(handler)


def one_bad_address_hides_nothing(bench: NotifierBench) -> None:
    """The peer knows some addresses and not others, many times over."""
    bench.fresh()
    for reply in (ACCEPTED, *GONE * 3, ACCEPTED):
        bench.answers(reply)
        answer = bench.send(bench.message()).delivery
        if not isinstance(answer, reply.due):
            law = f"{reply.due.__name__} is due for this message, whatever came of those before"
            raise LawBroken(f"the peer answers {reply.name} by now, and send {source(answer)}", law)
    so(bench.delivered() == 2, f"{bench.delivered()} messages were delivered", "2 are due")


def nothing_is_left(bench: NotifierBench) -> None:
    """After some messages, good and bad, the notifier is closed where it can be, and let go."""
    before = set(threading.enumerate())
    bench.fresh()
    has_peer = bench.offer("peer") is True
    sent = 0
    for reply in (ACCEPTED, *BUSY[:1], ACCEPTED) if has_peer else (ACCEPTED,):
        if has_peer:
            bench.answers(reply)
        sent += isinstance(bench.send(bench.message()).delivery, Sent)
    law = "what was taken on is done when it is closed"
    bench.end()
    if bench.offer("deliveries") is True:
        so(bench.delivered() >= sent, f"{bench.delivered()} of {sent} messages were delivered", law)
    so(bench.place.fake_http.is_left_alone(within=1.0), "a connection is still open", law)
    left = [one for one in threading.enumerate() if one not in before and not one.name.startswith("fake-peer")]
    so(ended(left, within=1.0), f"{len(left)} threads are still at work, {source(left[0].name if left else '')}", law)
