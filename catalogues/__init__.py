"""Catalogues: collects every message that people read, and keeps its translations. Run with `make catalogues`."""
