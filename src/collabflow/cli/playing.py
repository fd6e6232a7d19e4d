"""The commands that record: `demo` tells the story that ships with the package, `run` plays a file of your own."""

from __future__ import annotations

import tempfile
from argparse import Namespace
from collections import Counter
from importlib.resources import files
from pathlib import Path

from attrs import frozen

from collabflow.cli.opening import Database, open_at, opened
from collabflow.cli.paper import Paper, Stopped, WrongUse, write_file
from collabflow.cli.script import Played, Player, Script, read_script
from collabflow.cli.telling import Teller, place
from collabflow.core.case import Case
from collabflow.core.finding import Phrase
from collabflow.core.lifecycle.moves import Moved
from collabflow.core.tongue import ENGLISH, Tongue
from collabflow.cycle.profile import DEFAULT
from collabflow.export import gather, page
from collabflow.flow import CollabFlow
from collabflow.notify.recording import RecordingNotifier

OPENING = Phrase(
    """An invented family and school go through the ten steps together.

  + what was recorded, by whom; in brackets whose words they are and how they came
  ✗ what was refused, with everything that is missing and how to mend it
  → where the cycle moves""",
    about="demo",
)


@frozen(kw_only=True)
class Told:
    """What the demo came to: how many attempts were refused, and how many messages of each kind were sent."""

    refused: int
    sent: Counter[str]


def demo(options: Namespace, paper: Paper) -> int:
    """Plays the script that ships with the package, telling it as it happens."""
    script = read_script(files("collabflow.cli").joinpath("demo.json").read_text(encoding="utf-8"), DEFAULT)
    reader: Tongue = options.lang
    if options.db is not None:
        _demo(script, options.db, paper, reader, html=options.html)
        command = f"collabflow show {script.case} --db {options.db}"
        paper.line(reader.say("Look closer: {command}", about="demo", command=command))
        return 0
    with tempfile.TemporaryDirectory() as folder:
        _demo(script, Database(path=Path(folder) / "demo.db"), paper, reader, html=options.html)
    command = f"collabflow demo --db demo.db; collabflow show {script.case} --db demo.db"
    paper.line(reader.say("Keep it, and look closer: {command}", about="demo", command=command))
    return 0


def _demo(script: Script, db: Database, paper: Paper, reader: Tongue, *, html: Path | None) -> None:
    notifier, teller = RecordingNotifier(), Teller(paper, reader)
    store = open_at(db, makes=True)
    try:
        player = Player(script, store, DEFAULT, {"email": notifier, "phone": notifier})
        if player.already() == len(script.lines):
            raise Stopped(f"{db} already holds the demo; look at it with: collabflow show {script.case} --db {db}")
        paper.prose(reader.template(OPENING.template, about=OPENING.about))
        for played in player.play():
            teller.tell(played, _moved(player.flow, played))
            _check(played, reader)
        teller.finish()
        player.flow.deliver(limit=10_000)
        sent = Counter(message.kind for message in notifier.sent)
        told = Told(refused=sum(bool(line.refused) for line in script.lines), sent=sent)
        _ending(player.flow, player.flow.case(script.case), told, paper, reader)
        if html is not None:
            _page(player.flow, script.case, html, paper, reader)
    finally:
        store.close()


def _moved(flow: CollabFlow, played: Played) -> Moved | None:
    """The move as it was recorded, with what was kept of how it was decided."""
    if played.refused is not None or not isinstance(played.line.event, Moved):
        return None
    recorded = flow.journal(played.case)[-1].event
    return recorded if isinstance(recorded, Moved) else None


def _ending(flow: CollabFlow, case: Case, told: Told, paper: Paper, reader: Tongue) -> None:
    paper.line()
    paper.line(reader.say("Where it stands", about="demo"), style="bold")
    paper.prose(flow.explain(case).text(case, reader))
    paper.line()
    paper.prose(f"{_counted(case, told, reader)}\n{_messages(told, reader)}\n{_sealed(flow, case, reader)}")


def _counted(case: Case, told: Told, reader: Tongue) -> str:
    kept = reader.count(case.version, "{n} entry was recorded.", "{n} entries were recorded.", about="demo")
    refused = reader.count(
        told.refused,
        "{n} attempt was refused and left no trace.",
        "{n} attempts were refused and left no trace.",
        about="demo",
    )
    return f"{kept} {refused}"


def _messages(told: Told, reader: Tongue) -> str:
    kinds = ", ".join(f"{count} {reader.word(kind)}" for kind, count in told.sent.items())
    return reader.count(
        told.sent.total(),
        "{n} message was sent: {kinds}.",
        "{n} messages were sent: {kinds}.",
        about="demo",
        kinds=kinds,
    )


def _sealed(flow: CollabFlow, case: Case, reader: Tongue) -> str:
    fault, head = flow.verify(case.id), flow.store.load(case.id)[-1].digest.hex()[:16]
    if fault is not None:
        return reader.say("The journal was CHANGED at entry {version}.", about="demo", version=fault.version)
    return reader.say(
        "The journal is what was written; each entry seals all before it, and the last seal begins with {head}.",
        about="demo",
        head=head,
    )


def _page(flow: CollabFlow, case_id: str, file: Path, paper: Paper, reader: Tongue) -> None:
    """Writes the record as a page, as it stood at the last entry."""
    rows = flow.store.load(case_id)
    write_file(file, page(gather(rows, at=rows[-1].at, profile=flow.profile), lang=reader))
    paper.line()
    paper.prose(
        reader.say(
            "The whole record, as a page that a parent can read, is in {file}. Open it in a browser.",
            about="demo",
            file=file,
        )
    )


def run(options: Namespace, paper: Paper) -> int:
    """Records a script; a refusal that the script does not expect stops it and names entry, path and findings."""
    script, reader = read_script(_text_of(options.file), options.profile), options.lang
    with opened(options, makes=True) as store:
        player = Player(script, store, options.profile, {})
        done = player.already()
        if done:
            paper.line(reader.say("going on after entry {version}", about="run", version=done))
        for played in player.play():
            _check(played, reader)
        count, case = len(script.lines), script.case
        paper.line(reader.count(count, "{case}: {n} entry done", "{case}: {n} entries done", about="run", case=case))
        if script.lines:
            paper.line(place(player.flow.case(case), reader))
    return 0


def _text_of(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as wrong:
        raise WrongUse(f"cannot read {file}: {type(wrong).__name__}") from None


def _check(played: Played, reader: Tongue = ENGLISH) -> None:
    """Raises `Stopped` when a line did not come out as the script expects, naming entry, path and findings."""
    if played.is_as_expected:
        return
    line, refused = played.line, played.refused
    where = f"entry {line.number} ({line.event.stored_as}, entries[{line.number - 1}])"
    expected = f"expected to be refused with {', '.join(line.refused)}"
    if refused is None:
        raise Stopped(f"{where} was {expected}, and was not")
    found = "\n".join(f"  {finding}" for finding in refused.findings)
    instead = f" (it was {expected})" if line.refused else ""
    raise Stopped(f"{where} was refused{instead}:\n{found}\n{refused.text(played.case, reader)}")
