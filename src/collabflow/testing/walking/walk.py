"""A walk: the same steps on a store and on the reference, whose answers must be the same.

Tokens and positions are each store's own, so they are never compared: a claim is settled on each side with that
side's token, and the feed is read after the entry that each side gave last.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from itertools import product

from attrs import Factory, define, evolve

from collabflow.core.errors import CollabflowError, VersionConflict
from collabflow.ports import Batch, Claimed, Outcome, Query, Row, Store, Verdict
from collabflow.stores.memory import MemoryStore
from collabflow.testing.bench import Bench
from collabflow.testing.broken import LawBroken
from collabflow.testing.expect import same
from collabflow.testing.samples import MICROSECOND, MINUTE, NOW, batch, changed, message, standing
from collabflow.testing.shrinking import fewest
from collabflow.testing.source import of_error
from collabflow.testing.walking.steps import Step

CASES = ("maya", "noor")
KEYS = (None, None, None, "k")
LAW = "the reference, collabflow.stores.memory.MemoryStore, answers otherwise"

Asked = Callable[[Store], object]


@define
class Walk:
    """Where a walk stands: both stores, the time, and what was done so far."""

    bench: Bench
    store: Store
    model: Store
    now: datetime = NOW
    batches: list[Batch] = Factory(list)
    heads: dict[str, Batch] = Factory(dict)
    claims: list[tuple[Claimed, Claimed]] = Factory(list)
    erased: set[str] = Factory(set)

    def take(self, step: Step) -> None:
        """Take one step."""
        getattr(self, f"_{step.verb}")(*step.numbers)

    def _both(self, verb: str, ask: Asked, seen: Callable[[object], object] = lambda answer: answer) -> object:
        """Ask both, compare what is seen of the answers, and give the store's answer; None where both refused."""
        wanted, refused = _tried(ask, self.model)
        found, raised = _tried(ask, self.store)
        if _facts(raised) != _facts(refused):
            told = f"{verb} {_told(found, raised)}, the reference {_told(wanted, refused)}"
            raise LawBroken(told, LAW)
        if refused is None:
            same(seen(found), seen(wanted), of=verb, law=LAW)
        return found

    # journal ----------------------------------------------------------------------------------

    def _append(self, a: int, b: int, c: int) -> None:
        case_id = CASES[a % 2]
        after = self.heads.get(case_id)
        stale = -1 if c == 11 and after is not None and after.expected else 0
        bodies = tuple(f'{{"n":{len(self.batches)},"of":{n}}}' for n in range((1, 2, 1, 0)[b % 4]))
        given = batch(case_id, *bodies, after=after, messages=c % 3 if after or bodies else 0)
        if stale and after is not None:
            given = batch(case_id, *bodies, expected=after.expected)
        key = KEYS[c % 4]
        if key is not None:
            given = evolve(given, key=key, fingerprint=f"f{a // 2 % 2}")
        if not bodies and after is not None and given.messages:
            about = tuple(message(after.version, 9 + len(self.batches), case_id=case_id) for _ in given.messages[:1])
            given = changed(given, messages=about)
        self._given(given)

    def _repeat(self, a: int, b: int, c: int) -> None:
        if self.batches:
            self._given(self.batches[a % len(self.batches)])

    def _given(self, given: Batch) -> None:
        before = len(self.model.load(given.case_id))
        self.batches.append(given)
        self._both("append", lambda store: store.append(given))
        if given.rows and len(self.model.load(given.case_id)) > before:
            self.heads[given.case_id] = given

    def _load(self, a: int, b: int, c: int) -> None:
        case_id, after, limit = CASES[a % 2], (0, 1, 1, 2)[b % 4], (None, None, 1)[c % 3]
        self._both("load", lambda store: tuple(store.load(case_id, after=after, limit=limit)))

    def _answered(self, a: int, b: int, c: int) -> None:
        self._both("answered", lambda store: store.answered(CASES[a % 2], "k"))

    def _erase(self, a: int, b: int, c: int) -> None:
        if self.bench.capabilities.erases is True and b % 4 == 0:
            self._both("erase", lambda store: store.erase(CASES[a % 2]))

    def _read(self, a: int, b: int, c: int) -> None:
        if self.bench.feeds:
            skip, limit = a % 4, (1, 2, 100)[b % 3]
            self._both("read", lambda store: _fed(store, skip, limit))

    def _find(self, a: int, b: int, c: int) -> None:
        if self.bench.finds:
            query = (Query(), Query(limit=1), Query(party="rosa"), Query(step="follow_up"))[a % 4]
            self._both("find", lambda store: tuple(store.find(query).summaries))

    def _summarise(self, a: int, b: int, c: int) -> None:
        head = self.heads.get(CASES[a % 2])
        if self.bench.finds and head is not None:
            fresh = standing(head, step=("follow_up", "set_goals")[b % 2])
            self._both("summarise", lambda store: store.summarise([fresh]))

    def _reopen(self, a: int, b: int, c: int) -> None:
        if self.bench.capabilities.durable is True:
            self.store = self.bench.reopened(self.store)

    # messages ---------------------------------------------------------------------------------

    def _tick(self, a: int, b: int, c: int) -> None:
        self.now += (MINUTE, MINUTE - MICROSECOND, MICROSECOND, -MINUTE)[a % 4]

    def _claim(self, a: int, b: int, c: int) -> None:
        now, limit = self.now, (1, 2, 9, 0)[a % 4]
        mine: list[tuple[Claimed, ...]] = []

        def ask(store: Store) -> tuple[Claimed, ...]:
            mine.append(tuple(store.claim(now=now, lease=MINUTE, limit=limit)))
            return mine[-1]

        self._both("claim", ask, _without_tokens)
        if len(mine) == 2:
            self.claims += zip(mine[1], mine[0], strict=True)

    def _settle(self, a: int, b: int, c: int) -> None:
        if not self.claims:
            return
        now = self.now
        of_store, of_model = self.claims[-1 - a % min(3, len(self.claims))]
        verdict = (Verdict.AGAIN, Verdict.SENT, Verdict.AGAIN, Verdict.DEAD)[b % 4]
        at = now + (c % 2) * MINUTE if verdict is Verdict.AGAIN else None
        error = None if verdict is Verdict.SENT else "mailbox_full"

        def ask(store: Store) -> None:
            claimed = of_model if store is self.model else of_store
            outcome = Outcome(id=claimed.id, token=claimed.token, verdict=verdict, at=at, error=error)
            store.settle([outcome], now=now)

        self._both("settle", ask)

    def _dead(self, a: int, b: int, c: int) -> None:
        self._both("dead", lambda store: tuple(store.dead(limit=(9, 1)[a % 2])))

    def _revive(self, a: int, b: int, c: int) -> None:
        now = self.now
        ids = [one.id for one in self.model.dead(limit=9)]
        chosen = ids[a % len(ids)] if ids else "nobody:1:1"
        self._both("revive", lambda store: store.revive([chosen], now=now))

    def _messages(self, a: int, b: int, c: int) -> None:
        self._both("messages", lambda store: tuple(store.messages(CASES[a % 2])))


