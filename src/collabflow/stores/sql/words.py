"""What is said of both databases alike, when a statement was not run."""

from __future__ import annotations

BUSY = "the database is held by somebody else just now; nothing was written, try again"
FULL = "the disk is full"
REFUSED = "the database refused; nothing was written"
DRIVER_REFUSED = "the driver refused; check that the connection is open, and that nobody else uses it meanwhile"
