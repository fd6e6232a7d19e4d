"""The plan: what was proposed, where each person stands on it in their own words, and what was decided."""

from __future__ import annotations

from collabflow.core.values import PartyId
from collabflow.export.fields import details
from collabflow.export.html import Content, Element, el
from collabflow.export.part import Part, list_of
from collabflow.export.sentences.planning import stands
from collabflow.export.speech import Words
from collabflow.steps.s05_joint_planning import (
    Consents,
    Decision,
    JointPlan,
    Reading,
    Strategy,
    StrategyPosition,
    WrittenNotices,
    reading,
)

_PROPOSAL = frozenset(
    {"id", "what", "positions", "decision", "lapsed", "told", "version", "proposed_on", "proposed_by", "kind"}
)
_POSITION = frozenset({"party", "position", "version", "on", "via", "asked"})
_DECISION = frozenset({"outcome", "version", "decided_at", "after_listening", "under", "under_role"})


def decisions(part: Part) -> Element | None:
    """Each strategy with the positions on it and its decision, then consents and notices."""
    s, plan = part.speech, part[JointPlan]
    cards = [_strategy(strategy, part) for strategy in plan.strategies]
    papers = (_consents(part), _notices(part), _copies(part))
    if not (cards or any(papers) or part.says_nothing):
        return None
    title = s.tongue.say("What we decided together", about="record")
    return part.section("plan", title, cards or part.nothing(), papers)


def _strategy(strategy: Strategy, part: Part) -> Element:
    s = part.speech
    title = s.free(strategy.what) if strategy.says_what and strategy.what else s.heading(strategy.kind)
    return part.card(
        title,
        el("p", _proposed(strategy, part), class_="meta"),
        _decision(strategy.decision, part) if strategy.decision else _open(strategy, part),
        part.piece(s.tongue.say("Where each person stands", about="record"), _positions(strategy, part)),
        part.piece(s.tongue.say("The proposal", about="record"), details(strategy, s, tells=_PROPOSAL)),
        part.piece(
            s.tongue.say("Who was told", about="record"),
            list_of((s.person(told.party), ", ", s.day(told.on)) for told in strategy.told),
        ),
        thing=("strategy", strategy.id),
    )


def _proposed(strategy: Strategy, part: Part) -> Words:
    s = part.speech
    kind, day = s.heading(strategy.kind), s.day(strategy.proposed_on)
    if strategy.proposed_by is None:
        return s.say("{kind}, proposed on {day}", about="record", kind=kind, day=day)
    who = s.person(strategy.proposed_by)
    return s.say("{kind}, proposed by {who} on {day}", about="record", kind=kind, who=who, day=day)


def _decision(decision: Decision, part: Part) -> Element:
    s = part.speech
    said = s.say(
        "Decided on {day}: {outcome}.", about="record", day=s.day(decision.decided_on), outcome=s.word(decision.outcome)
    )
    under = None
    if decision.under is not None:
        under = s.say("Decided by {who}.", about="record", who=s.person(decision.under))
    role = (
        s.say("Decided as {role}.", about="record", role=s.role(decision.under_role)) if decision.under_role else None
    )
    return el(
        "div",
        el("p", el("strong", said), " ", under, " ", role),
        details(decision, s, tells=_DECISION),
        class_="decision",
    )


def _open(strategy: Strategy, part: Part) -> Element:
    s = part.speech
    said = s.say("Nothing is decided about this yet.", about="record")
    if strategy.lapsed is None:
        return el("div", el("p", said), class_="decision open")
    earlier = s.say("The proposal changed since it was decided, so that decision ended:", about="record")
    return el("div", el("p", said), el("p", earlier), _decision(strategy.lapsed, part), class_="decision open")


def _positions(strategy: Strategy, part: Part) -> Content:
    taken = [_position(position, part) for position in strategy.positions]
    silent = [_silent(strategy, party, part) for party in _unheard(strategy, part)]
    return list_of((*taken, *silent), class_="positions")


def _position(position: StrategyPosition, part: Part) -> Content:
    s = part.speech
    when = (s.day(position.on), (", ", s.via(position.via)) if position.via else None)
    said = el("strong", stands(position.position, s.person(position.party), s))
    return (said, " ", el("span", when, class_="meta"), details(position, s, tells=_POSITION))


def _unheard(strategy: Strategy, part: Part) -> tuple[PartyId, ...]:
    """The caregivers whose position on it is not on record; only where it can still be."""
    if not part.is_current:
        return ()
    known = part.case.caregivers(on=part.dossier.at.date())
    return tuple(party.id for party in known if strategy.position_of(party.id) is None)


def _silent(strategy: Strategy, party: PartyId, part: Part) -> Words:
    s, who = part.speech, part.speech.person(party)
    if reading(part.case, strategy, party) is Reading.NOT_PRESENT:
        return s.say("{who} was not there. That is no yes.", about="record", who=who)
    return s.say("{who} has not been asked yet. That is no yes.", about="record", who=who)


# papers ---------------------------------------------------------------------------------------


def _consents(part: Part) -> Content:
    s = part.speech
    tells = frozenset({"consent", "evidence", "on", "version", "revocations"})
    given = [
        (
            s.say("{who} gave consent on {day}.", about="record", who=s.person(g.consent.party), day=s.day(g.on)),
            details(g.consent, s, tells=frozenset({"id", "party"})),
            list_of(
                (
                    s.say("{who} took it back on {day}.", about="record", who=s.person(r.party), day=s.day(r.on)),
                    details(r, s, tells=tells | {"party"}),
                )
                for r in g.revocations
            ),
        )
        for g in part[Consents].given
    ]
    return part.group(s.tongue.say("Consent", about="record"), list_of(given))


def _notices(part: Part) -> Content:
    s = part.speech
    given = (
        (
            s.say("Written notice on {day}", about="record", day=s.day(g.on)),
            details(g.notice, s, tells=frozenset({"id"})),
        )
        for g in part[WrittenNotices].given
    )
    return part.group(s.tongue.say("Written notices", about="record"), list_of(given))


def _copies(part: Part) -> Content:
    s = part.speech
    copies = (
        (s.person(copy.party), ", ", s.day(copy.on), (", ", s.language(copy.language)) if copy.language else None)
        for copy in part[JointPlan].copies
    )
    return part.group(s.tongue.say("Copies of the plan", about="record"), list_of(copies))
