"""Every law of a notifier, in the order in which they are tried: the only list of them.

W11 of the design speaks of batches; our port sends one message at a time, so it is about what one bad address does to
the messages after it. The port has no `close`; where a notifier has one, W12 calls it.
Source: testing.md, laws W1 to W12.
"""

from __future__ import annotations

from collections.abc import Callable

from collabflow.testing.notifying import answering, carrying, mixing
from collabflow.testing.notifying.bench import NotifierBench, NotifierLaw

_Trial = Callable[[NotifierBench], None]


def _law(code: str, title: str, trial: _Trial, *asks: str, matters: str, usual: str) -> NotifierLaw:
    return NotifierLaw(code=code, title=title, trial=trial, asks=asks, matters=matters, usual=usual)


NOTIFIER_LAWS: tuple[NotifierLaw, ...] = (
    _law(
        "W1",
        "Whatever the channel does, send answers Sent, TryLater or Undeliverable",
        answering.one_of_three,
        matters="an exception or a None stops the worker, and the messages to all other families wait with it",
        usual="except TimeoutError: pass; an error of the client's that is not an OSError, for a reply that is no HTTP",
    ),
    _law(
        "W2",
        "The same key twice leads to one delivery at most",
        answering.a_key_is_delivered_once,
        "idempotent",
        "deliveries",
        matters="after a lost reply a message is sent again; a family that reads the same thing twice stops reading",
        usual="the key is not handed to the channel, or a new one is made for each attempt",
    ),
    _law(
        "W2n",
        "A notifier that says it cannot drop repeats delivers a repeat",
        answering.a_repeat_is_delivered,
        "not idempotent",
        "deliveries",
        matters="who reads that repeats may come will build around them for nothing",
        usual="the notifier hands on the key by now: remove idempotent = no(...)",
    ),
    _law(
        "W3",
        "What may go later is TryLater, what never will is Undeliverable",
        answering.for_now_or_for_good,
        "peer",
        matters="a gateway that is down for a minute must not end a message; a wrong address must reach a person",
        usual="all codes from 400 up are treated alike; 408 and 429 are for now, other 4xx are for good",
    ),
    _law(
        "W4",
        "TryLater.after is bounded, and at least what the channel asked for",
        answering.waits_as_told,
        "peer",
        matters="asking too early gets the school locked out of its gateway; asking in a year tells nobody anything",
        usual="Retry-After is not read; it may be seconds or a date, and may be nonsense or 0",
    ),
    _law(
        "W5",
        "The deadline is kept when the channel never answers, and when its answer never ends",
        answering.answers_in_time,
        "peer",
        matters="after the deadline another worker sends the same message; one dead gateway must not hold up the rest",
        usual="no timeout, one that ignores the deadline, or one for each read: count what is left before each of them",
    ),
    _law(
        "W6",
        "Sent is answered for what was accepted, and for nothing else",
        answering.sent_means_accepted,
        "peer",
        matters="nobody sends again what counts as sent: the family is never told of the meeting",
        usual="success is taken from writing the request; read the status, and treat a closed connection as TryLater",
    ),
    _law(
        "W7",
        "The message stays as it was given",
        carrying.a_message_stays,
        matters="the same message is tried again later, and is read by others meanwhile",
        usual="texts are tidied in place; make a new value with attrs.evolve",
    ),
    _law(
        "W8",
        "Texts arrive as they were written: accents, any script, emoji, lines, 10 KiB",
        carrying.texts_survive,
        "received",
        matters="a family's name and language are theirs; a text that is cut may say the opposite",
        usual="another encoding than UTF-8, normal forms, a length limit of the channel that is not told",
    ),
    _law(
        "W8h",
        "Line ends in a recipient or a text add no header and no recipient",
        carrying.line_ends_add_nothing,
        "peer",
        matters="a crafted name would send what is said about a child to a stranger",
        usual="a request put together from strings; hand headers to a client that refuses line ends",
    ),
    _law(
        "W9",
        "Names, texts and addresses are in no log, repr, receipt or reason",
        carrying.nothing_is_told_elsewhere,
        matters="logs are read, kept and copied by people who have no part in a child's case",
        usual="logging the message or the request at debug level; the reply of a gateway taken for the reason",
    ),
    _law(
        "W10",
        "Messages from several threads do not mix",
        mixing.messages_do_not_mix,
        "deliveries",
        matters="one family would read what is meant for another",
        usual="a buffer, a connection or a request kept on the notifier; keep them in the call",
    ),
    _law(
        "W11",
        "An address that does not exist hides nothing of the others",
        carrying.one_bad_address_hides_nothing,
        "peer",
        matters="a misspelt number of one family must not silence the school for all",
        usual="a breaker that counts refusals of one address as faults of the channel",
    ),
    _law(
        "W12",
        "When it is done, and closed where it can be, no thread, connection or unsent message is left",
        carrying.nothing_is_left,
        matters="workers run for weeks, and what waits in a thread is lost with it",
        usual="a queue with a thread that nobody ends; sessions that are not closed",
    ),
    _law(
        "W13",
        "A notifier that needs no peer asks nothing of one",
        answering.asks_no_peer,
        "not peer",
        matters="declining the peer would otherwise be a way around half of the laws",
        usual="the notifier does speak HTTP: remove peer = no(...)",
    ),
)
