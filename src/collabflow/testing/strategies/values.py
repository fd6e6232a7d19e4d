"""Plain values: days and moments beside those that matter, and text that trips programs up.

Hostile values are pooled and not hoped for: random text hardly ever has a decomposed accent in it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta, timezone

from hypothesis import strategies as st

from collabflow.cycle.profile import Profile

DAYS = st.dates(date(2026, 1, 1), date(2028, 12, 31))
OFFSETS = (UTC, timezone(timedelta(hours=-8)), timezone(timedelta(hours=5, minutes=45)))
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2028, 12, 31)).flatmap(  # noqa: DTZ001 - the offset comes now
    lambda plain: st.sampled_from(OFFSETS).map(lambda offset: plain.replace(tzinfo=offset))
)

HOSTILE = (
    "e\u0301cole",
    "\u00e9cole",
    " blanks at both ends ",
    "two\nlines",
    "carriage\r\nreturn",
    "\u202eright to left\u202c",
    "a\u200bzero width",
    "a\u200djoiner",
    "line\u2028separator",
    "🧭🗺️",
    "עברית",
    "العربية",
    "{caregiver} {0} {}",
    "%s %(name)s %%",
    "<script>alert(1)</script>",
    "'; drop table cases; --",
    '"quoted" and \\ back',
    "İstanbul ı ß ſ",
    "0",
    "null",
    "x" * 5_000,
)
"""Text that a careless program loses, changes, or takes for something else. All of it may be stored."""


def hostile_text() -> st.SearchStrategy[str]:
    """Text from the pool, or any that can be stored, up to a few dozen characters."""
    return st.sampled_from(HOSTILE) | st.text(
        st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40
    )


def dates_near(*days: date, profile: Profile | None = None) -> st.SearchStrategy[date]:
    """Each of these days, the day before and the day after; with a profile, also those a limit of its away.

    A limit may count days, school days or months; what it counts is not known, so it is taken for days and months.
    """
    spans = {0}
    for limit in profile.limits if profile is not None else ():
        if 0 < limit.value < 1_500:
            spans |= {int(limit.value), int(limit.value * 30)} if limit.value < 50 else {int(limit.value)}
    near = {
        day + timedelta(days=sign * span + by)
        for day in days
        for span in spans
        for sign in (1, -1)
        for by in (-1, 0, 1)
    }
    return st.sampled_from(sorted(near))


def moments_near(*moments: datetime) -> st.SearchStrategy[datetime]:
    """Each of these moments, and the microsecond, minute and day before and after."""
    steps: Iterable[timedelta] = (timedelta(microseconds=1), timedelta(minutes=1), timedelta(days=1))
    near = {moment + sign * step for moment in moments for step in (timedelta(0), *steps) for sign in (1, -1)}
    return st.sampled_from(sorted(near))
