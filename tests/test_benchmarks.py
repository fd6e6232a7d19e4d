"""The benchmarks run, every one of them, so that they never rot; what they measure is never asserted."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from time import perf_counter

import psycopg
from benchmarks.postgresql import verdict
from benchmarks.relay import away
from benchmarks.rows import Row
from benchmarks.timing import Ratio

ROOT = Path(__file__).resolve().parent.parent


def bench(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "benchmarks", *arguments],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src"), "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def test_every_group_runs_and_gives_ratios_or_says_what_is_not_there(tmp_path: Path) -> None:
    done = bench("--quick", "--write", str(tmp_path / "page.md"))

    assert done.returncode == 0, done.stderr
    _, *tables, _machine, _repeat = re.split("^## ", done.stdout, flags=re.MULTILINE)
    assert len(tables) == 7
    for table in tables:
        assert re.search(r"\| \d\S* \(\S+–\S+\) \||[Nn]ot measured: ", table), f"no ratio: {table}"
    assert (tmp_path / "page.md").read_text(encoding="utf-8").strip() == done.stdout.strip()


def test_the_relay_hands_on_everything_in_order_and_no_sooner_than_it_should(postgres_server: str) -> None:
    with away(postgres_server, 2e-3) as url, psycopg.connect(url, autocommit=True) as connection:
        begun = perf_counter()
        (found,) = connection.execute("SELECT string_agg(n::text, ' ') FROM generate_series(1, 50000) AS n").fetchall()
        taken = perf_counter() - begun
        with connection.pipeline():
            answers = [connection.execute("SELECT %s::text", (n * "x",)) for n in (1, 300_000, 2)]
        assert found == (" ".join(map(str, range(1, 50001))),)
        assert [len(answer.fetchall()[0][0]) for answer in answers] == [1, 300_000, 2]
        assert taken >= 2e-3  # however quick the machine is


def test_the_page_names_the_rows_on_postgresql_that_meet_the_aim_and_those_that_do_not() -> None:
    near, far = (Ratio(median=median, low=1, high=2) for median in (1.2, 1.21))
    rows = [Row(what="a", amount="1"), Row(what="", amount="1", ratio=near), Row(what="b", amount="1", ratio=far)]

    assert verdict(rows) == "These meet the aim: “a”. These do not: “b”."
    assert verdict(rows[:2]) == "These meet the aim: “a”. These do not: none."


def test_a_peer_that_is_not_there_is_named_and_its_rows_are_left_out(tmp_path: Path) -> None:
    (tmp_path / "sismic").mkdir()
    (tmp_path / "sismic" / "__init__.py").write_text("raise ImportError('not here')", encoding="utf-8")
    hidden = f"import sys; sys.path.insert(0, {str(tmp_path)!r}); sys.argv = ['', '--quick', '--only', 'in-memory']"

    done = subprocess.run(
        [sys.executable, "-c", f"{hidden}; from benchmarks.__main__ import main; main()"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src"), "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert "Not installed, and not measured: " in done.stdout
    assert "sismic" in done.stdout.split("not measured: ")[1].splitlines()[0]
    assert "| sismic |" not in done.stdout
