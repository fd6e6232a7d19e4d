"""Testing rules: acts that lead on from any case, random journals, and properties of a profile."""
