"""The cycle: the table of moves, the rules in force, and the pure functions that decide, fold and explain."""
