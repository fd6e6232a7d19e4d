"""Shrinking: the fewest acts that still fail, by leaving some out, first many at once and at last each by itself.

What was needed only by what is left out later goes in another round; so no act stays that the rules refuse.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from collabflow.testing.rules.act import Act

MOST_TRIES = 150


def shrunk(acts: Sequence[Act], fails: Callable[[Sequence[Act]], bool]) -> tuple[Act, ...]:
    """The acts with as many left out as can be, the first one kept; all of them where it does not fail again."""
    kept, tries = list(acts), 0
    if not fails(kept):
        return tuple(kept)
    size = max(len(kept) // 2, 1)
    while size and tries < MOST_TRIES:
        before, start = len(kept), len(kept) - size
        while start >= 1 and tries < MOST_TRIES:
            fewer = kept[:start] + kept[start + size :]
            tries += 1
            if fails(fewer):
                kept = fewer
            start -= size
        size = size if size == 1 and len(kept) < before else size // 2
    return tuple(kept)
