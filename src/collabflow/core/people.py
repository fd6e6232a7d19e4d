"""People: who takes part, in which role, with what authority, and how they like to be reached.

Authority to decide is never read off a role, a name or an address: it is recorded, with its basis and its
dates. A restriction records that an order exists and what it asks of us, never what the order says.
Source: playbook 1.1 and 1.2; house.md section 6.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from enum import StrEnum

from attrs import field, frozen

from collabflow.core.fact import Fact
from collabflow.core.values import Answer, ExternalId, LangTag, Method, PartyId, StudentId


class Role(StrEnum):
    """What a person is in this case; one person may be several."""

    CASE_MANAGER = "case_manager"
    TEACHER = "teacher"
    SPECIALIST = "specialist"
    EVALUATOR = "evaluator"
    SCHOOL_ADMIN = "school_admin"
    CAREGIVER = "caregiver"
    SURROGATE = "surrogate"
    STUDENT = "student"
    ADULT_STUDENT = "adult_student"
    INTERPRETER = "interpreter"
    TRANSLATOR = "translator"
    ADVOCATE = "advocate"
    AGENCY_REP = "agency_rep"
    FACILITATOR = "facilitator"
    RECORDS_CUSTODIAN = "records_custodian"
    SYSTEM = "system"


SCHOOL_ROLES = frozenset(
    {
        Role.CASE_MANAGER,
        Role.TEACHER,
        Role.SPECIALIST,
        Role.EVALUATOR,
        Role.SCHOOL_ADMIN,
        Role.RECORDS_CUSTODIAN,
    }
)
"""The roles in which a person works for the school; only they may write down what somebody else said."""

EDUCATOR_ROLES = SCHOOL_ROLES - {Role.RECORDS_CUSTODIAN}
"""The school's roles that work with the student; their welcome, remarks and views count for the school."""

CAREGIVER_ROLES = frozenset({Role.CAREGIVER, Role.SURROGATE, Role.ADULT_STUDENT})
"""The roles that hold the family's side. An adult student speaks for themselves."""

FAMILY_ROLES = CAREGIVER_ROLES | {Role.STUDENT}
"""The people whom the cycle is for."""


class Authority(StrEnum):
    """Who may make school decisions for the student. Custody, or a flag in another system, is not that."""

    RIGHTS_HOLDER = "rights_holder"
    SHARED = "shared"
    INFORMED_ONLY = "informed_only"
    NONE = "none"
    UNKNOWN = "unknown"


DECIDING = frozenset({Authority.RIGHTS_HOLDER, Authority.SHARED})
"""The authorities with which a person decides."""


class RestrictionKind(StrEnum):
    """What an order, or a person's safety, asks of everybody."""

    NO_CONTACT_WITH = "no_contact_with"
    SEPARATE_MEETING = "separate_meeting"
    ADDRESS_CONFIDENTIAL = "address_confidential"
    RECORDS_RESTRICTED_BY_ORDER = "records_restricted_by_order"
    CONTACT_ONLY_VIA = "contact_only_via"


@frozen(kw_only=True)
class Restriction(Fact):
    """One restriction on a person, from a day to a day (both included; open where left out)."""

    kind: RestrictionKind
    other: PartyId | None = None
    method: Method | None = None
    since: date | None = None
    until: date | None = None

    def faults(self) -> Iterator[tuple[str, str]]:
        apart = (RestrictionKind.NO_CONTACT_WITH, RestrictionKind.SEPARATE_MEETING)
        if self.kind in apart and self.other is None:
            yield "other", "must name the other person"
        if self.kind is RestrictionKind.CONTACT_ONLY_VIA and self.method is None:
            yield "method", "must name the one way of contact that is allowed"

    def holds(self, on: date) -> bool:
        """Whether it is in force on that day."""
        return (self.since is None or self.since <= on) and (self.until is None or on <= self.until)


class Liking(StrEnum):
    """How a person feels about a way of contact."""

    PREFERRED = "preferred"
    FINE = "fine"
    DO_NOT_USE = "do_not_use"


@frozen(kw_only=True)
class ContactPreference(Fact):
    """What a person said about one way of contact."""

    method: Method
    liking: Liking = Liking.PREFERRED


