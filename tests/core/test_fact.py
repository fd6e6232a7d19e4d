"""Facts check themselves: what fits, what is told, and that nothing is coerced or quoted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Annotated, ClassVar

import pytest
from attrs import frozen
from hypothesis import given
from hypothesis import strategies as st

from collabflow.core.errors import Malformed
from collabflow.core.fact import Fact, IdOf, Range, Shape, altered, check_for
from collabflow.core.plain import MAX_ID, MAX_TEXT
from collabflow.core.values import Answer
from support import KIM, NOW


@frozen(kw_only=True)
class Inner(Fact):
    """A fact inside a fact."""

    id: Annotated[str, IdOf("Inner")]
    times: Annotated[int, Range(1, 5)] = 1


@frozen(kw_only=True)
class Kind(Fact):
    """A class that stands for its kinds."""

    open_to_kinds: ClassVar[bool] = True


@frozen(kw_only=True)
class OneKind(Kind):
    """A kind of it."""

    name: str = "one"


@frozen(kw_only=True)
class Every(Fact):
    """One field of each sort."""

    text: str | None = None
    whole: int | None = None
    number: int | float | None = None
    flag: bool | None = None
    amount: Decimal | None = None
    day: date | None = None
    moment: datetime | None = None
    choice: Answer | None = None
    person: Annotated[str, IdOf("Party")] | None = None
    least: Annotated[int, Range(0)] | None = None
    loose: Annotated[int | None, Range(0)] = None
    shaped: Annotated[str, Shape("[A-Z]{3}", "three capitals")] | None = None
    marked: Annotated[str, "a mark of somebody else's"] | None = None
    inner: Inner | None = None
    many: tuple[Inner, ...] = ()
    kind: Kind | None = None

    def faults(self) -> Iterator[tuple[str, str]]:
        if self.text == "no" and self.flag:
            yield "flag", "does not go with `text`"


def why(**fields: object) -> str:
    with pytest.raises(Malformed) as caught:
        Every(**fields)  # type: ignore[arg-type]
    return str(caught.value)


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"text": 3}, "text: must be text, not int"),
        ({"text": b"x"}, "text: must be text"),
        ({"text": "a\x00b"}, "NUL"),
        ({"text": "\ud800"}, "surrogate"),
        ({"text": "x" * (MAX_TEXT + 1)}, "at most"),
        ({"whole": True}, "whole: must be a whole number, not bool"),
        ({"whole": 1.0}, "whole number"),
        ({"whole": 2**60}, "must lie between"),
        ({"number": "3"}, "must be a number"),
        ({"number": float("nan")}, "finite"),
        ({"number": float("inf")}, "finite"),
        ({"flag": 1}, "true or false"),
        ({"flag": "false"}, "true or false"),
        ({"amount": 1.5}, "amount"),
        ({"amount": Decimal("NaN")}, "amount"),
        ({"amount": Decimal("1e99")}, "amount"),
        ({"day": NOW}, "date without a time"),
        ({"day": "2026-09-07"}, "date without a time"),
        ({"day": date(1066, 1, 1)}, "years"),
        ({"moment": date(2026, 9, 7)}, "date with a time"),
        ({"moment": datetime(2026, 9, 7, 9)}, "time zone"),
        ({"moment": datetime(1066, 9, 7, tzinfo=UTC)}, "years"),
        ({"choice": "maybe"}, "one of: yes, no"),
        ({"choice": 1}, "one of"),
        ({"person": 7}, "must be a Party or its id"),
        ({"person": " "}, "must be an id"),
        ({"person": "a\nb"}, "must be an id"),
        ({"person": "x" * (MAX_ID + 1)}, "must be an id"),
        ({"person": Inner(id="i")}, "must be a Party or its id, not Inner"),
        ({"least": -1}, "at least 0"),
        ({"shaped": "abc"}, "must be three capitals"),
        ({"inner": "x"}, "must be a Inner"),
        ({"many": "ab"}, "must be a list"),
        ({"many": (Inner(id="i"), 3)}, "many[1]: must be a Inner"),
        ({"kind": Inner(id="i")}, "must be a Kind"),
        ({"text": "no", "flag": True}, "flag: does not go with"),
    ],
)
def test_what_does_not_fit_is_told_by_field(fields: dict[str, object], told: str) -> None:
    assert told in why(**fields)


def test_everything_that_does_not_fit_is_told_at_once() -> None:
    with pytest.raises(Malformed) as caught:
        Every(text=1, whole="x", flag=0)  # type: ignore[arg-type]
    assert [path for path, _ in caught.value.faults] == ["text", "whole", "flag"]


def test_no_error_quotes_what_was_given() -> None:
    assert "secret" not in why(whole="secret", choice="secret", many="secret", shaped="secret")


def test_what_fits_stays_as_it_is() -> None:
    fact = Every(text="añ", whole=3, number=2.5, flag=False, amount=Decimal("1.5"), day=date(2026, 9, 7), moment=NOW)
    assert (fact.text, fact.whole, fact.number, fact.flag, fact.amount) == ("añ", 3, 2.5, False, Decimal("1.5"))
    assert Every(shaped="ABC", marked="x", least=0, kind=OneKind()).kind == OneKind()


def test_three_conveniences_lose_nothing() -> None:
    fact = Every(choice="yes", person=KIM, many=[Inner(id="i", times=5)], amount=3)  # type: ignore[arg-type]
    assert fact.choice is Answer.YES
    assert fact.person == "kim"
    assert fact.many == (Inner(id="i", times=5),)
    assert fact.amount == Decimal(3)


def test_a_time_keeps_its_offset_as_a_number() -> None:
    half = timezone(timedelta(hours=5, minutes=30))
    kept = Every(moment=datetime(2026, 9, 7, 9, tzinfo=half)).moment
    assert kept is not None
    assert kept.utcoffset() == timedelta(hours=5, minutes=30)


def test_a_fact_altered_is_checked_again() -> None:
    assert altered(Inner(id="i"), {"times": 2}).times == 2
    with pytest.raises(Malformed, match="from 1 to 5"):
        altered(Inner(id="i"), {"times": 9})


def test_a_kind_asks_what_is_wrong_by_what_it_stems_from_and_adds_its_own() -> None:
    @frozen(kw_only=True)
    class Often(Inner):
        def faults(self) -> Iterator[tuple[str, str]]:
            yield from super().faults()
            if self.times == 1:
                yield "times", "is not often"

    assert Often(id="i", times=2).times == 2
    with pytest.raises(Malformed) as caught:
        Often(id="i")
    assert caught.value.faults == (("times", "is not often"),)


@pytest.mark.parametrize("annotation", [dict[str, int], int | str, tuple[int, str], set[int], object])
def test_a_field_that_no_fact_can_hold_is_told_to_its_author(annotation: object) -> None:
    with pytest.raises(TypeError):
        check_for(annotation)


@given(st.text())
def test_any_text_is_kept_exactly_or_refused(text: str) -> None:
    try:
        assert Every(text=text).text == text
    except Malformed:
        assert "\x00" in text or any("\ud800" <= c <= "\udfff" for c in text) or len(text) > MAX_TEXT


# defaults -------------------------------------------------------------------------------------


@frozen(kw_only=True)
class Usual(Fact):
    """Defaults that fit, that are only near to what fits, and that do not fit."""

    choice: Answer = Answer.NOT_ASKED
    named: Answer = "yes"  # type: ignore[assignment]
    several: tuple[str, ...] = []  # type: ignore[assignment]
    count: Annotated[int, Range(1)] = 1


@frozen(kw_only=True)
class Unfit(Fact):
    """A default that does not fit."""

    count: Annotated[int, Range(1)] = 0


def test_a_default_is_made_to_fit_like_any_other_value() -> None:
    made = Usual()

    assert made.choice is Answer.NOT_ASKED
    assert made.named is Answer.YES
    assert made.several == ()
    assert made.count == 1


def test_a_default_that_does_not_fit_is_told_when_nothing_else_is_given() -> None:
    with pytest.raises(Malformed) as caught:
        Unfit()

    assert caught.value.faults == (("count", "must be at least 1"),)
    assert Unfit(count=2).count == 2


def test_a_long_tuple_that_fits_is_kept_and_one_that_does_not_is_told_by_its_place() -> None:
    @frozen(kw_only=True)
    class Many(Fact):
        inner: tuple[Inner, ...]

    fitting = tuple(Inner(id=f"i{number}") for number in range(3))
    assert Many(inner=fitting).inner is fitting
    with pytest.raises(Malformed) as caught:
        Many(inner=(*fitting, KIM))  # type: ignore[arg-type]
    assert caught.value.faults == (("inner[3]", "must be a Inner, not Party"),)
