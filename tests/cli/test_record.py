"""The record, from the command line: a page for people, JSON for programs, and the demo that ends with one."""

from __future__ import annotations

from pathlib import Path

from cli.terminal import Type, tampered
from collabflow.stores.sqlite import SqliteStore
from export.filled import read


def test_the_record_is_written_as_a_page_and_says_where(type_: Type, played: Path, tmp_path: Path) -> None:
    file = tmp_path / "maya.html"

    told = type_("record", "maya", "--db", played, "--html", file)

    assert (told.code, told.err) == (0, "")
    assert told.out == f"maya: the record is in {file}\n"
    root = read(file.read_text(encoding="utf-8"))
    assert root.all("h1")[0].text == "Maya Vidal"
    assert len([node for node in root.walk() if "entry" in (node.attributes.get("class") or "").split()]) == 97


def test_the_page_of_the_demo_is_also_said_in_another_language(type_: Type, played: Path, tmp_path: Path) -> None:
    told = type_("record", "maya", "--db", played, "--html", tmp_path / "es.html", "--lang", "es-MX")

    assert told.code == 0
    assert read((tmp_path / "es.html").read_text(encoding="utf-8")).all("h1")[0].text == "Maya Vidal"


def test_a_program_gets_the_record_as_json(type_: Type, played: Path) -> None:
    record = type_("record", "maya", "--db", played, "--json").json

    assert (record["schema"], record["schema_version"]) == ("collabflow.record", 1)
    assert record["case"]["cycle"] == 2
    assert len(record["entries"]) == len(record["manifest"]["entries"]) == 97
    assert record["manifest"]["chain"] == {"whole": True, "fault": None}
    assert record["manifest"]["head"] == record["manifest"]["entries"][-1]["digest"]


def test_both_can_be_asked_for_at_once(type_: Type, played: Path, tmp_path: Path) -> None:
    told = type_("record", "maya", "--db", played, "--json", "--html", tmp_path / "maya.html")

    assert told.json["case"]["case"] == "maya"
    assert (tmp_path / "maya.html").exists()


def test_asking_for_nothing_says_what_can_be_asked(type_: Type, played: Path) -> None:
    told = type_("record", "maya", "--db", played)

    assert (told.code, told.err) == (2, "say what to write: --html FILE for people, or --json for programs\n")


def test_a_case_that_is_not_there_is_told(type_: Type, played: Path) -> None:
    told = type_("record", "nobody", "--db", played, "--json")

    assert told.code == 1
    assert told.err.startswith("collabflow: there is no case 'nobody'")


def test_a_file_that_cannot_be_written_is_told(type_: Type, played: Path, tmp_path: Path) -> None:
    told = type_("record", "maya", "--db", played, "--html", tmp_path / "no" / "where.html")

    assert told.code == 2
    assert told.err.startswith("cannot write ")


def test_a_reader_who_is_not_on_the_case_is_told(type_: Type, played: Path) -> None:
    told = type_("record", "maya", "--db", played, "--json", "--for", "somebody")

    assert told.code == 1
    assert "reader: is not a person of this case" in told.err


def test_a_copy_for_one_person_says_for_whom_it_is(type_: Type, played: Path, tmp_path: Path) -> None:
    type_("record", "maya", "--db", played, "--html", tmp_path / "ben.html", "--for", "ben")

    assert "This copy is for Ben Harlow." in read((tmp_path / "ben.html").read_text(encoding="utf-8")).text


def test_a_journal_that_was_tampered_with_says_so_on_the_page(type_: Type, tmp_path: Path) -> None:
    type_("demo", "--db", tmp_path / "demo.db")
    tampered(tmp_path / "demo.db", version=2)

    type_("record", "maya", "--db", tmp_path / "demo.db", "--html", tmp_path / "maya.html")

    page = read((tmp_path / "maya.html").read_text(encoding="utf-8"))
    assert "The seals do not fit from entry 2 on" in page.at("about").text


def test_an_erased_case_leaves_a_list_and_says_why(type_: Type, tmp_path: Path) -> None:
    type_("demo", "--db", tmp_path / "demo.db")
    store = SqliteStore(tmp_path / "demo.db")
    store.erase("maya")
    store.close()

    told = type_("record", "maya", "--db", tmp_path / "demo.db", "--json", "--html", tmp_path / "maya.html")

    root = read((tmp_path / "maya.html").read_text(encoding="utf-8"))
    assert told.json["case"] is None
    assert told.json["manifest"]["left_out"][0] == {"version": 1, "why": "erased"}
    assert told.json["manifest"]["chain"]["whole"]
    assert "was destroyed, as the rules for keeping records allow" in root.text
    assert "Rosa" not in root.text


def test_the_demo_ends_by_writing_the_record_and_saying_so(type_: Type, tmp_path: Path) -> None:
    told = type_("demo", "--html", tmp_path / "record.html")

    assert f"as a page that a parent can read, is in {tmp_path / 'record.html'}." in " ".join(told.out.split())
    assert read((tmp_path / "record.html").read_text(encoding="utf-8")).all("h1")[0].text == "Maya Vidal"


def test_make_demo_writes_the_record() -> None:
    makefile = (Path(__file__).parents[2] / "Makefile").read_text(encoding="utf-8")

    assert "collabflow demo --html record.html" in makefile
