"""collabflow: the ten-step collaboration cycle between families and schools, to embed in a school's own system.

    core      the words everybody uses: people, events, cases, guards, findings
    goals     SMART, letter by letter, and what progress says;  language  plain words
    steps     ten rooms, one a step: what each records and needs
    cycle     the table of moves, the rules in force, deciding and explaining (pure)
    ports     what we ask of a store and a notifier;  codec, schema  words for disk and forms
    stores, notify  adapters, imported by their path;  flow  the verbs an application calls;  cli  the command

Every event is in `collabflow.events`, every record and fact in `collabflow.records`. A house has one front door:
nothing inside imports it.
"""

from collabflow.core.case import Case, Completion, Member, Move, Past, Record
from collabflow.core.errors import (
    CaseErased,
    CollabflowError,
    Declined,
    FromTheFuture,
    KeyReused,
    LeaseLost,
    Malformed,
    ProfileError,
    StoreBusy,
    StoreClosed,
    StoreError,
    TableError,
    TooLarge,
    UnknownCase,
    UnknownEvent,
    VersionConflict,
)
from collabflow.core.event import Calendar, Context, Entry, Event, Lift, Limit, Stamp, Tighter
from collabflow.core.fact import Fact
from collabflow.core.finding import Basis, Finding, Lack, Phrase, Refused, Severity, Unsound, Waivable
from collabflow.core.guard import Guard, guard
from collabflow.core.people import (
    CAREGIVER_ROLES,
    EDUCATOR_ROLES,
    SCHOOL_ROLES,
    SYSTEM,
    Acting,
    Authority,
    ContactPreference,
    Liking,
    Party,
    Restriction,
    RestrictionKind,
    Role,
    Student,
)
from collabflow.core.tongue import Lang, Tongue, tongue
from collabflow.core.values import (
    Answer,
    Avoid,
    CaseId,
    Ending,
    Evidence,
    EvidenceKind,
    ExternalId,
    Frequency,
    Method,
    Money,
    PartyId,
    Per,
    Position,
    Slot,
    Status,
    Step,
    StudentId,
    Trigger,
    Via,
)
from collabflow.cycle.decide import decide, evolve
from collabflow.cycle.explain import Board, May, StepState
from collabflow.cycle.fold import replay
from collabflow.cycle.profile import DEFAULT, Profile
from collabflow.cycle.rules import Due
from collabflow.flow import CollabFlow, Delivered, DueIn, Failure, Recorded
from collabflow.schema import event_schema, parse_event

__all__ = [
    "CAREGIVER_ROLES",
    "DEFAULT",
    "EDUCATOR_ROLES",
    "SCHOOL_ROLES",
    "SYSTEM",
    "Acting",
    "Answer",
    "Authority",
    "Avoid",
    "Basis",
    "Board",
    "Calendar",
    "Case",
    "CaseErased",
    "CaseId",
    "CollabFlow",
    "CollabflowError",
    "Completion",
    "ContactPreference",
    "Context",
    "Declined",
    "Delivered",
    "Due",
    "DueIn",
    "Ending",
    "Entry",
    "Event",
    "Evidence",
    "EvidenceKind",
    "ExternalId",
    "Fact",
    "Failure",
    "Finding",
    "Frequency",
    "FromTheFuture",
    "Guard",
    "KeyReused",
    "Lack",
    "Lang",
    "LeaseLost",
    "Lift",
    "Liking",
    "Limit",
    "Malformed",
    "May",
    "Member",
    "Method",
    "Money",
    "Move",
    "Party",
    "PartyId",
    "Past",
    "Per",
    "Phrase",
    "Position",
    "Profile",
    "ProfileError",
    "Record",
    "Recorded",
    "Refused",
    "Restriction",
    "RestrictionKind",
    "Role",
    "Severity",
    "Slot",
    "Stamp",
    "Status",
    "Step",
    "StepState",
    "StoreBusy",
    "StoreClosed",
    "StoreError",
    "Student",
    "StudentId",
    "TableError",
    "Tighter",
    "Tongue",
    "TooLarge",
    "Trigger",
    "UnknownCase",
    "UnknownEvent",
    "Unsound",
    "VersionConflict",
    "Via",
    "Waivable",
    "decide",
    "event_schema",
    "evolve",
    "guard",
    "parse_event",
    "replay",
    "tongue",
]
