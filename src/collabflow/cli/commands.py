"""What each command does: it asks the flow and prints. No rule lives here."""

from __future__ import annotations

import tempfile
from argparse import Namespace
from collections.abc import Iterator
from datetime import datetime
from importlib.resources import files
from pathlib import Path

from collabflow.cli.paper import Paper
from collabflow.cli.script import Played, Player, read_script
from collabflow.codec import Codec
from collabflow.core.case import Case
from collabflow.core.event import Entry
from collabflow.core.finding import Finding
from collabflow.core.lifecycle.moves import Corrected, Moved
from collabflow.core.people import SYSTEM
from collabflow.cycle.diagram import markdown, mermaid
from collabflow.cycle.profile import DEFAULT, Profile
from collabflow.cycle.rules import Rule
from collabflow.flow import CollabFlow
from collabflow.notify.recording import RecordingNotifier
from collabflow.stores.sqlite import SqliteStore


class Stopped(Exception):
    """A command could not be done; the message is for the person who asked."""


# playing --------------------------------------------------------------------------------------


def demo(options: Namespace, paper: Paper) -> int:
    """Plays the script that ships with the package, telling it as it happens."""
    text = files("collabflow.cli").joinpath("demo.json").read_text(encoding="utf-8")
    if options.db is not None:
        return _demo(text, options.db, paper)
    with tempfile.TemporaryDirectory() as folder:
        return _demo(text, Path(folder) / "demo.db", paper)


def _demo(text: str, db: Path, paper: Paper) -> int:
    notifier = RecordingNotifier()
    store = SqliteStore(db)
    try:
        player = Player(read_script(text, DEFAULT), store, DEFAULT, {"email": notifier, "phone": notifier})
        paper.line("An invented family and school go through the ten steps together.", style="bold")
        last: Played | None = None
        for last in player.play():
            _tell(last, paper)
            if bool(last.refused) != bool(last.line.refused):
                raise Stopped(_stopped(last))
        if last is None:
            raise Stopped(f"{db} already holds the demo; look at it with: collabflow show maya --db {db}")
        _ending(player.flow, last.case, paper)
    finally:
        store.close()
    return 0


def _tell(played: Played, paper: Paper) -> None:
    event = played.line.event
    if played.line.note:
        paper.line(f"\n{played.line.at.date()}  {played.line.note}", style="bold")
    if played.refused is not None:
        paper.line(f"  ✗ {played.refused.action.replace('_', ' ')} is refused.", style="red")
        paper.line("    " + played.refused.text(played.case).replace("\n", "\n    "))
    elif isinstance(event, Moved):
        paper.line(f"  → {event.trigger.value.replace('_', ' ')}: {_place(played.case)}", style="green")
    else:
        paper.line(f"  + {event.stored_as.split('.')[1].replace('_', ' ')}", style="dim")


def _place(case: Case) -> str:
    return f"cycle {case.cycle}, step {case.step.number} of 10, {case.step.heading.lower()}"


def _ending(flow: CollabFlow, case: Case, paper: Paper) -> None:
    delivered = flow.deliver(limit=1000)
    paper.line()
    paper.line("Where it stands", style="bold")
    paper.line(flow.explain(case.id).text(case))
    paper.line()
    paper.line(
        f"{case.version} entries recorded, {delivered.sent} messages sent, digests whole: {_whole(flow, case.id)}."
    )


def _whole(flow: CollabFlow, case_id: str) -> str:
    return "yes" if flow.verify(case_id) is None else "NO"


def run(options: Namespace, paper: Paper) -> int:
    """Records a script; a refusal that the script does not expect stops it and names entry, path and findings."""
    try:
        text = options.file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as wrong:
        raise Stopped(f"cannot read {options.file}: {type(wrong).__name__}") from None
    script = read_script(text, options.profile)
    store = SqliteStore(options.db)
    try:
        player = Player(script, store, options.profile, {})
        done = player.already()
        if done:
            paper.line(f"going on after entry {done}")
        for played in player.play():
            if played.line.refused != (played.refused.codes if played.refused else ()):
                raise Stopped(_stopped(played))
        paper.line(f"{script.case}: {len(script.lines)} entries done")
    finally:
        store.close()
    return 0


