"""The commands that look: at a case, its board, its journal and digests, and at what is due. Nothing is written."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from collabflow.cli.opening import opened
from collabflow.cli.paper import Paper, WrongUse, write_file
from collabflow.cli.telling import place
from collabflow.codec import Codec
from collabflow.core.case import Case, Past
from collabflow.core.errors import UnknownCase
from collabflow.core.event import Entry
from collabflow.core.finding import Finding
from collabflow.core.lifecycle.moves import Corrected, Moved
from collabflow.core.people import SYSTEM
from collabflow.core.tongue import Tongue
from collabflow.core.values import Status
from collabflow.cycle.explain import Board, May
from collabflow.export import document, gather, page
from collabflow.export.document import case_as_data, entry_as_data
from collabflow.flow import CollabFlow


@contextmanager
def _flow(options: Namespace) -> Iterator[CollabFlow]:
    with opened(options) as store:
        yield CollabFlow(store, profile=options.profile)


# a case ---------------------------------------------------------------------------------------


def show(options: Namespace, paper: Paper) -> int:
    """Who is who, where the cycle stands, and what each step recorded."""
    with _flow(options) as flow:
        case, profile = flow.case(options.case), flow.profile
    if options.json:
        paper.json(case_as_data(case, Codec(profile.events)))
        return 0
    reader: Tongue = options.lang
    state = "" if case.status is Status.OPEN else f" · {reader.word(case.status)}"
    paper.line(f"{case.student.name or case.student.id}{state} · {place(case, reader)}", style="bold")
    for past in case.earlier:
        paper.line(f"  {_past(past, reader)}")
    for party in case.parties:
        paper.prose(f"  {party.name} ({', '.join(reader.word(role) for role in party.roles)})")
    plain = Codec(profile.events).plain
    for kind, record in case.records.items():
        lines = list(_indented(plain(record)))
        if lines:
            paper.line(f"\n{kind.__name__}", style="bold")
            paper.prose("\n".join(f"  {line}" for line in lines))
    return 0


def _past(past: Past, reader: Tongue) -> str:
    return reader.count(
        len(past.completed),
        "cycle {cycle}: {n} step completed, until {day}",
        "cycle {cycle}: {n} steps completed, until {day}",
        about="show",
        cycle=past.cycle,
        day=reader.day(past.ended_at.date()),
    )


def _indented(value: object, depth: int = 0) -> Iterator[str]:
    """A plain value as indented lines, under the names by which it is stored; what holds nothing is left out."""
    pad = "  " * depth
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _named(name.replace("_", " "), inner, depth)
        return
    for inner in value if isinstance(value, list) else ():
        lines = [*_indented(inner)] if isinstance(inner, dict | list) else [str(inner)]
        first, *rest = lines or ["(nothing)"]
        yield f"{pad}- {first}"
        yield from (f"{pad}  {line}" for line in rest)


def _named(name: str, value: object, depth: int) -> Iterator[str]:
    """A named value: in one line where it is plain, or a list of plain values."""
    pad = "  " * depth
    if value in ([], {}, None, ""):
        return
    if isinstance(value, dict) or (isinstance(value, list) and any(isinstance(v, dict | list) for v in value)):
        yield f"{pad}{name}:"
        yield from _indented(value, depth + 1)
    else:
        yield f"{pad}{name}: {', '.join(map(str, value)) if isinstance(value, list) else value}"


# its board ------------------------------------------------------------------------------------


def explain(options: Namespace, paper: Paper) -> int:
    """What each step still needs, and what a person may do next."""
    with _flow(options) as flow:
        case = flow.case(options.case)
        board = flow.explain(case, by=options.by or SYSTEM)
    reader: Tongue = options.lang
    if options.json:
        paper.json(_board(board, case, reader))
        return 0
    paper.prose(board.text(case, reader))
    if options.by:
        paper.prose(_recordable(board, case.label("party", options.by), reader))
    return 0


def _recordable(board: Board, person: str, reader: Tongue) -> str:
    """What this person may record, by the names under which it is recorded."""
    allowed = ", ".join(o.name for o in board.options if not o.is_move and o.may is May.ALLOWED)
    if not allowed:
        return reader.say("{person} may record: nothing", about="board", person=person)
    return reader.say("{person} may record: {events}", about="board", person=person, events=allowed)


def _board(board: Board, case: Case, reader: Tongue) -> dict[str, object]:
    return {
        "case": case.id,
        "status": board.status.value,
        "step": board.step.value,
        "cycle": board.cycle,
        "steps": [
            {
                "step": step.step.value,
                "state": step.state.value,
                "since_corrected": step.since_corrected,
                "findings": [_finding(finding, case, reader) for finding in step.findings],
            }
            for step in board.steps
        ],
        "options": [
            {"name": o.name, "may": o.may.value, "findings": [f.code for f in o.findings]} for o in board.options
        ],
    }


def _finding(finding: Finding, case: Case, reader: Tongue) -> dict[str, object]:
    return {
        "code": finding.code,
        "subject": finding.subject,
        "severity": finding.severity.value,
        "waived": finding.waived,
        "reason": finding.reason(case, reader),
        "fix": finding.how_to_mend(case, reader),
        "remedies": list(finding.remedies),
        "citation": finding.citation,
    }


# its journal ----------------------------------------------------------------------------------


def journal(options: Namespace, paper: Paper) -> int:
    """Every entry, in order; what was corrected is marked beside it."""
    with _flow(options) as flow:
        entries, profile = flow.journal(options.case), flow.profile
    if options.json:
        codec = Codec(profile.events)
        paper.json([entry_as_data(entry, codec) for entry in entries])
        return 0
    reader: Tongue = options.lang
    corrected = {e.event.version: e.version for e in entries if isinstance(e.event, Corrected)}
    for entry in entries:
        stamp = entry.stamp
        via = f" {reader.say('via {via}', about='journal', via=reader.word(stamp.via))}" if stamp.via else ""
        mark = _mark(corrected[entry.version], reader) if entry.version in corrected else ""
        when = stamp.at.isoformat(sep=" ", timespec="minutes")
        paper.line(f"{entry.version:>4}  {when}  {stamp.by.name or stamp.by.id}{via}: {_said(entry)}{mark}")
    return 0


def _mark(correction: int, reader: Tongue) -> str:
    return f"  [{reader.say('corrected by {version}', about='journal', version=correction)}]"


def _said(entry: Entry) -> str:
    event = entry.event
    if isinstance(event, Moved):
        return f"{event.trigger.value} ({event.source} -> {event.target})"
    return event.stored_as


def verify(options: Namespace, paper: Paper) -> int:
    """Checks the digests of one journal."""
    with _flow(options) as flow:
        fault = flow.verify(options.case)
    reader: Tongue = options.lang
    if options.json:
        found = None if fault is None else {"version": fault.version, "kind": fault.kind.value}
        paper.json({"case": options.case, "whole": fault is None, "fault": found})
    elif fault is None:
        paper.line(reader.say("{case}: the journal is what was written", about="journal", case=options.case))
    else:
        words = {"case": options.case, "version": fault.version, "fault": fault.kind.value}
        said = reader.fill("{case}: entry {version} is not what was written ({fault})", words, about="journal")
        paper.line(said, style="red")
    return 0 if fault is None else 1


# all cases ------------------------------------------------------------------------------------


def due(options: Namespace, paper: Paper) -> int:
    """What is due by a day, soonest first."""
    on = options.on or datetime.now().astimezone().date()
    with _flow(options) as flow:
        items = flow.due(on=on)
    if options.json:
        fields = ("kind", "subject", "on", "citation")
        paper.json([{"case": i.case_id, **{name: getattr(i.due, name) for name in fields}} for i in items])
        return 0
    reader: Tongue = options.lang
    for item in items:
        cited = f"  ({item.due.citation})" if item.due.citation else ""
        paper.line(f"{item.due.on}  {item.case_id}  {reader.word(item.due.kind)}  {item.due.subject}{cited}")
    if not items:
        paper.line(reader.say("nothing is due by {day}", about="due", day=reader.day(on)))
    return 0


# its record -----------------------------------------------------------------------------------


def record(options: Namespace, paper: Paper) -> int:
    """The record of a case: as a page for people, as JSON for programs; both with the manifest."""
    if options.html is None and not options.json:
        raise WrongUse("say what to write: --html FILE for people, or --json for programs")
    with _flow(options) as flow:
        rows = flow.store.load(options.case)
        if not rows:
            raise UnknownCase(options.case)
        now = datetime.now().astimezone()
        dossier = gather(rows, at=now, profile=flow.profile, reader=options.reader)
    if options.html is not None:
        write_file(options.html, page(dossier, lang=options.lang))
    if options.json:
        paper.json(document(dossier))
    else:
        reader: Tongue = options.lang
        words = {"case": options.case, "file": options.html}
        paper.line(reader.fill("{case}: the record is in {file}", words, about="record"))
    return 0