@frozen(kw_only=True)
class Party(Fact):
    """A person who takes part in a case.

    `authority` holds from `authority_from` to `authority_to` (days, both included); on other days it is
    unknown. `languages` come in order of liking; they are what the school has on file until the person was
    asked. `interpreter` and `access_needs` likewise. `minor` matters for who may interpret.
    """

    id: PartyId
    name: str = field(repr=False)
    roles: tuple[Role, ...]
    authority: Authority = Authority.UNKNOWN
    authority_basis: str | None = field(default=None, repr=False)
    authority_from: date | None = None
    authority_to: date | None = None
    relationship: str | None = field(default=None, repr=False)
    name_as_spoken: str | None = field(default=None, repr=False)
    form_of_address: str | None = field(default=None, repr=False)
    pronouns: str | None = field(default=None, repr=False)
    household: str | None = field(default=None, repr=False)
    minor: bool = False
    sibling: bool = False
    languages: tuple[LangTag, ...] = ()
    interpreter: Answer = Answer.NOT_ASKED
    access_needs: tuple[str, ...] = field(default=(), repr=False)
    contact_preferences: tuple[ContactPreference, ...] = ()
    restrictions: tuple[Restriction, ...] = field(default=(), repr=False)
    external_ids: tuple[ExternalId, ...] = field(default=(), repr=False)

    def faults(self) -> Iterator[tuple[str, str]]:
        if not self.roles:
            yield "roles", "must name at least one role, for example 'caregiver'"
        if Role.SYSTEM in self.roles:
            yield "roles", "must not be 'system', which is no person; record with by=SYSTEM instead"
        if self.authority_from and self.authority_to and self.authority_to < self.authority_from:
            yield "authority_to", "must not be before `authority_from`"

    def has_role(self, roles: frozenset[Role]) -> bool:
        """Whether the person has any of these roles."""
        return not roles.isdisjoint(self.roles)

    def authority_on(self, day: date) -> Authority:
        """What the person may decide on that day; unknown outside the recorded dates."""
        early = self.authority_from is not None and day < self.authority_from
        late = self.authority_to is not None and day > self.authority_to
        return Authority.UNKNOWN if early or late else self.authority

    def restricted(self, kind: RestrictionKind, on: date) -> tuple[Restriction, ...]:
        """The person's restrictions of this kind that hold on that day."""
        return tuple(r for r in self.restrictions if r.kind is kind and r.holds(on))

    def may_not_meet(self, other: Party, on: date) -> bool:
        """Whether either of the two has a restriction that keeps them apart on that day."""
        return self._kept_from(other.id, on) or other._kept_from(self.id, on)

    def _kept_from(self, other: PartyId, on: date) -> bool:
        apart = (RestrictionKind.NO_CONTACT_WITH, RestrictionKind.SEPARATE_MEETING)
        return any(r.kind in apart and r.other == other and r.holds(on) for r in self.restrictions)

    def reachable_by(self, method: Method, on: date) -> bool:
        """Whether this way of contact may be used: not refused by the person, not barred by a restriction."""
        if any(p.method is method and p.liking is Liking.DO_NOT_USE for p in self.contact_preferences):
            return False
        only = self.restricted(RestrictionKind.CONTACT_ONLY_VIA, on)
        return not only or any(r.method is method for r in only)


@frozen(kw_only=True)
class Student(Fact):
    """The child or young person whom a case is about.

    A student who takes part is a `Party` as well, with role `student` or `adult_student` and the same id.
    `preferred_terms` are the words the student or family uses for themselves; they are never warned about.
    """

    id: StudentId
    name: str = field(default="", repr=False)
    preferred_terms: tuple[str, ...] = field(default=(), repr=False)
    external_ids: tuple[ExternalId, ...] = field(default=(), repr=False)


@frozen(kw_only=True)
class Acting(Fact):
    """Who records something, in which role, under which name at that time.

    A host passes one to record as a person of the school who is no party of the case.
    """

    id: PartyId
    role: Role
    name: str = field(default="", repr=False)


SYSTEM = Acting(id="system", role=Role.SYSTEM, name="system")
"""The embedding application itself: timers and imports."""