def _stopped(played: Played) -> str:
    where = f"entry {played.line.number} ({played.line.event.stored_as}, entries[{played.line.number - 1}])"
    if played.refused is None:
        return f"{where} was expected to be refused with {', '.join(played.line.refused)}, and was not"
    codes = "\n".join(f"  {finding}" for finding in played.refused.findings)
    return f"{where} was refused:\n{codes}\n{played.refused.text(played.case)}"


# looking --------------------------------------------------------------------------------------


def _flow(options: Namespace) -> CollabFlow:
    if not options.db.exists():
        raise Stopped(f"there is no file {options.db}")
    return CollabFlow(SqliteStore(options.db), profile=options.profile)


def show(options: Namespace, paper: Paper) -> int:
    """Who is who, where the cycle stands, and what each step recorded."""
    flow = _flow(options)
    case = flow.case(options.case)
    if options.json:
        paper.json(_told(case, flow.profile))
        return 0
    paper.line(f"{case.student.name or case.student.id} · {case.status.value} · {_place(case)}", style="bold")
    for party in case.parties:
        paper.line(f"  {party.name} ({', '.join(role.value.replace('_', ' ') for role in party.roles)})")
    plain = Codec(flow.profile.events).plain
    for kind, record in case.records.items():
        paper.line(f"\n{kind.__name__}", style="bold")
        for line in _indented(plain(record)):
            paper.line(f"  {line}")
    return 0


def _told(case: Case, profile: Profile) -> dict[str, object]:
    plain = Codec(profile.events).plain
    return {
        "case": case.id,
        "version": case.version,
        "student": plain(case.student),
        "status": case.status.value,
        "ending": case.ending.value if case.ending else None,
        "cycle": case.cycle,
        "step": case.step.value,
        "completed": [step.value for step in case.completed],
        "parties": [plain(party) for party in case.parties],
        "records": {kind.__name__: plain(record) for kind, record in case.records.items()},
    }


def _indented(value: object, depth: int = 0) -> Iterator[str]:
    """A plain value as indented lines; what holds nothing is left out."""
    pad = "  " * depth
    if isinstance(value, dict):
        for name, inner in value.items():
            if inner in ([], {}, None):
                continue
            if isinstance(inner, dict | list):
                yield f"{pad}{name.replace('_', ' ')}:"
                yield from _indented(inner, depth + 1)
            else:
                yield f"{pad}{name.replace('_', ' ')}: {inner}"
    elif isinstance(value, list):
        for inner in value:
            first, *rest = [*_indented(inner, 0)] or [""]
            yield f"{pad}- {first}"
            yield from (f"{pad}  {line}" for line in rest)
    else:
        yield f"{pad}{value}"


def explain(options: Namespace, paper: Paper) -> int:
    """What each step still needs, and what a person may do next."""
    flow = _flow(options)
    case = flow.case(options.case)
    board = flow.explain(case, by=options.by or SYSTEM)
    if options.json:
        paper.json(
            {
                "case": case.id,
                "status": board.status.value,
                "step": board.step.value,
                "cycle": board.cycle,
                "steps": [
                    {
                        "step": step.step.value,
                        "state": step.state.value,
                        "since_corrected": step.since_corrected,
                        "findings": [_finding(finding, case) for finding in step.findings],
                    }
                    for step in board.steps
                ],
                "options": [
                    {"name": o.name, "may": o.may.value, "findings": [f.code for f in o.findings]}
                    for o in board.options
                ],
            }
        )
        return 0
    paper.line(board.text(case))
    return 0


def _finding(finding: Finding, case: Case) -> dict[str, object]:
    return {
        "code": finding.code,
        "subject": finding.subject,
        "severity": finding.severity.value,
        "waived": finding.waived,
        "reason": finding.reason(case),
        "fix": finding.how_to_mend(case),
        "remedies": list(finding.remedies),
        "citation": finding.citation,
    }


