"""What can be seen of a store, for saying that nothing changed."""

from __future__ import annotations

from collabflow.ports import MessageRow, Query, Row, Store, Summary
from collabflow.testing.bench import Bench

PLENTY = 10_000


def journal_of(bench: Bench, store: Store, case_id: str = "maya") -> tuple[object, ...]:
    """A case's rows, its summary, and the feed, where these are offered."""
    return tuple(store.load(case_id)), *summaries(bench, store), *feed(bench, store)


def all_of(bench: Bench, store: Store, case_id: str = "maya") -> tuple[object, ...]:
    """All that can be seen of a case, and the feed."""
    return *journal_of(bench, store, case_id), tuple(store.messages(case_id))


def summaries(bench: Bench, store: Store) -> tuple[Summary, ...]:
    """All summaries, where they can be found."""
    return tuple(store.find(Query(limit=PLENTY)).summaries) if bench.finds else ()


def feed(bench: Bench, store: Store) -> tuple[tuple[int, Row], ...]:
    """The feed as positions and rows, where it is offered."""
    return tuple((item.position, item.row) for item in store.read(limit=PLENTY)) if bench.feeds else ()


def ids(messages: tuple[MessageRow, ...]) -> tuple[str, ...]:
    """The ids of these messages."""
    return tuple(message.id for message in messages)
