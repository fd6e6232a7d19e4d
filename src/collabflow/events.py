"""Every event class under one roof, for users' imports: `from collabflow.events import GoalDrafted`."""

from collabflow.core.lifecycle.contacts import ActionAssigned, ActionSettled, ContactAttempted, ContactLogged
from collabflow.core.lifecycle.moves import Corrected, Moved
from collabflow.core.lifecycle.needs import MeetingAsked, MeetingAskedAnswered, NeedsAsked
from collabflow.core.lifecycle.papers import (
    ElectronicNoticesAnswered,
    RecordsAskedFor,
    RecordsGiven,
    StatementAttached,
)
from collabflow.core.lifecycle.people import CaseOpened, PartyChanged, PartyJoined, PartyLeft
from collabflow.core.lifecycle.waivers import FindingWaived
