"""The search for an order: against trying every order, on thousands of small histories, right and spoiled ones."""

from __future__ import annotations

import random
from itertools import permutations
from math import inf

import pytest
from attrs import evolve, frozen

from collabflow.testing.sweeps import linear
from collabflow.testing.sweeps.linear import Unknown, explained


@frozen
class Call:
    """A call on one number: `write` sets it, `read` answers it, `swap` sets it when it is `old` and says whether."""

    verb: str
    begin: float
    end: float
    given: int = 0
    old: int = 0
    answer: object = None


def step(state, call):
    """The states that this call may leave."""
    never_ended = call.end == inf
    if call.verb == "read":
        return [state] if never_ended or call.answer == state else []
    if call.verb == "write":
        return [call.given]
    after = call.given if state == call.old else state
    return [after] if never_ended or call.answer is (state == call.old) else []


def by_trying_every_order(calls):
    """Whether some order that keeps what came before what explains all answers."""
    pending = [call for call in calls if call.end == inf]
    for left_out in range(2 ** len(pending)):
        kept = [c for c in calls if c.end != inf or not left_out >> pending.index(c) & 1]
        if any(fits(order) for order in permutations(kept)):
            return True
    return False


def fits(order):
    for place, call in enumerate(order):
        if any(later.end < call.begin for later in order[place + 1 :]):
            return False
    state = 0
    for call in order:
        states = step(state, call)
        if not states:
            return False
        (state,) = states
    return True


def a_history(chance):
    """Calls that overlap, answered as one order of them says; some never ended."""
    order = []
    for at in range(chance.randint(2, 5)):
        begin, end = at - chance.random() * 2, at + chance.random() * 2
        verb = chance.choice(("read", "write", "swap"))
        order.append(Call(verb, begin, end, chance.randint(0, 2), chance.randint(0, 2)))
    state, answered = 0, []
    for call in order:
        answer = state if call.verb == "read" else state == call.old if call.verb == "swap" else None
        if call.verb == "write" or (call.verb == "swap" and state == call.old):
            state = call.given
        answered.append(evolve(call, answer=answer, end=inf if chance.random() < 0.1 else call.end))
    chance.shuffle(answered)
    return answered


def spoiled(calls, chance):
    """The same with one answer turned round."""
    place = chance.randrange(len(calls))
    call = calls[place]
    answer = (call.answer + 1) % 3 if call.verb == "read" else not call.answer
    return [*calls[:place], evolve(call, answer=answer), *calls[place + 1 :]]


def test_the_search_agrees_with_trying_every_order():
    chance = random.Random(4)
    told = {True: 0, False: 0}
    for _ in range(2_000):
        calls = a_history(chance)
        for history in (calls, spoiled(calls, chance)):
            expected = by_trying_every_order(history)
            assert (explained(history, 0, step) is not None) is expected, history
            told[expected] += 1

    assert told[True] > 1_000
    assert told[False] > 300


def test_a_right_history_is_always_explained_and_the_order_is_one_that_fits():
    chance = random.Random(5)
    for _ in range(500):
        order = explained(a_history(chance), 0, step)

        assert order is not None
        assert fits(order)


def test_two_hundred_calls_of_eight_people_are_explained():
    chance = random.Random(6)
    state, calls = 0, []
    for at in range(200):
        answer = state
        verb = chance.choice(("read", "write"))
        state = at if verb == "write" else state
        calls.append(Call(verb, at - 4 * chance.random(), at + 4 * chance.random(), at, answer=answer))

    assert explained(calls, 0, step) is not None


def test_what_takes_too_long_is_unknown_and_not_a_pass(monkeypatch):
    monkeypatch.setattr(linear, "MOST_STEPS", 3)
    calls = [Call("write", 0, 10, n) for n in range(6)] + [Call("read", 0, 10, answer=99)]

    with pytest.raises(Unknown):
        explained(calls, 0, step)
