"""The last corners of plain values and JSON texts: subclasses are made plain, and depth and length have an end."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from attrs import frozen

from collabflow.core.errors import Malformed
from collabflow.core.fact import Fact
from collabflow.ports.json_text import canonical, read_json


@frozen(kw_only=True)
class Kept(Fact):
    """What is kept."""

    text: str | None = None
    day: date | None = None
    moment: datetime | None = None
    amount: Decimal | None = None


class Words(str):
    """A text that is more than a text."""

    __slots__ = ()


class Day(date):
    """A day that is more than a day."""


class Moment(datetime):
    """A moment that is more than a moment."""


def test_what_is_more_than_it_must_be_is_kept_plain() -> None:
    kept = Kept(text=Words("a"), day=Day(2026, 9, 7), moment=Moment(2026, 9, 7, 9, tzinfo=UTC))
    assert [type(value) for value in (kept.text, kept.day, kept.moment)] == [str, date, datetime]


@pytest.mark.parametrize("amount", [Decimal("1E+40"), Decimal("1." + "1" * 40), Decimal("-Infinity")])
def test_an_amount_has_a_measure(amount: Decimal) -> None:
    with pytest.raises(Malformed, match="amount"):
        Kept(amount=amount)


@pytest.mark.parametrize("value", [float("nan"), object(), {1, 2}])
def test_what_json_cannot_say_is_never_written(value: object) -> None:
    with pytest.raises((ValueError, TypeError, Malformed)):
        canonical(value)


@pytest.mark.parametrize(
    "text",
    ["[" * 41 + "]" * 41, "[" * 100_000, '{"a":' * 60 + "1" + "}" * 60, "1" * 10_000, "nul", "[1,]"],
)
def test_a_text_too_deep_too_long_or_unsound_is_told(text: str) -> None:
    with pytest.raises(Malformed):
        read_json(f"[{text}]", what="form", most=200_000)


def test_a_text_that_is_longer_than_allowed_is_told() -> None:
    with pytest.raises(Malformed):
        read_json('"' + "x" * 100 + '"', most=50)