def parted(bench: Bench, steps: Iterable[Step]) -> LawBroken | None:
    """Take these steps in a new place: where the answers part, with the script; None where they never do."""
    walking = Walk(bench, bench.fresh(), MemoryStore(limits=bench.limits))
    try:
        for step in steps:
            walking.take(step)
        for case_id in CASES:
            walking._both("load", lambda store: tuple(store.load(case_id)))  # noqa: B023
            walking._both("messages", lambda store: tuple(store.messages(case_id)))  # noqa: B023
    except LawBroken as broken:
        broken.script = bench.script.lines()
        return broken
    finally:
        bench.tidy()
    return None


def shortest(bench: Bench, steps: Sequence[Step], broken: LawBroken) -> LawBroken:
    """How the answers part after the fewest of these steps, with the smallest numbers; `broken` where they never do
    again."""
    seen = [broken]

    def fails(some: Sequence[Step]) -> bool:
        again = parted(bench, some)
        if again is not None:
            seen.append(again)
        return again is not None

    kept = list(fewest(steps, fails))
    for place, number in product(range(len(kept)), range(3)):
        smaller = [*kept[:place], kept[place].zeroed(number), *kept[place + 1 :]]
        kept = smaller if fails(smaller) else kept
    fewest(kept, fails)  # once more, as what is chosen by a number hangs on how many there are
    return seen[-1]


def _tried(ask: Asked, store: Store) -> tuple[object, BaseException | None]:
    try:
        return ask(store), None
    except CollabflowError as error:
        return None, error
    except Exception as error:
        raise LawBroken(f"it raised {of_error(error)}", "only errors of collabflow leave a store") from error


def _facts(error: BaseException | None) -> tuple[object, ...]:
    """What must be the same of two errors."""
    if isinstance(error, VersionConflict):
        return type(error), error.case_id, error.expected, error.actual
    return (type(error),)


def _told(answer: object, error: BaseException | None) -> str:
    return f"raised {of_error(error)}" if error is not None else f"answered {answer!r}"


def _without_tokens(answer: object) -> object:
    return tuple(evolve(one, token="") for one in answer) if isinstance(answer, tuple) else answer


def _fed(store: Store, skip: int, limit: int) -> tuple[Row, ...]:
    """The feed's rows after the first so many of them."""
    whole = tuple(store.read(limit=1000))
    last = whole[min(skip, len(whole)) - 1].position if skip and whole else 0
    return tuple(item.row for item in store.read(after=last, limit=limit))
