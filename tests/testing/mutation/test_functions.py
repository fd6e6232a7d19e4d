"""The functions of guards: found in their files, changed for everybody who holds them, and given back."""

from __future__ import annotations

import pytest

from collabflow.core.guard import Guard
from collabflow.cycle.profile import DEFAULT
from collabflow.testing.mutation.functions import Source, changed_to, function_of, sources
from support import LEE, context, opened
from testing.mutation import rules_of_tests as ours


def lacking(guard: Guard) -> list[str]:
    return [lack.subject for lack in guard(opened(LEE), context())]


def one(*guards: Guard) -> Source:
    (found, *_), unread = sources(guards)
    assert unread == ()
    return found


def the_change(source: Source, after: str):
    return next(code for change, code in source.changes() if change.after == after)


@pytest.mark.parametrize("guard", [ours.THREE, ours.MADE])
def test_a_change_is_seen_by_everybody_and_ends(guard: Guard) -> None:
    source = one(guard)
    code = the_change(source, next(c.after for c, _ in source.changes() if ">=" in c.after))

    assert lacking(guard) == ["people"]
    with changed_to(source, code):
        assert lacking(guard) == []
    assert lacking(guard) == ["people"]


def test_a_change_ends_also_when_something_is_raised() -> None:
    source = one(ours.THREE)

    with pytest.raises(KeyError), changed_to(source, the_change(source, "left out")):
        raise KeyError

    assert lacking(ours.THREE) == ["people"]


def test_a_rule_that_tells_nothing_any_more_still_answers() -> None:
    source = one(ours.THREE)

    with changed_to(source, the_change(source, "left out")):
        assert lacking(ours.THREE) == []


def test_two_rules_of_one_maker_are_changed_apart() -> None:
    other = ours.rule("OTHER", ours.some_people_take_part(5))
    source = one(ours.MADE)

    with changed_to(source, the_change(source, "left out")):
        assert lacking(ours.MADE) == []
        assert lacking(other) == ["people"]


def test_what_a_rule_closes_over_may_be_left_out() -> None:
    """A condition that is left out may be the only one that names what the rule was made with."""
    source = one(ours.MADE)

    for _, code in source.changes():
        with changed_to(source, code):
            lacking(ours.MADE)


def test_helpers_of_the_same_module_belong_to_a_rule() -> None:
    found, _ = sources([ours.PARTIAL])

    assert [source.name for source in found] == ["_so_many", "is_too_few"]
    with changed_to(found[1], the_change(found[1], "return False")):
        assert lacking(ours.PARTIAL) == []


def test_a_helper_of_two_rules_is_changed_once() -> None:
    again = ours.rule("AGAIN", ours._so_many)
    found, _ = sources([ours.PARTIAL, again])

    assert [source.codes for source in found] == [("PARTIAL", "AGAIN")] * 2


def test_what_is_no_function_of_a_file_is_told() -> None:
    found, unread = sources([ours.LAMBDA, ours.rule("BUILT_IN", print)])  # type: ignore[arg-type]

    assert found == ()
    assert [guard.code for guard in unread] == ["LAMBDA", "BUILT_IN"]
    assert function_of(unread[1]) is None


def test_each_change_makes_another_code() -> None:
    source = one(ours.THREE)
    codes = [code for _, code in source.changes()]

    assert len({(code.co_code, code.co_consts) for code in codes}) == len(codes) == 5


def test_every_guard_of_ours_can_be_changed_and_none_stays_so() -> None:
    found, unread = sources(DEFAULT.guards)
    before = [source.function.__code__ for source in found]

    for source in found:
        for change, code in source.changes():
            with changed_to(source, code):
                pass
            assert change.both is None or source.watched(change) is not None

    assert unread == ()
    assert {code for source in found for code in source.codes} == DEFAULT.codes
    assert [source.function.__code__ for source in found] == before
