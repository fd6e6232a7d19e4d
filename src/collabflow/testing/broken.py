"""What a trial raises when a law is broken or cannot be proved, and how a suite declines."""

from __future__ import annotations

from attrs import frozen


class LawBroken(AssertionError):
    """The store did what the law forbids. `happened` and `law` are sentences, `where` is the place in a sweep."""

    def __init__(self, happened: str, law: str, *, where: str = "", script: tuple[str, ...] = ()) -> None:
        self.happened = happened
        self.law = law
        self.where = where
        self.script = script
        super().__init__(happened)


class NotProven(AssertionError):
    """The trial could not say whether the law holds; `why` says what is missing."""

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(why)


@frozen
class Declines:
    """Something that a store does not offer, and why."""

    why: str


def no(why: str) -> Declines:
    """What a suite says of a capability that its store declines, with the reason. Raises `TypeError` without one."""
    if not isinstance(why, str) or not why.strip():
        raise TypeError("no(...) needs a reason, for example no('the file belongs to one process')")
    return Declines(why)
