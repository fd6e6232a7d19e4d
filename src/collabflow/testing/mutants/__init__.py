"""Mutants: stores with one classic mistake each, and the law that notices it. They are documentation, and proof.

for mutant in MUTANTS:
    print(mutant.name, mutant.law, mutant.bug)
"""

from __future__ import annotations

from collabflow.testing.mutants import crashes, disk, feeding, journal, life, outbox, races, sequences, words
from collabflow.testing.mutants.mutant import Mutant

MUTANTS: tuple[Mutant, ...] = (
    *journal.MUTANTS,
    *feeding.MUTANTS,
    *words.MUTANTS,
    *outbox.MUTANTS,
    *life.MUTANTS,
    *disk.MUTANTS,
    *sequences.MUTANTS,
    *races.MUTANTS,
    *crashes.MUTANTS,
)

__all__ = ["MUTANTS", "Mutant"]
