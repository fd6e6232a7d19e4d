"""How often school and home talk: where it is decided, when contact is due, and when it is late or one-sided.

It is decided with each caregiver for themselves: every routine channel of theirs has a `frequency` (so many times a
day, week, fortnight, month or term), proposed with `ChannelProposed`, and it counts from the caregiver's own yes
(`CommunicationAnswered`). `routine_contact_says_how_often` below asks for it: "as needed" is not a frequency.
Contact is late when nothing was heard either way for `contact_overdue_factor` times that long. Days on which the school
rests do not count: breaks, and for daily contact also weekends. They soften what is found to a prompt, and never
hide it.
Source: playbook 2.8 (b) and (e); cycle.md, room 7 and laws of the cycle (5).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from collabflow.core.case import Case
from collabflow.core.event import EVERY_DAY, Calendar, Context
from collabflow.core.finding import Basis, Lack, Severity
from collabflow.core.guard import guard
from collabflow.core.lifecycle.contacts import AttemptOutcome, ContactAttempted, ContactLogged, Contacts, Direction
from collabflow.core.lifecycle.waivers import present_caregivers
from collabflow.core.values import Frequency, PartyId, Per
from collabflow.steps.s07_establish_communication.events import ChannelProposed, CommunicationAnswered
from collabflow.steps.s07_establish_communication.record import CommunicationPlan, Suits, in_plan

_REACHED = frozenset({AttemptOutcome.REACHED, AttemptOutcome.RETURNED, AttemptOutcome.VISITED})
"""The outcomes of an attempt in which school and home did speak."""


@guard(
    "COMM_FREQUENCY_MISSING",
    says="It does not say how often {caregiver} and the school are in touch.",
    fix="Set a number, for example once a week.",
    remedies=(ChannelProposed,),
)
def routine_contact_says_how_often(case: Case, context: Context) -> Iterator[Lack]:
    plan = case[CommunicationPlan]
    for caregiver in in_plan(case, context.today):
        routine = [channel for channel in plan.of(caregiver.id) if channel.is_routine]
        if not routine:
            yield Lack(f"{caregiver.id}/routine", caregiver=caregiver.id)
        for channel in routine:
            if channel.frequency is None:
                yield Lack(channel.id, channel=channel.id, caregiver=caregiver.id)


# when it is due -------------------------------------------------------------------------------


def contact_due(case: Case, caregiver: PartyId, *, factor: float, calendar: Calendar) -> date | None:
    """The last day on which contact is in time: last contact (or the caregiver's yes) plus frequency × factor.

    Days on which the school rests do not count. None while nothing is agreed with this caregiver.
    """
    plan = case[CommunicationPlan]
    frequency, said = plan.frequency_for(caregiver), plan.answer_of(caregiver)
    if frequency is None or said is None or said.answer is not Suits.SUITS:
        return None
    last = last_contact(case, caregiver)
    day = said.on if last is None else max(last, said.on)
    left = int(frequency.every_days * factor)
    while left > 0:
        day += timedelta(days=1)
        left -= not _rests(day, frequency, calendar)
    return day


def _rests(day: date, frequency: Frequency, calendar: Calendar) -> bool:
    """Whether nobody expects contact on that day."""
    return not calendar.is_school_day(day) if frequency.per is Per.DAY else calendar.in_break(day)


def last_contact(case: Case, caregiver: PartyId) -> date | None:
    """The day of the last contact with this caregiver, logged or reached by an attempt; None while there was none."""
    contacts = case[Contacts]
    days = [contact.at.date() for contact in contacts.with_caregiver(caregiver)]
    days += [a.at.date() for a in contacts.attempts_for(caregiver, since=None) if a.outcome in _REACHED]
    return max(days, default=None)


@guard(
    "COMM_OVERDUE",
    says="Contact with {caregiver} is late; it was due by {due}.",
    fix="Make contact; log it.",
    remedies=(ContactLogged, ContactAttempted),
    severity=Severity.WARNING,
)
def contact_is_in_time(case: Case, context: Context) -> Iterator[Lack]:
    for caregiver in in_plan(case, context.today):
        due, plain = (_missed(case, caregiver.id, days, context) for days in (context.calendar, EVERY_DAY))
        if due is not None:
            yield Lack(caregiver.id, caregiver=caregiver.id, due=due)
        elif plain is not None:  # it is late only when the days of rest count
            yield Lack(caregiver.id, severity=Severity.PROMPT, caregiver=caregiver.id, due=plain)


def _missed(case: Case, caregiver: PartyId, calendar: Calendar, context: Context) -> date | None:
    """The last day on which contact was in time, once it is past."""
    due = contact_due(case, caregiver, factor=context.limits["contact_overdue_factor"], calendar=calendar)
    return due if due is not None and due < context.today else None


# whether it goes both ways --------------------------------------------------------------------


@guard(
    "COMM_ONE_SIDED",
    says="Contact with {caregiver} goes one way.",
    fix="Ask if the method suits them.",
    remedies=(ContactLogged, ContactAttempted, CommunicationAnswered, ChannelProposed),
    basis=Basis.PRACTICE,
    severity=Severity.PROMPT,
)
def contact_goes_both_ways(case: Case, context: Context) -> Iterator[Lack]:
    """Asked only when the school was in touch and home was silent for some periods, their yes to the plan included."""
    plan, contacts = case[CommunicationPlan], case[Contacts]
    for caregiver in present_caregivers(case, on=context.today):
        frequency, said = plan.frequency_for(caregiver.id), plan.answer_of(caregiver.id)
        if frequency is None or said is None:
            continue
        since = context.now - timedelta(days=frequency.every_days * context.limits["one_sided_periods"])
        ways = {contact.direction for contact in contacts.with_caregiver(caregiver.id) if contact.at > since}
        spoken = any(a.outcome in _REACHED for a in contacts.attempts_for(caregiver.id, since=since))
        if said.on <= since.date() and ways == {Direction.SCHOOL_TO_HOME} and not spoken:
            yield Lack(caregiver.id, caregiver=caregiver.id)
