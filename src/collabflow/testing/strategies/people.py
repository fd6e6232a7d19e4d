"""People and families: parties of every role and kind, and openings of cases about many kinds of families."""

from __future__ import annotations

from datetime import date

from attrs import evolve
from hypothesis import strategies as st

from collabflow.core.lifecycle.people import CaseOpened
from collabflow.core.people import Authority, Party, Restriction, RestrictionKind, Role
from collabflow.core.values import Answer, Method
from collabflow.testing.rules.families import FAMILIES, SCHOOL

LANGUAGES = ("en", "es", "es-MX", "uk", "ar", "ase", "bfi", "zh-Hant")
_NAMES = ("Ana Lima", "Omar Haddad", "Inés Prat", "Þóra Jóns", "李 雯", "Noor", "Jo Brandt", "Seán Ó Sé")
_ROLES = tuple(role for role in Role if role is not Role.SYSTEM)


def _restrictions(others: tuple[str, ...]) -> st.SearchStrategy[tuple[Restriction, ...]]:
    """None mostly; an order between two, a way of contact, an address that is kept, or a record that is."""
    kept = st.builds(
        Restriction,
        kind=st.sampled_from((RestrictionKind.ADDRESS_CONFIDENTIAL, RestrictionKind.RECORDS_RESTRICTED_BY_ORDER)),
        until=st.sampled_from((None, date(2027, 6, 30))),
    )
    only = st.builds(Restriction, kind=st.just(RestrictionKind.CONTACT_ONLY_VIA), method=st.sampled_from(Method))
    apart = st.builds(
        Restriction,
        kind=st.sampled_from((RestrictionKind.NO_CONTACT_WITH, RestrictionKind.SEPARATE_MEETING)),
        other=st.sampled_from(others or ("nobody",)),
    )
    return st.lists(kept | only | apart if others else kept | only, max_size=1).map(tuple)


def parties(
    *, roles: st.SearchStrategy[tuple[Role, ...]] | None = None, id: str | None = None, apart_from: tuple[str, ...] = ()
) -> st.SearchStrategy[Party]:
    """A person with one role or several, of any authority, language and need; `apart_from` are ids to be kept from."""
    some = st.lists(st.sampled_from(_ROLES), min_size=1, max_size=2, unique=True).map(tuple)
    return st.builds(
        Party,
        id=st.sampled_from(("ana", "omar", "ines", "thora", "wen")) if id is None else st.just(id),
        name=st.sampled_from(_NAMES),
        roles=some if roles is None else roles,
        authority=st.sampled_from(Authority),
        household=st.sampled_from((None, "Mill Street", "River Road")),
        minor=st.booleans(),
        languages=st.lists(st.sampled_from(LANGUAGES), max_size=2, unique=True).map(tuple),
        interpreter=st.sampled_from(Answer),
        access_needs=st.sampled_from(((), ("Large print",), ("A ramp", "Breaks"))),
        restrictions=_restrictions(apart_from),
    )


@st.composite
def families(draw: st.DrawFn) -> CaseOpened:
    """How a case is opened: one of the kinds of families that rules must not forget, or one of a few people drawn anew.

    Two households, a surrogate, an adult student, an interpreter, access needs, restrictions, nobody yet.
    """
    known = draw(st.sampled_from(tuple(FAMILIES.values())))
    if draw(st.booleans()):
        return known
    count = draw(st.integers(0, 3))
    one_role = st.sampled_from(((Role.CAREGIVER,), (Role.SURROGATE,), (Role.ADVOCATE,), (Role.INTERPRETER,)))
    drawn = [draw(parties(roles=one_role, id=f"relative-{n + 1}", apart_from=("relative-1",))) for n in range(count)]
    family = tuple(evolve(party, restrictions=()) if party.id == "relative-1" else party for party in drawn)
    return CaseOpened(student=known.student, parties=(*family, *SCHOOL))
