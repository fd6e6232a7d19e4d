"""The front door for people: run a journal, look at a case, read the rules, check the digests.

Exit codes: 0 done, 1 refused or broken, 2 wrong use. Colour only on a terminal; `--json` where a program reads.
"""

from collabflow.cli.main import main

__all__ = ["main"]
