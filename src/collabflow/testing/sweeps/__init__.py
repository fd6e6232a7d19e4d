"""Sweeps: calls stopped, crossed, killed and cut at every place where that may matter."""