def journal(options: Namespace, paper: Paper) -> int:
    """Every entry, in order; what was corrected is marked beside it."""
    flow = _flow(options)
    entries = flow.journal(options.case)
    if options.json:
        codec = Codec(flow.profile.events)
        paper.json([_entry(entry, codec) for entry in entries])
        return 0
    corrected = {e.event.version: e.version for e in entries if isinstance(e.event, Corrected)}
    for entry in entries:
        stamp = entry.stamp
        via = f" via {stamp.via.value}" if stamp.via else ""
        mark = f"  [corrected by {corrected[entry.version]}]" if entry.version in corrected else ""
        when = stamp.at.isoformat(sep=" ", timespec="minutes")
        paper.line(f"{entry.version:>4}  {when}  {stamp.by.name or stamp.by.id}{via}: {_said(entry)}{mark}")
    return 0


def _said(entry: Entry) -> str:
    event = entry.event
    if isinstance(event, Moved):
        return f"{event.trigger.value} ({event.source} -> {event.target})"
    return event.stored_as


def _entry(entry: Entry, codec: Codec) -> dict[str, object]:
    stamp = entry.stamp
    return {
        "version": entry.version,
        "by": stamp.by.id,
        "role": stamp.by.role.value,
        "at": stamp.at.isoformat(),
        "occurred": stamp.occurred.isoformat(),
        "via": stamp.via.value if stamp.via else None,
        "event": entry.event.stored_as,
        "fields": codec.fields_of(entry.event),
    }


def verify(options: Namespace, paper: Paper) -> int:
    """Checks the digests of one journal."""
    fault = _flow(options).verify(options.case)
    if options.json:
        paper.json({"case": options.case, "whole": fault is None, "fault": fault and fault.kind.value})
    elif fault is None:
        paper.line(f"{options.case}: the journal is what was written")
    else:
        paper.line(f"{options.case}: entry {fault.version} is not what was written ({fault.kind.value})", style="red")
    return 0 if fault is None else 1


def due(options: Namespace, paper: Paper) -> int:
    """What is due by a day, soonest first."""
    on = options.on or datetime.now().astimezone().date()
    items = _flow(options).due(on=on)
    if options.json:
        paper.json([{"case": i.case_id, "kind": i.due.kind, "subject": i.due.subject, "on": i.due.on} for i in items])
        return 0
    for item in items:
        paper.line(f"{item.due.on}  {item.case_id}  {item.due.kind.replace('_', ' ')}  {item.due.subject}")
    if not items:
        paper.line(f"nothing is due by {on}")
    return 0


# the rules ------------------------------------------------------------------------------------


def guards(options: Namespace, paper: Paper) -> int:
    """The catalogue of guards: where they are asked, what they weigh, what they say and how to mend it."""
    profile: Profile = options.profile
    rows = [_rule(rule) for rule in profile.catalogue]
    if options.json:
        paper.json(rows)
        return 0
    where = ""
    for row in rows:
        if row["where"] != where:
            where = str(row["where"])
            paper.line(f"\n{where}", style="bold")
        paper.line(f"  {row['code']}  ({row['severity']}, waiver: {row['waivable']})")
        paper.line(f"      {row['says']} {row['fix']}")
    return 0


def _rule(rule: Rule) -> dict[str, object]:
    guard = rule.guard
    return {
        "code": guard.code,
        "where": rule.where,
        "severity": rule.severity.value,
        "waivable": guard.waivable.value,
        "standing": guard.standing,
        "basis": guard.basis.value,
        "citation": guard.citation,
        "says": guard.says,
        "fix": guard.fix,
        "remedies": list(guard.remedy_names),
    }


def diagram(options: Namespace, paper: Paper) -> int:
    """The cycle, drawn from the table in force."""
    paper.line("```mermaid")
    paper.line(mermaid())
    paper.line("```")
    paper.line()
    paper.line(markdown())
    return 0
